// The next effect of a sub-contract, and guard rails 6 to 10: the contract, the day, the server.
#include "licensing/domain/standing_rails.h"

#include <algorithm>
#include <tuple>

#include "licensing/domain/standing_bench.h"

namespace countersign::domain::standing {
namespace {

constexpr CivilDate kLastDay{std::chrono::year(9999), std::chrono::December, std::chrono::day(31)};

// --- 6 ---

RailFinding JudgeExemption(const Bench& bench) {
  std::string why = Exemption(bench.frame, bench.sub);
  if (why.empty() && bench.frame.facts->contract.state == ContractState::kTerminated)
    why = "contracts/" + bench.frame.facts->contract.id + " is terminated";
  return why.empty() ? Holds(Rail::kNotExempt) : Missing(Rail::kNotExempt, why);
}

// --- 7 ---

RailFinding JudgeNow(const Bench& bench) {
  const Frame& frame = bench.frame;
  const DayVerdict day = JudgeDay(frame.facts->calendar, frame.terms().blackouts, frame.today);
  std::string missing = day.missing;
  if (missing.empty() && frame.now < OpeningOf(frame.zone, frame.today))
    missing = "it is before 09:00 there";
  if (missing.empty() && frame.now >= ClosingOf(frame.zone, frame.today))
    missing = "it is after 15:00 there";
  if (missing.empty()) return Holds(Rail::kDay);
  if (!day.known) return Missing(Rail::kDay, missing);
  return Missing(Rail::kDay, missing,
                 FirstOpening(frame.terms(), frame.facts->calendar, frame.zone, frame.now));
}

// --- 8 ---

// The slip that holds effects today: of each claim, the first that was shown.
const PaymentSlip* SlipOn(const Bench& bench, std::string_view invoice_id) {
  const PaymentSlip* first = nullptr;
  for (const PaymentSlip& slip : bench.frame.facts->slips)
    if (std::ranges::find(slip.invoice_ids, invoice_id) != slip.invoice_ids.end() &&
        (first == nullptr || std::tie(slip.date, slip.id) < std::tie(first->date, first->id)))
      first = &slip;
  return first;
}

// A slip on a claim that was paid meanwhile counts on: nobody is worse off for paying.
struct Slips {
  std::vector<std::string> texts;
  PerhapsDay end;  // the first day without; nothing: not known
};
Slips SlipsOn(const Bench& bench) {
  Slips slips;
  for (const ClaimView* const claim : bench.sub.claims) {
    if (bench.effect.formal != nullptr ? !Names(*bench.effect.formal->notice, claim->invoice().id)
                                       : !claim->IsOverdue(bench.frame.today))
      continue;
    const PaymentSlip* const slip = SlipOn(bench, claim->invoice().id);
    if (slip == nullptr) continue;
    const auto last = BusinessDayAfter(bench.frame.facts->calendar, slip->date, kSlipDays);
    if (last && *last < bench.frame.today) continue;
    slips.texts.push_back("slips/" + slip->id + " on " + claim->invoice().number +
                          " was shown on " + FormatCivilDate(slip->date) +
                          (last ? ": it holds effects through " + FormatCivilDate(*last)
                                : ": the calendar does not know when it ceases to hold effects"));
    if (last) slips.end = std::max(slips.end, DayAfter(*last));
  }
  return slips;
}

RailFinding JudgePaymentData(const Bench& bench) {
  const InstallationFacts& known = bench.frame.facts->installation;
  std::vector<std::string> missing;
  const auto needed = BusinessDayBefore(bench.frame.facts->calendar, bench.frame.today);
  if (!needed)
    missing.push_back("the calendar does not know the business day before " +
                      FormatCivilDate(bench.frame.today));
  else if (!known.payments_complete_through || *known.payments_complete_through < *needed)
    missing.push_back("payments must be known through " + FormatCivilDate(*needed) + ", and are " +
                      (known.payments_complete_through
                           ? "through " + FormatCivilDate(*known.payments_complete_through)
                           : std::string("not known for any day")));
  if (!known.unmatched_receipt.empty())
    missing.push_back("a receipt is unmatched that may be this customer's: " +
                      known.unmatched_receipt);
  const Slips slips = SlipsOn(bench);
  std::optional<Instant> holds_from;
  if (missing.empty() && slips.end) holds_from = bench.frame.zone.StartOf(*slips.end);
  missing.insert(missing.end(), slips.texts.begin(), slips.texts.end());
  if (missing.empty()) return Holds(Rail::kPaymentData);
  return Missing(Rail::kPaymentData, Joined(missing), holds_from);
}

// --- 9, 10 ---

RailFinding JudgeServer(const Bench& bench) {
  const std::string& doubt = bench.frame.facts->installation.doubt;
  return doubt.empty() ? Holds(Rail::kSureOfItself) : Missing(Rail::kSureOfItself, doubt);
}

RailFinding JudgeCap(const Bench& bench) {
  const InstallationFacts& known = bench.frame.facts->installation;
  const std::int64_t cap = DailyCap(known.customers);
  if (known.cap_lifted || known.this_customer_affected_today ||
      known.customers_affected_today < cap)
    return Holds(Rail::kCap);
  return Missing(Rail::kCap, "effects began for " + std::to_string(known.customers_affected_today) +
                                 " other customers today, and the cap is " + std::to_string(cap) +
                                 ": two people may lift it");
}

// The first day on which neither the cure period nor a slip holds what rests on the notice.
CivilDate FreeDay(const Bench& bench) {
  const CivilDate cured = EffectDay(bench).value_or(kLastDay);
  const Slips slips = SlipsOn(bench);
  return slips.texts.empty() ? cured : std::max(cured, slips.end.value_or(kLastDay));
}

// The smaller the better: received, enough without a step that is to be done yet, enough, soonest.
auto Rank(const Bench& bench) {
  const auto lacks = [&](const std::vector<Bearer>& bearers) {
    return !IsEnough(bench.frame, bench.sub, bearers);
  };
  return std::tuple(!bench.effect.formal->received_on.has_value(), lacks(bench.ready),
                    lacks(bench.free), FreeDay(bench),
                    std::string_view(bench.effect.formal->notice->id));
}

}  // namespace

EffectCase NextCase(const Frame& frame, const SubView& sub) {
  EffectCase next;
  if (const Effect* const stop = InForce(sub, EffectKind::kStopSupply)) {
    next.kind = EffectKind::kSuspend;
    next.stop = stop;
    const auto formal = std::ranges::find(sub.formals, stop->notice_id,
                                          [](const FormalView& each) { return each.notice->id; });
    next.formal = &*formal;  // the facts support the stop, so its notice is there
    return next;
  }
  for (const FormalView& formal : sub.formals) {
    if (formal.consumed) continue;
    const EffectCase other{EffectKind::kStopSupply, &formal, nullptr};
    if (next.formal == nullptr ||
        Rank(BenchOf(frame, sub, other)) < Rank(BenchOf(frame, sub, next)))
      next = other;
  }
  return next;
}

Judgement Judge(const Frame& frame, const SubView& sub, const EffectCase& effect) {
  const Bench bench = BenchOf(frame, sub, effect);
  Judgement judged;
  judged.rails = {JudgeAssent(bench),    JudgeReceipt(bench),     JudgeCure(bench),
                  JudgeThreshold(bench), JudgeResting(bench),     JudgeExemption(bench),
                  JudgeNow(bench),       JudgePaymentData(bench), JudgeServer(bench),
                  JudgeCap(bench)};
  judged.all_hold = std::ranges::all_of(judged.rails, &RailFinding::holds);
  if (judged.all_hold) judged.invoice_ids = BearingClaims(bench);
  return judged;
}

}  // namespace countersign::domain::standing
