#include "licensing/domain/receivable.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace countersign::domain {
namespace {

using Records = std::vector<const ClaimRecord*>;
using RecordsById = std::map<std::string_view, const ClaimRecord*>;

CivilDate EffectiveDate(const ClaimRecord& record) { return record.effective_date; }
CivilDate ValueDate(const ClaimRecord& record) {
  return record.value_date.value_or(record.effective_date);
}
// From when on a record counts.
using DateOf = CivilDate (*)(const ClaimRecord&);

bool Counts(const ClaimRecord& record, const AsOf& as_of, DateOf date_of = EffectiveDate) {
  return date_of(record) <= as_of.date && record.record_time < as_of.recorded_before;
}

Result<RecordsById> ById(const std::vector<ClaimRecord>& records) {
  RecordsById by_id;
  for (const ClaimRecord& record : records) {
    if (record.kind != RecordKind::kReversal)
      RETURN_IF_ERROR(CheckNotNegative("records", record.amount));
    if (!by_id.emplace(record.id, &record).second)
      return FieldInvalid("records", "must not have the id " + record.id + " twice");
  }
  return by_id;
}

// The ids of what is undone as of then.
Result<std::set<std::string_view>> Undone(const RecordsById& records, const AsOf& as_of) {
  std::set<std::string_view> named;
  std::set<std::string_view> undone;
  for (const auto& [id, record] : records) {
    if (record->kind != RecordKind::kReversal) continue;
    const auto target = records.find(record->reverses);
    if (target == records.end() || target->second->kind == RecordKind::kReversal ||
        !named.insert(target->first).second)
      return FieldInvalid("records", "must not undo what is none or undone: " + record->reverses);
    if (Counts(*record, as_of)) undone.insert(target->first);
  }
  return undone;
}

// What counts, without reversals and what they undo, by date.
Result<Records> InEffect(const std::vector<ClaimRecord>& records, const AsOf& as_of,
                         DateOf date_of = EffectiveDate) {
  ASSIGN_OR_RETURN(const RecordsById by_id, ById(records));
  ASSIGN_OR_RETURN(const auto undone, Undone(by_id, as_of));
  Records in_effect;
  for (const auto& [id, record] : by_id)
    if (record->kind != RecordKind::kReversal && Counts(*record, as_of, date_of) &&
        !undone.contains(id))
      in_effect.push_back(record);
  std::ranges::stable_sort(in_effect, {}, [date_of](const ClaimRecord* record) {
    return std::pair(date_of(*record), record->record_time);
  });
  return in_effect;
}

// What the records make of one part.
Result<Money> OpenOf(std::string_view currency_code, const Records& records, ClaimPart part) {
  std::vector<Money> amounts;
  for (const ClaimRecord* record : records) {
    if (record->part != part) continue;
    const bool raises = Raises(record->kind);
    amounts.push_back({record->amount.currency_code,
                       raises ? record->amount.minor_units : -record->amount.minor_units});
  }
  return Sum(currency_code, amounts);
}

Result<std::map<RecordKind, Money>> Totals(std::string_view currency_code, const Records& records) {
  std::map<RecordKind, std::vector<Money>> amounts;
  for (const ClaimRecord* record : records) amounts[record->kind].push_back(record->amount);
  std::map<RecordKind, Money> totals;
  for (const auto& [kind, list] : amounts) {
    ASSIGN_OR_RETURN(totals[kind], Sum(currency_code, list));
  }
  return totals;
}

}  // namespace

bool Raises(RecordKind kind) {
  switch (kind) {
    case RecordKind::kInvoice:
    case RecordKind::kInterestNote:
    case RecordKind::kCosts:
    case RecordKind::kPayment:
    case RecordKind::kCredit:
      return true;
    case RecordKind::kAllocation:
    case RecordKind::kDiscount:
    case RecordKind::kWriteOff:
    case RecordKind::kSetOff:
    case RecordKind::kAssignment:
    case RecordKind::kRefund:
    case RecordKind::kReversal:
      break;
  }
  return false;
}

Result<Balance> BalanceAsOf(std::string_view currency_code, const std::vector<ClaimRecord>& records,
                            const AsOf& as_of) {
  ASSIGN_OR_RETURN(const Records in_effect, InEffect(records, as_of));
  Balance balance;
  for (const ClaimPart part : {ClaimPart::kCosts, ClaimPart::kInterest, ClaimPart::kPrincipal}) {
    ASSIGN_OR_RETURN(PartOf(balance.open, part), OpenOf(currency_code, in_effect, part));
  }
  ASSIGN_OR_RETURN(balance.totals, Totals(currency_code, in_effect));
  return balance;
}

Result<std::vector<ClaimRecord>> RecordsInEffect(const std::vector<ClaimRecord>& records,
                                                 const AsOf& as_of) {
  ASSIGN_OR_RETURN(const Records in_effect, InEffect(records, as_of));
  std::vector<ClaimRecord> copies;
  copies.reserve(in_effect.size());
  for (const ClaimRecord* record : in_effect) copies.push_back(*record);
  return copies;
}

Result<std::vector<PrincipalPayment>> PrincipalPaymentsAsOf(const std::vector<ClaimRecord>& records,
                                                            const AsOf& as_of) {
  ASSIGN_OR_RETURN(const Records in_effect, InEffect(records, as_of, ValueDate));
  std::vector<PrincipalPayment> payments;
  for (const ClaimRecord* record : in_effect)
    if (!Raises(record->kind) && record->part == ClaimPart::kPrincipal)
      payments.push_back({ValueDate(*record), record->amount});
  return payments;
}

Result<std::vector<CivilDate>> InterestClaimDays(const std::vector<ClaimRecord>& records,
                                                 const AsOf& as_of) {
  ASSIGN_OR_RETURN(const Records in_effect, InEffect(records, as_of));
  std::vector<CivilDate> days;
  for (const ClaimRecord* record : in_effect)
    if (record->kind == RecordKind::kInterestNote && record->part == ClaimPart::kInterest &&
        (days.empty() || days.back() != record->effective_date))
      days.push_back(record->effective_date);
  return days;
}

Result<std::vector<ClaimRecord>> PendingAsOf(const std::vector<ClaimRecord>& records,
                                             const AsOf& as_of) {
  ASSIGN_OR_RETURN(const Records by_value, InEffect(records, as_of, ValueDate));
  std::vector<ClaimRecord> pending;
  for (const ClaimRecord* record : by_value)
    if (!Raises(record->kind) && record->effective_date > as_of.date) pending.push_back(*record);
  return pending;
}

}  // namespace countersign::domain
