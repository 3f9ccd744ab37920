// Guard rails 1 to 5: what a notice and the claims have to be.
#include <algorithm>
#include <set>
#include <utility>

#include "licensing/domain/standing_bench.h"
#include "licensing/domain/standing_chain.h"

namespace countersign::domain::standing {
namespace {

constexpr CivilDate kLastDay{std::chrono::year(9999), std::chrono::December, std::chrono::day(31)};

std::string NoticeText(const FormalView& formal) { return "notices/" + formal.notice->id; }

Money SumOf(const Bench& bench, const std::vector<Bearer>& bearers) {
  Money sum{bench.sub.price.currency_code, 0};
  for (const Bearer& bearer : bearers) sum.minor_units += bearer.portion->minor_units;
  return sum;
}

// The first day on which enough has been cured; of what is not enough, the day when all has.
PerhapsDay CuredFrom(const Bench& bench, CivilDate received) {
  const auto& candidates =
      IsEnough(bench.frame, bench.sub, bench.ready) ? bench.ready : bench.bearers;
  std::vector<std::pair<CivilDate, Bearer>> cured;
  cured.reserve(candidates.size());
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

bool IsCarriedOut(const Bench& bench, NoticeKind kind, const ClaimView& claim) {
  return StateOf(bench.frame, bench.sub, kind, claim.invoice().id).sent_on.has_value();
}

std::string SkippedSteps(const Bench& bench) {
  std::vector<std::string> missing;
  for (const ClaimView* const claim : bench.named) {
    const std::string number = claim->invoice().number;
    for (const NoticeKind kind : {NoticeKind::kOverdueReminder, NoticeKind::kUrgentNotice})
      if (!IsCarriedOut(bench, kind, *claim))
        missing.push_back("no " + std::string(NoticeKindName(kind)) + " about " + number +
                          " went out");
    if (bench.effect.formal != nullptr && !CoversInOrder(*bench.effect.formal, *claim))
      missing.push_back(NoticeText(*bench.effect.formal) + " named " + number +
                        " before its urgent notice had been out for " +
                        std::to_string(bench.frame.terms().ladder.formal_after_urgent_days) +
                        " days");
  }
  return Joined(missing);
}

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
    const std::string number = claim->invoice().number;
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

}  // namespace

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
                      claim->invoice().number + ", " +
                      FormatCivilDate(claim->invoice().invoice_date));
  }
  return Missing(Rail::kAssent, Joined(missing));
}

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
    missing.push_back("the agreed papers of " + claim->invoice().number + " were not delivered");
  }
  if (missing.empty())
    missing.push_back("nothing that " + NoticeText(*formal) + " named is overdue");
  return Missing(Rail::kReceipt, Joined(missing));
}

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
  if (IsEnough(bench.frame, bench.sub, bench.free) &&
      !IsEnough(bench.frame, bench.sub, bench.ready))
    return Missing(Rail::kCure, SkippedSteps(bench));
  const PerhapsDay day = EffectDay(bench);
  if (day && *day <= bench.frame.today) return Holds(Rail::kCure);
  if (!day) return Missing(Rail::kCure, "the cure period never ends");
  return Missing(Rail::kCure,
                 "the cure period of " + NoticeText(*formal) + ", received on " +
                     FormatCivilDate(*formal->received_on) + ", leaves " + FormatCivilDate(*day) +
                     " as the first day of an effect",
                 OpeningOf(bench.frame.zone, *day));
}

RailFinding JudgeThreshold(const Bench& bench) {
  if (IsEnough(bench.frame, bench.sub, bench.bearers)) return Holds(Rail::kThreshold);
  return Missing(Rail::kThreshold, AmountText(SumOf(bench, bench.bearers)) +
                                       " of undisputed principal is overdue, less than " +
                                       bench.frame.terms().threshold.ToString() +
                                       " of the price, " + AmountText(bench.sub.price));
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

Bench BenchOf(const Frame& frame, const SubView& sub, const EffectCase& effect) {
  Bench bench{frame, sub, effect, {}, {}, BearersOf(frame, sub, effect.formal), {}, {}};
  for (const ClaimView* const claim : sub.claims) {
    if (claim->open == 0 || !claim->IsOverdue(frame.today)) continue;
    if (effect.formal == nullptr || Names(*effect.formal->notice, claim->invoice().id))
      bench.mentioned.push_back(claim);
    if (effect.formal == nullptr || Covers(*effect.formal, *claim)) bench.named.push_back(claim);
  }
  for (const Bearer& bearer : bench.bearers)
    if (IsFree(bearer, frame.today)) bench.free.push_back(bearer);
  for (const Bearer& bearer : bench.free)
    if (effect.formal != nullptr && CoversInOrder(*effect.formal, *bearer.claim) &&
        IsCarriedOut(bench, NoticeKind::kOverdueReminder, *bearer.claim) &&
        IsCarriedOut(bench, NoticeKind::kUrgentNotice, *bearer.claim))
      bench.ready.push_back(bearer);
  return bench;
}

std::vector<std::string> BearingClaims(const Bench& bench) {
  std::set<std::string> ids;
  for (const Bearer& bearer : bench.ready) {
    const PerhapsDay cured =
        CureOf(bench.frame, bearer, *bench.effect.formal->received_on, bench.effect.kind);
    if (cured && *cured <= bench.frame.today) ids.insert(bearer.claim->invoice().id);
  }
  return {ids.begin(), ids.end()};
}

std::string Joined(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

RailFinding Holds(Rail rail) { return {rail, true, {}, {}}; }
RailFinding Missing(Rail rail, std::string missing, std::optional<Instant> holds_from) {
  return {rail, false, std::move(missing), holds_from};
}

std::string AmountText(const Money& amount) {
  const auto text = FormatAmount(amount);
  return (text ? *text : std::to_string(amount.minor_units)) + " " + amount.currency_code;
}

}  // namespace countersign::domain::standing
