// What the customer is told of deliveries by itself: what was sent, and, once it was received, from
// when the terms of acceptance and payment run.
#ifndef COUNTERSIGN_APP_DELIVERY_NOTICES_H_
#define COUNTERSIGN_APP_DELIVERY_NOTICES_H_

#include <vector>

#include "licensing/app/notice_facts.h"

namespace countersign::app {

// Of the last round of each milestone of an ACTIVE contract, what was put on record in the last
// seven days and was not told yet: news, not history that was entered late.
Result<std::vector<NoticePlan>> UntoldDeliveries(View& view, const domain::ContractFacts& facts,
                                                 Instant now);

// Takes back the word of a delivery that was received before it went out, see CancelNotice.
Result<void> TakeBackDispatches(Transaction& tx, const Act& act,
                                const domain::ContractFacts& facts);

// What the words of such a notice need.
Result<void> FillDelivery(View& view, const domain::ContractFacts& facts, const NoticePlan& plan,
                          domain::NoticeTextFacts& text);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_DELIVERY_NOTICES_H_
