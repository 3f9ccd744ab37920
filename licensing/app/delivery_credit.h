// Whether something new may be delivered to a customer who owes already.
#ifndef COUNTERSIGN_APP_DELIVERY_CREDIT_H_
#define COUNTERSIGN_APP_DELIVERY_CREDIT_H_

#include <optional>
#include <string_view>

#include "licensing/app/approvals.h"
#include "licensing/app/stage.h"

namespace countersign::app {

// What a delivery of `release` (may be empty) for the stage needs: a second user, if the customer
// owes more than its credit limit, in the limit's currency, or one of its claims is urgent by the
// one-third rule today. Nothing for a release that a product licensed to the customer lists as a
// security release: that is never held back.
Result<std::optional<ApprovalNeed>> DeliveryNeeds(View& view, const Stage& stage,
                                                  std::string_view release);

// FAILED_PRECONDITION / SUPPLY_STOPPED, with the `effect` in the metadata, if on the day of the
// delivery the supply under the stage's sub-contract was stopped, or it was suspended, and still
// is: a second user does not help. Not for a security release.
Result<void> CheckSupply(View& view, const Stage& stage, const domain::Delivery& delivery);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_DELIVERY_CREDIT_H_
