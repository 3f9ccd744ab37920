#include "licensing/app/due_dates.h"

#include <algorithm>

#include "licensing/app/calendars.h"

namespace countersign::app {

Result<domain::Calendar> CalendarOf(View& view, const domain::Contract& contract) {
  const domain::CalendarRef& ref = contract.terms.calendar;
  if (ref.id.empty()) return domain::Calendar{};
  auto found = LoadCalendar(view, ref);
  if (found || found.error().reason != Reason::kResourceNotFound) return found;
  return Fail(Code::kFailedPrecondition, Reason::kCalendarUnknown,
              "there is no calendar " + ref.id + "@" + std::to_string(ref.version),
              {{"calendar", ref.id}});
}

Result<std::optional<CivilDate>> DueDateOf(View& view, const domain::Contract& contract,
                                           const domain::DueFacts& facts) {
  ASSIGN_OR_RETURN(const domain::Calendar calendar, CalendarOf(view, contract));
  ASSIGN_OR_RETURN(std::optional<CivilDate> due,
                   domain::DueDate(contract.terms.due_rule, facts, calendar));
  if (due) due = std::max(*due, facts.invoice_date);
  return due;
}

Result<CivilDate> NotDueYet(CivilDate invoice_date) {
  return PlusDays(invoice_date, domain::kMaxTermDays);
}

}  // namespace countersign::app
