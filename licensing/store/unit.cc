#include "licensing/store/unit.h"

#include <algorithm>

#include "licensing/base/encoding.h"
#include "licensing/ledger/canonical_json.h"
#include "licensing/ledger/renewals.h"
#include "licensing/store/row_digest.h"
#include "licensing/store/touched_contracts.h"

namespace countersign::store {
namespace {

tl::unexpected<Error> Refused(std::string why) {
  return Fail(Code::kInternal, Reason::kInternalFault,
              std::move(why) + " was refused; nothing was changed");
}

std::string NoCanonicalForm(const std::string& row) {
  return "a row without a canonical form, " + row + ",";
}

app::Entry EntryOf(std::span<const app::Renewal> renewals, std::string_view list) {
  app::Entry entry;
  entry.id = renewals.front().entry_id;
  for (const app::Renewal& renewal : renewals) entry.time = std::max(entry.time, renewal.time);
  entry.actor = "system";
  entry.action = "lease.renew";
  entry.resource = kResourceOfRenewals;
  // Canonical: members in order, the count a string.
  entry.body = R"({"count":")" + std::to_string(renewals.size()) + R"(","list_hash":")" +
               HexEncode(Sha256(list)) + R"("})";
  return entry;
}

}  // namespace

Unit::Unit(db::Connection& connection, const UnitContext& context)
    : connection_(connection),
      schema_(context.schema),
      changes_before_(connection.RowsChanged()),
      products_(connection, journal_),
      policies_(connection, journal_),
      customers_(connection, journal_),
      contacts_(connection, journal_),
      licenses_(connection, journal_),
      machines_(connection, journal_),
      leases_(connection, journal_),
      users_(connection, journal_),
      tokens_(connection, journal_),
      settings_(connection, journal_),
      entries_(connection),
      subject_keys_(connection, journal_, context.secrets),
      blobs_(connection, journal_, subject_keys_),
      requests_(connection, journal_, subject_keys_),
      steps_(connection, journal_),
      ledger_(connection, journal_, context.schema, context.secrets, subject_keys_),
      contracts_(connection, journal_),
      sub_contracts_(connection, journal_),
      disclosures_(connection, journal_),
      assents_(connection, journal_),
      milestones_(connection, journal_),
      settlements_(connection, journal_),
      receivables_(connection, journal_),
      imports_(connection, journal_),
      papers_(connection, journal_),
      enforcement_(connection, journal_),
      messages_(connection, journal_, subject_keys_),
      webhooks_(connection, journal_),
      approvals_(connection, journal_) {}

Result<void> Unit::Finish(std::int64_t& next_position) {
  RETURN_IF_ERROR(CheckNothingIsHidden());
  if (recorded_.empty()) return {};
  ASSIGN_OR_RETURN(recorded_.back().digests, DigestsOfRows());
  for (app::Entry& entry : recorded_)
    RETURN_IF_ERROR(ledger_.Insert(next_position++, std::move(entry)));
  return {};
}

Result<std::vector<std::string>> Unit::ContractsTouched() {
  return TouchedContracts(connection_, journal_);
}

Result<void> Unit::CheckNothingIsHidden() const {
  if (connection_.RowsChanged() - changes_before_ != journal_.changes())
    return Refused("a change beside the journal");
  if (renewals_.empty()) {
    if (recorded_.empty() && journal_.wants_entry()) return Refused("a change without an entry");
    return {};
  }
  const bool just_the_lease = recorded_.empty() && renewals_.size() == 1 &&
                              journal_.rows().size() == 1 &&
                              journal_.rows().contains("leases/" + renewals_[0].lease_id);
  if (!just_the_lease) return Refused("a renewal that changes more than its lease");
  return {};
}

Result<std::string> Unit::DigestsOfRows() {
  struct Told {
    const std::string* row;
    std::string digest;
  };
  std::vector<Told> told;
  const auto tell = [&](const Journal::Rows::value_type& row) -> Result<void> {
    ASSIGN_OR_RETURN(std::string digest, DigestOf(row.first, row.second));
    told.push_back({&row.first, std::move(digest)});
    return {};
  };
  std::vector<const Journal::Rows::value_type*> written;
  for (const auto& row : journal_.rows()) written.push_back(&row);
  for (const auto* row : written) RETURN_IF_ERROR(tell(*row));
  // A person's key is made with the first digest that needs it, and is a row of its own.
  if (journal_.rows().size() > written.size())
    for (const auto& row : journal_.rows())
      if (std::ranges::find(written, &row) == written.end()) RETURN_IF_ERROR(tell(row));
  std::ranges::sort(told, ledger::ComesBefore,
                    [](const Told& each) -> std::string_view { return *each.row; });
  std::string json = "{";
  for (const Told& each : told) {
    if (json.size() > 1) json += ',';
    if (!ledger::AppendCanonicalText(json, *each.row))
      return Refused("a row whose name is no text");
    if (each.digest.empty()) {
      json += ":null";
    } else {
      json.append(":\"").append(HexEncode(each.digest)).append(1, '"');
    }
  }
  return json += '}';
}

// Empty if the row is no more. `there`: as the journal has it.
Result<std::string> Unit::DigestOf(const std::string& row, bool there) {
  const std::size_t slash = row.find('/');
  const StateTable* table = schema_.Find(std::string_view(row).substr(0, slash));
  if (table == nullptr) return Refused("a row of the unknown table of " + row);
  if (table->key_tells_all) {
    if (!there) return std::string();
    std::string digest = DigestOfKey(*table, std::string_view(row).substr(slash + 1));
    if (digest.empty()) return Refused(NoCanonicalForm(row));
    return digest;
  }
  const auto find_key = [&](const std::string& subject) -> Result<std::optional<SecretBytes>> {
    ASSIGN_OR_RETURN(SecretBytes key, subject_keys_.FindOrMake(subject));
    return std::optional(std::move(key));
  };
  ASSIGN_OR_RETURN(auto digest,
                   FindRowDigest(connection_, *table, row.substr(slash + 1), find_key));
  if (!digest) return std::string();
  if (digest->digest.empty()) return Refused(NoCanonicalForm(row));
  return std::move(digest->digest);
}

Result<void> Unit::InsertRenewals(std::span<const app::Renewal> renewals, std::int64_t position) {
  std::string list;
  for (const app::Renewal& renewal : renewals) {
    // As the lease is now: another unit of work of this transaction may have come after.
    ASSIGN_OR_RETURN(const std::string digest, DigestOf("leases/" + renewal.lease_id, true));
    if (!ledger::AppendRenewal(list, {renewal.lease_id, renewal.key_id, renewal.expire_time,
                                      digest.substr(0, ledger::kShortDigestBytes)}))
      return Refused("a renewal whose ids are not the server's");
  }
  RETURN_IF_ERROR(ledger_.Insert(position, EntryOf(renewals, list)));
  return ledger_.InsertRenewals(position, list);
}

}  // namespace countersign::store
