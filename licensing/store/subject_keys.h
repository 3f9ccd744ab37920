// Keys of persons and of owners of blobs, each kept under a key that is not in the database.
#ifndef COUNTERSIGN_STORE_SUBJECT_KEYS_H_
#define COUNTERSIGN_STORE_SUBJECT_KEYS_H_

#include <string_view>

#include "licensing/app/ledger_ports.h"
#include "licensing/store/db/connection.h"
#include "licensing/store/journal.h"
#include "licensing/store/secrets.h"

namespace countersign::store {

class SubjectKeyTable final : public app::SubjectKeyRepository {
 public:
  SubjectKeyTable(db::Connection& connection, Journal& journal, const StoreSecrets& secrets)
      : connection_(connection), journal_(journal), secrets_(secrets) {}

  Result<std::optional<SecretBytes>> Find(std::string_view subject) override;
  Result<SecretBytes> FindOrMake(std::string_view subject) override;
  Result<void> Erase(std::string_view subject) override;

 private:
  db::Connection& connection_;
  Journal& journal_;
  const StoreSecrets& secrets_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_SUBJECT_KEYS_H_
