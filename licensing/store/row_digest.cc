#include "licensing/store/row_digest.h"

#include <algorithm>

#include "licensing/base/encoding.h"
#include "licensing/base/hmac.h"
#include "licensing/ledger/canonical_json.h"

namespace countersign::store {
namespace {

constexpr std::size_t kUsualRowBytes = 1024;  // more only costs a second allocation

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

// The table's columns are those of the statement from `first` on.
std::optional<std::string> CanonicalRow(const StateTable& table, db::Statement& statement,
                                        int first, const std::optional<SecretBytes>& subject_key) {
  std::string json;
  json.reserve(kUsualRowBytes);
  json += '{';
  int at = first;
  for (const DigestColumn& column : table.columns) {
    const int here = at++;
    if (statement.IsNull(here)) continue;
    if (json.size() > 1) json += ',';
    json += column.label;
    const std::string_view text = statement.TextView(here);
    if (!(column.personal
              ? ledger::AppendCanonicalText(json, Commitment(*subject_key, column.name, text))
              : ledger::AppendCanonicalText(json, text)))
      return std::nullopt;
  }
  json += '}';
  return json;
}

// Empty if there is none: a key is missing, or a text is not UTF-8, which the store does not write.
Result<std::string> DigestOf(const std::string& row, const StateTable& table,
                             db::Statement& statement, int first, const FindSubjectKey& find_key) {
  std::optional<SecretBytes> subject_key;
  if (HoldsPersonalData(table)) {
    ASSIGN_OR_RETURN(subject_key, find_key(row));
    if (!subject_key) return std::string();
  }
  const auto canonical = CanonicalRow(table, statement, first, subject_key);
  return canonical ? Sha256(*canonical) : std::string();
}

}  // namespace

Result<app::RowDigest> DigestRow(const StateTable& table, db::Statement& statement,
                                 const FindSubjectKey& find_key) {
  app::RowDigest digest;
  const int parts_of_key = static_cast<int>(table.key.size());
  std::vector<std::string> parts;
  for (int at = 0; at < parts_of_key; ++at) parts.push_back(statement.Text(at));
  digest.key = JoinKey(parts);
  digest.row = table.name + "/" + digest.key;
  ASSIGN_OR_RETURN(digest.digest, DigestOf(digest.row, table, statement, parts_of_key, find_key));
  return digest;
}

std::string DigestOfKey(const StateTable& table, std::string_view key) {
  const std::vector<std::string> parts = SplitKey(table, key);
  std::string json;
  json.reserve(kUsualRowBytes);
  json += '{';
  for (const DigestColumn& column : table.columns) {
    if (json.size() > 1) json += ',';
    json += column.label;
    if (!ledger::AppendCanonicalText(json, parts.at(*column.in_key))) return {};
  }
  return Sha256(json += '}');
}

Result<std::optional<app::RowDigest>> FindRowDigest(db::Connection& connection,
                                                    const StateTable& table, std::string_view key,
                                                    const FindSubjectKey& find_key) {
  ASSIGN_OR_RETURN(auto statement, connection.Prepare(table.find));
  int parameter = 1;
  for (const std::string& part : SplitKey(table, key)) statement->BindText(parameter++, part);
  ASSIGN_OR_RETURN(const bool found, statement->Step());
  if (!found) return std::optional<app::RowDigest>();
  app::RowDigest digest{table.name + "/" + std::string(key), std::string(key), {}};
  ASSIGN_OR_RETURN(digest.digest, DigestOf(digest.row, table, *statement, 0, find_key));
  return std::optional(std::move(digest));
}

}  // namespace countersign::store
