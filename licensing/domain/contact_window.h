// When messages may go to a contact.
#ifndef COUNTERSIGN_DOMAIN_CONTACT_WINDOW_H_
#define COUNTERSIGN_DOMAIN_CONTACT_WINDOW_H_

#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/domain/calendar.h"
#include "licensing/domain/customer.h"

namespace countersign::domain {

// The first instant from `from` on that lies in the contact's window: [window_start, window_end) of
// the contact's local time, on a business day of the contract's calendar. On a day that the
// calendar does not know yet, the weekend alone counts: a message on a holiday harms nobody, one
// that never goes out does. FIELD_INVALID for a contact whose zone or window is none.
Result<Instant> NextInWindow(const Contact& contact, const Calendar& calendar, Instant from);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CONTACT_WINDOW_H_
