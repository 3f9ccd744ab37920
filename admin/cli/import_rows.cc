#include "admin/cli/command_rows.h"

namespace countersign::cli {
namespace {

const Names kMappingFields = {"display_name", "columns",           "defaults", "delimiter",
                              "date_format",  "decimal_separator", "encoding"};

}  // namespace

const std::vector<Row>& ImportRows() {
  static const std::vector<Row> rows = {
      {.resource = "invoice",
       .verb = "import",
       .method = "ReceivableService.ImportInvoices",
       .summary = "Enters the invoices of a file: CSV with a mapping, or UBL."},
      {.resource = "payment",
       .verb = "import",
       .method = "ReceivableService.ImportPayments",
       .summary = "Records the payments of a file: CSV with a mapping, or camt.053."},

      {.resource = "bankentry",
       .verb = "list",
       .method = "ReceivableService.ListBankEntries",
       .filters = {"customer", "state"}},
      {"bankentry", "get", "ReceivableService.GetBankEntry"},
      {.resource = "bankentry",
       .verb = "confirm",
       .method = "ReceivableService.ConfirmBankEntry",
       .summary = "Records a pending bank entry as a payment.",
       .tables = true},
      {.resource = "bankentry",
       .verb = "dismiss",
       .method = "ReceivableService.DismissBankEntry",
       .done = "Dismissed {name}.",
       .summary = "Says that a pending bank entry is no payment."},

      {"mapping", "create", "ReceivableService.CreateImportMapping",
       Names{"kind"} + kMappingFields},
      {"mapping", "get", "ReceivableService.GetImportMapping"},
      {.resource = "mapping",
       .verb = "list",
       .method = "ReceivableService.ListImportMappings",
       .filters = {"kind"}},
      {"mapping", "update", "ReceivableService.UpdateImportMapping", kMappingFields},

      {.resource = "operation",
       .verb = "list",
       .method = "OperationService.ListOperations",
       .filters = {"kind", "state"}},
      {.resource = "operation",
       .verb = "show",
       .method = "OperationService.GetOperation",
       .summary = "Shows how far an operation is and what it did."},
      {.resource = "operation",
       .verb = "report",
       .method = "OperationService.ListProblems",
       .summary = "Lists the rows that an import refused, and why.",
       .columns = {"line", "document", "field", "reason", "message"},
       .empty_note = "No row was refused."},
      {.resource = "operation",
       .verb = "cancel",
       .method = "OperationService.CancelOperation",
       .done = "{name} ends soon. What it did before stays.",
       .summary = "Ends an operation after the rows that it is at."},
  };
  return rows;
}

}  // namespace countersign::cli
