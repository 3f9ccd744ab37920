// The installation's own keys: the private halves it signs with, and the trust bundle that vouches
// for them.
#ifndef COUNTERSIGN_KEYS_KEYRING_H_
#define COUNTERSIGN_KEYS_KEYRING_H_

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "client-sdk/verify/verify.h"
#include "licensing/base/clock.h"
#include "licensing/base/entropy.h"
#include "licensing/base/result.h"
#include "licensing/base/secret_bytes.h"

namespace countersign::keys {

// Something that can sign with one Ed25519 key; a file's key here, a hardware module elsewhere.
class Signer {
 public:
  virtual ~Signer() = default;
  virtual const verify::PublicKey& public_key() const = 0;
  virtual const std::string& kid() const = 0;                            // RFC 7638 thumbprint
  virtual Result<std::string> Sign(std::string_view message) const = 0;  // 64 bytes
};

class KeyRing {
 public:
  // Reads `directory` (docs/keys.md lists its files), opens the private keys with `passphrase`, and
  // verifies the trust bundle against root.pub. FAILED_PRECONDITION / PASSPHRASE_WRONG, or
  // KEY_UNUSABLE with what is missing or wrong.
  static Result<std::unique_ptr<KeyRing>> Open(const std::filesystem::path& directory,
                                               const SecretBytes& passphrase);

  // The signing key in use at `now`; null if none is valid.
  const Signer* signing_key(Instant now) const;
  const verify::TrustBundle& bundle() const { return bundle_; }
  const std::string& bundle_text() const { return bundle_text_; }
  // True if this ring holds the private half of `kid`.
  bool Holds(std::string_view kid) const;
  // The secret of a lease: HKDF-SHA-256 over the master secret, the lease id and its generation. 32
  // bytes.
  SecretBytes LeaseSecret(std::string_view lease_id, std::int64_t generation) const;

 private:
  KeyRing() = default;
  std::vector<std::unique_ptr<Signer>> signers_;
  verify::TrustBundle bundle_;
  std::string bundle_text_;
  SecretBytes master_;
};

// What `countersign init` makes. With `root_publics` empty, a development root is made beside the
// keys, which is no root at all against whoever reads this disk; else the directory holds a bundle
// request that a root has to sign.
struct NewKeys {
  std::filesystem::path directory;
  std::string issuer;
  Instant now{};
  std::chrono::seconds signing_life{std::chrono::hours(24 * 366 * 2)};
  std::vector<verify::PublicKey> root_publics;
  std::size_t root_threshold = 1;
};
Result<void> CreateKeys(const NewKeys& request, const SecretBytes& passphrase, Entropy& entropy);

}  // namespace countersign::keys

#endif  // COUNTERSIGN_KEYS_KEYRING_H_
