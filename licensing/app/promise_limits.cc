#include "licensing/app/promise_limits.h"

#include <algorithm>
#include <set>

#include "licensing/app/cases.h"
#include "licensing/app/due_dates.h"
#include "licensing/app/promises.h"
#include "licensing/app/resource.h"
#include "licensing/domain/standing_days.h"

namespace countersign::app {
namespace {

using domain::Case;
using domain::Invoice;
using domain::Promise;

constexpr std::int32_t kMostDays = 10;  // business days ahead
constexpr std::int64_t kMostInCase = 2;

// The last part of a name, which is the id.
std::string IdIn(std::string_view name) { return std::string(name.substr(name.rfind('/') + 1)); }

// Of a claim of no contract, or where the contract's calendar does not reach: weekdays.
Result<CivilDate> LastDayFor(View& view, const Invoice& claim, CivilDate made_on) {
  domain::Contract contract;
  if (!claim.contract.empty()) {
    ASSIGN_OR_RETURN(contract, Load(view.contracts(), "contracts", IdIn(claim.contract)));
  }
  ASSIGN_OR_RETURN(const domain::Calendar calendar, CalendarOf(view, contract));
  if (const auto last = domain::standing::BusinessDayAfter(calendar, made_on, kMostDays))
    return *last;
  ASSIGN_OR_RETURN(const domain::Calendar weekdays, CalendarOf(view, domain::Contract()));
  if (const auto last = domain::standing::BusinessDayAfter(weekdays, made_on, kMostDays))
    return *last;
  return made_on;
}

Result<void> CheckDay(View& view, const Promise& promise, const std::vector<Invoice>& claims) {
  std::optional<CivilDate> last;
  for (const Invoice& claim : claims) {
    ASSIGN_OR_RETURN(const CivilDate day, LastDayFor(view, claim, promise.made_on));
    last = last ? std::min(*last, day) : day;
  }
  if (!last || promise.date <= *last) return {};
  return FieldInvalid("promise.date",
                      "must be at most ten business days after the day it was made: " +
                          FormatCivilDate(*last) + " at the latest. Agree a plan for later");
}

// The promises of the case's customer on claims of its sub-contract that were recorded in it.
Result<std::int64_t> CountIn(View& view, const Case& open) {
  const auto is_in_case = [&](const Promise& promise) -> Result<bool> {
    if (promise.withdrawn_on || promise.meta.create_time < open.meta.create_time) return false;
    for (const std::string& id : promise.invoice_ids) {
      ASSIGN_OR_RETURN(const Invoice claim, Load(view.receivables().invoices(), "invoices", id));
      if (IdIn(claim.sub_contract) == open.sub_contract_id) return true;
    }
    return false;
  };
  ASSIGN_OR_RETURN(const auto promises, PromisesOf(view, open.customer_id));
  std::int64_t count = 0;
  for (const Promise& promise : promises) {
    ASSIGN_OR_RETURN(const bool counts, is_in_case(promise));
    count += counts ? 1 : 0;
  }
  return count;
}

Result<void> CheckCase(View& view, const Invoice& claim) {
  if (claim.sub_contract.empty()) return {};
  ASSIGN_OR_RETURN(const auto open,
                   OpenCaseOf(view, IdIn(claim.contract), IdIn(claim.sub_contract)));
  if (!open) return {};
  ASSIGN_OR_RETURN(const std::int64_t count, CountIn(view, *open));
  if (count < kMostInCase) return {};
  return StateConflict(Name("cases", open->id), "OPEN",
                       "two promises were made in it: agree a plan, or place a hold");
}

}  // namespace

Result<void> CheckPromiseLimits(View& view, const Promise& promise,
                                const std::vector<Invoice>& claims) {
  RETURN_IF_ERROR(CheckDay(view, promise, claims));
  for (const Invoice& claim : claims) RETURN_IF_ERROR(CheckCase(view, claim));
  return {};
}

}  // namespace countersign::app
