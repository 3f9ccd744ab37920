#include "licensing/keys/master_secret.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <sodium.h>

#include <cstdlib>
#include <utility>

#include "licensing/keys/private_key.h"

namespace countersign::keys {

DerivedSecret& DerivedSecret::operator=(DerivedSecret&& other) noexcept {
  if (this == &other) return *this;
  bytes_ = other.bytes_;
  other.Wipe();
  return *this;
}

void DerivedSecret::Wipe() { sodium_memzero(bytes_.data(), bytes_.size()); }

// The master secret is the seed of an Ed25519 key that never signs: so it has the same file format
// as the other keys, can be checked with the same tools, and needs no format of its own.
struct MasterSecret::Parts {
  explicit Parts(PrivateKey read) : key(std::move(read)) {}
  ~Parts() { EVP_KDF_free(hkdf); }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  PrivateKey key;
  // Looked up once: a look-up takes longer than the derivation.
  EVP_KDF* hkdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
};

MasterSecret::MasterSecret(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
MasterSecret::MasterSecret(MasterSecret&&) noexcept = default;
MasterSecret& MasterSecret::operator=(MasterSecret&&) noexcept = default;
MasterSecret::~MasterSecret() = default;

Result<MasterSecret> MasterSecret::Read(const std::filesystem::path& directory,
                                        const SecretBytes& passphrase) {
  ASSIGN_OR_RETURN(PrivateKey key, PrivateKey::Read(directory / "lease-master.key", passphrase));
  auto parts = std::make_unique<Parts>(std::move(key));
  if (parts->hkdf == nullptr)
    return Fail(Code::kFailedPrecondition, Reason::kKeyUnusable, "OpenSSL has no HKDF");
  return MasterSecret(std::move(parts));
}

DerivedSecret MasterSecret::Derive(std::string_view info) const {
  const std::string_view master = parts_->key.Seed(SecretAccess{});
  char digest[] = "SHA256";
  OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
                         OSSL_PARAM_construct_octet_string(
                             OSSL_KDF_PARAM_KEY, const_cast<char*>(master.data()), master.size()),
                         OSSL_PARAM_construct_octet_string(
                             OSSL_KDF_PARAM_INFO, const_cast<char*>(info.data()), info.size()),
                         OSSL_PARAM_construct_end()};
  DerivedSecret secret;
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(
      EVP_KDF_CTX_new(parts_->hkdf), &EVP_KDF_CTX_free);
  // Fails for want of memory only; to go on with a secret of zeros would be worse than to stop.
  if (!context ||
      EVP_KDF_derive(context.get(), secret.bytes_.data(), DerivedSecret::kSize, params) != 1)
    std::abort();
  return secret;
}

}  // namespace countersign::keys
