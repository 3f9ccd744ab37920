// The steps of the ladder for one portion of one claim, each on its earliest day.
#ifndef COUNTERSIGN_DOMAIN_STANDING_CHAIN_H_
#define COUNTERSIGN_DOMAIN_STANDING_CHAIN_H_

#include <string_view>

#include "licensing/domain/standing_view.h"

namespace countersign::domain::standing {

// What became of the notices of one kind about one claim.
struct StepState {
  PerhapsDay sent_on;    // the first that went out
  bool waiting = false;  // one is to go out
  bool IsOpen() const { return !sent_on && !waiting; }
};
// Not for formal notices, see CoveringFormal. One that is to be cancelled does not wait.
StepState StateOf(const Frame& frame, const SubView& sub, NoticeKind kind,
                  std::string_view invoice_id);

// The notices that cover the claim in order and count, of which one that was received comes first.
std::vector<const FormalView*> CoveringFormals(const SubView& sub, const ClaimView& claim);

// Whether a waiting notice is to go out as it is: everything that it names is still so.
bool IsStillWanted(const Frame& frame, const SubView& sub, const Notice& notice);

// Days in the order of the ladder; nothing: it never comes, by time alone. A day that a notice was
// sent on is that day; what is missing is on the first day that is not before `from`.
struct NoticeChain {
  PerhapsDay overdue_reminder;
  PerhapsDay urgent_from;
  PerhapsDay urgent_notice;
  PerhapsDay formal_notice;  // without regard to those that were sent
};
// For one portion of a claim. FIELD_INVALID where a date leaves the years 1900 to 9999.
Result<NoticeChain> NoticesOf(const Frame& frame, const SubView& sub, const Bearer& bearer,
                              CivilDate from);
// For the claim, which is asked for as soon as one of its portions is.
Result<NoticeChain> NoticesOf(const Frame& frame, const SubView& sub, const ClaimView& claim,
                              CivilDate from);

// The first days of the effects that the portion can bear.
struct EffectChain {
  // By the notice that was received first, or else sent first, or else the one that is to come.
  PerhapsDay stop_supply;
  PerhapsDay suspend;
  // If the receipt of another that was sent were proved yet: never later than those.
  PerhapsDay soonest_stop;
  PerhapsDay soonest_suspension;
};
EffectChain EffectsOf(const Frame& frame, const SubView& sub, const Bearer& bearer,
                      const NoticeChain& of_claim, CivilDate from);

// The portions of the claim that count, now or once a plan ends.
std::vector<Bearer> PortionsOf(const ClaimView& claim);

// Whether something keeps every notice about it from going out today.
bool IsSilenced(const Frame& frame, const SubView& sub, const Bearer& bearer);

// The days of the reminders before and on the due date: earliest and last; nothing: there is none.
std::optional<DaySpan> PreDueDays(const Frame& frame, const ClaimView& claim);

}  // namespace countersign::domain::standing

#endif  // COUNTERSIGN_DOMAIN_STANDING_CHAIN_H_
