#include "licensing/store/key_wrap.h"

#include <sodium.h>

#include "licensing/base/encoding.h"

namespace countersign::store {
namespace {

constexpr std::size_t kKeyBytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

}  // namespace

std::string WrapKey(const SecretBytes& key, std::string_view name, const SecretBytes& under) {
  std::string wrapped(kNonceBytes + kKeyBytes + kTagBytes, '\0');
  randombytes_buf(wrapped.data(), kNonceBytes);
  const std::string_view plain = key.View(SecretAccess{});
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(wrapped) + kNonceBytes, nullptr, Bytes(plain),
                                             plain.size(), Bytes(name), name.size(), nullptr,
                                             Bytes(wrapped), Bytes(under.View(SecretAccess{})));
  return HexEncode(wrapped);
}

std::optional<SecretBytes> UnwrapKey(std::string_view wrapped, std::string_view name,
                                     const SecretBytes& under) {
  const auto bytes = HexDecode(wrapped);
  if (!bytes || bytes->size() != kNonceBytes + kKeyBytes + kTagBytes) return std::nullopt;
  std::string plain(kKeyBytes, '\0');
  const bool opened =
      crypto_aead_xchacha20poly1305_ietf_decrypt(
          Bytes(plain), nullptr, nullptr, Bytes(*bytes) + kNonceBytes, bytes->size() - kNonceBytes,
          Bytes(name), name.size(), Bytes(*bytes), Bytes(under.View(SecretAccess{}))) == 0;
  std::optional<SecretBytes> key;
  if (opened) key.emplace(plain);
  Wipe(plain);
  return key;
}

}  // namespace countersign::store
