#include "licensing/app/next_look.h"

#include <algorithm>
#include <chrono>

#include "licensing/app/arrivals.h"
#include "licensing/app/near_ends.h"
#include "licensing/app/silence.h"
#include "licensing/app/unreached.h"
#include "licensing/app/untold.h"

namespace countersign::app {
namespace {

using domain::ContractFacts;
using domain::ContractStanding;
using domain::SubContractStanding;

// What cannot be done just now, for want of a contact's address, of payment data or of certainty,
// is looked at again after these: nothing on the contract tells when that changes.
constexpr std::chrono::hours kRetryNotices{1};
constexpr std::chrono::minutes kRetryEffects{30};

bool WaitsForTheInstallation(const SubContractStanding& sub) {
  const auto is_about_installation = [](domain::Rail rail) {
    return rail == domain::Rail::kPaymentData || rail == domain::Rail::kSureOfItself ||
           rail == domain::Rail::kCap;
  };
  return !sub.rails.empty() && std::ranges::all_of(sub.rails, [&](const domain::RailFinding& rail) {
    return rail.holds || is_about_installation(rail.rail);
  });
}

}  // namespace

Result<std::optional<Instant>> NextLook(View& view, const ContractFacts& facts,
                                        const ContractStanding& standing, Instant now) {
  std::optional<Instant> next = standing.next_action_time;
  const auto no_later_than = [&](Instant time) { next = next ? std::min(*next, time) : time; };
  if (!standing.notices.empty()) no_later_than(now + kRetryNotices);
  for (const SubContractStanding& sub : standing.sub_contracts) {
    if (!sub.actions.notices.empty()) no_later_than(now + kRetryNotices);
    if (WaitsForTheInstallation(sub)) no_later_than(now + kRetryEffects);
  }
  ASSIGN_OR_RETURN(const auto untold, Untold(view, facts, now));
  ASSIGN_OR_RETURN(const Unreached unreached, FindUnreached(view, facts, now));
  if (!untold.empty() || unreached.waits) no_later_than(now + kRetryNotices);
  ASSIGN_OR_RETURN(const auto letter, NextLetter(facts, now));
  if (letter) no_later_than(*letter);
  ASSIGN_OR_RETURN(const auto arrival, NextArrival(view, facts, now));
  if (arrival) no_later_than(*arrival);
  ASSIGN_OR_RETURN(const auto warning, NextWarning(view, facts, now));
  if (warning) no_later_than(*warning);
  return next;
}

}  // namespace countersign::app
