#include "licensing/domain/standing_claims.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "licensing/domain/dispute_ground.h"

namespace countersign::domain::standing {
namespace {

AsOf EndOf(CivilDate day) { return {day, Instant::max()}; }

std::string_view LastPart(std::string_view name) {
  const auto slash = name.rfind('/');
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

bool Concerns(const std::vector<std::string>& invoice_ids, const ClaimView& view) {
  return std::ranges::find(invoice_ids, view.invoice().id) != invoice_ids.end();
}

// --- what bills will pay ---

std::set<std::string_view> UndoneBy(const StandingClaim& claim, CivilDate day) {
  std::set<std::string_view> undone;
  for (const ClaimRecord& record : claim.records)
    if (record.kind == RecordKind::kReversal && record.effective_date <= day)
      undone.insert(record.reverses);
  return undone;
}

// What lowers the principal later than on that day, known since that day or `ahead`.
Result<std::int64_t> PendingOn(const StandingClaim& claim, CivilDate day, CivilDate known_by) {
  const auto undone = UndoneBy(claim, day);
  std::vector<Money> amounts;
  for (const ClaimRecord& record : claim.records)
    if (record.kind != RecordKind::kReversal && !Raises(record.kind) &&
        record.part == ClaimPart::kPrincipal && record.effective_date > day &&
        record.value_date.value_or(record.effective_date) <= known_by &&
        !undone.contains(record.id))
      amounts.push_back(record.amount);
  ASSIGN_OR_RETURN(const Money sum, Sum(claim.invoice.amount.currency_code, amounts));
  return sum.minor_units;
}

Result<std::int64_t> OpenOn(const StandingClaim& claim, CivilDate day) {
  ASSIGN_OR_RETURN(const Balance balance,
                   BalanceAsOf(claim.invoice.amount.currency_code, claim.records, EndOf(day)));
  return std::max<std::int64_t>(0, balance.open.principal.minor_units);
}

// --- disputes ---

// In the order in which they take what is open: what is disputed is paid last.
std::vector<const Dispute*> DisputesInOrder(const StandingClaim& claim) {
  std::vector<const Dispute*> pausing = PausingDisputes(claim.disputes);
  std::ranges::stable_partition(
      pausing, [](const Dispute* dispute) { return dispute->state == DisputeState::kOpen; });
  return pausing;
}

Portion DisputedPortion(const Dispute& dispute, std::int64_t minor_units) {
  Portion portion;
  portion.minor_units = minor_units;
  if (dispute.state == DisputeState::kOpen) {
    portion.rest = Rest::kDispute;
    portion.cause = "disputes/" + dispute.id;
    return portion;
  }
  const CivilDate resolved = dispute.resolve_date.value_or(dispute.open_date);
  portion.aging = {{dispute.id, dispute.open_date, resolved}};
  portion.disputed = {{dispute.open_date, resolved}};
  return portion;
}

// --- promises ---

// The days on which it is pending. One that was kept early counts through its day like one that was
// not: nobody is worse off for having paid before it. How far ahead a promise may be, and how many
// there may be, is asked when it is recorded: whatever was accepted counts.
std::optional<DaySpan> PendingDays(const Promise& promise) {
  CivilDate last = promise.date;
  if (promise.withdrawn_on) {
    const CivilDate before = std::chrono::sys_days(*promise.withdrawn_on) - std::chrono::days(1);
    last = std::min(last, before);
  }
  if (last < promise.made_on) return std::nullopt;
  return DaySpan{promise.made_on, last};
}

// One on file counts already, also where its day has not begun in the contract's zone.
void AddPromises(const ContractFacts& facts, CivilDate today, ClaimView& view) {
  std::vector<const Promise*> promises;
  for (const Promise& promise : facts.promises)
    if (Concerns(promise.invoice_ids, view)) promises.push_back(&promise);
  std::ranges::sort(promises, [](const Promise* a, const Promise* b) {
    return std::tuple(a->made_on, a->meta.create_time, std::string_view(a->id)) <
           std::tuple(b->made_on, b->meta.create_time, std::string_view(b->id));
  });
  for (const Promise* const promise : promises) {
    const auto days = PendingDays(*promise);
    if (!days) continue;
    view.promised.push_back({std::min(days->first, today), days->last});
    view.promise_pauses.push_back(*days);
    view.promises.push_back(promise);
  }
}

// --- plans ---

// The records of all claims of the plan; nothing if those of one are not on file here.
std::optional<std::vector<ClaimRecord>> RecordsOf(const InstalmentPlan& plan,
                                                  const ContractFacts& facts) {
  std::vector<ClaimRecord> records;
  for (const std::string& id : plan.invoice_ids) {
    const auto claim = std::ranges::find_if(
        facts.claims, [&](const StandingClaim& each) { return each.invoice.id == id; });
    const auto other = facts.other_claims.find(id);
    if (claim == facts.claims.end() && other == facts.other_claims.end()) return std::nullopt;
    const auto& more = claim != facts.claims.end() ? claim->records : other->second;
    records.insert(records.end(), more.begin(), more.end());
  }
  return records;
}

// The first one that is dated later than today.
PerhapsDay NextReversal(const std::vector<ClaimRecord>& records, CivilDate today) {
  PerhapsDay next;
  for (const ClaimRecord& record : records)
    if (record.kind == RecordKind::kReversal && record.effective_date > today &&
        (!next || record.effective_date < *next))
      next = record.effective_date;
  return next;
}

// The first day on which the plan no longer rests, if nothing more is paid: when a part is too
// late, or after the days of grace of the last one. One of which not all is known is taken for
// kept: nothing is enforced on doubtful facts.
// Where it breaks only by what is undone on a later day, since the clock was set back, it rests up
// to that day.
Result<PerhapsDay> PlanEnds(InstalmentPlan plan, const ContractFacts& facts, CivilDate today) {
  if (plan.due_dates.empty()) return PerhapsDay(plan.agreed_on);
  const PerhapsDay over = DayAfter(plan.due_dates.back(), kPlanGraceDays + 1);
  PerhapsDay end = over;
  if (const auto records = RecordsOf(plan, facts); records && over) {
    InstalmentPlan kept = plan;
    kept.cancelled_on = std::nullopt;
    ASSIGN_OR_RETURN(const PlanStatus status, AssessPlan(kept, *records, EndOf(*over)));
    if (status.broken_on) end = status.broken_on;
    if (end && *end <= today && *end < *over) {
      ASSIGN_OR_RETURN(const PlanStatus so_far, AssessPlan(kept, *records, EndOf(today)));
      if (!so_far.broken_on) end = NextReversal(*records, today);
    }
  }
  if (plan.cancelled_on) end = end ? std::min(*end, *plan.cancelled_on) : plan.cancelled_on;
  return end;
}

constexpr CivilDate kLastDay{std::chrono::year(9999), std::chrono::December, std::chrono::day(31)};

struct RestingPlan {
  const InstalmentPlan* plan = nullptr;
  PerhapsDay ends;
};

// Notes the days of the claim's plans, of which one on file counts already; the one that rests
// today, of several the one that ends last.
Result<std::optional<RestingPlan>> AddPlans(const ContractFacts& facts, CivilDate today,
                                            ClaimView& view) {
  std::optional<RestingPlan> resting;
  const auto ends_later = [](const RestingPlan& a, const RestingPlan& b) {
    return std::tuple(a.ends.value_or(kLastDay), std::string_view(a.plan->id)) >
           std::tuple(b.ends.value_or(kLastDay), std::string_view(b.plan->id));
  };
  for (const InstalmentPlan& plan : facts.plans) {
    if (!Concerns(plan.invoice_ids, view)) continue;
    ASSIGN_OR_RETURN(const PerhapsDay ends, PlanEnds(plan, facts, today));
    const CivilDate last =
        ends ? CivilDate(std::chrono::sys_days(*ends) - std::chrono::days(1)) : kLastDay;
    if (last < plan.agreed_on) continue;
    view.planned.push_back({plan.agreed_on, last});
    if (today > last) continue;
    const RestingPlan each{&plan, ends};
    if (!resting || ends_later(each, *resting)) resting = each;
  }
  return resting;
}

// --- a claim ---

// Takes what `amount` comes to from `left`.
void Take(std::int64_t amount, std::int64_t& left, Portion portion,
          std::vector<Portion>& portions) {
  portion.minor_units = std::min(amount, left);
  if (portion.minor_units <= 0) return;
  left -= portion.minor_units;
  portions.push_back(std::move(portion));
}

// An invoice that is dated ahead is open already: it will be due.
Result<void> AddPortions(CivilDate today, ClaimView& view) {
  const CivilDate as_of = std::max(today, view.invoice().invoice_date);
  ASSIGN_OR_RETURN(view.open, OpenOn(*view.claim, as_of));
  ASSIGN_OR_RETURN(const std::int64_t pending, PendingOn(*view.claim, as_of, kLastDay));
  std::int64_t left = view.open;
  Portion bill;
  bill.rest = Rest::kBill;
  Take(pending, left, bill, view.portions);
  for (const Dispute* const dispute : DisputesInOrder(*view.claim)) {
    RETURN_IF_ERROR(CheckCurrency(view.invoice().amount.currency_code, {dispute->amount}));
    const std::int64_t before = left;
    Take(PausedAmount(*dispute).minor_units, left, DisputedPortion(*dispute, 0), view.portions);
    if (dispute->state == DisputeState::kOpen) view.disputes.push_back({dispute, before - left});
  }
  Take(left, left, {}, view.portions);
  return {};
}

// The days as of which nothing was open that bills would not pay: a notice sent before one of
// them, or on it, does not cover the claim any more, whatever was undone later.
Result<void> AddSettledDays(CivilDate today, ClaimView& view) {
  std::set<CivilDate> changes;
  for (const ClaimRecord& record : view.claim->records) {
    changes.insert(record.effective_date);
    if (record.value_date) changes.insert(*record.value_date);
  }
  for (auto day = changes.lower_bound(view.invoice().invoice_date);
       day != changes.end() && *day <= today; ++day) {
    ASSIGN_OR_RETURN(const std::int64_t unpaid, UnpaidOn(view, *day));
    if (unpaid > 0) continue;
    const auto next = std::next(day);
    view.settled.push_back({*day, next == changes.end() ? kLastDay : *PlusDays(*next, -1)});
  }
  return {};
}

Result<bool> WasPaid(const StandingClaim& claim, CivilDate today) {
  ASSIGN_OR_RETURN(const auto records, RecordsInEffect(claim.records, EndOf(today)));
  return std::ranges::any_of(records, [&](const ClaimRecord& record) {
    return (record.kind == RecordKind::kAllocation || record.kind == RecordKind::kSetOff) &&
           record.part == ClaimPart::kPrincipal && !claim.credited.contains(record.id);
  });
}

Result<ClaimView> ViewClaim(const ContractFacts& facts, const StandingClaim& claim,
                            CivilDate today) {
  ClaimView view;
  view.claim = &claim;
  view.sub_contract_id = LastPart(claim.invoice.sub_contract);
  RETURN_IF_ERROR(CheckCurrency(facts.contract.terms.currency_code, {claim.invoice.amount}));
  RETURN_IF_ERROR(AddPortions(today, view));
  AddPromises(facts, today, view);
  ASSIGN_OR_RETURN(const auto plan, AddPlans(facts, today, view));
  for (Portion& portion : view.portions) {
    if (portion.rest != Rest::kNone) continue;
    portion.awake = today;
    if (!plan) continue;
    portion.rest = Rest::kPlan;
    portion.cause = "plans/" + plan->plan->id;
    portion.awake = plan->ends;
  }
  RETURN_IF_ERROR(AddSettledDays(today, view));
  view.assented = IsAssentedBefore(facts.contract, claim.invoice.invoice_date);
  ASSIGN_OR_RETURN(view.paid, WasPaid(claim, today));
  return view;
}

}  // namespace

Result<std::int64_t> UnpaidOn(const ClaimView& view, CivilDate day) {
  ASSIGN_OR_RETURN(const std::int64_t open, OpenOn(*view.claim, day));
  ASSIGN_OR_RETURN(const std::int64_t pending, PendingOn(*view.claim, day, day));
  return std::max<std::int64_t>(0, open - pending);
}

Result<std::vector<ClaimView>> ViewClaims(const ContractFacts& facts, CivilDate today) {
  std::vector<ClaimView> views;
  for (const StandingClaim& claim : facts.claims) {
    ASSIGN_OR_RETURN(ClaimView view, ViewClaim(facts, claim, today));
    views.push_back(std::move(view));
  }
  std::ranges::sort(views, [](const ClaimView& a, const ClaimView& b) {
    return std::tie(a.invoice().number, a.invoice().id) <
           std::tie(b.invoice().number, b.invoice().id);
  });
  return views;
}

std::vector<CivilDate> ChangesAfter(const ContractFacts& facts, const ClaimView& view,
                                    CivilDate today) {
  std::vector<PerhapsDay> days;
  for (const ClaimRecord& record : view.claim->records) {
    days.push_back(record.effective_date);
    days.push_back(record.value_date);
  }
  for (const Portion& portion : view.portions)
    for (const DaySpan& span : portion.disputed) days.push_back(DayAfter(span.last));
  for (const DaySpan& span : view.promised) days.push_back(DayAfter(span.last));
  for (const DaySpan& span : view.planned) days.push_back(DayAfter(span.last));
  for (const PaymentSlip& slip : facts.slips) {
    if (!Concerns(slip.invoice_ids, view)) continue;
    if (const auto last = BusinessDayAfter(facts.calendar, slip.date, kSlipDays))
      days.push_back(DayAfter(*last));
  }
  std::vector<CivilDate> after;
  for (const PerhapsDay& day : days)
    if (day && *day > today) after.push_back(*day);
  return after;
}

std::int64_t DaysOf(const ClaimView& view, const Portion& portion, CivilDate today) {
  return DaysOverdue(view.invoice().due_date, portion.aging, today);
}

std::int64_t Undisputed(const ClaimView& view) {
  std::int64_t sum = 0;
  for (const Portion& portion : view.portions)
    if (portion.rest == Rest::kNone) sum += portion.minor_units;
  return sum;
}

}  // namespace countersign::domain::standing
