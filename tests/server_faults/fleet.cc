#include "tests/server_faults/fleet.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "client-sdk/verify/proof.h"
#include "licensing/base/encoding.h"

namespace countersign::testing {
namespace {

constexpr const char* kCheck = "/countersign.v1.LicenseService/CheckLicense";

std::string Uuid(Entropy& entropy) {
  std::string hex = HexEncode(RandomBytes(entropy, 16));
  for (const std::size_t dash : {8, 13, 18, 23}) hex.insert(dash, "-");
  return hex;
}

// The JSON form of bytes: base64 with padding.
std::string DecodeBytes(std::string text) {
  while (!text.empty() && text.back() == '=') text.pop_back();
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return Base64UrlDecode(text).value_or("");
}

std::string Text(const boost::json::object& object, std::string_view name) {
  const boost::json::value* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

CheckReply Read(const HttpReply& reply) {
  CheckReply check;
  check.http_status = reply.status;
  check.body = reply.body;
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(reply.body, error);
  if (error || !value.is_object()) return check;
  const boost::json::object& object = value.get_object();
  check.outcome = Text(object, "outcome");
  check.lease_id = Text(object, "leaseId");
  check.lease_secret = DecodeBytes(Text(object, "leaseSecret"));
  const std::string counter = Text(object, "counter");
  check.counter = counter.empty() ? 0 : std::stoull(counter);
  return check;
}

std::optional<CheckReply> Post(HttpConnection& connection, const std::string& body,
                               const std::string& proof) {
  const auto reply = connection.Request(
      "POST", kCheck, {{"content-type", "application/json"}, {verify::kProofHeader, proof}}, body);
  if (!reply) return std::nullopt;
  return Read(*reply);
}

}  // namespace

FleetMachine::FleetMachine(Entropy& entropy, int number, std::string product,
                           const std::string& code)
    : product_(std::move(product)),
      number_(number),
      seed_(RandomBytes(entropy, verify::kMachineSeedBytes)) {
  const verify::PublicKey key = verify::MachinePublicKey(seed_).value();
  boost::json::object request = Common(entropy);
  request["activationCode"] = code;
  request["machinePublicKey"] =
      Base64UrlEncode({reinterpret_cast<const char*>(key.data()), key.size()});
  activation_ = boost::json::serialize(request);
}

boost::json::object FleetMachine::Common(Entropy& entropy) const {
  const std::string name = "machine " + std::to_string(number_);
  return {
      {"product", product_},
      {"productVersion", "1.0.0"},
      {"nonce", Base64UrlEncode(RandomBytes(entropy, 16))},
      {"requestId", Uuid(entropy)},
      {"fingerprint",
       {{"components", boost::json::array{{{"kind", "FINGERPRINT_KIND_MACHINE_ID"},
                                           {"hash", Base64UrlEncode(Sha256(name + " id"))}},
                                          {{"kind", "FINGERPRINT_KIND_DISK"},
                                           {"hash", Base64UrlEncode(Sha256(name + " disk"))}}}}}}};
}

std::optional<CheckReply> FleetMachine::Activate(HttpConnection& connection) const {
  return Post(connection, activation_, verify::MakeActivationProof(seed_, activation_));
}

void FleetMachine::Acknowledge(const CheckReply& reply) {
  lease_id_ = reply.lease_id;
  secret_ = reply.lease_secret;
  counter_ = reply.counter;
}

std::optional<CheckReply> FleetMachine::Renew(HttpConnection& connection, Entropy& entropy) {
  boost::json::object request = Common(entropy);
  request["leaseId"] = lease_id_;
  request["counter"] = std::to_string(++counter_);
  const std::string body = boost::json::serialize(request);
  return Post(connection, body, verify::MakeRenewalProof(secret_, body));
}

}  // namespace countersign::testing
