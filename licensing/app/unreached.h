// Urgent notices that one of their recipients never got: the payer has it, say, and the approver's
// came back.
#ifndef COUNTERSIGN_APP_UNREACHED_H_
#define COUNTERSIGN_APP_UNREACHED_H_

#include <vector>

#include "licensing/app/notice_facts.h"

namespace countersign::app {

struct Unreached {
  std::vector<NoticePlan> plans;  // to those who can be reached instead, or again
  bool waits = false;             // for an address, of somebody whom nothing tells when it comes
};
// Of notices that failed while another recipient's did not: the step is done, and goes on. Only as
// long as what the notice says is still so, and no formal notice was sent about it.
Result<Unreached> FindUnreached(View& view, const domain::ContractFacts& facts, Instant now);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_UNREACHED_H_
