// What goes in and out of the HTTP face, whatever carries it.
#ifndef COUNTERSIGN_GATEWAY_HTTP_ANSWER_H_
#define COUNTERSIGN_GATEWAY_HTTP_ANSWER_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "licensing/rpc/dispatcher.h"

namespace countersign::gateway {

// The parts of a request's head that matter.
struct HttpHead {
  std::string verb;    // "POST"
  std::string target;  // "/countersign.v1.LicenseService/CheckLicense"
  std::string content_type;
  std::string content_encoding;
  std::optional<std::uint64_t> content_length;
  std::string authorization;
  std::string proof;
  std::string file_name;  // `countersign-file-name`
  std::string sha256;     // `countersign-sha256`
  std::string origin;
  std::string fetch_site;  // `sec-fetch-site`
  std::string webhook_id;  // `webhook-id` and the others of a signed post
  std::string webhook_timestamp;
  std::string webhook_signature;
  std::string peer;  // network address without port
};

struct HttpAnswer {
  int status = 200;
  std::string content_type = "application/json";
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
};

// Told of each call that is refused before the dispatcher sees it. Must not block or throw.
using RefusalObserver = std::function<void(const rpc::Call& call, const Error& error)>;

// An error as the Connect protocol has it, with the headers that belong to it.
HttpAnswer ErrorAnswer(int status, const Error& error, const std::string& call_id);
// Names the call in the answer, for whoever looks for it in the log.
void NameCall(HttpAnswer& answer, const std::string& call_id);

}  // namespace countersign::gateway

#endif  // COUNTERSIGN_GATEWAY_HTTP_ANSWER_H_
