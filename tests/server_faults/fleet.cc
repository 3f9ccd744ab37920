#include "tests/server_faults/fleet.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "client-sdk/verify/proof.h"
#include "licensing/base/encoding.h"
#include "tests/server_faults/installation.h"

namespace countersign::testing {
namespace {

constexpr const char* kCheck = "CheckLicense";
constexpr const char* kRelease = "ReleaseLicense";

}  // namespace

std::string Uuid(Entropy& entropy) {
  std::string hex = HexEncode(RandomBytes(entropy, 16));
  for (const std::size_t dash : {8, 13, 18, 23}) hex.insert(dash, "-");
  return hex;
}

namespace {

std::string Nonce(Entropy& entropy) { return Base64UrlEncode(RandomBytes(entropy, 16)); }

// The JSON form of bytes: base64 with padding.
std::string DecodeBytes(std::string text) {
  while (!text.empty() && text.back() == '=') text.pop_back();
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return Base64UrlDecode(text).value_or("");
}

CheckReply Read(const HttpReply& reply) {
  CheckReply check;
  check.http_status = reply.status;
  check.body = reply.body;
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(reply.body, error);
  if (error || !value.is_object()) return check;
  const boost::json::object& object = value.get_object();
  check.outcome = TextIn(object, "outcome");
  check.lease_id = TextIn(object, "leaseId");
  check.lease_secret = DecodeBytes(TextIn(object, "leaseSecret"));
  const std::string counter = TextIn(object, "counter");
  check.counter = counter.empty() ? 0 : std::stoull(counter);
  return check;
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
  const std::string body = boost::json::serialize(request);
  last_ = {kCheck, body, verify::MakeActivationProof(seed_, body)};
}

boost::json::object FleetMachine::Common(Entropy& entropy) const {
  const std::string name = "machine " + std::to_string(number_);
  return {
      {"product", product_},
      {"productVersion", "1.0.0"},
      {"nonce", Nonce(entropy)},
      {"requestId", Uuid(entropy)},
      {"fingerprint",
       {{"components", boost::json::array{{{"kind", "FINGERPRINT_KIND_MACHINE_ID"},
                                           {"hash", Base64UrlEncode(Sha256(name + " id"))}},
                                          {{"kind", "FINGERPRINT_KIND_DISK"},
                                           {"hash", Base64UrlEncode(Sha256(name + " disk"))}}}}}}};
}

std::optional<CheckReply> FleetMachine::Repeat(HttpConnection& connection) const {
  const auto reply = connection.Request(
      "POST", std::string("/countersign.v1.LicenseService/") + last_.method,
      {{"content-type", "application/json"}, {verify::kProofHeader, last_.proof}}, last_.body);
  if (!reply) return std::nullopt;
  return Read(*reply);
}

void FleetMachine::Acknowledge(const CheckReply& reply) {
  lease_id_ = reply.lease_id;
  if (!reply.lease_secret.empty()) secret_ = reply.lease_secret;
  counter_ = reply.counter;
}

std::optional<CheckReply> FleetMachine::Renew(HttpConnection& connection, Entropy& entropy) {
  boost::json::object request = Common(entropy);
  request["leaseId"] = lease_id_;
  request["counter"] = std::to_string(++counter_);
  const std::string body = boost::json::serialize(request);
  last_ = {kCheck, body, verify::MakeRenewalProof(secret_, body)};
  return Repeat(connection);
}

std::optional<CheckReply> FleetMachine::Release(HttpConnection& connection, Entropy& entropy) {
  const std::string body =
      boost::json::serialize(boost::json::object{{"leaseId", lease_id_},
                                                 {"counter", std::to_string(++counter_)},
                                                 {"nonce", Nonce(entropy)},
                                                 {"requestId", Uuid(entropy)}});
  last_ = {kRelease, body, verify::MakeReleaseProof(secret_, body)};
  return Repeat(connection);
}

}  // namespace countersign::testing
