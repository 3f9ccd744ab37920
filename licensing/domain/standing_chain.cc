#include "licensing/domain/standing_chain.h"

#include <algorithm>
#include <ranges>
#include <tuple>

namespace countersign::domain::standing {
namespace {

PerhapsDay Later(PerhapsDay day, PerhapsDay other) {
  return day && other ? std::max(day, other) : std::nullopt;
}

// Days on which nothing goes out about the portion.
std::vector<DaySpan> SilentDays(const SubView& sub, const Bearer& bearer) {
  std::vector<DaySpan> days = bearer.claim->promised;
  days.insert(days.end(), sub.held.begin(), sub.held.end());
  return days;
}

PerhapsDay Earlier(PerhapsDay day, PerhapsDay other) {
  return day && other ? std::min(day, other) : (day ? day : other);
}

// The first day from which the portion counts; of one that does not rest, always.
PerhapsDay AwakeFrom(const Portion& portion, CivilDate from) {
  if (portion.rest == Rest::kNone) return from;
  return Later(portion.awake, from);
}

// From a day on, the first one on which the portion counts and nothing silences it.
class Opportunity {
 public:
  Opportunity(const SubView& sub, const Bearer& bearer, CivilDate from)
      : silent_(SilentDays(sub, bearer)), awake_(AwakeFrom(*bearer.portion, from)) {}
  PerhapsDay operator()(PerhapsDay day) const {
    day = Later(day, awake_);
    return day ? FirstDayOutside(*day, silent_) : day;
  }

 private:
  std::vector<DaySpan> silent_;
  PerhapsDay awake_;
};

// Whether a claim that a reminder or notice of the kind names is still as it says.
bool IsStillSo(const Frame& frame, const SubView& sub, NoticeKind kind, const NoticedClaim& named) {
  const auto claim = std::ranges::find(sub.claims, named.invoice_id,
                                       [](const ClaimView* each) { return each->invoice().id; });
  if (claim == sub.claims.end() || Undisputed(**claim) == 0 ||
      Undisputed(**claim) < named.principal.minor_units ||
      std::ranges::any_of((*claim)->promised,
                          [&](const DaySpan& span) { return span.Has(frame.today); }))
    return false;
  const CivilDate due = (*claim)->invoice().due_date;
  switch (kind) {
    case NoticeKind::kPreDueReminder:
      return frame.today < due;
    case NoticeKind::kDueReminder:
      return frame.today <= due;
    case NoticeKind::kFormalNotice:
      return frame.today > due && (*claim)->claim->papers_delivered;
    default:
      return frame.today > due;
  }
}

}  // namespace

bool IsStillWanted(const Frame& frame, const SubView& sub, const Notice& notice) {
  return !IsHeld(sub, frame.today) &&
         std::ranges::all_of(notice.claims, [&](const NoticedClaim& named) {
           return IsStillSo(frame, sub, notice.kind, named);
         });
}

StepState StateOf(const Frame& frame, const SubView& sub, NoticeKind kind,
                  std::string_view invoice_id) {
  StepState state;
  for (const Notice* const notice : sub.notices) {
    if (notice->kind != kind || !Names(*notice, invoice_id)) continue;
    if (WasSent(*notice)) {
      const CivilDate day = frame.zone.DateAt(*notice->sent_time);
      state.sent_on = state.sent_on ? std::min(*state.sent_on, day) : day;
    } else if (notice->state == NoticeState::kWaiting && IsStillWanted(frame, sub, *notice)) {
      state.waiting = true;
    }
  }
  return state;
}

std::vector<const FormalView*> CoveringFormals(const SubView& sub, const ClaimView& claim) {
  std::vector<const FormalView*> covering;
  for (const FormalView& formal : sub.formals)
    if (!formal.consumed && CoversInOrder(formal, claim)) covering.push_back(&formal);
  std::ranges::stable_sort(covering, {}, [](const FormalView* formal) {
    return std::tuple(!formal->received_on, formal->received_on.value_or(formal->sent_on));
  });
  return covering;
}

std::vector<Bearer> PortionsOf(const ClaimView& claim) {
  std::vector<Bearer> portions;
  for (const Portion& portion : claim.portions)
    if (portion.rest == Rest::kNone || portion.rest == Rest::kPlan)
      portions.push_back({&claim, &portion});
  return portions;
}

Result<NoticeChain> NoticesOf(const Frame& frame, const SubView& sub, const Bearer& bearer,
                              CivilDate from) {
  const Invoice& invoice = bearer.claim->invoice();
  const LadderPolicy& ladder = frame.terms().ladder;
  const Opportunity when(sub, bearer, from);
  const auto sent = [&](NoticeKind kind) { return StateOf(frame, sub, kind, invoice.id).sent_on; };
  const auto days = [&](const LadderFacts& facts) {
    return EarliestNotices(invoice.due_date, invoice.credit_term_days, bearer.portion->aging,
                           ladder, facts);
  };
  NoticeChain chain;
  ASSIGN_OR_RETURN(const NoticeDays plain, days({}));
  chain.urgent_from = plain.urgent_from;
  chain.overdue_reminder = sent(NoticeKind::kOverdueReminder);
  if (!chain.overdue_reminder)
    chain.overdue_reminder = when(
        Later(DayAfter(invoice.due_date), std::max(plain.overdue_reminder, invoice.invoice_date)));
  if (!chain.overdue_reminder) return chain;
  ASSIGN_OR_RETURN(const NoticeDays reminded, days({chain.overdue_reminder, {}}));
  chain.urgent_notice = sent(NoticeKind::kUrgentNotice);
  if (!chain.urgent_notice) chain.urgent_notice = when(reminded.urgent_notice);
  if (!chain.urgent_notice || !bearer.claim->claim->papers_delivered) return chain;
  ASSIGN_OR_RETURN(const NoticeDays warned, days({chain.overdue_reminder, chain.urgent_notice}));
  chain.formal_notice = when(Later(warned.formal_notice, chain.urgent_from));
  return chain;
}

Result<NoticeChain> NoticesOf(const Frame& frame, const SubView& sub, const ClaimView& claim,
                              CivilDate from) {
  NoticeChain earliest;
  for (const Bearer& bearer : PortionsOf(claim)) {
    ASSIGN_OR_RETURN(const NoticeChain chain, NoticesOf(frame, sub, bearer, from));
    for (const auto day : {&NoticeChain::overdue_reminder, &NoticeChain::urgent_from,
                           &NoticeChain::urgent_notice, &NoticeChain::formal_notice})
      earliest.*day = Earlier(earliest.*day, chain.*day);
  }
  return earliest;
}

EffectChain EffectsOf(const Frame& frame, const SubView& sub, const Bearer& bearer,
                      const NoticeChain& of_claim, CivilDate from) {
  const Opportunity when(sub, bearer, from);
  // A step before that is open again, as its notice failed, has to be carried out first.
  const auto cured = [&](PerhapsDay received, EffectKind kind) {
    if (!received) return received;
    return when(Later(CureOf(frame, bearer, *received, kind), of_claim.urgent_notice));
  };
  PerhapsDay received = of_claim.formal_notice;
  PerhapsDay soonest = received;
  if (const auto formals = CoveringFormals(sub, *bearer.claim); !formals.empty()) {
    const auto day_of = [](const FormalView* formal) {
      return formal->received_on.value_or(formal->sent_on);
    };
    received = day_of(formals.front());
    soonest = std::ranges::min(formals | std::views::transform(day_of));
  }
  return {cured(received, EffectKind::kStopSupply), cured(received, EffectKind::kSuspend),
          cured(soonest, EffectKind::kStopSupply), cured(soonest, EffectKind::kSuspend)};
}

bool IsSilenced(const Frame& frame, const SubView& sub, const Bearer& bearer) {
  return bearer.portion->rest != Rest::kNone ||
         std::ranges::any_of(SilentDays(sub, bearer),
                             [&](const DaySpan& span) { return span.Has(frame.today); });
}

std::optional<DaySpan> PreDueDays(const Frame& frame, const ClaimView& claim) {
  const Invoice& invoice = claim.invoice();
  const CivilDate last = std::chrono::sys_days(invoice.due_date) - std::chrono::days(1);
  const CivilDate lead = std::chrono::sys_days(invoice.due_date) -
                         std::chrono::days(frame.terms().ladder.pre_due_days);
  const DaySpan days{std::max(lead, invoice.invoice_date), last};
  if (days.last < days.first) return std::nullopt;
  return days;
}

}  // namespace countersign::domain::standing
