// Short texts, encrypted.
#ifndef COUNTERSIGN_STORE_SEALED_H_
#define COUNTERSIGN_STORE_SEALED_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/secret_bytes.h"

namespace countersign::store {

// XChaCha20-Poly1305 (libsodium) under `key` (32 bytes), its random nonce before the cipher text.
// `place`, where the text belongs, is authenticated with it, so that texts cannot change places.
std::string Seal(std::string_view text, std::string_view place, const SecretBytes& key);
// Nothing if it was not sealed so. Whoever takes a secret out of it wipes it.
std::optional<std::string> Unseal(std::string_view sealed, std::string_view place,
                                  const SecretBytes& key);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_SEALED_H_
