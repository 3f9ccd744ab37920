#include <sodium.h>

#include "licensing/store/key_wrap.h"
#include "licensing/store/tables.h"

namespace countersign::store {
namespace {

constexpr std::string_view kOwnKeys = "blobs/";

// Whose key the blob's is under.
std::string KeeperOf(const domain::Blob& blob) {
  const bool alone = blob.subject.empty() || blob.subject == domain::kImportSubject;
  return alone ? std::string(kOwnKeys) + blob.id : blob.subject;
}

// A subject's key also authenticates the values in digests: what encrypts is derived from it
// (BLAKE2b, keyed, with a personal string of its own).
SecretBytes WrappingKey(const SecretBytes& subject_key) {
  constexpr char kPersonal[crypto_generichash_blake2b_PERSONALBYTES + 1] = "countersign-blob";
  const std::string_view key = subject_key.View(SecretAccess{});
  std::string derived(crypto_aead_xchacha20poly1305_ietf_KEYBYTES, '\0');
  crypto_generichash_blake2b_salt_personal(
      reinterpret_cast<unsigned char*>(derived.data()), derived.size(), nullptr, 0,
      reinterpret_cast<const unsigned char*>(key.data()), key.size(), nullptr,
      reinterpret_cast<const unsigned char*>(kPersonal));
  SecretBytes wrapping(derived);
  Wipe(derived);
  return wrapping;
}

}  // namespace

Result<std::optional<domain::Blob>> BlobTable::Find(std::string_view id) {
  return FindRow<domain::Blob>(connection_, id);
}

Result<std::vector<domain::Blob>> BlobTable::FindByHash(std::string_view sha256) {
  static const std::string sql = SelectSql<domain::Blob>() + "WHERE sha256 = ?1 ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, HexEncode(sha256)));
  return ReadRows<domain::Blob>(*statement);
}

Result<std::vector<domain::Blob>> BlobTable::FindBySubject(std::string_view subject) {
  static const std::string sql = SelectSql<domain::Blob>() + "WHERE subject = ?1 ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, subject));
  return ReadRows<domain::Blob>(*statement);
}

Result<std::optional<SecretBytes>> BlobTable::FindKey(const domain::Blob& blob) {
  ASSIGN_OR_RETURN(const auto keeper, keys_.Find(KeeperOf(blob)));
  if (!keeper) return std::optional<SecretBytes>();
  ASSIGN_OR_RETURN(
      auto row, PrepareWith(connection_, "SELECT wrapped_key FROM blobs WHERE id = ?1", blob.id));
  ASSIGN_OR_RETURN(const bool found, row->Step());
  if (!found) return std::optional<SecretBytes>();
  auto key = UnwrapKey(row->Text(0), Mapping<domain::Blob>::Name(blob), WrappingKey(*keeper));
  if (!key)
    return Fail(Code::kInternal, Reason::kInternalFault,
                "the key of " + Mapping<domain::Blob>::Name(blob) + " cannot be opened");
  return key;
}

Result<void> BlobTable::Insert(const domain::Blob& blob, const SecretBytes& key) {
  ASSIGN_OR_RETURN(const SecretBytes keeper, keys_.FindOrMake(KeeperOf(blob)));
  const std::string name = Mapping<domain::Blob>::Name(blob);
  RETURN_IF_ERROR(
      InsertRow(connection_, StoredBlob{blob, WrapKey(key, name, WrappingKey(keeper))}));
  journal_.Wrote(Mapping<domain::Blob>::kTable, blob.id);
  return {};
}

Result<void> BlobTable::Delete(std::string_view id) {
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, "DELETE FROM blobs WHERE id = ?1", id));
  ASSIGN_OR_RETURN(const std::int64_t deleted, statement->Execute());
  if (deleted == 0) return NotFound("blob " + std::string(id));
  journal_.Wrote(Mapping<domain::Blob>::kTable, id);
  return keys_.Erase(std::string(kOwnKeys).append(id));
}

}  // namespace countersign::store
