#include "licensing/store/key_wrap.h"

#include "licensing/base/encoding.h"
#include "licensing/store/sealed.h"

namespace countersign::store {

std::string WrapKey(const SecretBytes& key, std::string_view name, const SecretBytes& under) {
  return HexEncode(Seal(key.View(SecretAccess{}), name, under));
}

std::optional<SecretBytes> UnwrapKey(std::string_view wrapped, std::string_view name,
                                     const SecretBytes& under) {
  constexpr std::size_t kKeyBytes = 32;
  const auto sealed = HexDecode(wrapped);
  if (!sealed) return std::nullopt;
  auto plain = Unseal(*sealed, name, under);
  if (!plain) return std::nullopt;
  std::optional<SecretBytes> key;
  if (plain->size() == kKeyBytes) key.emplace(*plain);
  Wipe(*plain);
  return key;
}

}  // namespace countersign::store
