// Promises to pay and instalment plans.
#ifndef COUNTERSIGN_APP_PROMISES_H_
#define COUNTERSIGN_APP_PROMISES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/domain/promise.h"

namespace countersign::app {

// A promise as it is recorded; `made_on` is today in the customer's zone if it is left out.
struct NewPromise {
  std::string id;
  std::string customer_id;  // of the contact
  std::string contact_id;
  std::vector<std::string> invoice_ids;
  domain::Money amount;
  std::optional<CivilDate> made_on;
  CivilDate date;
  std::string condition;
};

// FIELD_INVALID, also for more than is open on its claims; RESOURCE_NOT_FOUND, RESOURCE_EXISTS,
// CURRENCY_MISMATCH; the errors of CheckPromiseLimits (promise_limits.h).
Result<domain::Promise> RecordPromise(Transaction& tx, const Act& act, const NewPromise& draft);

// Ends a promise or plan that still runs, from the act's day on, and with it the pause that the
// customer relies on: that takes the customer's paper, or two users (approvals.h).
struct Withdrawal {
  std::string id;
  std::string etag;  // empty: whatever it is
  std::string reason;
  std::string paper_sha256{};  // an attachment of the customer's; or empty
};
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT unless it is pending,
// APPROVAL_REQUIRED.
Result<domain::Promise> WithdrawPromise(Transaction& tx, const Act& act,
                                        const Withdrawal& withdrawal);

// A plan as it is agreed; `agreed_on` is today in the customer's zone if it is left out, `total`
// what is open.
struct NewPlan {
  std::string id;
  std::string customer_id;  // of the contact
  std::string contact_id;
  std::vector<std::string> invoice_ids;
  std::optional<domain::Money> total;
  std::optional<CivilDate> agreed_on;
  std::vector<CivilDate> due_dates;
  std::string paper_sha256;
};

// FIELD_INVALID, also for more than is open; RESOURCE_NOT_FOUND, RESOURCE_EXISTS,
// CURRENCY_MISMATCH, STATE_CONFLICT if a plan that runs covers one of the claims.
Result<domain::InstalmentPlan> CreateInstalmentPlan(Transaction& tx, const Act& act,
                                                    const NewPlan& draft);
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT unless it runs,
// APPROVAL_REQUIRED.
Result<domain::InstalmentPlan> CancelInstalmentPlan(Transaction& tx, const Act& act,
                                                    const Withdrawal& withdrawal);

// Whether it was kept, as of a day, by what was on record then.
Result<domain::PromiseStatus> StatusOf(View& view, const domain::Promise& promise,
                                       const domain::AsOf& as_of);
Result<domain::PlanStatus> StatusOf(View& view, const domain::InstalmentPlan& plan,
                                    const domain::AsOf& as_of);
// Now: all that is on record, on the current day in the customer's zone.
Result<domain::AsOf> AsOfNow(View& view, std::string_view customer_id, Instant now);

// All of a customer's, by id.
Result<std::vector<domain::Promise>> PromisesOf(View& view, std::string_view customer_id);
Result<std::vector<domain::InstalmentPlan>> PlansOf(View& view, std::string_view customer_id);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PROMISES_H_
