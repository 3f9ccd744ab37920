// A key kept under another one, as a text for the database.
#ifndef COUNTERSIGN_STORE_KEY_WRAP_H_
#define COUNTERSIGN_STORE_KEY_WRAP_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/secret_bytes.h"

namespace countersign::store {

// As Seal, in hexadecimal. Both keys have 32 bytes. `name`, whose key it is, is authenticated with
// it, so that keys cannot change places.
std::string WrapKey(const SecretBytes& key, std::string_view name, const SecretBytes& under);

// Nothing if `wrapped` is not the key of `name` under this one.
std::optional<SecretBytes> UnwrapKey(std::string_view wrapped, std::string_view name,
                                     const SecretBytes& under);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_KEY_WRAP_H_
