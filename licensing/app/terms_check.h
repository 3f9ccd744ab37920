// What a contract's terms lack, in view of what is on file around it.
#ifndef COUNTERSIGN_APP_TERMS_CHECK_H_
#define COUNTERSIGN_APP_TERMS_CHECK_H_

#include <vector>

#include "licensing/app/ports.h"

namespace countersign::app {

// domain::CheckTerms with the contract's milestones, calendar, customer and contacts. `contract` is
// what GetContract answers.
Result<std::vector<domain::TermsFinding>> CheckTermsOf(View& view, const domain::Contract& contract,
                                                       Instant now);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_TERMS_CHECK_H_
