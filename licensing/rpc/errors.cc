#include "licensing/rpc/errors.h"

#include <sodium.h>

#include <boost/json.hpp>

#include "google/rpc/error_details.pb.h"

namespace countersign::rpc {
namespace {

struct CodeOnHttp {
  std::string_view name;
  int status;
};

CodeOnHttp OnHttp(Code code) {
  switch (code) {
    case Code::kOk:
      return {"ok", 200};
    case Code::kCancelled:
      return {"canceled", 499};
    case Code::kUnknown:
      return {"unknown", 500};
    case Code::kInvalidArgument:
      return {"invalid_argument", 400};
    case Code::kDeadlineExceeded:
      return {"deadline_exceeded", 504};
    case Code::kNotFound:
      return {"not_found", 404};
    case Code::kAlreadyExists:
      return {"already_exists", 409};
    case Code::kPermissionDenied:
      return {"permission_denied", 403};
    case Code::kResourceExhausted:
      return {"resource_exhausted", 429};
    case Code::kFailedPrecondition:
      return {"failed_precondition", 400};
    case Code::kAborted:
      return {"aborted", 409};
    case Code::kOutOfRange:
      return {"out_of_range", 400};
    case Code::kUnimplemented:
      return {"unimplemented", 501};
    case Code::kInternal:
      return {"internal", 500};
    case Code::kUnavailable:
      return {"unavailable", 503};
    case Code::kDataLoss:
      return {"data_loss", 500};
    case Code::kUnauthenticated:
      return {"unauthenticated", 401};
  }
  return {"unknown", 500};
}

google::rpc::ErrorInfo InfoOf(const Error& error) {
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(ReasonName(error.reason)));
  info.set_domain("countersign");
  info.mutable_metadata()->insert(error.metadata.begin(), error.metadata.end());
  return info;
}

// Connect wants the standard alphabet, without padding.
std::string Base64(const std::string& bytes) {
  constexpr int kVariant = sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), kVariant);
  text.pop_back();  // the terminating NUL
  return text;
}

}  // namespace

std::string_view ConnectCode(Code code) { return OnHttp(code).name; }

int HttpStatus(Code code) { return OnHttp(code).status; }

std::string ConnectErrorJson(const Error& error) {
  const google::rpc::ErrorInfo info = InfoOf(error);
  boost::json::object metadata;
  for (const auto& [key, value] : error.metadata) metadata[key] = value;
  boost::json::object detail{
      {"type", info.GetTypeName()},
      {"value", Base64(info.SerializeAsString())},
      {"debug",
       {{"reason", info.reason()}, {"domain", info.domain()}, {"metadata", std::move(metadata)}}}};
  return boost::json::serialize(
      boost::json::object{{"code", ConnectCode(error.code)},
                          {"message", error.message},
                          {"details", boost::json::array{std::move(detail)}}});
}

std::string GrpcStatusDetails(const Error& error) {
  google::rpc::Status status;
  status.set_code(static_cast<int>(error.code));
  status.set_message(error.message);
  status.add_details()->PackFrom(InfoOf(error));
  return status.SerializeAsString();
}

}  // namespace countersign::rpc
