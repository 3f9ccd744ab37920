#include "licensing/store/tables.h"

#include <limits>
#include <set>

#include "licensing/store/schema.h"
#include "licensing/store/sealed.h"

namespace countersign::store {
namespace {

constexpr std::size_t kHashDigits = 64;

constexpr std::string_view kPurpose = "countersign/answers/v1";

}  // namespace

Result<void> ContactTable::Delete(std::string_view id) {
  ASSIGN_OR_RETURN(auto statement,
                   PrepareWith(connection_, "DELETE FROM contacts WHERE id = ?1", id));
  ASSIGN_OR_RETURN(const std::int64_t deleted, statement->Execute());
  if (deleted == 0) return NotFound("contact " + std::string(id));
  journal_.Wrote("contacts", id);
  return {};
}

Result<std::vector<domain::License>> LicenseTable::FindByCodeLookup(std::string_view lookup) {
  static const std::string sql =
      SelectSql<domain::License>() + "WHERE code_lookup = ?1 ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, lookup));
  return ReadRows<domain::License>(*statement);
}

// A released machine's row was last written when it was released.
Result<app::MachineCounts> MachineTable::CountActive(std::string_view license_id, Instant then) {
  ASSIGN_OR_RETURN(
      auto statement,
      connection_.Prepare("SELECT COALESCE(SUM(state = 'ACTIVE'), 0), COALESCE(SUM(create_time <= "
                          "?2 AND (state = 'ACTIVE' OR update_time > ?2)), 0) "
                          "FROM machines WHERE license_id = ?1"));
  statement->BindText(1, license_id);
  statement->BindInt(2, ToMicros(then));
  app::MachineCounts counts;
  ASSIGN_OR_RETURN(const bool found, statement->Step());
  if (!found) return counts;
  counts.now = statement->Int(0);
  counts.then = statement->Int(1);
  return counts;
}

Result<void> MachineTable::Insert(const domain::Machine& row) {
  RETURN_IF_ERROR(Table::Insert(row));
  return InsertComponents(row);
}

Result<void> MachineTable::Update(domain::Machine& row) {
  ASSIGN_OR_RETURN(
      auto before,
      PrepareWith(connection_, "SELECT fingerprint FROM machines WHERE id = ?1", row.id));
  ASSIGN_OR_RETURN(const bool found, before->Step());
  const bool same = found && before->Text(0) == ToJson(row.fingerprint);
  before.reset();
  RETURN_IF_ERROR(Table::Update(row));
  if (same) return {};
  RETURN_IF_ERROR(DeleteComponents(row.id));
  return InsertComponents(row);
}

Result<void> MachineTable::DeleteComponents(const std::string& machine_id) {
  ASSIGN_OR_RETURN(auto rows, PrepareWith(connection_,
                                          "DELETE FROM machine_components WHERE machine_id = ?1"
                                          " RETURNING license_id, kind, hash",
                                          machine_id));
  while (true) {
    ASSIGN_OR_RETURN(const bool found, rows->Step());
    if (!found) return {};
    journal_.Deleted("machine_components",
                     JoinKey({rows->Text(0), rows->Text(1), rows->Text(2), machine_id}));
  }
}

Result<void> MachineTable::InsertComponents(const domain::Machine& row) {
  for (const domain::FingerprintComponent& component : row.fingerprint) {
    ASSIGN_OR_RETURN(auto statement,
                     connection_.Prepare("INSERT INTO machine_components"
                                         " (license_id, kind, hash, machine_id)"
                                         " VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING"));
    statement->BindText(1, row.license_id);
    statement->BindInt(2, component.kind);
    statement->BindText(3, HexEncode(component.hash));
    statement->BindText(4, row.id);
    ASSIGN_OR_RETURN(const std::int64_t written, statement->Execute());
    if (written > 0)
      journal_.Wrote("machine_components", JoinKey({row.license_id, std::to_string(component.kind),
                                                    HexEncode(component.hash), row.id}));
  }
  return {};
}

Result<std::optional<domain::Machine>> MachineTable::FindByPublicKey(std::string_view license_id,
                                                                     std::string_view public_key) {
  static const std::string sql =
      SelectSql<domain::Machine>() + "WHERE license_id = ?1 AND public_key = ?2";
  ASSIGN_OR_RETURN(auto statement,
                   PrepareWith(connection_, sql, license_id, HexEncode(public_key)));
  return ReadOptionalRow<domain::Machine>(*statement);
}

Result<std::vector<domain::Machine>> MachineTable::FindSimilar(
    std::string_view license_id, const domain::Fingerprint& fingerprint) {
  std::set<std::string> ids;
  for (const domain::FingerprintComponent& component : fingerprint) {
    ASSIGN_OR_RETURN(auto statement,
                     connection_.Prepare("SELECT machine_id FROM machine_components"
                                         " WHERE license_id = ?1 AND kind = ?2 AND hash = ?3"));
    statement->BindText(1, license_id);
    statement->BindInt(2, component.kind);
    statement->BindText(3, HexEncode(component.hash));
    while (true) {
      ASSIGN_OR_RETURN(const bool row, statement->Step());
      if (!row) break;
      ids.insert(statement->Text(0));
    }
  }
  std::vector<domain::Machine> machines;
  machines.reserve(ids.size());
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(auto machine, Find(id));
    if (machine) machines.push_back(*std::move(machine));
  }
  return machines;
}

Result<std::optional<domain::Lease>> LeaseTable::Find(std::string_view id) {
  return FindRow<domain::Lease>(connection_, id);
}

Result<std::optional<domain::Lease>> LeaseTable::FindHeld(std::string_view machine_id,
                                                          std::string_view process_id) {
  static const std::string sql = SelectSql<domain::Lease>() +
                                 "WHERE machine_id = ?1 AND process_id = ?2"
                                 " AND release_time IS NULL";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, machine_id, process_id));
  return ReadOptionalRow<domain::Lease>(*statement);
}

Result<std::vector<domain::Lease>> LeaseTable::ListOf(std::string_view license_id) {
  static const std::string sql = SelectSql<domain::Lease>() + "WHERE license_id = ?1 ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, license_id));
  return ReadRows<domain::Lease>(*statement);
}

Result<std::vector<domain::Lease>> LeaseTable::ListHeld(std::string_view machine_id) {
  static const std::string sql =
      SelectSql<domain::Lease>() + "WHERE machine_id = ?1 AND release_time IS NULL ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, machine_id));
  return ReadRows<domain::Lease>(*statement);
}

Result<app::SeatCount> LeaseTable::CountSeats(std::string_view license_id, domain::LicenseKind kind,
                                              Instant now) {
  const bool ends_by_itself = kind != domain::LicenseKind::kNodeLocked;
  ASSIGN_OR_RETURN(
      auto statement,
      PrepareWith(connection_,
                  ends_by_itself ? "SELECT COUNT(*), MIN(offline_time) FROM leases WHERE"
                                   " license_id = ?1 AND release_time IS NULL"
                                   " AND offline_time > ?2"
                                 : "SELECT COUNT(*), NULL FROM leases WHERE license_id = ?1"
                                   " AND release_time IS NULL",
                  license_id));
  if (ends_by_itself) statement->BindInt(2, ToMicros(now));
  RETURN_IF_ERROR(statement->Step());
  app::SeatCount count{.taken = statement->Int(0), .next_free_time = std::nullopt};
  if (!statement->IsNull(1)) count.next_free_time = FromMicros(statement->Int(1));
  return count;
}

Result<void> LeaseTable::Insert(const domain::Lease& row) {
  RETURN_IF_ERROR(InsertRow(connection_, row));
  journal_.Wrote("leases", row.id);
  return {};
}

Result<void> LeaseTable::Update(const domain::Lease& row) {
  ASSIGN_OR_RETURN(auto statement, connection_.Prepare(UpdateSql<domain::Lease>()));
  Binder binder(*statement);
  Mapping<domain::Lease>::Fields(binder, row);
  ASSIGN_OR_RETURN(const std::int64_t written, ExecuteFor(*statement, row));
  if (written == 0) return NotFound(Mapping<domain::Lease>::Name(row));
  journal_.Wrote("leases", row.id);
  return {};
}

Result<std::int64_t> UserTable::CountActiveOwners() {
  ASSIGN_OR_RETURN(
      auto statement,
      PrepareWith(connection_, "SELECT COUNT(*) FROM users WHERE state = ?1 AND roles LIKE ?2",
                  NameOf(domain::UserState::kActive), "%\"OWNER\"%"));
  RETURN_IF_ERROR(statement->Step());
  return statement->Int(0);
}

Result<std::vector<domain::Token>> TokenTable::ListLive(std::string_view user_id, Instant now) {
  static const std::string sql =
      SelectSql<domain::Token>() +
      "WHERE user_id = ?1 AND revoke_time IS NULL AND expire_time > ?2 ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, user_id));
  statement->BindInt(2, ToMicros(now));
  return ReadRows<domain::Token>(*statement);
}

std::optional<Condition> EntryResourceIs(std::string_view column, const std::string& value,
                                         Instant) {
  std::string sql = std::string(column) + " = ";
  // The index is used only where the condition says that it is not about what the index leaves out.
  if (value != kResourceOfRenewals)
    sql.insert(0, std::string(column) + " <> '" + std::string(kResourceOfRenewals) + "' AND ");
  return Condition{std::move(sql), value};
}

std::optional<Condition> TokenStateIs(std::string_view, const std::string& value, Instant now) {
  if (value == "REVOKED") return Condition{"revoke_time IS NOT NULL", {}};
  if (value == "ACTIVE") {
    return Condition{"revoke_time IS NULL AND expire_time > ", ToMicros(now)};
  }
  if (value == "EXPIRED") {
    return Condition{"revoke_time IS NULL AND expire_time <= ", ToMicros(now)};
  }
  return std::nullopt;
}

Result<std::optional<app::Answered>> RequestTable::Find(std::string_view request_id) {
  ASSIGN_OR_RETURN(auto answered, FindRow<app::Answered>(connection_, request_id));
  if (answered && !answered->subject.empty()) RETURN_IF_ERROR(UnsealAnswer(*answered));
  return answered;
}

Result<void> RequestTable::Insert(const app::Answered& answered) {
  app::Answered kept = answered;
  if (!kept.subject.empty()) RETURN_IF_ERROR(SealAnswer(kept));
  auto inserted = InsertRow(connection_, kept);
  if (!inserted && inserted.error().reason == Reason::kResourceExists) {
    return Fail(Code::kAlreadyExists, Reason::kRequestIdReused, "this request_id was used before");
  }
  if (inserted) journal_.WroteAnswers(1);
  return inserted;
}

// The hash of the content goes with it: what a person's data are few enough to be guessed by.
Result<void> RequestTable::SealAnswer(app::Answered& answered) {
  ASSIGN_OR_RETURN(const SecretBytes key, keys_.FindOrMake(answered.subject));
  answered.reply =
      Seal(answered.content_hash + answered.reply, answered.request_id, DerivedKey(key, kPurpose));
  answered.content_hash.clear();
  return {};
}

Result<void> RequestTable::UnsealAnswer(app::Answered& answered) {
  ASSIGN_OR_RETURN(const auto key, keys_.Find(answered.subject));
  // Someone else may have the name and another key by now.
  std::optional<std::string> opened;
  if (key) opened = Unseal(answered.reply, answered.request_id, DerivedKey(*key, kPurpose));
  answered.erased = !opened;
  answered.content_hash = opened ? opened->substr(0, kHashDigits) : "";
  answered.reply = opened ? opened->substr(kHashDigits) : "";
  return {};
}

Result<std::optional<std::pair<std::string, Instant>>> RequestTable::FindOldest() {
  ASSIGN_OR_RETURN(auto oldest, connection_.Prepare("SELECT request_id, time FROM requests"
                                                    " ORDER BY time, request_id LIMIT 1"));
  ASSIGN_OR_RETURN(const bool found, oldest->Step());
  if (!found) return std::nullopt;
  return std::pair(oldest->Text(0), FromMicros(oldest->Int(1)));
}

Result<std::int64_t> RequestTable::Forget(Instant before, int limit) {
  ASSIGN_OR_RETURN(auto statement,
                   connection_.Prepare("DELETE FROM requests WHERE request_id IN"
                                       " (SELECT request_id FROM requests WHERE time < ?1"
                                       " ORDER BY time, request_id LIMIT ?2)"));
  statement->BindInt(1, ToMicros(before));
  statement->BindInt(2, limit);
  ASSIGN_OR_RETURN(const std::int64_t forgotten, statement->Execute());
  journal_.WroteAnswers(forgotten);
  return forgotten;
}

Result<std::optional<std::string>> SettingTable::Find(std::string_view key) {
  ASSIGN_OR_RETURN(auto statement,
                   PrepareWith(connection_, "SELECT value FROM settings WHERE key = ?1", key));
  ASSIGN_OR_RETURN(const bool found, statement->Step());
  if (!found) return std::optional<std::string>();
  return std::optional<std::string>(statement->Text(0));
}

Result<void> SettingTable::Put(std::string_view key, std::string_view value) {
  ASSIGN_OR_RETURN(auto statement,
                   PrepareWith(connection_,
                               "INSERT INTO settings (key, value) VALUES (?1, ?2)"
                               " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                               key, value));
  RETURN_IF_ERROR(statement->Execute());
  journal_.Wrote("settings", key);
  return {};
}

Result<std::vector<app::LedgerEntry>> EntryTable::List(const app::ListQuery& query) {
  // The order is that of the positions, the page's mark an entry's id.
  app::ListQuery by_position = query;
  constexpr auto kBehindTheLast = std::numeric_limits<std::int64_t>::max();
  by_position.after_id = query.backwards ? std::to_string(kBehindTheLast) : "0";
  if (!query.after_id.empty()) {
    ASSIGN_OR_RETURN(
        auto row,
        PrepareWith(connection_, "SELECT position FROM entries WHERE id = ?1", query.after_id));
    ASSIGN_OR_RETURN(const bool found, row->Step());
    if (!found) return FieldInvalid("page_token", "is not one of this list");
    by_position.after_id = row->Text(0);
  }
  ASSIGN_OR_RETURN(auto rows, PrepareList(connection_, SelectSql<app::LedgerEntry>(), "position",
                                          Mapping<app::LedgerEntry>::kFilters, by_position));
  return ReadRows<app::LedgerEntry>(*rows);
}

}  // namespace countersign::store
