#include "licensing/store/row_digest.h"

#include <algorithm>

#include "licensing/base/encoding.h"
#include "licensing/base/hmac.h"
#include "licensing/ledger/canonical_json.h"

namespace countersign::store {
namespace {

// The column's name is part of it, so that equal values in two columns do not look alike.
std::string Commitment(const SecretBytes& key, std::string_view column, std::string_view value) {
  std::string message(column);
  message.append(1, '\0').append(value);
  std::string commitment = HexEncode(HmacSha256(key, message));
  Wipe(message);
  return commitment;
}

bool HoldsPersonalData(const StateTable& table) {
  return std::ranges::any_of(table.columns, [](const DigestColumn& c) { return c.personal; });
}

// The columns' names are ASCII and need no escapes.
std::optional<std::string> CanonicalRow(const StateTable& table, db::Statement& statement,
                                        const std::optional<SecretBytes>& subject_key) {
  std::string json = "{";
  int at = static_cast<int>(table.key.size());
  for (const DigestColumn& column : table.columns) {
    const int here = at++;
    if (statement.IsNull(here)) continue;
    if (json.size() > 1) json += ',';
    json.append("\"").append(column.name).append("\":");
    const std::string text = statement.Text(here);
    if (!ledger::AppendCanonicalText(
            json, column.personal ? Commitment(*subject_key, column.name, text) : text))
      return std::nullopt;
  }
  return json + "}";
}

}  // namespace

Result<app::RowDigest> DigestRow(const StateTable& table, db::Statement& statement,
                                 const FindSubjectKey& find_key) {
  app::RowDigest digest;
  std::vector<std::string> parts;
  for (int at = 0; at < static_cast<int>(table.key.size()); ++at)
    parts.push_back(statement.Text(at));
  digest.key = JoinKey(parts);
  digest.row = table.name + "/" + digest.key;

  std::optional<SecretBytes> subject_key;
  if (HoldsPersonalData(table)) {
    ASSIGN_OR_RETURN(subject_key, find_key(digest.row));
    if (!subject_key) return digest;
  }
  // Text that is not UTF-8, which the store does not write, has no canonical form.
  if (const auto canonical = CanonicalRow(table, statement, subject_key))
    digest.digest = Sha256(*canonical);
  return digest;
}

Result<std::optional<app::RowDigest>> FindRowDigest(db::Connection& connection,
                                                    const StateTable& table, std::string_view key,
                                                    const FindSubjectKey& find_key) {
  ASSIGN_OR_RETURN(auto statement, connection.Prepare(table.find));
  int parameter = 1;
  for (const std::string& part : SplitKey(table, key)) statement->BindText(parameter++, part);
  ASSIGN_OR_RETURN(const bool found, statement->Step());
  if (!found) return std::optional<app::RowDigest>();
  ASSIGN_OR_RETURN(app::RowDigest digest, DigestRow(table, *statement, find_key));
  return std::optional(std::move(digest));
}

}  // namespace countersign::store
