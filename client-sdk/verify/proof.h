// How a request to the licence surface shows where it comes from. One set of functions makes the
// proofs in the client and checks them on the server. Pure; needs libsodium only.
//
// A proof covers "countersign/check/v1" (a release: "countersign/release/v1", a request of a
// machine without a network: "countersign/offline/v1") followed by the SHA-256 of the request's
// bytes, exactly as they travel, and is itself sent as base64url without padding in the header
// `countersign-proof`. Each purpose has its own prefix, because unknown fields are ignored: a
// renewal seen on the way could else be offered as the release of its lease.
#ifndef COUNTERSIGN_VERIFY_PROOF_H_
#define COUNTERSIGN_VERIFY_PROOF_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "client-sdk/verify/verify.h"

namespace countersign::verify {

constexpr std::size_t kMachineSeedBytes = 32;  // private half of a machine's key
constexpr std::size_t kLeaseSecretBytes = 32;
constexpr char kProofHeader[] = "countersign-proof";

// What the proof of a check covers: 52 bytes.
std::string ProofInput(std::string_view request);

// The public half of a machine's key; nullopt unless `seed` is kMachineSeedBytes random bytes.
std::optional<PublicKey> MachinePublicKey(std::string_view seed);

// Activation: an Ed25519 signature by the machine's key. Empty if `seed` has another size.
std::string MakeActivationProof(std::string_view seed, std::string_view request);
// `public_key`: 32 bytes, as sent in the request.
bool CheckActivationProof(std::string_view proof, std::string_view public_key,
                          std::string_view request);

// A request of a machine without a network: the same, also where it names a lease.
std::string MakeOfflineProof(std::string_view seed, std::string_view request);
bool CheckOfflineProof(std::string_view proof, std::string_view public_key,
                       std::string_view request);

// Renewal and release: HMAC-SHA-256 under the lease secret. Empty if `secret` is not
// kLeaseSecretBytes long.
std::string MakeRenewalProof(std::string_view secret, std::string_view request);
std::string MakeReleaseProof(std::string_view secret, std::string_view request);
// In time that does not depend on where the proof differs.
bool CheckRenewalProof(std::string_view proof, std::string_view secret, std::string_view request);
bool CheckReleaseProof(std::string_view proof, std::string_view secret, std::string_view request);

}  // namespace countersign::verify

#endif  // COUNTERSIGN_VERIFY_PROOF_H_
