#include "licensing/app/daily_cap.h"

#include "licensing/app/approvals.h"
#include "licensing/app/papers.h"
#include "licensing/base/civil_date.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

// Whose entry it is: it concerns no single contract.
constexpr char kEnforcement[] = "enforcement";
constexpr std::int64_t kDaysAhead = 7;

}  // namespace

Result<void> LiftCap(Transaction& tx, const Act& act, CivilDate date, const std::string& reason) {
  RETURN_IF_ERROR(CheckDate("date", date));
  const CivilDate today(std::chrono::floor<std::chrono::days>(act.now));
  const std::int64_t ahead = DaysBetween(today, date);
  if (ahead < -1 || ahead > kDaysAhead)
    return FieldInvalid("date", "must be from yesterday to a week from now");
  RETURN_IF_ERROR(domain::CheckText("reason", reason, 1, kMaxPaperText));
  const std::string day = FormatCivilDate(date);
  ASSIGN_OR_RETURN(
      const std::string approval,
      RequireApproval(tx, act,
                      {std::string(domain::kLiftCap), kEnforcement,
                       "Let effects begin for any number of customers on " + day, reason}));
  RETURN_IF_ERROR(tx.settings().Put(kCapLiftedFor, day));
  return Record(tx, act, "enforcement.lift_cap", kEnforcement,
                {{"date", day}, {"reason", reason}, {"approval", approval}});
}

Result<std::optional<std::string>> CapLiftedFor(View& view) {
  return view.settings().Find(kCapLiftedFor);
}

}  // namespace countersign::app
