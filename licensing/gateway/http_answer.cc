#include "licensing/gateway/http_answer.h"

#include "licensing/rpc/errors.h"

namespace countersign::gateway {

HttpAnswer ErrorAnswer(int status, const Error& error, const std::string& call_id) {
  HttpAnswer answer;
  answer.status = status;
  answer.body = rpc::ConnectErrorJson(error);
  if (const auto wait = error.metadata.find("retry_after"); wait != error.metadata.end())
    answer.headers.emplace_back("Retry-After", wait->second);
  if (error.code == Code::kUnauthenticated)
    answer.headers.emplace_back("WWW-Authenticate", "Bearer");
  NameCall(answer, call_id);
  return answer;
}

void NameCall(HttpAnswer& answer, const std::string& call_id) {
  answer.headers.emplace_back("countersign-request-id", call_id);
}

}  // namespace countersign::gateway
