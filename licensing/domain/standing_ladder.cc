#include "licensing/domain/standing_ladder.h"

#include <algorithm>
#include <map>
#include <utility>

#include "licensing/domain/standing_chain.h"

namespace countersign::domain::standing {
namespace {

constexpr CivilDate kFirstDay{std::chrono::year(1900), std::chrono::January, std::chrono::day(1)};

// Steps by kind and day, with the claims that each is about.
using StepDays = std::map<std::pair<StepKind, CivilDate>, std::vector<std::string>>;

void Add(StepDays& steps, StepKind kind, PerhapsDay day, const ClaimView& claim) {
  if (!day) return;
  std::vector<std::string>& ids = steps[{kind, *day}];
  if (std::ranges::find(ids, claim.invoice().id) == ids.end()) ids.push_back(claim.invoice().id);
}

PerhapsDay Earlier(PerhapsDay day, PerhapsDay other) {
  return day && other ? std::min(day, other) : (day ? day : other);
}

LadderStep StepOn(const Frame& frame, StepKind kind, CivilDate day,
                  std::vector<std::string> invoice_ids) {
  LadderStep step;
  step.kind = kind;
  step.earliest = frame.zone.StartOf(day);
  std::ranges::sort(invoice_ids);
  step.invoice_ids = std::move(invoice_ids);
  step.prevented_by = Preventions();
  return step;
}

// --- what is to be sent now ---

// The reminder that belongs to today, before or on the due date.
std::optional<std::pair<StepKind, CivilDate>> FriendlyReminder(const Frame& frame,
                                                               const SubView& sub,
                                                               const ClaimView& claim) {
  const Invoice& invoice = claim.invoice();
  const auto lead = PreDueDays(frame, claim);
  if (lead && lead->Has(frame.today) &&
      StateOf(frame, sub, NoticeKind::kPreDueReminder, invoice.id).IsOpen())
    return std::pair(StepKind::kPreDueReminder, lead->first);
  if (frame.today == invoice.due_date &&
      StateOf(frame, sub, NoticeKind::kDueReminder, invoice.id).IsOpen())
    return std::pair(StepKind::kDueReminder, invoice.due_date);
  return std::nullopt;
}

// The required step that comes next for the claim, if its day has come.
struct Demand {
  PerhapsDay reminder;
  PerhapsDay urgent;
  PerhapsDay formal;      // one is asked for
  bool may_name = false;  // a formal notice may name it
};

void Meet(PerhapsDay& target, PerhapsDay day, CivilDate today) {
  if (day && *day <= today) target = Earlier(target, day);
}

Result<Demand> DemandOn(const Frame& frame, const SubView& sub, const ClaimView& claim) {
  Demand demand;
  const std::string& id = claim.invoice().id;
  const StepState reminder = StateOf(frame, sub, NoticeKind::kOverdueReminder, id);
  const StepState urgent = StateOf(frame, sub, NoticeKind::kUrgentNotice, id);
  const StepState formal = StateOf(frame, sub, NoticeKind::kFormalNotice, id);
  const bool covered = formal.waiting || !CoveringFormals(sub, claim).empty();
  for (const Bearer& bearer : PortionsOf(claim)) {
    if (IsSilenced(frame, sub, bearer)) continue;
    ASSIGN_OR_RETURN(const NoticeChain chain, NoticesOf(frame, sub, bearer, kFirstDay));
    if (reminder.IsOpen()) Meet(demand.reminder, chain.overdue_reminder, frame.today);
    // Where the clock was set back, it went out later than today: its turn has not come.
    if (!reminder.sent_on || *reminder.sent_on > frame.today) continue;
    if (urgent.IsOpen()) Meet(demand.urgent, chain.urgent_notice, frame.today);
    if (!urgent.sent_on || !chain.formal_notice || *chain.formal_notice > frame.today) continue;
    demand.may_name = true;
    if (!covered) Meet(demand.formal, chain.formal_notice, frame.today);
  }
  return demand;
}

// A formal notice names all that it may: an effect rests on one notice.
void AddFormal(const Frame& frame, const std::vector<std::pair<const ClaimView*, Demand>>& demands,
               std::vector<LadderStep>& steps) {
  PerhapsDay day;
  std::vector<std::string> ids;
  for (const auto& [claim, demand] : demands) {
    day = Earlier(day, demand.formal);
    if (demand.may_name) ids.push_back(claim->invoice().id);
  }
  if (day) steps.push_back(StepOn(frame, StepKind::kFormalNotice, *day, std::move(ids)));
}

// One step of a kind, about all of its claims, on the first of their days.
void AddGrouped(const Frame& frame, const StepDays& days, std::vector<LadderStep>& steps) {
  std::map<StepKind, std::pair<CivilDate, std::vector<std::string>>> grouped;
  for (const auto& [key, ids] : days) {
    auto& [first, all] = grouped.try_emplace(key.first, key.second, ids).first->second;
    first = std::min(first, key.second);
    for (const std::string& id : ids)
      if (std::ranges::find(all, id) == all.end()) all.push_back(id);
  }
  for (auto& [kind, group] : grouped)
    steps.push_back(StepOn(frame, kind, group.first, std::move(group.second)));
}

// --- what would come ---

// Where a claim would stand on the ladder, and what its portions could bear.
struct Prospect {
  const ClaimView* claim = nullptr;
  NoticeChain notices;
  std::vector<std::pair<Bearer, EffectChain>> effects;
};

Result<std::vector<Prospect>> ProspectsOf(const Frame& frame, const SubView& sub) {
  std::vector<Prospect> prospects;
  for (const ClaimView* const claim : sub.claims) {
    Prospect prospect{claim, {}, {}};
    ASSIGN_OR_RETURN(prospect.notices, NoticesOf(frame, sub, *claim, frame.today));
    for (const Bearer& bearer : PortionsOf(*claim))
      prospect.effects.emplace_back(bearer,
                                    EffectsOf(frame, sub, bearer, prospect.notices, frame.today));
    prospects.push_back(std::move(prospect));
  }
  return prospects;
}

void AddNotices(const Frame& frame, const SubView& sub, const Prospect& prospect, StepDays& days) {
  const ClaimView& claim = *prospect.claim;
  const auto add = [&](StepKind kind, NoticeKind notice, PerhapsDay day) {
    if (!StateOf(frame, sub, notice, claim.invoice().id).sent_on) Add(days, kind, day, claim);
  };
  if (Undisputed(claim) > 0) {
    const auto lead = PreDueDays(frame, claim);
    if (lead && frame.today <= lead->last)
      add(StepKind::kPreDueReminder, NoticeKind::kPreDueReminder,
          std::max(lead->first, frame.today));
    if (frame.today <= claim.invoice().due_date)
      add(StepKind::kDueReminder, NoticeKind::kDueReminder, claim.invoice().due_date);
  }
  add(StepKind::kOverdueReminder, NoticeKind::kOverdueReminder, prospect.notices.overdue_reminder);
  add(StepKind::kUrgentNotice, NoticeKind::kUrgentNotice, prospect.notices.urgent_notice);
  if (sub.sub_contract != nullptr && CoveringFormals(sub, claim).empty())
    Add(days, StepKind::kFormalNotice, prospect.notices.formal_notice, claim);
}

// The first day on which enough has been cured, with the claims that it would rest on.
struct EffectDay {
  CivilDate day;
  std::vector<std::string> invoice_ids;
};
std::optional<EffectDay> FirstEffectDay(const Frame& frame, const SubView& sub,
                                        const std::vector<Prospect>& prospects,
                                        PerhapsDay EffectChain::* day_of) {
  std::vector<std::pair<CivilDate, Bearer>> sorted;
  for (const Prospect& prospect : prospects) {
    if (!prospect.claim->assented || !prospect.claim->claim->papers_delivered) continue;
    for (const auto& [bearer, chain] : prospect.effects)
      if (chain.*day_of) sorted.emplace_back(*(chain.*day_of), bearer);
  }
  std::ranges::stable_sort(sorted, {}, [](const auto& each) { return each.first; });
  std::vector<Bearer> so_far;
  std::set<std::string> ids;
  for (const auto& [day, bearer] : sorted) {
    so_far.push_back(bearer);
    ids.insert(bearer.claim->invoice().id);
    if (IsEnough(frame, sub, so_far)) return EffectDay{day, {ids.begin(), ids.end()}};
  }
  return std::nullopt;
}

// The effect at the first opening on or after the day; nothing: there is none.
std::optional<LadderStep> EffectStep(const Frame& frame, StepKind kind, const EffectDay& effect,
                                     const EffectCase& next) {
  const auto opening = FirstOpening(frame.terms(), frame.facts->calendar, frame.zone,
                                    std::max(frame.now, frame.zone.StartOf(effect.day)));
  if (!opening) return std::nullopt;
  LadderStep step = StepOn(frame, kind, effect.day, effect.invoice_ids);
  step.earliest = *opening;
  if (next.formal != nullptr && next.formal->received_on) step.notice_id = next.formal->notice->id;
  return step;
}

struct EffectSteps {
  std::optional<LadderStep> stop;  // if supply was not stopped yet
  std::optional<LadderStep> suspend;
};
EffectSteps StepsOf(const Frame& frame, const SubView& sub, const std::vector<Prospect>& prospects,
                    const EffectCase& next, PerhapsDay EffectChain::* stop,
                    PerhapsDay EffectChain::* suspend) {
  EffectSteps steps;
  PerhapsDay stopped_on;
  if (next.stop != nullptr) {
    stopped_on = frame.zone.DateAt(next.stop->start_time);
  } else if (const auto day = FirstEffectDay(frame, sub, prospects, stop)) {
    steps.stop = EffectStep(frame, StepKind::kStopSupply, *day, next);
    if (steps.stop) stopped_on = frame.zone.DateAt(steps.stop->earliest);
  }
  auto day = FirstEffectDay(frame, sub, prospects, suspend);
  const PerhapsDay after_stop = stopped_on ? DayAfter(*stopped_on) : stopped_on;
  if (!day || !after_stop) return steps;
  day->day = std::max(day->day, *after_stop);
  steps.suspend = EffectStep(frame, StepKind::kSuspend, *day, next);
  return steps;
}

// Adds the effects that have not begun.
void AddEffects(const Frame& frame, const SubView& sub, const std::vector<Prospect>& prospects,
                const EffectCase& next, Forecast& forecast) {
  if (const Effect* const suspended = InForce(sub, EffectKind::kSuspend)) {
    forecast.horizon = suspended->start_time;
    return;
  }
  if (!Exemption(frame, sub).empty() || frame.facts->contract.state == ContractState::kTerminated)
    return;
  const EffectSteps steps =
      StepsOf(frame, sub, prospects, next, &EffectChain::stop_supply, &EffectChain::suspend);
  if (steps.stop) forecast.timeline.push_back(*steps.stop);
  if (steps.suspend) forecast.timeline.push_back(*steps.suspend);
  const EffectSteps soonest = StepsOf(frame, sub, prospects, next, &EffectChain::soonest_stop,
                                      &EffectChain::soonest_suspension);
  if (soonest.suspend) forecast.horizon = soonest.suspend->earliest;
}

}  // namespace

std::vector<std::string> Preventions() { return {"payment", "dispute", "promise", "plan", "hold"}; }

Result<std::vector<LadderStep>> NoticesDue(const Frame& frame, const SubView& sub) {
  StepDays days;
  std::vector<std::pair<const ClaimView*, Demand>> demands;
  for (const ClaimView* const claim : sub.claims) {
    const bool silenced = std::ranges::all_of(claim->portions, [&](const Portion& portion) {
      return IsSilenced(frame, sub, {claim, &portion});
    });
    if (silenced) continue;
    if (const auto friendly = FriendlyReminder(frame, sub, *claim))
      Add(days, friendly->first, friendly->second, *claim);
    if (!claim->IsOverdue(frame.today)) continue;
    ASSIGN_OR_RETURN(const Demand demand, DemandOn(frame, sub, *claim));
    Add(days, StepKind::kOverdueReminder, demand.reminder, *claim);
    Add(days, StepKind::kUrgentNotice, demand.urgent, *claim);
    demands.emplace_back(claim, demand);
  }
  std::vector<LadderStep> steps;
  AddGrouped(frame, days, steps);
  if (sub.sub_contract != nullptr) AddFormal(frame, demands, steps);
  return steps;
}

std::vector<std::string> NoticesToCancel(const Frame& frame, const SubView& sub) {
  std::vector<std::string> ids;
  for (const Notice* const notice : sub.notices)
    if (notice->kind <= NoticeKind::kFormalNotice && notice->state == NoticeState::kWaiting &&
        !IsStillWanted(frame, sub, *notice))
      ids.push_back(notice->id);
  return ids;
}

Result<Forecast> ForecastOf(const Frame& frame, const SubView& sub, const EffectCase& next) {
  ASSIGN_OR_RETURN(const auto prospects, ProspectsOf(frame, sub));
  StepDays days;
  for (const Prospect& prospect : prospects) AddNotices(frame, sub, prospect, days);
  Forecast forecast;
  for (auto& [key, ids] : days) {
    forecast.timeline.push_back(StepOn(frame, key.first, key.second, std::move(ids)));
    LadderStep& step = forecast.timeline.back();
    step.earliest = std::max(step.earliest, frame.now);
  }
  if (sub.sub_contract != nullptr) AddEffects(frame, sub, prospects, next, forecast);
  return forecast;
}

Result<std::vector<CivilDate>> LadderDays(const Frame& frame, const SubView& sub) {
  std::vector<PerhapsDay> days;
  for (const ClaimView* const claim : sub.claims)
    for (const Bearer& bearer : PortionsOf(*claim)) {
      ASSIGN_OR_RETURN(const NoticeChain chain, NoticesOf(frame, sub, bearer, frame.today));
      days.insert(days.end(), {chain.overdue_reminder, chain.urgent_from, chain.urgent_notice,
                               chain.formal_notice});
    }
  for (const ClaimView* const claim : sub.claims) {
    if (claim->open == 0) continue;
    const CivilDate due = claim->invoice().due_date;
    const CivilDate lead =
        std::chrono::sys_days(due) - std::chrono::days(frame.terms().ladder.pre_due_days);
    days.insert(days.end(), {lead, claim->invoice().invoice_date, due, DayAfter(due)});
  }
  std::vector<CivilDate> after;
  for (const PerhapsDay& day : days)
    if (day && *day > frame.today) after.push_back(*day);
  return after;
}

}  // namespace countersign::domain::standing
