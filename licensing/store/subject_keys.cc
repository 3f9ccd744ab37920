#include "licensing/store/subject_keys.h"

#include <sodium.h>

#include "licensing/store/key_wrap.h"
#include "licensing/store/table.h"

namespace countersign::store {
namespace {

constexpr std::string_view kTable = "subject_keys";
constexpr std::size_t kKeyBytes = 32;

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
  std::optional<SecretBytes> key = UnwrapKey(row->Text(0), subject, secrets_.wrap);
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
                  subject, WrapKey(key, subject, secrets_.wrap)));
  RETURN_IF_ERROR(insert->Execute());
  journal_.Wrote(kTable, subject);
  return key;
}

Result<void> SubjectKeyTable::Erase(std::string_view subject) {
  ASSIGN_OR_RETURN(
      auto erase, PrepareWith(connection_, "DELETE FROM subject_keys WHERE subject = ?1", subject));
  ASSIGN_OR_RETURN(const std::int64_t erased, erase->Execute());
  if (erased == 0) return {};
  journal_.Wrote(kTable, subject);
  // Its remains in the files are for remains.h.
  ASSIGN_OR_RETURN(auto note,
                   PrepareWith(connection_,
                               "INSERT INTO pending_erasures (subject, rewritten) VALUES (?1, 0)"
                               " ON CONFLICT (subject) DO UPDATE SET rewritten = 0",
                               subject));
  RETURN_IF_ERROR(note->Execute());
  journal_.NotedErasure();
  return {};
}

}  // namespace countersign::store
