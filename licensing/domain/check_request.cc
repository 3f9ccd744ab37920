#include "licensing/domain/check_request.h"

#include <algorithm>
#include <limits>

#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/domain/activation_code.h"
#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

constexpr std::size_t kMinNonceBytes = 16;
constexpr std::size_t kMaxNonceBytes = 64;
constexpr std::size_t kMaxComponents = 8;
constexpr std::size_t kHashBytes = 32;
constexpr std::size_t kPublicKeyBytes = 32;
constexpr std::size_t kMaxProcessIdBytes = 64;
constexpr int kFirstKind = 1;
constexpr int kLastKind = 7;
// Every store keeps a counter as a signed number of 64 bits.
constexpr std::uint64_t kMaxCounter = std::numeric_limits<std::int64_t>::max();

Result<void> CheckNonce(const std::string& nonce) {
  if (nonce.size() >= kMinNonceBytes && nonce.size() <= kMaxNonceBytes) return {};
  return Fail(Code::kInvalidArgument, Reason::kNonceInvalid,
              "the nonce has " + std::to_string(nonce.size()) + " bytes; it needs 16 to 64",
              {{"field", "nonce"}});
}

Result<void> CheckRequestId(const std::string& id) {
  if (!IsUuid(id)) return FieldInvalid("request_id", "must be a UUID");
  return {};
}

Result<void> CheckLease(const std::string& id, std::uint64_t counter) {
  if (!IsId(id)) return FieldInvalid("lease_id", "is not a lease's id");
  if (counter == 0 || counter > kMaxCounter)
    return FieldInvalid("counter", "must be 1 to 2^63 - 1");
  return {};
}

tl::unexpected<Error> BadFingerprint(std::string what) {
  return Fail(Code::kInvalidArgument, Reason::kFingerprintInvalid, std::move(what),
              {{"field", "fingerprint"}});
}

// Expects the components sorted by kind.
Result<void> CheckFingerprint(const Fingerprint& fingerprint) {
  if (fingerprint.empty()) return BadFingerprint("the fingerprint has no component");
  if (fingerprint.size() > kMaxComponents)
    return BadFingerprint("the fingerprint has more than 8 components");
  for (std::size_t i = 0; i < fingerprint.size(); ++i) {
    const FingerprintComponent& component = fingerprint[i];
    if (component.kind < kFirstKind || component.kind > kLastKind)
      return BadFingerprint("the fingerprint has a component of an unknown kind");
    if (component.hash.size() != kHashBytes)
      return BadFingerprint("a component of the fingerprint is not a hash of 32 bytes");
    if (i > 0 && fingerprint[i - 1].kind == component.kind)
      return BadFingerprint("the fingerprint has two components of one kind");
  }
  return {};
}

// Who asks: a code and a new key, or a lease.
Result<void> CheckCredential(const CheckRequest& request) {
  if (!request.is_activation()) {
    if (!request.activation_code.empty())
      return FieldInvalid("activation_code", "cannot be given together with lease_id");
    return CheckLease(request.lease_id, request.counter);
  }
  if (request.activation_code.empty())
    return FieldInvalid("activation_code", "or lease_id must be given");
  RETURN_IF_ERROR(ParseActivationCode(request.activation_code));
  if (request.machine_public_key.size() != kPublicKeyBytes)
    return FieldInvalid("machine_public_key", "must have 32 bytes");
  return {};
}

}  // namespace

Result<CheckRequest> ValidateCheckRequest(CheckRequest request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id));
  RETURN_IF_ERROR(CheckNonce(request.nonce));
  if (!IsId(request.product_id)) return FieldInvalid("product", "is not a product's id");
  RETURN_IF_ERROR(CheckVersion("product_version", request.product_version));
  std::ranges::sort(request.fingerprint, {}, &FingerprintComponent::kind);
  RETURN_IF_ERROR(CheckFingerprint(request.fingerprint));
  RETURN_IF_ERROR(CheckCredential(request));
  if (request.process_id.size() > kMaxProcessIdBytes || !IsCleanUtf8(request.process_id))
    return FieldInvalid("process_id", "must be at most 64 bytes of text");
  if (request.used_emergency_codes.size() > kMaxUsedCodes)
    return FieldInvalid("used_emergency_codes", "must be at most 10");
  return request;
}

Result<void> ValidateReleaseRequest(const ReleaseRequest& request) {
  RETURN_IF_ERROR(CheckRequestId(request.request_id));
  RETURN_IF_ERROR(CheckNonce(request.nonce));
  return CheckLease(request.lease_id, request.counter);
}

}  // namespace countersign::domain
