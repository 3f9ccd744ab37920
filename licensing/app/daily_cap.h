// How many customers a day effects may begin for: guard rail 10.
#ifndef COUNTERSIGN_APP_DAILY_CAP_H_
#define COUNTERSIGN_APP_DAILY_CAP_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/app/act.h"

namespace countersign::app {

// The setting that holds the date for which the cap was lifted.
inline constexpr std::string_view kCapLiftedFor = "cap_lifted_for";

// Lifts the cap for one civil date, that of each contract's own time zone. It takes two users:
// APPROVAL_REQUIRED. FIELD_INVALID unless the date is one of the next eight, from yesterday (UTC)
// on, and there is a reason of 1 to 500 characters.
Result<void> LiftCap(Transaction& tx, const Act& act, CivilDate date, const std::string& reason);

// The date for which it was lifted last, if it ever was.
Result<std::optional<std::string>> CapLiftedFor(View& view);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_DAILY_CAP_H_
