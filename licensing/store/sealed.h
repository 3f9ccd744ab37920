// Short texts, encrypted.
#ifndef COUNTERSIGN_STORE_SEALED_H_
#define COUNTERSIGN_STORE_SEALED_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/secret_bytes.h"

namespace countersign::store {

// A key of its own for one purpose, under another key, while one text is sealed or opened: so short
// a life is wiped, not locked into memory as that of a SecretBytes is.
class DerivedKey {
 public:
  DerivedKey(const SecretBytes& key, std::string_view purpose);
  ~DerivedKey() { Wipe(bytes_); }
  DerivedKey(const DerivedKey&) = delete;
  DerivedKey& operator=(const DerivedKey&) = delete;

  std::string_view View(SecretAccess) const { return bytes_; }

 private:
  std::string bytes_;
};

// XChaCha20-Poly1305 (libsodium) under `key` (32 bytes), its random nonce before the cipher text.
// `place`, where the text belongs, is authenticated with it, so that texts cannot change places.
std::string Seal(std::string_view text, std::string_view place, const SecretBytes& key);
std::string Seal(std::string_view text, std::string_view place, const DerivedKey& key);
// Nothing if it was not sealed so. Whoever takes a secret out of it wipes it.
std::optional<std::string> Unseal(std::string_view sealed, std::string_view place,
                                  const SecretBytes& key);
std::optional<std::string> Unseal(std::string_view sealed, std::string_view place,
                                  const DerivedKey& key);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_SEALED_H_
