// What the command table says of each command, as data: a row each.
#ifndef COUNTERSIGN_CLI_COMMAND_ROWS_H_
#define COUNTERSIGN_CLI_COMMAND_ROWS_H_

#include <string_view>
#include <vector>

namespace countersign::cli {

using Names = std::vector<std::string_view>;

inline Names operator+(Names first, const Names& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

struct Row {
  std::string_view resource;
  std::string_view verb;
  std::string_view method;  // within countersign.v1: "Service.Method"
  Names fields = {};
  Names filters = {};
  std::string_view done = {};     // empty: what every such verb says
  std::string_view summary = {};  // likewise
  Names columns = {};             // of what answers a list and is no "list"
  std::string_view empty_note = {};
  bool tables = false;             // as Command::tables
  std::string_view document = {};  // as Command::document
};

// Of the catalogue, customers, licences and machines; users, tokens, keys and the clock.
const std::vector<Row>& CatalogRows();
const std::vector<Row>& CustomerRows();
const std::vector<Row>& LicenseRows();
const std::vector<Row>& AccessRows();

// Of contracts, their parts and milestones; of invoices, payments and disputes (contract_rows.cc).
const std::vector<Row>& ContractRows();
const std::vector<Row>& ReceivableRows();
// Of what happens to milestones after activation (milestone_rows.cc).
const std::vector<Row>& MilestoneRows();
// Of promises, plans, adjustments, guarantees and statements of account (paper_rows.cc).
const std::vector<Row>& PaperRows();

// Of imports, their mappings and operations (import_rows.cc).
const std::vector<Row>& ImportRows();
// Of standings, notices, holds, payment slips and cases (enforcement_rows.cc).
const std::vector<Row>& EnforcementRows();
// Of settlement quotes (settlement_rows.cc).
const std::vector<Row>& SettlementRows();

// Of acts that take two users (approval_rows.cc).
const std::vector<Row>& ApprovalRows();

// Of webhooks and their deliveries (webhook_rows.cc).
const std::vector<Row>& WebhookRows();

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_COMMAND_ROWS_H_
