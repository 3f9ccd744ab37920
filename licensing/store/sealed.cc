#include "licensing/store/sealed.h"

#include <sodium.h>

#include "licensing/base/hmac.h"

namespace countersign::store {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string SealWith(std::string_view text, std::string_view place, std::string_view key) {
  std::string sealed(kNonceBytes + text.size() + kTagBytes, '\0');
  randombytes_buf(sealed.data(), kNonceBytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(sealed) + kNonceBytes, nullptr, Bytes(text),
                                             text.size(), Bytes(place), place.size(), nullptr,
                                             Bytes(sealed), Bytes(key));
  return sealed;
}

std::optional<std::string> UnsealWith(std::string_view sealed, std::string_view place,
                                      std::string_view key) {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  std::string text(sealed.size() - kNonceBytes - kTagBytes, '\0');
  const bool opened =
      crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(text), nullptr, nullptr, Bytes(sealed) + kNonceBytes, sealed.size() - kNonceBytes,
          Bytes(place), place.size(), Bytes(sealed), Bytes(key)) == 0;
  if (!opened) return std::nullopt;
  return text;
}

}  // namespace

DerivedKey::DerivedKey(const SecretBytes& key, std::string_view purpose)
    : bytes_(HmacSha256(key, purpose)) {}

std::string Seal(std::string_view text, std::string_view place, const SecretBytes& key) {
  return SealWith(text, place, key.View(SecretAccess{}));
}
std::string Seal(std::string_view text, std::string_view place, const DerivedKey& key) {
  return SealWith(text, place, key.View(SecretAccess{}));
}

std::optional<std::string> Unseal(std::string_view sealed, std::string_view place,
                                  const SecretBytes& key) {
  return UnsealWith(sealed, place, key.View(SecretAccess{}));
}
std::optional<std::string> Unseal(std::string_view sealed, std::string_view place,
                                  const DerivedKey& key) {
  return UnsealWith(sealed, place, key.View(SecretAccess{}));
}

}  // namespace countersign::store
