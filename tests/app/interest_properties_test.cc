// What holds of the interest on any invoice, whatever is recorded about it and in which order.
#include "licensing/app/interest_due.h"
#include "tests/domain/generators.h"

namespace countersign::app {
namespace {

using domain::AnyDate;
using domain::AnyUpTo;
using domain::ClaimPart;
using domain::ClaimRecord;
using domain::Cny;
using domain::DaysAfter;
using domain::RecordKind;

constexpr int kSpread = 400;  // days: over the turns of years and a leap day
constexpr std::int64_t kMostPrincipal = 1'000'000'000'000;

// An invoice, its contract's terms and what is on record about it.
struct History {
  domain::Invoice invoice;
  domain::ContractTerms terms;
  std::vector<ClaimRecord> records;

  void Add(RecordKind kind, ClaimPart part, std::int64_t amount, CivilDate day) {
    ClaimRecord record;
    record.id = std::to_string(records.size());
    record.kind = kind;
    record.part = part;
    record.amount = Cny(amount);
    record.effective_date = day;
    record.record_time = std::chrono::sys_days(day) + std::chrono::hours(*rc::gen::inRange(0, 24));
    records.push_back(std::move(record));
  }
  InterestDue Through(CivilDate day, const domain::AsOf& as_of) const {
    return InterestThrough(invoice, &terms, records, as_of, day).value();
  }
  InterestDue Through(CivilDate day) const {
    return Through(day, {DaysAfter(day, 10'000), Instant::max()});
  }
  // Claims what is unclaimed through the day, as a note does.
  void Claim(CivilDate day) {
    const std::int64_t amount = Through(day).unclaimed.minor_units;
    if (amount > 0) Add(RecordKind::kInterestNote, ClaimPart::kInterest, amount, day);
  }
};

History AnyInvoice() {
  History history;
  history.invoice.amount = Cny(AnyUpTo(kMostPrincipal));
  history.invoice.due_date = AnyDate(kSpread);
  history.terms.interest = domain::InterestTerms{
      *rc::gen::element(domain::RateBasis::k365, domain::RateBasis::k360,
                        domain::RateBasis::kActual, domain::RateBasis::kDay),
      domain::RateRule::kFloating,
      {{std::nullopt, domain::AnyRate()}, {AnyDate(kSpread), domain::AnyRate()}}};
  history.Add(RecordKind::kInvoice, ClaimPart::kPrincipal, history.invoice.amount.minor_units,
              history.invoice.due_date);
  return history;
}

// With payments of principal on any days, one of which may be undone.
History AnyHistory() {
  History history = AnyInvoice();
  std::int64_t left = history.invoice.amount.minor_units;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    const std::int64_t paid = AnyUpTo(left);
    left -= paid;
    history.Add(RecordKind::kAllocation, ClaimPart::kPrincipal, paid, AnyDate(kSpread));
  }
  if (history.records.size() > 1 && *rc::gen::arbitrary<bool>()) {
    history.Add(RecordKind::kReversal, ClaimPart::kPrincipal, 0, AnyDate(kSpread));
    history.records.back().reverses = "1";
  }
  return history;
}

RC_GTEST_PROP(InterestDueProperties, NoOrderOfTheRecordsGivesAnother, ()) {
  History history = AnyHistory();
  history.Claim(AnyDate(kSpread));
  const CivilDate day = AnyDate(kSpread);
  const domain::AsOf as_of{day, std::chrono::sys_days(DaysAfter(day, 1))};
  const InterestDue due = history.Through(day, as_of);
  history.records = domain::Shuffled(history.records);
  const InterestDue again = history.Through(day, as_of);
  RC_ASSERT(again.accrued == due.accrued);
  RC_ASSERT(again.unpaid == due.unpaid);
  RC_ASSERT(again.unclaimed == due.unclaimed);
  RC_ASSERT(again.claimed_through == due.claimed_through);
}

RC_GTEST_PROP(InterestDueProperties, ClaimsTogetherAreWhatAccruedToHalfAUnitEach, ()) {
  History history = AnyHistory();
  const std::size_t before = history.records.size();
  std::vector<CivilDate> days;
  for (int i = *rc::gen::inRange(1, 6); i > 0; --i) days.push_back(AnyDate(kSpread));
  std::ranges::sort(days);
  const std::int64_t at_once = history.Through(days.back()).accrued.minor_units;
  for (const CivilDate day : days) history.Claim(day);
  const InterestDue due = history.Through(days.back());
  RC_ASSERT(due.unclaimed.minor_units == 0);
  RC_ASSERT(due.claimed == due.accrued);
  const auto claims = static_cast<std::int64_t>(history.records.size() - before);
  RC_ASSERT(std::abs(due.accrued.minor_units - at_once) <= (claims + 2) / 2);
}

RC_GTEST_PROP(InterestDueProperties, APaymentNeverRaisesIt, ()) {
  History history = AnyInvoice();
  const CivilDate day = AnyDate(kSpread);
  history.Claim(AnyDate(kSpread));
  const std::int64_t before = history.Through(day).accrued.minor_units;
  history.Add(RecordKind::kAllocation, ClaimPart::kPrincipal,
              AnyUpTo(history.invoice.amount.minor_units), AnyDate(kSpread));
  RC_ASSERT(history.Through(day).accrued.minor_units <= before);
}

RC_GTEST_PROP(InterestDueProperties, WhatIsRecordedLaterChangesNoPastDay, ()) {
  History history = AnyHistory();
  const CivilDate day = AnyDate(kSpread);
  const domain::AsOf as_of{day, std::chrono::sys_days(DaysAfter(day, 1))};
  const InterestDue then = history.Through(day, as_of);
  history.Add(RecordKind::kAllocation, ClaimPart::kPrincipal, 1, AnyDate(kSpread));
  history.records.back().record_time = as_of.recorded_before;
  const InterestDue now = history.Through(day, as_of);
  RC_ASSERT(now.accrued == then.accrued);
  RC_ASSERT(now.unpaid == then.unpaid);
}

}  // namespace
}  // namespace countersign::app
