// The installation's own keys: the private halves it signs with, and the trust bundle that vouches
// for them.
#ifndef COUNTERSIGN_KEYS_KEYRING_H_
#define COUNTERSIGN_KEYS_KEYRING_H_

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "client-sdk/verify/verify.h"
#include "licensing/base/clock.h"
#include "licensing/base/entropy.h"
#include "licensing/base/result.h"
#include "licensing/base/secret_bytes.h"
#include "licensing/keys/master_secret.h"

namespace countersign::keys {

// Something that can sign with one Ed25519 key; a file's key here, a hardware module elsewhere.
class Signer {
 public:
  virtual ~Signer() = default;
  virtual const verify::PublicKey& public_key() const = 0;
  virtual const std::string& kid() const = 0;                            // RFC 7638 thumbprint
  virtual Result<std::string> Sign(std::string_view message) const = 0;  // 64 bytes
};

// Safe to use from any number of threads.
class KeyRing {
 public:
  // Reads `directory`, which holds the key files themselves (docs/keys.md lists them), opens the
  // private keys with `passphrase`, and verifies the trust bundle against root.pub.
  // FAILED_PRECONDITION / PASSPHRASE_WRONG, or KEY_UNUSABLE with what is missing or wrong.
  static Result<std::unique_ptr<KeyRing>> Open(const std::filesystem::path& directory,
                                               const SecretBytes& passphrase);

  ~KeyRing();

  // The key in use at `now` for this purpose: of those that this ring holds and the bundle lists as
  // valid, the one whose validity began last. Null if none is valid.
  const Signer* KeyFor(verify::KeyUse use, Instant now) const;
  const Signer* signing_key(Instant now) const { return KeyFor(verify::KeyUse::kSigning, now); }
  const verify::TrustBundle& bundle() const { return bundle_; }
  const std::string& bundle_text() const { return bundle_text_; }
  // True if this ring holds the private half of `kid`.
  bool Holds(std::string_view kid) const;
  // Every private key that is held, in no order.
  const std::vector<std::unique_ptr<Signer>>& signers() const { return signers_; }
  // The secret of a lease, derived from the master secret, the lease id and its generation.
  DerivedSecret LeaseSecret(std::string_view lease_id, std::int64_t generation) const;
  const MasterSecret& master() const { return *master_; }

 private:
  KeyRing();
  Result<void> ReadBundle(const std::filesystem::path& directory);
  Result<void> ReadSigners(const std::filesystem::path& directory, const SecretBytes& passphrase);

  std::vector<std::unique_ptr<Signer>> signers_;
  verify::TrustBundle bundle_;
  std::string bundle_text_;
  std::optional<MasterSecret> master_;
};

// What `countersign init` makes.
struct NewKeys {
  std::filesystem::path directory;  // holds the key files themselves; made if there is none
  std::string issuer;               // as domain::CheckIssuer accepts it
  Instant now{};
  std::chrono::seconds signing_life{std::chrono::hours(24 * 366 * 2)};
  // Empty: a development root is made beside the keys, which is no root at all against whoever
  // reads this disk. Else the directory gets bundle-request.json, which the roots have to sign
  // (`countersign root sign`), and which becomes trust-bundle.json.
  std::vector<verify::PublicKey> root_publics;
  std::size_t root_threshold = 1;
};

// All files or none: on an error, what was written is removed again. INVALID_ARGUMENT /
// FIELD_INVALID (issuer, root_threshold, passphrase, signing_life), FAILED_PRECONDITION /
// STATE_CONFLICT if the directory holds keys already, UNAVAILABLE if it cannot be written.
Result<void> CreateKeys(const NewKeys& request, const SecretBytes& passphrase, Entropy& entropy);

}  // namespace countersign::keys

#endif  // COUNTERSIGN_KEYS_KEYRING_H_
