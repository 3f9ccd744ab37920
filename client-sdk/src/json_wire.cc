// Protobuf's JSON, and the Connect protocol's errors.
#include <array>
#include <boost/json.hpp>
#include <ctime>

#include "client-sdk/src/bytes.h"
#include "client-sdk/src/fingerprint.h"
#include "client-sdk/src/wire.h"

namespace countersign::sdk {
namespace json = boost::json;
namespace {

const char* KindName(int kind) {
  switch (kind) {
    case kMachineId:
      return "FINGERPRINT_KIND_MACHINE_ID";
    case kBoard:
      return "FINGERPRINT_KIND_BOARD";
    case kDisk:
      return "FINGERPRINT_KIND_DISK";
    case kMac:
      return "FINGERPRINT_KIND_MAC";
    case kCpu:
      return "FINGERPRINT_KIND_CPU";
    case kCloudInstance:
      return "FINGERPRINT_KIND_CLOUD_INSTANCE";
    default:
      return "FINGERPRINT_KIND_EXPLICIT";
  }
}

std::string Rfc3339(std::int64_t seconds) {
  const std::time_t time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  if (::gmtime_r(&time, &parts) == nullptr) return "1970-01-01T00:00:00Z";
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

std::optional<json::value> ParseObject(std::string_view body) {
  json::error_code error;
  json::value value = json::parse(body, error);
  if (error || !value.is_object()) return std::nullopt;
  return value;
}

std::string Text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return std::string(value->get_string().data(), value->get_string().size());
}

// 64-bit integers travel as strings; numbers are read too.
std::uint64_t Number(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr) return 0;
  if (value->is_int64()) return static_cast<std::uint64_t>(value->get_int64());
  if (value->is_uint64()) return value->get_uint64();
  return ParseNumber(Text(object, name));
}

void ReadErrorInfo(const json::object& detail, Refusal& refusal) {
  const json::value* debug = detail.if_contains("debug");
  if (debug == nullptr || !debug->is_object()) return;
  const json::object& info = debug->get_object();
  const std::string reason = Text(info, "reason");
  if (reason.empty()) return;
  refusal.reason = reason;
  const json::value* metadata = info.if_contains("metadata");
  if (metadata == nullptr || !metadata->is_object()) return;
  for (const auto& member : metadata->get_object()) {
    if (!member.value().is_string()) continue;
    const json::string& text = member.value().get_string();
    refusal.metadata[std::string(member.key())] = std::string(text.data(), text.size());
  }
}

class Json final : public Wire {
 public:
  std::string EncodeCheck(const CheckRequest& request, const Options& options) const override {
    json::object object;
    const auto add = [&](const char* name, const std::string& text) {
      if (!text.empty()) object[name] = text;
    };
    add("activationCode", request.activation_code);
    object["product"] = options.product;
    object["productVersion"] = options.version;
    add("releaseDate", options.release_date);
    json::array components;
    for (const auto& [kind, hash] : request.fingerprint) {
      json::object component;
      component["kind"] = KindName(kind);
      component["hash"] = Base64Encode(hash);
      components.push_back(std::move(component));
    }
    object["fingerprint"] = json::object{{"components", std::move(components)}};
    if (!request.machine_public_key.empty()) {
      object["machinePublicKey"] = Base64Encode(request.machine_public_key);
    }
    object["nonce"] = Base64Encode(request.nonce);
    if (!request.lease_id.empty()) {
      object["leaseId"] = request.lease_id;
      object["counter"] = std::to_string(request.counter);
    }
    object["bundleVersion"] = std::to_string(request.bundle_version);
    add("processId", options.process_id);
    object["requestId"] = request.request_id;
    if (options.security_release) object["securityRelease"] = true;
    json::array codes;
    for (const UsedCode& used : request.emergency)
      codes.push_back(json::object{{"code", used.code}, {"useTime", Rfc3339(used.time)}});
    if (!codes.empty()) object["usedEmergencyCodes"] = std::move(codes);
    return json::serialize(object);
  }

  std::string EncodeRelease(const ReleaseRequest& request) const override {
    json::object object;
    object["leaseId"] = request.lease_id;
    object["counter"] = std::to_string(request.counter);
    object["nonce"] = Base64Encode(request.nonce);
    object["requestId"] = request.request_id;
    return json::serialize(object);
  }

  std::optional<CheckAnswer> DecodeCheck(std::string_view body) const override {
    const auto value = ParseObject(body);
    if (!value) return std::nullopt;
    const json::object& object = value->get_object();
    CheckAnswer answer;
    answer.key = Text(object, "key");
    answer.status = Text(object, "status");
    if (answer.status.empty()) return std::nullopt;
    answer.lease_secret = Base64Decode(Text(object, "leaseSecret")).value_or(std::string());
    answer.counter = Number(object, "counter");
    answer.trust_bundle = Text(object, "trustBundle");
    std::string duration = Text(object, "refreshAfter");  // "28800s", "1.500s"
    duration = duration.substr(0, duration.find_first_of(".s"));
    answer.refresh_after = static_cast<std::int64_t>(ParseNumber(duration));
    return answer;
  }

  std::optional<Refusal> DecodeRefusal(std::string_view body) const override {
    const auto value = ParseObject(body);
    if (!value) return std::nullopt;
    const json::object& object = value->get_object();
    Refusal refusal;
    refusal.code = Text(object, "code");
    refusal.message = Text(object, "message");
    if (refusal.code.empty()) return std::nullopt;
    if (const json::value* details = object.if_contains("details");
        details && details->is_array()) {
      for (const json::value& detail : details->get_array()) {
        if (detail.is_object()) ReadErrorInfo(detail.get_object(), refusal);
      }
    }
    return refusal;
  }

  bool IsMessage(std::string_view body) const override { return ParseObject(body).has_value(); }
};

constexpr Json kWire;

}  // namespace

const Wire& JsonWire() { return kWire; }

}  // namespace countersign::sdk
