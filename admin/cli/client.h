// Calls methods of the interface on a server.
#ifndef COUNTERSIGN_CLI_CLIENT_H_
#define COUNTERSIGN_CLI_CLIENT_H_

#include <google/protobuf/message.h>

#include <map>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "admin/cli/connection.h"

namespace countersign::cli {

// A call that did not succeed.
struct Refusal {
  bool unreachable = false;  // nothing answered, or not in time
  int code = 0;              // gRPC's
  std::string message = {};  // one sentence
  std::string reason = {};   // name of the countersign.v1.Reason; empty if the server gave none
  std::map<std::string, std::string> metadata = {};
};

class Client {
 public:
  virtual ~Client() = default;

  // Calls "countersign.v1.Service/Method" and fills `response`. Waits 30 seconds at most. A call
  // that got no answer is made again, twice, with the same bytes: every mutation carries its
  // request_id, so it takes effect once.
  virtual tl::expected<void, Refusal> Call(const std::string& method,
                                           const google::protobuf::Message& request,
                                           google::protobuf::Message& response) = 0;

  // A call of the licence surface: `body` as it is, with its proof instead of a token.
  virtual tl::expected<void, Refusal> CallWithProof(const std::string& method,
                                                    const std::string& body,
                                                    const std::string& proof,
                                                    google::protobuf::Message& response) = 0;
};

// Fails if the file of certificates cannot be read. Does not connect yet.
Parsed<std::unique_ptr<Client>> MakeClient(const Connection& connection);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_CLIENT_H_
