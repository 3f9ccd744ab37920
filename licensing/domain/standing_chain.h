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

// The notice that covers the claim and counts, of several the one that was received first, or sent
// first; nothing: none was sent.
const FormalView* CoveringFormal(const SubView& sub, const ClaimView& claim);

// Whether a waiting notice is to go out as it is: everything that it names is still so.
bool IsStillWanted(const Frame& frame, const SubView& sub, const Notice& notice);

// Days in the order of the ladder; nothing: it never comes, by time alone. A day that a notice was
// sent on is that day; what is missing is on the first day that is not before `from`.
struct Chain {
  PerhapsDay overdue_reminder;
  PerhapsDay urgent_from;
  PerhapsDay urgent_notice;
  PerhapsDay formal_notice;  // without regard to those that were sent
  PerhapsDay received;       // of the one that covers the claim, or else of that one
  PerhapsDay stop_supply;
  PerhapsDay suspend;
};
// FIELD_INVALID where a date leaves the years 1900 to 9999.
Result<Chain> ChainOf(const Frame& frame, const SubView& sub, const Bearer& bearer, CivilDate from);

// Whether something keeps every notice about it from going out today.
bool IsSilenced(const Frame& frame, const SubView& sub, const Bearer& bearer);

// The days of the reminders before and on the due date: earliest and last; nothing: there is none.
std::optional<DaySpan> PreDueDays(const Frame& frame, const ClaimView& claim);

}  // namespace countersign::domain::standing

#endif  // COUNTERSIGN_DOMAIN_STANDING_CHAIN_H_
