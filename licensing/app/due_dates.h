// When a claim falls due by its contract: the one place where a contract's terms and what is on
// file about a claim become a due date.
#ifndef COUNTERSIGN_APP_DUE_DATES_H_
#define COUNTERSIGN_APP_DUE_DATES_H_

#include <optional>

#include "licensing/app/ports.h"

namespace countersign::app {

// The calendar that the contract pins; one of weekdays without holidays where it pins none.
// FAILED_PRECONDITION / CALENDAR_UNKNOWN if there is no such calendar.
Result<domain::Calendar> CalendarOf(View& view, const domain::Contract& contract);

// The due date by the contract's rule, see domain::DueDate; not before the invoice's date, since
// nobody can pay a claim in time that was not made yet. Nothing while the day from which the credit
// term counts has not come. Errors of CalendarOf and domain::DueDate.
Result<std::optional<CivilDate>> DueDateOf(View& view, const domain::Contract& contract,
                                           const domain::DueFacts& facts);

// What stands for the due date of a claim that has none yet: so late that the claim counts as not
// due until the day is known.
Result<CivilDate> NotDueYet(CivilDate invoice_date);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_DUE_DATES_H_
