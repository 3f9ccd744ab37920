#include "licensing/domain/standing_rails.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace countersign::domain::standing {
namespace {

constexpr CivilDate kLastDay{std::chrono::year(9999), std::chrono::December, std::chrono::day(31)};

// Everything that the rails of one case look at.
struct Bench {
  const Frame& frame;
  const SubView& sub;
  const EffectCase& effect;
  std::vector<const ClaimView*> mentioned;  // overdue claims that the notice names; all without one
  std::vector<const ClaimView*> named;      // of these, those that it still covers
  std::vector<Bearer> bearers;              // what can bear an effect, free or not
  std::vector<Bearer> free;                 // of these, what no promise or dispute stops today
};

std::string InvoiceText(const ClaimView& claim) { return claim.invoice().number; }

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

RailFinding Holds(Rail rail) { return {rail, true, {}, {}}; }
RailFinding Missing(Rail rail, std::string missing, std::optional<Instant> holds_from = {}) {
  return {rail, false, std::move(missing), holds_from};
}

std::string NoticeText(const FormalView& formal) { return "notices/" + formal.notice->id; }

Money SumOf(const Bench& bench, const std::vector<Bearer>& bearers) {
  Money sum{bench.sub.price.currency_code, 0};
  for (const Bearer& bearer : bearers) sum.minor_units += bearer.portion->minor_units;
  return sum;
}

// --- 1 ---

RailFinding JudgeAssent(const Bench& bench) {
  const ContractTerms& terms = bench.frame.terms();
  if (terms.enforcement_clause.empty())
    return Missing(Rail::kAssent, "the contract has no clause that grants the right to stop");
  if (bench.named.empty()) {
    if (IsAssentedBefore(bench.frame.facts->contract, kLastDay)) return Holds(Rail::kAssent);
    return Missing(Rail::kAssent, "no signatory agreed to the enforcement clause separately");
  }
  std::vector<std::string> missing;
  for (const ClaimView* const claim : bench.named) {
    if (claim->assented) return Holds(Rail::kAssent);
    missing.push_back("the clause was not disclosed and agreed to before the date of " +
                      InvoiceText(*claim) + ", " + FormatCivilDate(claim->invoice().invoice_date));
  }
  return Missing(Rail::kAssent, Joined(missing));
}

// --- 2 ---

RailFinding JudgeReceipt(const Bench& bench) {
  const FormalView* const formal = bench.effect.formal;
  if (formal == nullptr)
    return Missing(Rail::kReceipt, "no formal notice was sent that still counts");
  if (!formal->received_on)
    return Missing(Rail::kReceipt, NoticeText(*formal) + " was sent on " +
                                       FormatCivilDate(formal->sent_on) +
                                       " and its receipt is not proved by class A, B, D or E");
  std::vector<std::string> missing;
  for (const ClaimView* const claim : bench.named) {
    if (claim->claim->papers_delivered) return Holds(Rail::kReceipt);
    missing.push_back("the agreed papers of " + InvoiceText(*claim) + " were not delivered");
  }
  if (missing.empty())
    missing.push_back("nothing that " + NoticeText(*formal) + " named is overdue");
  return Missing(Rail::kReceipt, Joined(missing));
}

// --- 3 ---

// The first day on which enough has been cured; of what is not enough, the day when all has.
PerhapsDay CuredFrom(const Bench& bench, CivilDate received) {
  const auto& candidates =
      IsEnough(bench.frame, bench.sub, bench.free) ? bench.free : bench.bearers;
  std::vector<std::pair<CivilDate, Bearer>> cured;
  for (const Bearer& bearer : candidates)
    cured.emplace_back(CureOf(bench.frame, bearer, received, bench.effect.kind).value_or(kLastDay),
                       bearer);
  if (cured.empty()) {
    const LadderPolicy& ladder = bench.frame.terms().ladder;
    return CureEnds(received,
                    bench.effect.kind == EffectKind::kStopSupply ? ladder.supply_cure_days
                                                                 : ladder.suspend_cure_days,
                    {});
  }
  std::ranges::stable_sort(cured, {}, [](const auto& each) { return each.first; });
  std::vector<Bearer> so_far;
  for (const auto& [day, bearer] : cured) {
    so_far.push_back(bearer);
    if (IsEnough(bench.frame, bench.sub, so_far)) return day;
  }
  return cured.back().first;
}

// Nothing where it never does, or there is no receipt yet.
PerhapsDay EffectDay(const Bench& bench) {
  const FormalView* const formal = bench.effect.formal;
  if (formal == nullptr || !formal->received_on) return std::nullopt;
  PerhapsDay day = CuredFrom(bench, *formal->received_on);
  if (!day || bench.effect.stop == nullptr) return day;
  const PerhapsDay after_stop = DayAfter(bench.frame.zone.DateAt(bench.effect.stop->start_time));
  return after_stop ? std::max(day, after_stop) : after_stop;
}

RailFinding JudgeCure(const Bench& bench) {
  const FormalView* const formal = bench.effect.formal;
  if (formal == nullptr || !formal->received_on)
    return Missing(Rail::kCure, "no cure period runs: no formal notice was received");
  if (bench.effect.kind == EffectKind::kSuspend && bench.effect.stop == nullptr)
    return Missing(Rail::kCure, "supply was not stopped before");
  const PerhapsDay day = EffectDay(bench);
  if (day && *day <= bench.frame.today) return Holds(Rail::kCure);
  if (!day) return Missing(Rail::kCure, "the cure period never ends");
  return Missing(Rail::kCure,
                 "the cure period of " + NoticeText(*formal) + ", received on " +
                     FormatCivilDate(*formal->received_on) + ", leaves " + FormatCivilDate(*day) +
                     " as the first day of an effect",
                 OpeningOf(bench.frame.zone, *day));
}

// --- 4 ---

RailFinding JudgeThreshold(const Bench& bench) {
  if (IsEnough(bench.frame, bench.sub, bench.bearers)) return Holds(Rail::kThreshold);
  return Missing(Rail::kThreshold, AmountText(SumOf(bench, bench.bearers)) +
                                       " of undisputed principal is overdue, less than " +
                                       bench.frame.terms().threshold.ToString() +
                                       " of the price, " + AmountText(bench.sub.price));
}

// --- 5 ---

struct Pause {
  std::string text;
  PerhapsDay ends;  // the first day without it; nothing: time alone does not end it
};

void AddHeld(const Bench& bench, std::vector<Pause>& pauses) {
  for (const Hold* const hold : bench.sub.holds)
    if (hold->last_date >= bench.frame.today)
      pauses.push_back(
          {"holds/" + hold->id + " is placed through " + FormatCivilDate(hold->last_date),
           DayAfter(hold->last_date)});
}

void AddResting(const Bench& bench, std::vector<Pause>& pauses) {
  for (const ClaimView* const claim : bench.mentioned) {
    const std::string number = InvoiceText(*claim);
    for (std::size_t i = 0; i < claim->promised.size(); ++i)
      if (claim->promised[i].Has(bench.frame.today))
        pauses.push_back({"promises/" + claim->promises[i]->id + " on " + number +
                              " is pending through " + FormatCivilDate(claim->promised[i].last),
                          DayAfter(claim->promised[i].last)});
    for (const Portion& portion : claim->portions) {
      if (portion.rest == Rest::kDispute)
        pauses.push_back({portion.cause + " is open on " + number, std::nullopt});
      if (portion.rest == Rest::kPlan)
        pauses.push_back({portion.cause + " on " + number + " is being kept", portion.awake});
      if (portion.rest == Rest::kBill)
        pauses.push_back({"a bill will pay " + number, std::nullopt});
      for (const DaySpan& span : portion.disputed)
        if (span.Has(bench.frame.today))
          pauses.push_back({"a dispute on " + number + " was resolved on " +
                                FormatCivilDate(span.last) + ": it counts from the next day on",
                            DayAfter(span.last)});
    }
  }
}

RailFinding JudgeResting(const Bench& bench) {
  std::vector<Pause> pauses;
  AddHeld(bench, pauses);
  if (pauses.empty()) {
    // What rests does not matter where enough is left without it.
    if (IsEnough(bench.frame, bench.sub, bench.free)) return Holds(Rail::kNothingRests);
    AddResting(bench, pauses);
  }
  if (pauses.empty()) return Holds(Rail::kNothingRests);
  std::vector<std::string> texts;
  PerhapsDay last = pauses.front().ends;
  for (const Pause& pause : pauses) {
    texts.push_back(pause.text);
    last = last && pause.ends ? std::max(last, pause.ends) : std::nullopt;
  }
  return Missing(Rail::kNothingRests, Joined(texts),
                 last ? std::optional(bench.frame.zone.StartOf(*last)) : std::nullopt);
}

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
void AddSlips(const Bench& bench, std::vector<std::string>& missing, PerhapsDay& ends) {
  for (const ClaimView* const claim : bench.sub.claims) {
    if (bench.effect.formal != nullptr ? !Names(*bench.effect.formal->notice, claim->invoice().id)
                                       : !claim->IsOverdue(bench.frame.today))
      continue;
    const PaymentSlip* const slip = SlipOn(bench, claim->invoice().id);
    if (slip == nullptr) continue;
    const auto last = BusinessDayAfter(bench.frame.facts->calendar, slip->date, kSlipDays);
    if (last && *last < bench.frame.today) continue;
    missing.push_back("slips/" + slip->id + " on " + InvoiceText(*claim) + " was shown on " +
                      FormatCivilDate(slip->date) +
                      (last ? ": it holds effects through " + FormatCivilDate(*last)
                            : ": the calendar does not know when it ceases to hold effects"));
    if (last) ends = std::max(ends, DayAfter(*last));
  }
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
  if (known.unmatched_receipt)
    missing.emplace_back("a receipt is unmatched that may be this customer's");
  const bool without_slips = missing.empty();
  PerhapsDay ends;
  AddSlips(bench, missing, ends);
  if (missing.empty()) return Holds(Rail::kPaymentData);
  return Missing(
      Rail::kPaymentData, Joined(missing),
      without_slips && ends ? std::optional(bench.frame.zone.StartOf(*ends)) : std::nullopt);
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

// ---

Bench BenchOf(const Frame& frame, const SubView& sub, const EffectCase& effect) {
  Bench bench{frame, sub, effect, {}, {}, BearersOf(frame, sub, effect.formal), {}};
  for (const ClaimView* const claim : sub.claims) {
    if (claim->open == 0 || !claim->IsOverdue(frame.today)) continue;
    if (effect.formal == nullptr || Names(*effect.formal->notice, claim->invoice().id))
      bench.mentioned.push_back(claim);
    if (effect.formal == nullptr || Covers(*effect.formal, *claim)) bench.named.push_back(claim);
  }
  for (const Bearer& bearer : bench.bearers)
    if (IsFree(bearer, frame.today)) bench.free.push_back(bearer);
  return bench;
}

// The claims with something free whose cure period is over.
std::vector<std::string> BearingClaims(const Bench& bench) {
  std::set<std::string> ids;
  for (const Bearer& bearer : bench.free) {
    const PerhapsDay cured =
        CureOf(bench.frame, bearer, *bench.effect.formal->received_on, bench.effect.kind);
    if (cured && *cured <= bench.frame.today) ids.insert(bearer.claim->invoice().id);
  }
  return {ids.begin(), ids.end()};
}

// The smaller the better: received, enough, soonest.
auto Rank(const Bench& bench) {
  return std::tuple(
      !bench.effect.formal->received_on.has_value(), !IsEnough(bench.frame, bench.sub, bench.free),
      EffectDay(bench).value_or(kLastDay), std::string_view(bench.effect.formal->notice->id));
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

std::string AmountText(const Money& amount) {
  const auto text = FormatAmount(amount);
  return (text ? *text : std::to_string(amount.minor_units)) + " " + amount.currency_code;
}

}  // namespace countersign::domain::standing
