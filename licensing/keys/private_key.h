// Private Ed25519 keys: as PKCS#8 files encrypted with a passphrase (PBES2: scrypt, AES-256-CBC;
// `openssl pkey` reads them), and in locked memory, ready to sign with libsodium.
#ifndef COUNTERSIGN_KEYS_PRIVATE_KEY_H_
#define COUNTERSIGN_KEYS_PRIVATE_KEY_H_

#include <filesystem>
#include <string>
#include <string_view>

#include "client-sdk/verify/verify.h"
#include "licensing/base/entropy.h"
#include "licensing/base/result.h"
#include "licensing/base/secret_bytes.h"
#include "licensing/keys/keyring.h"

namespace countersign::keys {

class PrivateKey final : public Signer {
 public:
  static PrivateKey Generate(Entropy& entropy);
  // INVALID_ARGUMENT / FIELD_INVALID unless `seed` is 32 bytes (RFC 8032's private key).
  static Result<PrivateKey> FromSeed(const SecretBytes& seed);
  // FAILED_PRECONDITION with KEY_UNUSABLE (not there, no such file, or damaged) or
  // PASSPHRASE_WRONG.
  static Result<PrivateKey> Read(const std::filesystem::path& path, const SecretBytes& passphrase);

  // The file's content: a line with the kid, and PEM "ENCRYPTED PRIVATE KEY". INTERNAL /
  // KEY_UNUSABLE if OpenSSL fails, INVALID_ARGUMENT / FIELD_INVALID for an empty passphrase.
  Result<std::string> Encrypt(const SecretBytes& passphrase) const;

  const verify::PublicKey& public_key() const override { return public_key_; }
  const std::string& kid() const override { return kid_; }
  Result<std::string> Sign(std::string_view message) const override;
  // The 32 bytes from which the key is made.
  std::string_view Seed(SecretAccess access) const { return secret_.View(access).substr(0, 32); }

 private:
  PrivateKey() = default;
  static PrivateKey Expand(std::string_view seed);

  SecretBytes secret_;  // libsodium's form: seed and public key
  verify::PublicKey public_key_{};
  std::string kid_;
};

}  // namespace countersign::keys

#endif  // COUNTERSIGN_KEYS_PRIVATE_KEY_H_
