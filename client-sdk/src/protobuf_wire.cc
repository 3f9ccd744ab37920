// Protobuf, and google.rpc.Status for errors.
#include <array>

#include "client-sdk/src/protobuf.h"
#include "client-sdk/src/wire.h"

namespace countersign::sdk {
namespace {

// Connect's names of gRPC's codes, by their number.
constexpr std::array<const char*, 17> kCodes = {
    "ok",        "canceled",       "unknown",           "invalid_argument",   "deadline_exceeded",
    "not_found", "already_exists", "permission_denied", "resource_exhausted", "failed_precondition",
    "aborted",   "out_of_range",   "unimplemented",     "internal",           "unavailable",
    "data_loss", "unauthenticated"};

constexpr char kErrorInfo[] = "type.googleapis.com/google.rpc.ErrorInfo";

std::string Text(const ProtobufReader& reader) { return std::string(reader.bytes()); }

// An entry of a map<string, string>.
void ReadEntry(std::string_view bytes, std::map<std::string, std::string>& map) {
  std::string key, value;
  ProtobufReader entry(bytes);
  while (entry.Next()) {
    if (entry.field() == 1) key = Text(entry);
    if (entry.field() == 2) value = Text(entry);
  }
  map[key] = value;
}

// A google.protobuf.Any, which holds a google.rpc.ErrorInfo if it says why.
void ReadDetail(std::string_view bytes, Refusal& refusal) {
  std::string_view type, value;
  ProtobufReader any(bytes);
  while (any.Next()) {
    if (any.field() == 1) type = any.bytes();
    if (any.field() == 2) value = any.bytes();
  }
  if (type != kErrorInfo) return;
  ProtobufReader info(value);
  while (info.Next()) {
    if (info.field() == 1) refusal.reason = Text(info);
    if (info.field() == 3) ReadEntry(info.bytes(), refusal.metadata);
  }
}

// Of a google.protobuf.Duration or Timestamp.
std::int64_t Seconds(std::string_view bytes) {
  std::int64_t seconds = 0;
  ProtobufReader reader(bytes);
  while (reader.Next()) {
    if (reader.field() == 1) seconds = static_cast<std::int64_t>(reader.number());
  }
  return seconds;
}

ProtobufWriter Fingerprint(const std::map<int, std::string>& hashes) {
  ProtobufWriter fingerprint;
  for (const auto& [kind, hash] : hashes) {
    ProtobufWriter component;
    component.Number(1, static_cast<std::uint64_t>(kind));
    component.Bytes(2, hash);
    fingerprint.Message(1, component);
  }
  return fingerprint;
}

ProtobufWriter Used(const UsedCode& code) {
  ProtobufWriter time, used;
  time.Number(1, static_cast<std::uint64_t>(code.time));
  used.Bytes(1, code.code);
  used.Message(2, time);
  return used;
}

class Protobuf final : public Wire {
 public:
  std::string EncodeCheck(const CheckRequest& request, const Options& options) const override {
    ProtobufWriter message;
    message.Bytes(1, request.activation_code);
    message.Bytes(2, options.product);
    message.Bytes(3, options.version);
    message.Bytes(4, options.release_date);
    message.Message(5, Fingerprint(request.fingerprint));
    message.Bytes(6, request.machine_public_key);
    message.Bytes(7, request.nonce);
    if (!request.lease_id.empty()) message.Number(8, request.counter);
    message.Bytes(9, request.lease_id);
    message.Number(10, request.bundle_version);
    message.Bytes(11, options.process_id);
    message.Bytes(12, request.request_id);
    message.Number(13, options.security_release ? 1 : 0);
    for (const UsedCode& code : request.emergency) message.Message(14, Used(code));
    return message.bytes();
  }

  std::string EncodeRelease(const ReleaseRequest& request) const override {
    ProtobufWriter message;
    message.Bytes(1, request.lease_id);
    message.Number(2, request.counter);
    message.Bytes(3, request.nonce);
    message.Bytes(4, request.request_id);
    return message.bytes();
  }

  std::optional<CheckAnswer> DecodeCheck(std::string_view body) const override {
    CheckAnswer answer;
    ProtobufReader message(body);
    while (message.Next()) {
      switch (message.field()) {
        case 3:
          answer.key = Text(message);
          break;
        case 4:
          answer.status = Text(message);
          break;
        case 6:
          answer.lease_secret = Text(message);
          break;
        case 7:
          answer.counter = message.number();
          break;
        case 8:
          answer.trust_bundle = Text(message);
          break;
        case 9:
          answer.refresh_after = Seconds(message.bytes());
          break;
        default:
          break;
      }
    }
    if (message.malformed() || answer.status.empty()) return std::nullopt;
    return answer;
  }

  std::optional<Refusal> DecodeRefusal(std::string_view body) const override {
    Refusal refusal;
    ProtobufReader status(body);
    while (status.Next()) {
      if (status.field() == 1 && status.number() < kCodes.size()) {
        refusal.code = kCodes[static_cast<std::size_t>(status.number())];
      }
      if (status.field() == 2) refusal.message = Text(status);
      if (status.field() == 3) ReadDetail(status.bytes(), refusal);
    }
    if (status.malformed() || refusal.code.empty()) return std::nullopt;
    return refusal;
  }

  bool IsMessage(std::string_view body) const override {
    ProtobufReader message(body);
    while (message.Next()) continue;
    return !message.malformed();
  }
};

constexpr Protobuf kWire;

}  // namespace

const Wire& ProtobufWire() { return kWire; }

}  // namespace countersign::sdk
