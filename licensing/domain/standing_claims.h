// What of each claim counts as overdue for enforcement, as of a day.
//
// All dates are civil dates in the contract's time zone.
#ifndef COUNTERSIGN_DOMAIN_STANDING_CLAIMS_H_
#define COUNTERSIGN_DOMAIN_STANDING_CLAIMS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "licensing/domain/dispute_clock.h"
#include "licensing/domain/standing.h"
#include "licensing/domain/standing_days.h"

namespace countersign::domain::standing {

// Business days for which a payment slip holds effects.
inline constexpr std::int32_t kSlipDays = 3;

enum class Rest {
  kNone,     // it counts
  kDispute,  // it is disputed
  kBill,     // a bill, or a payment dated ahead, will pay it
  kPlan,     // a plan is being kept
};

// A part of what is open on a claim. Payments reduce what was never disputed first, then what was
// disputed and is owed, then what is disputed.
struct Portion {
  std::int64_t minor_units = 0;  // more than zero
  Rest rest = Rest::kNone;
  std::string cause;                // what it rests by: "disputes/d1", "plans/p1"
  std::vector<DisputePause> aging;  // that stopped its clock, of what was disputed and is owed
  std::vector<DaySpan> disputed;    // the same days, whole: they do not count for a cure
  // The first day on which it no longer rests, if nothing is paid; nothing: never.
  PerhapsDay awake;
};

// An open dispute that pauses: it names grounds, and no earlier one had the same.
struct OpenDispute {
  const Dispute* dispute = nullptr;
  std::int64_t minor_units = 0;  // of what is open
};

struct ClaimView {
  const StandingClaim* claim = nullptr;
  std::string sub_contract_id;  // empty: of none
  std::int64_t open = 0;        // principal, not less than zero
  std::vector<Portion> portions;
  std::vector<OpenDispute> disputes;     // that are open
  std::vector<DaySpan> promised;         // days on which a promise on it was or is pending
  std::vector<const Promise*> promises;  // those, in the same order
  // The same days as a cure reckons them: of a promise that is dated ahead, since the clock was set
  // back, those before it count again once they are over.
  std::vector<DaySpan> promise_pauses;
  std::vector<DaySpan> planned;  // days on which a plan on it rested or rests
  std::vector<DaySpan> settled;  // days, to today, as of which nothing but bills was open
  bool assented = false;         // see IsAssentedBefore
  bool paid = false;             // money came in on its principal

  const Invoice& invoice() const { return claim->invoice; }
  bool IsOverdue(CivilDate today) const { return invoice().due_date < today; }
};

// All claims of the contract, by number and id. The errors of BalanceAsOf, AssessPlan.
Result<std::vector<ClaimView>> ViewClaims(const ContractFacts& facts, CivilDate today);

// Days after today on which what is on file of the claim changes it: bills that fall due, disputes,
// promises and plans that end.
std::vector<CivilDate> ChangesAfter(const ContractFacts& facts, const ClaimView& view,
                                    CivilDate today);

// What was open on the claim as of that day and no bill known by then would pay.
Result<std::int64_t> UnpaidOn(const ClaimView& view, CivilDate day);

// How many days the portion has been overdue.
std::int64_t DaysOf(const ClaimView& view, const Portion& portion, CivilDate today);

// What counts, as it is at `today`: the sum of the portions that do not rest.
std::int64_t Undisputed(const ClaimView& view);

}  // namespace countersign::domain::standing

#endif  // COUNTERSIGN_DOMAIN_STANDING_CLAIMS_H_
