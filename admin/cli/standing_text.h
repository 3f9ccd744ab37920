// Where a contract stands, as a page that a manager understands.
#ifndef COUNTERSIGN_CLI_STANDING_TEXT_H_
#define COUNTERSIGN_CLI_STANDING_TEXT_H_

#include <string>

#include "countersign/v1/standing.pb.h"

namespace countersign::cli {

// "STAGE_SUPPLY_STOPPED" -> "SUPPLY_STOPPED".
std::string StageText(v1::Stage stage);

// The contract, then each sub-contract, the worst first: where it stands and why, what was done,
// what comes next and what would prevent it, each line with its record. Days are those of the
// contract's time zone.
std::string StandingText(const v1::Standing& standing);

// By stage, the worst first, then by days overdue.
v1::ListStandingsResponse WorstFirst(v1::ListStandingsResponse standings);

// A notice's subject and plain text, as its reader sees them.
std::string NoticeWords(const v1::NoticePreview& notice);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_STANDING_TEXT_H_
