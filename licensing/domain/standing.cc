#include "licensing/domain/standing.h"

#include <algorithm>

#include "licensing/domain/exact.h"
#include "licensing/domain/standing_chain.h"
#include "licensing/domain/standing_ladder.h"
#include "licensing/domain/standing_reasons.h"

namespace countersign::domain {
namespace standing {
namespace {

constexpr std::int64_t kDisputedForCounsel = 30;  // days

// --- what is overdue ---

struct Overdue {
  OverdueSum sum;
  bool urgent = false;
};

Result<std::int32_t> ShareInBp(const Money& undisputed, const Money& price) {
  constexpr std::int64_t kWhole = 10'000;
  if (undisputed.minor_units == 0) return 0;
  if (price.minor_units <= 0) return kWhole;
  ASSIGN_OR_RETURN(const std::int64_t share,
                   ToMinorUnits(ExactInteger(undisputed.minor_units) * kWhole / price.minor_units));
  return static_cast<std::int32_t>(std::min<std::int64_t>(share, 1'000'000'000));
}

Result<Overdue> OverdueOf(const Frame& frame, const SubView& sub) {
  Overdue overdue;
  std::vector<Money> open;
  std::vector<Money> undisputed;
  for (const ClaimView* const claim : sub.claims) {
    if (!claim->IsOverdue(frame.today)) continue;
    open.push_back({sub.price.currency_code, claim->open});
    for (const Portion& portion : claim->portions) {
      if (portion.rest != Rest::kNone) continue;
      undisputed.push_back({sub.price.currency_code, portion.minor_units});
      const std::int64_t days = DaysOf(*claim, portion, frame.today);
      overdue.sum.days = std::max(overdue.sum.days, static_cast<std::int32_t>(days));
      overdue.urgent = overdue.urgent || IsUrgent(days, claim->invoice().credit_term_days);
    }
  }
  ASSIGN_OR_RETURN(overdue.sum.principal, Sum(sub.price.currency_code, open));
  ASSIGN_OR_RETURN(overdue.sum.undisputed, Sum(sub.price.currency_code, undisputed));
  ASSIGN_OR_RETURN(overdue.sum.share_bp, ShareInBp(overdue.sum.undisputed, sub.price));
  return overdue;
}

bool IsDueSoon(const Frame& frame, const ClaimView& claim) {
  const std::int64_t days = DaysBetween(frame.today, claim.invoice().due_date);
  return Undisputed(claim) > 0 && days >= 0 && days <= frame.terms().ladder.pre_due_days;
}

// A formal notice that counts was received, and names something that is overdue.
bool IsNoticed(const Frame& frame, const SubView& sub) {
  return std::ranges::any_of(sub.formals, [&](const FormalView& formal) {
    return !formal.consumed && formal.received_on &&
           std::ranges::any_of(sub.claims, [&](const ClaimView* claim) {
             return claim->IsOverdue(frame.today) && Undisputed(*claim) > 0 &&
                    Covers(formal, *claim);
           });
  });
}

Stage StageOf(const Frame& frame, const SubView& sub, const Overdue& overdue) {
  if (frame.facts->contract.state == ContractState::kTerminated) return Stage::kTerminated;
  if (InForce(sub, EffectKind::kSuspend) != nullptr) return Stage::kSuspended;
  if (InForce(sub, EffectKind::kStopSupply) != nullptr) return Stage::kSupplyStopped;
  if (overdue.urgent) return IsNoticed(frame, sub) ? Stage::kNoticed : Stage::kUrgent;
  if (overdue.sum.undisputed.minor_units > 0) return Stage::kOverdue;
  const bool due_soon = std::ranges::any_of(
      sub.claims, [&](const ClaimView* claim) { return IsDueSoon(frame, *claim); });
  return due_soon ? Stage::kDueSoon : Stage::kCurrent;
}

bool IsPaidUp(const Frame& frame, const SubView& sub) {
  bool any = false;
  for (const ClaimView* const claim : sub.claims) {
    if (claim->open > 0 && claim->invoice().due_date <= frame.today) return false;
    any = any || (claim->open == 0 && claim->paid);
  }
  return any;
}

// --- counsel ---

// The first day on which a claim is one for counsel; nothing: it will not become one.
Result<PerhapsDay> CounselDayOf(const Frame& frame, const SubView& sub, const ClaimView& claim,
                                std::optional<Instant> horizon) {
  ASSIGN_OR_RETURN(const CivilDate due,
                   PlusDays(claim.invoice().due_date, frame.terms().ladder.counsel_days));
  PerhapsDay ready;
  const auto consider = [&](CivilDate day) {
    const CivilDate later = std::max(day, due);
    if (!ready || later < *ready) ready = later;
  };
  for (const OpenDispute& dispute : claim.disputes) {
    if (dispute.minor_units == 0) continue;
    ASSIGN_OR_RETURN(const CivilDate day,
                     PlusDays(dispute.dispute->open_date, kDisputedForCounsel));
    consider(day);
  }
  if (Undisputed(claim) == 0) return ready;
  if (!claim.assented || !Exemption(frame, sub).empty() ||
      InForce(sub, EffectKind::kSuspend) != nullptr) {
    consider(due);
  } else if (horizon) {
    consider(frame.zone.DateAt(*horizon));
  }
  return ready;
}

struct CounselDays {
  PerhapsDay first;
  std::vector<std::string> invoice_ids;  // for which it comes then, or came
};

Result<CounselDays> CounselOf(const Frame& frame, const SubView& sub,
                              std::optional<Instant> horizon) {
  CounselDays counsel;
  for (const ClaimView* const claim : sub.claims) {
    ASSIGN_OR_RETURN(PerhapsDay day, CounselDayOf(frame, sub, *claim, horizon));
    if (!day) continue;
    day = std::max(*day, frame.today);
    if (counsel.first && *day > *counsel.first) continue;
    if (counsel.first != day) counsel.invoice_ids.clear();
    counsel.first = day;
    counsel.invoice_ids.push_back(claim->invoice().id);
  }
  return counsel;
}

// Whether the step has come: what the horizon only promises does not count.
Result<bool> CounselHasCome(const Frame& frame, const SubView& sub) {
  ASSIGN_OR_RETURN(const CounselDays counsel, CounselOf(frame, sub, std::nullopt));
  return counsel.first && *counsel.first <= frame.today;
}

Result<void> AddCounsel(const Frame& frame, const SubView& sub, Forecast& forecast) {
  ASSIGN_OR_RETURN(const CounselDays counsel, CounselOf(frame, sub, forecast.horizon));
  if (!counsel.first) return {};
  LadderStep step;
  step.kind = StepKind::kCounsel;
  step.earliest = std::max(frame.now, frame.zone.StartOf(*counsel.first));
  step.invoice_ids = counsel.invoice_ids;
  std::ranges::sort(step.invoice_ids);
  step.prevented_by = Preventions();
  forecast.timeline.push_back(std::move(step));
  return {};
}

// --- when to look again ---

class NextLook {
 public:
  explicit NextLook(const Frame& frame) : frame_(frame) {}
  void On(CivilDate day) { At(frame_.zone.StartOf(day)); }
  void At(Instant time) {
    if (time > frame_.now && (!first_ || time < *first_)) first_ = time;
  }
  std::optional<Instant> first() const { return first_; }

 private:
  const Frame& frame_;
  std::optional<Instant> first_;
};

// While one may begin, until the day's window closes; else when the next one may.
void LookAtEffect(const Frame& frame, const Forecast& forecast, NextLook& next) {
  for (const LadderStep& step : forecast.timeline) {
    if (step.kind != StepKind::kStopSupply && step.kind != StepKind::kSuspend) continue;
    next.At(step.earliest > frame.now ? step.earliest : ClosingOf(frame.zone, frame.today));
    return;
  }
}

Result<void> LookAt(const Frame& frame, const SubView& sub, const Forecast& forecast,
                    NextLook& next) {
  ASSIGN_OR_RETURN(const auto days, LadderDays(frame, sub));
  for (const CivilDate day : days) next.On(day);
  const bool open =
      std::ranges::any_of(sub.claims, [](const ClaimView* claim) { return claim->open > 0; });
  for (const ClaimView* const claim : sub.claims)
    for (const CivilDate day : ChangesAfter(*frame.facts, *claim, frame.today)) next.On(day);
  if (!open) return {};
  for (const Hold* const hold : sub.holds)
    if (const auto after = DayAfter(hold->last_date)) next.On(*after);
  for (const Notice* const notice : sub.notices)
    for (const NoticeReceipt& receipt : notice->receipts) next.On(receipt.date);
  LookAtEffect(frame, forecast, next);
  return {};
}

Result<void> LookForCounsel(const Frame& frame, const SubView& sub, NextLook& next) {
  ASSIGN_OR_RETURN(const CounselDays counsel, CounselOf(frame, sub, std::nullopt));
  if (counsel.first) next.On(*counsel.first);
  return {};
}

// --- one sub-contract ---

std::vector<std::string> ToConsume(const SubView& sub) {
  std::vector<std::string> ids;
  for (const FormalView& formal : sub.formals)
    if (formal.consumed && !formal.notice->consume_time) ids.push_back(formal.notice->id);
  return ids;
}

// The effect that is to begin now, on what it rests.
LadderStep EffectToBegin(const Frame& frame, const EffectCase& next, const Judgement& judgement) {
  LadderStep step;
  step.kind = next.kind == EffectKind::kStopSupply ? StepKind::kStopSupply : StepKind::kSuspend;
  step.earliest = OpeningOf(frame.zone, frame.today);
  step.invoice_ids = judgement.invoice_ids;
  step.notice_id = next.formal->notice->id;
  step.prevented_by = Preventions();
  return step;
}

Result<SubContractStanding> StandingOf(const Frame& frame, const SubView& sub, NextLook& look) {
  SubContractStanding standing;
  standing.sub_contract_id = sub.sub_contract->id;
  ASSIGN_OR_RETURN(const Overdue overdue, OverdueOf(frame, sub));
  standing.overdue = overdue.sum;
  standing.stage = StageOf(frame, sub, overdue);
  standing.reasons = ReasonsOf(frame, sub);
  standing.paid_up = IsPaidUp(frame, sub);
  const EffectCase next = NextCase(frame, sub);
  Judgement judgement = Judge(frame, sub, next);
  ASSIGN_OR_RETURN(Forecast forecast, ForecastOf(frame, sub, next));
  RETURN_IF_ERROR(LookAt(frame, sub, forecast, look));
  RETURN_IF_ERROR(LookForCounsel(frame, sub, look));
  RETURN_IF_ERROR(AddCounsel(frame, sub, forecast));
  std::ranges::stable_sort(forecast.timeline, {}, [](const LadderStep& step) {
    return std::pair(step.earliest, step.kind);
  });
  standing.timeline = std::move(forecast.timeline);
  standing.horizon = forecast.horizon;
  ASSIGN_OR_RETURN(standing.actions.notices, NoticesDue(frame, sub));
  if (judgement.all_hold && InForce(sub, EffectKind::kSuspend) == nullptr)
    standing.actions.effect = EffectToBegin(frame, next, judgement);
  standing.rails = std::move(judgement.rails);
  for (const Effect* const effect : sub.to_end) standing.actions.end_effects.push_back(effect->id);
  standing.actions.consume = ToConsume(sub);
  standing.actions.cancel = NoticesToCancel(frame, sub);
  ASSIGN_OR_RETURN(standing.actions.counsel, CounselHasCome(frame, sub));
  return standing;
}

Result<TimeZone> ZoneOf(const ContractFacts& facts) {
  return TimeZone::Find(facts.contract.terms.time_zone);
}

}  // namespace
}  // namespace standing

std::string_view StepName(StepKind kind) {
  switch (kind) {
    case StepKind::kPreDueReminder:
      return "PRE_DUE_REMINDER";
    case StepKind::kDueReminder:
      return "DUE_REMINDER";
    case StepKind::kOverdueReminder:
      return "OVERDUE_REMINDER";
    case StepKind::kUrgentNotice:
      return "URGENT_NOTICE";
    case StepKind::kFormalNotice:
      return "FORMAL_NOTICE";
    case StepKind::kStopSupply:
      return "STOP_SUPPLY";
    case StepKind::kSuspend:
      return "SUSPEND";
    case StepKind::kCounsel:
      break;
  }
  return "COUNSEL";
}

bool ProvesReceiptForEffects(ReceiptClass receipt_class, bool service_clause) {
  return receipt_class != ReceiptClass::kArrived && ProvesReceipt(receipt_class, service_clause);
}

Result<ContractStanding> Assess(const ContractFacts& facts, Instant now) {
  ASSIGN_OR_RETURN(const TimeZone zone, standing::ZoneOf(facts));
  standing::Frame frame(zone);
  RETURN_IF_ERROR(standing::FillFrame(facts, now, frame));
  ContractStanding answer;
  answer.contract_id = facts.contract.id;
  standing::NextLook look(frame);
  for (const standing::SubView& sub : frame.sub_contracts) {
    ASSIGN_OR_RETURN(SubContractStanding each, standing::StandingOf(frame, sub, look));
    answer.sub_contracts.push_back(std::move(each));
  }
  ASSIGN_OR_RETURN(answer.notices, standing::NoticesDue(frame, frame.others));
  answer.cancel = standing::NoticesToCancel(frame, frame.others);
  RETURN_IF_ERROR(standing::LookAt(frame, frame.others, {}, look));
  answer.next_action_time = look.first();
  return answer;
}

Result<bool> SupportsEffect(const ContractFacts& facts, const Effect& effect, Instant now) {
  ASSIGN_OR_RETURN(const TimeZone zone, standing::ZoneOf(facts));
  standing::Frame frame(zone);
  RETURN_IF_ERROR(standing::FillFrame(facts, now, frame));
  const auto sub =
      std::ranges::find(frame.sub_contracts, effect.sub_contract_id,
                        [](const standing::SubView& each) { return each.sub_contract->id; });
  return sub != frame.sub_contracts.end() && standing::Supports(frame, *sub, effect);
}

}  // namespace countersign::domain
