#include "licensing/server/posted_reports.h"

#include <utility>

#include "licensing/delivery/report_post.h"
#include "licensing/delivery/webhook_signature.h"
#include "licensing/rpc/errors.h"

namespace countersign::server {
namespace {

constexpr std::size_t kMaxBody = 256 * 1024;  // a report may hold the whole mail that came back
constexpr std::size_t kMostWaiting = 64;

tl::unexpected<Error> Refusal(rpc::Executor::Posted posted) {
  if (posted == rpc::Executor::Posted::kStopped)
    return Fail(Code::kUnavailable, Reason::kShuttingDown,
                "the server is stopping; try again in 1 s", {{"retry_after", "1"}});
  return Fail(Code::kResourceExhausted, Reason::kOverloaded,
              "the server has too much to do; try again in 1 s", {{"retry_after", "1"}});
}

int StatusOf(const Error& error) {
  return error.reason == Reason::kContentTypeUnsupported ? 415 : rpc::HttpStatus(error.code);
}

}  // namespace

PostedReports::PostedReports(const Clock& clock, const delivery::Verp& verp,
                             delivery::Worker& worker, Options options)
    : clock_(clock),
      verp_(verp),
      worker_(worker),
      options_(std::move(options)),
      executor_(1, kMostWaiting) {}

gateway::PostTarget PostedReports::Target() {
  return {kMaxBody, [this](gateway::SignedPost post, gateway::AnswerDone done) {
            Take(std::move(post), std::move(done));
          }};
}

void PostedReports::Take(gateway::SignedPost post, gateway::AnswerDone done) {
  const rpc::Ticks start = rpc::SteadyTicks();
  if (options_.calls_per_minute != 0) {
    const auto allowed =
        limiter_.Check(rpc::LimitedNetwork(post.call.peer), options_.calls_per_minute, start);
    if (!allowed) return Finish(post.call, start, tl::unexpected(allowed.error()), done);
  }
  const auto shared = std::make_shared<gateway::SignedPost>(std::move(post));
  const auto posted = executor_.Post([this, shared, start, done] { Answer(*shared, start, done); });
  if (posted != rpc::Executor::Posted::kAccepted)
    Finish(shared->call, start, Refusal(posted), done);
}

void PostedReports::Answer(const gateway::SignedPost& post, rpc::Ticks start,
                           const gateway::AnswerDone& done) {
  Finish(post.call, start, Read(post), done);
}

Result<bool> PostedReports::Read(const gateway::SignedPost& post) {
  RETURN_IF_ERROR(delivery::CheckWebhookSignature(
      options_.key, {post.id, post.timestamp, post.signature}, post.call.body, clock_.Now()));
  ASSIGN_OR_RETURN(const auto report,
                   delivery::ReadPostedReport(post.media_type, post.call.body, verp_));
  if (!report) {
    ++forged_;
    return false;
  }
  ASSIGN_OR_RETURN(const bool counted, worker_.TakeReport(*report));
  if (counted) ++counted_;
  return counted;
}

void PostedReports::Finish(const rpc::Call& call, rpc::Ticks start, Result<bool> outcome,
                           const gateway::AnswerDone& done) {
  Error error{Code::kOk, Reason::kUnspecified, {}, {}};
  if (!outcome) error = std::move(outcome.error());
  const std::string fault = rpc::TakeFault(call, error);
  const rpc::Caller nobody;
  options_.observe({.call = call,
                    .method = call.method,
                    .caller = nobody,
                    .code = error.code,
                    .reason = error.reason,
                    .fault = fault,
                    .duration = rpc::SteadyTicks() - start,
                    .request_bytes = call.body.size()});
  if (!outcome) return done(gateway::ErrorAnswer(StatusOf(error), error, call.id));
  gateway::HttpAnswer answer;
  answer.body = *outcome ? R"({"counted":true})" : R"({"counted":false})";
  gateway::NameCall(answer, call.id);
  done(std::move(answer));
}

}  // namespace countersign::server
