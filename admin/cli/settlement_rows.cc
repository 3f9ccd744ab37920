#include "admin/cli/command_rows.h"

namespace countersign::cli {

const std::vector<Row>& SettlementRows() {
  static const std::vector<Row> rows = {
      {.resource = "settlement",
       .verb = "quote",
       .method = "MilestoneService.QuoteSettlement",
       .summary =
           "Computes what may be collected if work stops now, and offers it to the customer.",
       .tables = true},
      {.resource = "settlement",
       .verb = "get",
       .method = "MilestoneService.GetSettlement",
       .tables = true},
      {.resource = "settlement",
       .verb = "list",
       .method = "MilestoneService.ListSettlements",
       .filters = {"subcontract", "state"}},
      {.resource = "settlement",
       .verb = "accept",
       .method = "MilestoneService.AcceptSettlement",
       .summary = "Records that the customer accepted on paper: invoices what is done, credits the "
                  "discount.",
       .tables = true},
  };
  return rows;
}

}  // namespace countersign::cli
