// How the demo talks to the server: by the command table, as a person at a terminal would.
#ifndef COUNTERSIGN_CLI_DEMO_CALLS_H_
#define COUNTERSIGN_CLI_DEMO_CALLS_H_

#include <google/protobuf/message.h>

#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "admin/cli/client.h"
#include "admin/cli/request.h"

namespace countersign::cli {

template <class T>
using DemoAnswer = tl::expected<T, Refusal>;
using MessagePtr = std::unique_ptr<google::protobuf::Message>;

inline tl::unexpected<Refusal> Pass(Refusal refusal) {
  return tl::unexpected<Refusal>(std::move(refusal));
}
// A fault of the demo's own data.
inline tl::unexpected<Refusal> Fault(std::string what) {
  return Pass({.message = std::move(what)});
}

class DemoCalls {
 public:
  // Both outlive it. `out` gets a line for everything that was done.
  DemoCalls(Client& client, std::ostream& out) : client_(client), out_(out) {}

  // Runs a command of the table. `request_id`: a UUID, or empty for a new one.
  DemoAnswer<MessagePtr> Run(std::string_view resource, std::string_view verb, const Typed& typed,
                             const std::string& request_id = "");
  void Did(const std::string& what) {
    ++changes_;
    out_ << what << "\n";
  }
  void Say(const std::string& what) { out_ << what << "\n"; }

  // The same commands as another user, through that one's client.
  DemoCalls As(Client& client) const { return {client, out_}; }

  Client& client() { return client_; }
  int changes() const { return changes_; }

 private:
  Client& client_;
  std::ostream& out_;
  int changes_ = 0;
};

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_DEMO_CALLS_H_
