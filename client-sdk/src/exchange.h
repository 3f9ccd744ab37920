// Carries one question to the servers.
#ifndef COUNTERSIGN_SDK_EXCHANGE_H_
#define COUNTERSIGN_SDK_EXCHANGE_H_

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "client-sdk/src/wire.h"
#include "countersign/options.h"

namespace countersign::sdk {

using Deadline = std::chrono::steady_clock::time_point;

struct Question {
  std::string path;
  std::string body;
  std::string proof;
  std::string first;  // this server first, if it is one of them
  Deadline deadline;
};

// Says what is wrong with an answer, or nothing.
using Accept = std::function<std::string(const std::string& body)>;

struct Posted {
  bool accepted = false;  // `accept` took an answer
  bool doubtful = false;  // an answer came that `accept` did not take
  std::string server;     // which gave it, or gave the refusal
  Refusal refusal;        // code is empty if no server refused in the protocol's form
  std::string problem;    // what went wrong, server by server
  // Of a watch that was accepted: where further answers come from.
  std::unique_ptr<TransportStream> stream;
};

class Exchange {
 public:
  // `stop` ends waiting early. Both outlive the exchange.
  Exchange(const Options& options, const std::atomic<bool>& stop);

  // Sends the same bytes to each server in turn until one answers in a way that `accept` takes or
  // refuses for good. Refusals that another server may not share (overload, stopping, faults) count
  // as no answer, but are remembered.
  Posted Post(const Question& question, const Accept& accept);
  // The same with a method that answers more than once, if the transport can; what is said of the
  // answer is of the first one.
  Posted Watch(const Question& question, const Accept& accept);
  bool CanWatch() const { return options_.transport && options_.transport->CanStream(); }

  // Of the transport.
  const Wire& wire() const { return wire_; }

  void Cancel();

 private:
  std::shared_ptr<Transport> transport(std::string* problem);
  // `send` asks one server.
  Posted Ask(const Question& question, const Accept& accept,
             const std::function<TransportAnswer(Transport&, const TransportRequest&)>& send);

  const Options& options_;
  const std::atomic<bool>& stop_;
  const Wire& wire_;
  std::shared_ptr<Transport> transport_;  // by std::atomic_load and std::atomic_store only
};

// The HTTPS library, loaded on first use: linked in, beside this library or program, or where the
// system looks. Null if it cannot be loaded.
std::shared_ptr<Transport> LoadHttpsTransport(const HttpsOptions& options, std::string* problem);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_EXCHANGE_H_
