// The demo's contracts that are not paid as agreed, one for each later stage of the ladder.
#ifndef COUNTERSIGN_CLI_DEMO_STAGES_H_
#define COUNTERSIGN_CLI_DEMO_STAGES_H_

#include "admin/cli/demo_contract.h"

namespace countersign::cli {

// Each with its events, in the order of their days; last what finance does every morning.
std::vector<DemoEvents> DemoStages();

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_DEMO_STAGES_H_
