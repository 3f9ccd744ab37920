#include "licensing/domain/promise.h"

#include <algorithm>

namespace countersign::domain {
namespace {

// Giving a claim up, or away, pays nothing.
bool Pays(RecordKind kind) {
  return kind == RecordKind::kAllocation || kind == RecordKind::kDiscount ||
         kind == RecordKind::kSetOff;
}

// Whether the record came after a promise or plan of `day` that was put on record at `time`.
bool IsAfter(const ClaimRecord& record, CivilDate day, Instant time) {
  return record.effective_date > day ||
         (record.effective_date == day && record.record_time >= time);
}

// The sum of those records that `counts` picks.
template <class Counts>
Result<Money> SumOf(std::string_view currency_code, const std::vector<ClaimRecord>& records,
                    Counts counts) {
  std::vector<Money> amounts;
  for (const ClaimRecord& record : records)
    if (counts(record)) amounts.push_back(record.amount);
  return Sum(currency_code, amounts);
}

// What is open through `last`, of records in effect.
Result<Money> OpenThrough(std::string_view currency_code, const std::vector<ClaimRecord>& records,
                          CivilDate last) {
  ASSIGN_OR_RETURN(const Money raised, SumOf(currency_code, records, [&](const ClaimRecord& r) {
                     return Raises(r.kind) && r.effective_date <= last;
                   }));
  ASSIGN_OR_RETURN(const Money lowered, SumOf(currency_code, records, [&](const ClaimRecord& r) {
                     return !Raises(r.kind) && r.effective_date <= last;
                   }));
  return Subtract(raised, lowered);
}

// What lowered a plan's claims through `last`, of records in effect.
Result<Money> PaidOnPlan(const InstalmentPlan& plan, const std::vector<ClaimRecord>& records,
                         CivilDate last) {
  return SumOf(plan.total.currency_code, records, [&](const ClaimRecord& r) {
    return !Raises(r.kind) && r.effective_date <= last &&
           IsAfter(r, plan.agreed_on, plan.meta.create_time);
  });
}

// Nothing is left to be paid on the plan through `last`.
Result<bool> IsFulfilled(const InstalmentPlan& plan, const std::vector<ClaimRecord>& records,
                         CivilDate last) {
  ASSIGN_OR_RETURN(const Money paid, PaidOnPlan(plan, records, last));
  ASSIGN_OR_RETURN(const Money open, OpenThrough(plan.total.currency_code, records, last));
  return paid.minor_units >= plan.total.minor_units || open.minor_units <= 0;
}

// Finds the first part that was too late.
Result<void> FindMissed(const InstalmentPlan& plan, const std::vector<PlanPart>& parts,
                        const std::vector<ClaimRecord>& records, CivilDate as_of,
                        PlanStatus& told) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    ASSIGN_OR_RETURN(const CivilDate last, PlusDays(parts[i].due_date, kPlanGraceDays));
    if (last >= as_of) return {};
    ASSIGN_OR_RETURN(const bool fulfilled, IsFulfilled(plan, records, last));
    if (fulfilled) return {};
    ASSIGN_OR_RETURN(const Money paid, PaidOnPlan(plan, records, last));
    const std::vector<PlanPart> due(parts.begin(),
                                    parts.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    ASSIGN_OR_RETURN(const Money missing, PlanArrears(due, paid, last));
    if (missing.minor_units == 0) continue;
    told.missed_part = i;
    ASSIGN_OR_RETURN(told.broken_on, PlusDays(last, 1));
    return {};
  }
  return {};
}

}  // namespace

Result<PromiseStatus> AssessPromise(const Promise& promise, const std::vector<ClaimRecord>& records,
                                    const std::set<std::string>& credited, const AsOf& as_of) {
  const std::string& currency_code = promise.amount.currency_code;
  ASSIGN_OR_RETURN(const auto in_effect, RecordsInEffect(records, as_of));
  const CivilDate last = std::min(as_of.date, promise.date);
  PromiseStatus told;
  ASSIGN_OR_RETURN(told.paid, SumOf(currency_code, in_effect, [&](const ClaimRecord& record) {
                     return Pays(record.kind) && !credited.contains(record.id) &&
                            record.effective_date <= last &&
                            IsAfter(record, promise.made_on, promise.meta.create_time);
                   }));
  ASSIGN_OR_RETURN(const Money open, OpenThrough(currency_code, in_effect, last));
  if (promise.withdrawn_on && *promise.withdrawn_on <= as_of.date) {
    told.state = PromiseState::kWithdrawn;
  } else if (told.paid.minor_units >= promise.amount.minor_units || open.minor_units <= 0) {
    told.state = PromiseState::kKept;
  } else if (as_of.date > promise.date) {
    told.state = PromiseState::kBroken;
  }
  return told;
}

Result<std::vector<PlanPart>> PartsOf(const InstalmentPlan& plan) {
  ASSIGN_OR_RETURN(
      const auto amounts,
      SplitIntoInstalments(plan.total, static_cast<std::int64_t>(plan.due_dates.size())));
  std::vector<PlanPart> parts;
  for (std::size_t i = 0; i < amounts.size(); ++i) parts.push_back({amounts[i], plan.due_dates[i]});
  return parts;
}

Result<PlanStatus> AssessPlan(const InstalmentPlan& plan, const std::vector<ClaimRecord>& records,
                              const AsOf& as_of) {
  ASSIGN_OR_RETURN(const auto parts, PartsOf(plan));
  ASSIGN_OR_RETURN(const auto in_effect, RecordsInEffect(records, as_of));
  PlanStatus told;
  ASSIGN_OR_RETURN(told.paid, PaidOnPlan(plan, in_effect, as_of.date));
  ASSIGN_OR_RETURN(told.arrears, PlanArrears(parts, told.paid, as_of.date));
  if (plan.cancelled_on && *plan.cancelled_on <= as_of.date) {
    told.state = PlanState::kCancelled;
    return told;
  }
  RETURN_IF_ERROR(FindMissed(plan, parts, in_effect, as_of.date, told));
  ASSIGN_OR_RETURN(const bool fulfilled, IsFulfilled(plan, in_effect, as_of.date));
  if (fulfilled) told.arrears.minor_units = 0;
  if (told.broken_on) {
    told.state = PlanState::kBroken;
  } else if (fulfilled) {
    told.state = PlanState::kKept;
  }
  return told;
}

}  // namespace countersign::domain
