// What the customer is to be told beside the ladder.
#ifndef COUNTERSIGN_APP_UNTOLD_H_
#define COUNTERSIGN_APP_UNTOLD_H_

#include <vector>

#include "licensing/app/notice_facts.h"

namespace countersign::app {

// Effects that began or ended, and deliveries (delivery_notices.h), of which nothing told yet, or
// what told came back; and urgent notices that one of their recipients never got (unreached.h).
Result<std::vector<NoticePlan>> Untold(View& view, const domain::ContractFacts& facts, Instant now);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_UNTOLD_H_
