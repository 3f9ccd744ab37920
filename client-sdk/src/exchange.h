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

struct Posted {
  bool accepted = false;  // `accept` took an answer
  bool doubtful = false;  // an answer came that `accept` did not take
  std::string server;     // which gave it, or gave the refusal
  Refusal refusal;        // code is empty if no server refused in the protocol's form
  std::string problem;    // what went wrong, server by server
};

class Exchange {
 public:
  // `stop` ends waiting early. Both outlive the exchange.
  Exchange(const Options& options, const std::atomic<bool>& stop);

  // Sends the same bytes to each server in turn, `first` first if it is one of them, until one
  // answers in a way that `accept` takes (it returns what is wrong, or nothing) or refuses for
  // good. Refusals that another server may not share (overload, stopping, faults) count as no
  // answer, but are remembered.
  Posted Post(const std::string& path, const std::string& body, const std::string& proof,
              const std::string& first, Deadline deadline,
              const std::function<std::string(const std::string& body)>& accept);

  void Cancel();

 private:
  std::shared_ptr<Transport> transport(std::string* problem);

  const Options& options_;
  const std::atomic<bool>& stop_;
  std::shared_ptr<Transport> transport_;  // by std::atomic_load and std::atomic_store only
};

// The HTTPS library, loaded on first use: linked in, beside this library or program, or where the
// system looks. Null if it cannot be loaded.
std::shared_ptr<Transport> LoadHttpsTransport(const HttpsOptions& options, std::string* problem);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_EXCHANGE_H_
