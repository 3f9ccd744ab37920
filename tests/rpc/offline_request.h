// The request of a machine without a network, for the admin surface's tests.
#ifndef COUNTERSIGN_TESTS_RPC_OFFLINE_REQUEST_H_
#define COUNTERSIGN_TESTS_RPC_OFFLINE_REQUEST_H_

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <string>

#include "client-sdk/verify/offline_text.h"
#include "client-sdk/verify/proof.h"
#include "countersign/v1/license.pb.h"

namespace countersign::rpc {

// A text by which a machine asks for a licence of acme.
inline std::string OfflineRequest(const std::string& code) {
  const std::string seed(verify::kMachineSeedBytes, 's');
  const auto key = verify::MachinePublicKey(seed).value();
  v1::CheckLicenseRequest request;
  request.set_activation_code(code);
  request.set_product("acme");
  request.set_product_version("1.0");
  v1::FingerprintComponent& component = *request.mutable_fingerprint()->add_components();
  component.set_kind(v1::FINGERPRINT_KIND_EXPLICIT);
  component.set_hash(std::string(32, 'f'));
  request.set_machine_public_key(std::string(key.begin(), key.end()));
  request.set_nonce(std::string(16, 'n'));
  request.set_request_id("0d9a9b4e-3a0e-4d6c-8f55-0a4a0f2f6b11");
  std::string body;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(request, &body).ok());
  return verify::WriteOfflineRequest({verify::MakeOfflineProof(seed, body), body});
}

// As the content of a JSON string.
inline std::string InJson(const std::string& text) {
  std::string escaped;
  for (const char c : text) escaped += c == '\n' ? std::string("\\n") : std::string(1, c);
  return escaped;
}

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_TESTS_RPC_OFFLINE_REQUEST_H_
