#include "licensing/store/subject_keys.h"

#include <sodium.h>

#include <array>

#include "licensing/base/encoding.h"
#include "licensing/store/table.h"

namespace countersign::store {
namespace {

constexpr std::string_view kTable = "subject_keys";
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// XChaCha20-Poly1305 (libsodium), its random nonce before the cipher text. The subject's name is
// authenticated with it, so that keys cannot change places.
std::string WrapKey(const SecretBytes& key, std::string_view subject, const SecretBytes& under) {
  std::string wrapped(kNonceBytes + kKeyBytes + kTagBytes, '\0');
  randombytes_buf(wrapped.data(), kNonceBytes);
  const std::string_view plain = key.View(SecretAccess{});
  crypto_aead_xchacha20poly1305_ietf_encrypt(Bytes(wrapped) + kNonceBytes, nullptr, Bytes(plain),
                                             plain.size(), Bytes(subject), subject.size(), nullptr,
                                             Bytes(wrapped), Bytes(under.View(SecretAccess{})));
  return wrapped;
}

std::optional<SecretBytes> UnwrapKey(std::string_view wrapped, std::string_view subject,
                                     const SecretBytes& under) {
  if (wrapped.size() != kNonceBytes + kKeyBytes + kTagBytes) return std::nullopt;
  std::string plain(kKeyBytes, '\0');
  const bool opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
                          Bytes(plain), nullptr, nullptr, Bytes(wrapped) + kNonceBytes,
                          wrapped.size() - kNonceBytes, Bytes(subject), subject.size(),
                          Bytes(wrapped), Bytes(under.View(SecretAccess{}))) == 0;
  std::optional<SecretBytes> key;
  if (opened) key.emplace(plain);
  Wipe(plain);
  return key;
}

SecretBytes NewKey() {
  std::string random(kKeyBytes, '\0');
  randombytes_buf(random.data(), random.size());
  SecretBytes key(random);
  Wipe(random);
  return key;
}

}  // namespace

Result<std::optional<SecretBytes>> SubjectKeyTable::Find(std::string_view subject) {
  ASSIGN_OR_RETURN(
      auto row,
      PrepareWith(connection_, "SELECT wrapped_key FROM subject_keys WHERE subject = ?1", subject));
  ASSIGN_OR_RETURN(const bool found, row->Step());
  if (!found) return std::optional<SecretBytes>();
  const auto wrapped = HexDecode(row->Text(0));
  std::optional<SecretBytes> key;
  if (wrapped) key = UnwrapKey(*wrapped, subject, secrets_.wrap);
  if (!key)
    return Fail(Code::kInternal, Reason::kInternalFault,
                "the key of " + std::string(subject) + " cannot be opened");
  return key;
}

Result<SecretBytes> SubjectKeyTable::FindOrMake(std::string_view subject) {
  ASSIGN_OR_RETURN(auto found, Find(subject));
  if (found) return *std::move(found);
  SecretBytes key = NewKey();
  ASSIGN_OR_RETURN(
      auto insert,
      PrepareWith(connection_, "INSERT INTO subject_keys (subject, wrapped_key) VALUES (?1, ?2)",
                  subject, HexEncode(WrapKey(key, subject, secrets_.wrap))));
  RETURN_IF_ERROR(insert->Execute());
  journal_.Wrote(kTable, subject);
  return key;
}

Result<void> SubjectKeyTable::Erase(std::string_view subject) {
  ASSIGN_OR_RETURN(
      auto erase, PrepareWith(connection_, "DELETE FROM subject_keys WHERE subject = ?1", subject));
  ASSIGN_OR_RETURN(const std::int64_t erased, erase->Execute());
  if (erased > 0) journal_.Wrote(kTable, subject);
  return {};
}

}  // namespace countersign::store
