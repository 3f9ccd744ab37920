#include "licensing/keys/private_key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <sodium.h>

#include <array>
#include <memory>

#include "licensing/keys/file.h"

namespace countersign::keys {
namespace {

// scrypt's cost: 16 MiB and some 40 ms for each try, and within what `openssl pkey` accepts.
constexpr std::uint64_t kScryptN = 16384;
constexpr std::uint64_t kScryptR = 8;
constexpr std::uint64_t kScryptP = 1;
// Stands before the PEM block, where other readers pass over it. PBES2 does not notice a damaged
// file, which would open as another key; a kid that does not fit tells.
constexpr std::string_view kKidLine = "kid: ";

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using Pkey = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Pkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Deleter<PKCS8_PRIV_KEY_INFO_free>>;
using EncryptedPkcs8 = std::unique_ptr<X509_SIG, Deleter<X509_SIG_free>>;
using Algorithm = std::unique_ptr<X509_ALGOR, Deleter<X509_ALGOR_free>>;

const unsigned char* Bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}

tl::unexpected<Error> Unusable(std::string message) {
  return Fail(Code::kFailedPrecondition, Reason::kKeyUnusable, std::move(message));
}

// The seed in an encrypted PKCS#8 text.
Result<SecretBytes> Decrypt(std::string_view pem, std::string_view passphrase,
                            const std::string& name) {
  const Bio text(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const EncryptedPkcs8 encrypted(PEM_read_bio_PKCS8(text.get(), nullptr, nullptr, nullptr));
  if (!encrypted) return Unusable(name + " is not an encrypted PKCS#8 private key");
  const Pkcs8 info(
      PKCS8_decrypt(encrypted.get(), passphrase.data(), static_cast<int>(passphrase.size())));
  if (!info)
    return Fail(Code::kFailedPrecondition, Reason::kPassphraseWrong,
                "the passphrase does not open " + name);
  const Pkey key(EVP_PKCS82PKEY(info.get()));
  std::array<unsigned char, crypto_sign_SEEDBYTES> seed{};
  std::size_t size = seed.size();
  if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519 ||
      EVP_PKEY_get_raw_private_key(key.get(), seed.data(), &size) != 1 || size != seed.size())
    return Unusable(name + " holds no Ed25519 key");
  SecretBytes secret({reinterpret_cast<const char*>(seed.data()), seed.size()});
  sodium_memzero(seed.data(), seed.size());
  return secret;
}

// The kid that the file says it holds; empty if it does not say.
std::string_view StatedKid(std::string_view text) {
  if (!text.starts_with(kKidLine)) return {};
  text.remove_prefix(kKidLine.size());
  return text.substr(0, text.find('\n'));
}

}  // namespace

PrivateKey PrivateKey::Expand(std::string_view seed) {
  PrivateKey key;
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret{};
  crypto_sign_seed_keypair(key.public_key_.data(), secret.data(), Bytes(seed));
  key.secret_ = SecretBytes({reinterpret_cast<const char*>(secret.data()), secret.size()});
  sodium_memzero(secret.data(), secret.size());
  key.kid_ = verify::Thumbprint(key.public_key_);
  return key;
}

PrivateKey PrivateKey::Generate(Entropy& entropy) {
  std::string seed = RandomBytes(entropy, crypto_sign_SEEDBYTES);
  PrivateKey key = Expand(seed);
  Wipe(seed);
  return key;
}

Result<PrivateKey> PrivateKey::FromSeed(const SecretBytes& seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) return FieldInvalid("seed", "is not 32 bytes");
  return Expand(seed.View(SecretAccess{}));
}

Result<PrivateKey> PrivateKey::Read(const std::filesystem::path& path,
                                    const SecretBytes& passphrase) {
  ASSIGN_OR_RETURN(const std::string pem, ReadSmallFile(path));
  ASSIGN_OR_RETURN(const SecretBytes seed,
                   Decrypt(pem, passphrase.View(SecretAccess{}), path.string()));
  ASSIGN_OR_RETURN(PrivateKey key, FromSeed(seed));
  if (const auto stated = StatedKid(pem); !stated.empty() && stated != key.kid())
    return Unusable(path.string() + " is damaged: it does not hold the key that it names");
  return key;
}

Result<std::string> PrivateKey::Encrypt(const SecretBytes& passphrase) const {
  if (passphrase.empty()) return FieldInvalid("passphrase", "is empty");
  const std::string_view seed = Seed(SecretAccess{});
  const std::string_view secret = passphrase.View(SecretAccess{});
  const Pkey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, Bytes(seed), seed.size()));
  const Pkcs8 info(key ? EVP_PKEY2PKCS8(key.get()) : nullptr);
  Algorithm algorithm(
      PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, 16, nullptr, kScryptN, kScryptR, kScryptP));
  if (!info || !algorithm)
    return Fail(Code::kInternal, Reason::kKeyUnusable, "the key cannot be encrypted");
  const EncryptedPkcs8 encrypted(
      PKCS8_set0_pbe(secret.data(), static_cast<int>(secret.size()), info.get(), algorithm.get()));
  const Bio text(BIO_new(BIO_s_mem()));
  if (encrypted) {
    // It is part of `encrypted` from now on.
    [[maybe_unused]] const X509_ALGOR* taken = algorithm.release();
  }
  if (!encrypted || PEM_write_bio_PKCS8(text.get(), encrypted.get()) != 1)
    return Fail(Code::kInternal, Reason::kKeyUnusable, "the key cannot be encrypted");
  char* data = nullptr;
  const auto size = BIO_get_mem_data(text.get(), &data);
  return std::string(kKidLine) + kid_ + "\n" + std::string(data, static_cast<std::size_t>(size));
}

Result<std::string> PrivateKey::Sign(std::string_view message) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, Bytes(message),
                       message.size(), Bytes(secret_.View(SecretAccess{})));
  return signature;
}

}  // namespace countersign::keys
