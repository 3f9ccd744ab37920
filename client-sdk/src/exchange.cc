#include "client-sdk/src/exchange.h"

#include <algorithm>
#include <vector>

namespace countersign::sdk {
namespace {

std::vector<std::string> InOrder(const std::vector<std::string>& servers,
                                 const std::string& first) {
  std::vector<std::string> ordered = servers;
  const auto found = std::find(ordered.begin(), ordered.end(), first);
  if (found != ordered.end()) std::rotate(ordered.begin(), found, found + 1);
  return ordered;
}

// Another server may do what this one cannot just now.
bool IsPassing(const Refusal& refusal) {
  return refusal.code == "unavailable" || refusal.code == "resource_exhausted" ||
         refusal.code == "internal" || refusal.code == "deadline_exceeded" ||
         refusal.code == "unknown" || refusal.code == "unimplemented";
}

void Note(std::string& problems, const std::string& server, const std::string& what) {
  if (!problems.empty()) problems += "; ";
  problems += server + ": " + what;
}

}  // namespace

Exchange::Exchange(const Options& options, const std::atomic<bool>& stop)
    : options_(options),
      stop_(stop),
      wire_(WireOf(options.transport ? options.transport->format() : WireFormat::kJson)),
      transport_(options.transport) {}

std::shared_ptr<Transport> Exchange::transport(std::string* problem) {
  auto transport = std::atomic_load(&transport_);
  if (transport == nullptr) {
    transport = LoadHttpsTransport(HttpsOptions{options_.ca_file, options_.proxy}, problem);
    std::atomic_store(&transport_, transport);
  }
  return transport;
}

Posted Exchange::Post(const Question& question, const Accept& accept) {
  return Ask(question, accept, [](Transport& transport, const TransportRequest& request) {
    return transport.Post(request);
  });
}

Posted Exchange::Watch(const Question& question, const Accept& accept) {
  std::unique_ptr<TransportStream> stream;
  const auto first = [&](Transport& transport, const TransportRequest& request) -> TransportAnswer {
    stream = transport.OpenStream(request);
    if (stream == nullptr) return {0, {}, "the transport opens no stream"};
    const auto answer = stream->Next(request.timeout);
    return answer ? *answer : TransportAnswer{0, {}, "no answer in time"};
  };
  Posted posted = Ask(question, accept, first);
  if (posted.accepted) posted.stream = std::move(stream);
  return posted;
}

Posted Exchange::Ask(
    const Question& question, const Accept& accept,
    const std::function<TransportAnswer(Transport&, const TransportRequest&)>& send) {
  Posted posted;
  const auto transport = this->transport(&posted.problem);
  if (transport == nullptr) return posted;
  for (const std::string& server : InOrder(options_.servers, question.first)) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        question.deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0 || stop_) {
      Note(posted.problem, server, stop_ ? "stopped" : "no time left");
      return posted;
    }
    const TransportAnswer answer =
        send(*transport, {server, question.path, question.body, question.proof,
                          options_.connect_timeout, std::min(left, options_.request_timeout)});
    if (answer.http_status == 200) {
      const std::string problem = accept(answer.body);
      if (problem.empty()) {
        posted.accepted = true;
        posted.server = server;
        posted.refusal = {};
        return posted;
      }
      posted.doubtful = true;
      Note(posted.problem, server, problem);
      continue;
    }
    if (answer.http_status == 0) {
      Note(posted.problem, server, answer.problem);
      continue;
    }
    const auto refusal = wire_.DecodeRefusal(answer.body);
    if (!refusal) {
      Note(posted.problem, server, "HTTP status " + std::to_string(answer.http_status));
      continue;
    }
    Note(posted.problem, server, refusal->reason.empty() ? refusal->code : refusal->reason);
    posted.refusal = *refusal;
    posted.server = server;
    if (!IsPassing(*refusal)) return posted;
  }
  return posted;
}

void Exchange::Cancel() {
  if (const auto transport = std::atomic_load(&transport_)) transport->Cancel();
}

}  // namespace countersign::sdk
