#include "admin/cli/command_rows.h"

namespace countersign::cli {

const std::vector<Row>& ApprovalRows() {
  static const std::vector<Row> rows = {
      {.resource = "approval",
       .verb = "list",
       .method = "EnforcementService.ListApprovals",
       .filters = {"state", "act", "resource"}},
      {.resource = "approval",
       .verb = "get",
       .method = "EnforcementService.GetApproval",
       .summary = "Shows what one user asked for, and what another one said to it."},
      {.resource = "approval",
       .verb = "approve",
       .method = "EnforcementService.Approve",
       .done = "Approved {name}: {summary}.{next}",
       .summary = "Says yes to what another user asked for; that user then repeats the call."},
      {.resource = "approval",
       .verb = "decline",
       .method = "EnforcementService.Decline",
       .done = "Declined {name}: {summary}.",
       .summary = "Says no to what another user asked for, or takes back what you asked for."},
  };
  return rows;
}

}  // namespace countersign::cli
