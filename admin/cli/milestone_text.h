// What happened to a milestone, in words.
#ifndef COUNTERSIGN_CLI_MILESTONE_TEXT_H_
#define COUNTERSIGN_CLI_MILESTONE_TEXT_H_

#include <string>

#include "countersign/v1/milestone.pb.h"

namespace countersign::cli {

// A line for each event, with its day, and what comes next.
std::string OutcomeText(const v1::MilestoneOutcome& outcome);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_MILESTONE_TEXT_H_
