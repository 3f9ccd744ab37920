#include "client-sdk/verify/proof.h"

#include <gtest/gtest.h>

#include "client-sdk/verify/base64url.h"

namespace countersign::verify {
namespace {

const std::string kSeed(32, '\x07');
const std::string kSecret(32, '\x09');

std::string_view Text(const PublicKey& key) {
  return {reinterpret_cast<const char*>(key.data()), key.size()};
}

TEST(Proof, CoversItsContextAndTheHashOfTheRequest) {
  // SHA-256 of "abc" from FIPS 180-2.
  EXPECT_EQ(EncodeBase64Url(ProofInput("abc").substr(20)),
            "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
  EXPECT_EQ(ProofInput("abc").substr(0, 20), "countersign/check/v1");
}

TEST(Proof, OfAnActivationFitsOneRequestAndOneMachine) {
  const PublicKey machine = *MachinePublicKey(kSeed);
  const PublicKey other = *MachinePublicKey(std::string(32, '\x08'));
  const std::string proof = MakeActivationProof(kSeed, "request");
  EXPECT_TRUE(CheckActivationProof(proof, Text(machine), "request"));
  EXPECT_FALSE(CheckActivationProof(proof, Text(machine), "request "));
  EXPECT_FALSE(CheckActivationProof(proof, Text(machine), ""));
  EXPECT_FALSE(CheckActivationProof(proof, Text(other), "request"));
  EXPECT_FALSE(CheckActivationProof(proof, Text(machine).substr(1), "request"));
  EXPECT_FALSE(CheckActivationProof(proof + "=", Text(machine), "request"));
  EXPECT_FALSE(CheckActivationProof("", Text(machine), "request"));
  EXPECT_FALSE(
      CheckActivationProof(MakeRenewalProof(kSecret, "request"), Text(machine), "request"));
}

TEST(Proof, OfARenewalFitsOneRequestAndOneLease) {
  const std::string proof = MakeRenewalProof(kSecret, "request");
  EXPECT_TRUE(CheckRenewalProof(proof, kSecret, "request"));
  EXPECT_FALSE(CheckReleaseProof(proof, kSecret, "request"));
  EXPECT_FALSE(CheckRenewalProof(MakeReleaseProof(kSecret, "request"), kSecret, "request"));
  EXPECT_TRUE(CheckReleaseProof(MakeReleaseProof(kSecret, "request"), kSecret, "request"));
  EXPECT_FALSE(CheckRenewalProof(proof, kSecret, "requesu"));
  EXPECT_FALSE(CheckRenewalProof(proof, std::string(32, '\x0a'), "request"));
  EXPECT_FALSE(CheckRenewalProof(proof, "", "request"));
  EXPECT_FALSE(CheckRenewalProof("", kSecret, "request"));
  EXPECT_FALSE(CheckRenewalProof(proof.substr(1), kSecret, "request"));
  EXPECT_FALSE(CheckRenewalProof(MakeActivationProof(kSeed, "request"), kSecret, "request"));
}

TEST(Proof, IsNotMadeWithAKeyOfAnotherSize) {
  EXPECT_EQ(MakeActivationProof("short", "request"), "");
  EXPECT_EQ(MakeRenewalProof("short", "request"), "");
  EXPECT_FALSE(MachinePublicKey("short"));
}

}  // namespace
}  // namespace countersign::verify
