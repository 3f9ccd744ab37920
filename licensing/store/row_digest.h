// The digest of a row: SHA-256 of its canonical JSON, an object of its columns that are not
// volatile and not NULL, so that a column that is added later changes no digest. Integers are
// strings, a personal value is HMAC-SHA256 under the row's own key.
#ifndef COUNTERSIGN_STORE_ROW_DIGEST_H_
#define COUNTERSIGN_STORE_ROW_DIGEST_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/ledger_ports.h"
#include "licensing/store/db/connection.h"
#include "licensing/store/schema.h"

namespace countersign::store {

// The key of "table/key"; nothing if it was erased.
using FindSubjectKey = std::function<Result<std::optional<SecretBytes>>(const std::string& row)>;

// Of the row that `statement`, one of the table's pages, stands on.
Result<app::RowDigest> DigestRow(const StateTable& table, db::Statement& statement,
                                 const FindSubjectKey& find_key);

// 32 bytes: of a row of a table whose key tells all. Empty if a text is not UTF-8.
std::string DigestOfKey(const StateTable& table, std::string_view key);

// Of the row with this key. Nothing if there is none.
Result<std::optional<app::RowDigest>> FindRowDigest(db::Connection& connection,
                                                    const StateTable& table, std::string_view key,
                                                    const FindSubjectKey& find_key);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_ROW_DIGEST_H_
