#include "admin/cli/command_table.h"

#include <google/protobuf/message.h>

#include <cstdlib>
#include <iostream>

#include "admin/cli/command_rows.h"
#include "countersign/v1/access.pb.h"
#include "countersign/v1/catalog.pb.h"
#include "countersign/v1/contract.pb.h"
#include "countersign/v1/customer.pb.h"
#include "countersign/v1/enforcement.pb.h"
#include "countersign/v1/key.pb.h"
#include "countersign/v1/license_admin.pb.h"
#include "countersign/v1/milestone.pb.h"
#include "countersign/v1/operation.pb.h"
#include "countersign/v1/receivable.pb.h"
#include "countersign/v1/simulation.pb.h"

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;

const pb::MethodDescriptor* FindMethod(std::string_view within) {
  // The generated descriptors are linked in because this file names one message of each service.
  static const void* const linked[] = {
      v1::Product::descriptor(),   v1::Customer::descriptor(),   v1::License::descriptor(),
      v1::User::descriptor(),      v1::SigningKey::descriptor(), v1::SimulatedClock::descriptor(),
      v1::Contract::descriptor(),  v1::Milestone::descriptor(),  v1::Invoice::descriptor(),
      v1::Operation::descriptor(), v1::Standing::descriptor(),   v1::Approval::descriptor()};
  (void)linked;
  const std::string name = "countersign.v1." + std::string(within);
  const auto* method = pb::DescriptorPool::generated_pool()->FindMethodByName(name);
  if (method == nullptr) {
    std::cerr << "the interface has no method " << name << "\n";
    std::abort();
  }
  return method;
}

Command MakeCommand(const Row& row) {
  Command command;
  command.resource = FindResource(row.resource);
  command.verb = row.verb;
  command.summary = row.summary;
  command.method = FindMethod(row.method);
  command.fields = row.fields;
  command.filters = row.filters;
  command.done = row.done;
  command.columns = row.verb == "list" ? command.resource->columns : row.columns;
  command.empty_note = row.verb == "list"
                           ? "There are no " + std::string(command.resource->plural) + " to show."
                           : std::string(row.empty_note);
  command.tables = row.tables;
  command.document = row.document;
  if (row.done.empty() && row.verb == "create") command.done = "Created {name}.";
  if (row.done.empty() && row.verb == "update") command.done = "Updated {name}.";
  return command;
}

std::vector<Command> MakeCommands() {
  std::vector<Command> commands;
  for (const auto* rows :
       {&CatalogRows(), &CustomerRows(), &LicenseRows(), &ContractRows(), &MilestoneRows(),
        &SettlementRows(), &EnforcementRows(), &ReceivableRows(), &PaperRows(), &ImportRows(),
        &ApprovalRows(), &AccessRows(), &WebhookRows()}) {
    for (const Row& row : *rows) commands.push_back(MakeCommand(row));
  }
  return commands;
}
}  // namespace

const std::vector<Resource>& Resources() {
  static const std::vector<Resource> resources = {
      {"product",
       "products",
       "",
       "product",
       "products",
       "Programs that are licensed",
       {"name", "display_name", "entitlements", "always_available", "state"}},
      {"policy",
       "policies",
       "",
       "policy",
       "policies",
       "Rules that licences follow: kind, seats, lease, offline time",
       {"name", "kind", "max_machines", "overage", "lease", "offline", "trial", "state"}},
      {"customer",
       "customers",
       "",
       "customer",
       "customers",
       "Firms that hold licences",
       {"name", "display_name", "segment", "state"}},
      {"contact",
       "contacts",
       "customer",
       "contact",
       "contacts",
       "People at a customer",
       {"name", "display_name", "roles", "email", "phone", "language", "time_zone"}},
      {"license",
       "licenses",
       "",
       "licence",
       "licences",
       "Customers' rights to products: create, suspend, restore, revoke",
       {"name", "customer", "product", "policy", "state", "suspension_cause", "seats_taken",
        "end_time", "withheld"}},
      {"machine",
       "machines",
       "license",
       "machine",
       "machines",
       "Installations that hold a seat of a licence",
       {"name", "state", "product_version", "last_check_time", "leases"}},
      {"contract",
       "contracts",
       "",
       "contract",
       "contracts",
       "What was agreed with customers: terms, disclosure, activation",
       {"name", "display_name", "customer", "state", "currency_code", "enforcement",
        "active_since"}},
      {"subcontract",
       "subcontracts",
       "contract",
       "sub-contract",
       "sub-contracts",
       "Parts of a contract with a price of their own",
       {"name", "display_name", "price", "core", "entitlements"}},
      {"milestone",
       "milestones",
       "contract",
       "milestone",
       "milestones",
       "Stages of sub-contracts, each with its amount",
       {"name", "display_name", "subcontract", "trigger", "amount", "state", "review_end_date",
        "next_action_time"}},
      {"settlement",
       "settlements",
       "contract",
       "settlement quote",
       "settlement quotes",
       "What may be collected if work stops now, offered to the customer",
       {"name", "subcontract", "state", "date", "total", "total_without_discount", "last_date"}},
      {"standing",
       "",
       "",
       "standing",
       "standings",
       "Where contracts stand, and what comes next",
       {"stage", "subcontract", "title", "contract", "customer", "overdue", "days_overdue",
        "next_step", "next_step_date"}},
      {"notice",
       "notices",
       "",
       "notice",
       "notices",
       "Messages of the ladder: reminders, formal notices, and their receipts",
       {"name", "subcontract", "kind", "state", "contact", "sent_time"}},
      {"hold",
       "holds",
       "",
       "hold",
       "holds",
       "A person's word that nothing is stopped through a day",
       {"name", "contract", "subcontract", "last_date", "user", "release_time"}},
      {"slip",
       "slips",
       "",
       "payment slip",
       "payment slips",
       "Payment slips that customers showed",
       {"name", "customer", "invoices", "date"}},
      {"case",
       "cases",
       "",
       "case",
       "cases",
       "Overdue sub-contracts: why, who looks after it, every contact",
       {"name", "subcontract", "customer", "state", "reason", "owner", "next_action"}},
      {"invoice",
       "invoices",
       "",
       "invoice",
       "invoices",
       "What customers were invoiced, and what is open of it",
       {"name", "number", "customer", "amount", "open", "invoice_date", "due_date", "state"}},
      {"payment",
       "payments",
       "",
       "payment",
       "payments",
       "Money received and credit notes, and which invoices they pay",
       {"name", "customer", "kind", "amount", "credit", "date", "reference", "state"}},
      {"dispute",
       "disputes",
       "",
       "dispute",
       "disputes",
       "Customers' objections to invoices",
       {"name", "invoice", "amount", "grounds", "line", "open_date", "state"}},
      {"bankentry",
       "bankEntries",
       "",
       "bank entry",
       "bank entries",
       "Entries of imported bank statements; those that wait to be confirmed",
       {"name", "state", "customer", "amount", "date", "payer", "reference", "payment", "note"}},
      {"mapping",
       "importMappings",
       "",
       "mapping",
       "mappings",
       "How the columns of CSV files become fields",
       {"name", "display_name", "kind", "columns", "defaults", "date_format"}},
      {"operation",
       "operations",
       "",
       "operation",
       "operations",
       "Imports: how far they are and what they did",
       {"name", "kind", "state", "rows_done", "rows_total", "recorded", "unchanged", "proposed",
        "refused", "create_time"}},
      {"promise",
       "promises",
       "",
       "promise",
       "promises",
       "Customers' promises to pay, and whether they were kept",
       {"name", "customer", "amount", "paid", "date", "state"}},
      {"plan",
       "plans",
       "",
       "instalment plan",
       "instalment plans",
       "Agreements to pay claims in parts",
       {"name", "customer", "total", "paid", "arrears", "state"}},
      {"adjustment",
       "adjustments",
       "",
       "adjustment",
       "adjustments",
       "Claims written off, set off or assigned",
       {"name", "kind", "invoice", "amount", "date", "reverse_date"}},
      {"guarantee",
       "guarantees",
       "contract",
       "guarantee",
       "guarantees",
       "Third parties' guarantees for the debts under a contract",
       {"name", "guarantor", "kind", "amount", "date", "end_date", "state"}},
      {"statement",
       "statements",
       "",
       "sent statement",
       "sent statements",
       "Statements of account that were sent for confirmation",
       {"name", "customer", "date", "sent_date", "state", "answer_date"}},
      {"paper",
       "papers",
       "invoice",
       "paper",
       "papers",
       "Papers that customers' procedures ask for with an invoice",
       {}},
      {"changeorder",
       "changeOrders",
       "contract",
       "change order",
       "change orders",
       "Signed changes of sub-contracts' prices; made by `subcontract change`",
       {"name", "subcontract", "change", "date", "description"}},
      {"amendment",
       "amendments",
       "contract",
       "amendment",
       "amendments",
       "Signed changes of contracts' terms; made by `contract amend`",
       {"name", "date", "fields", "description"}},
      {"calendar",
       "calendars",
       "",
       "calendar",
       "calendars",
       "Calendars of business days, with their versions",
       {"name", "version", "display_name", "first_date", "last_date"}},
      {"approval",
       "approvals",
       "",
       "approval",
       "approvals",
       "Acts that take two users: what one asked for, for another one to approve",
       {"name", "state", "summary", "reason", "requested_by", "decided_by", "expire_time"}},
      {"user",
       "users",
       "",
       "user",
       "users",
       "People and programs that administer",
       {"name", "display_name", "roles", "email", "state"}},
      {"token",
       "tokens",
       "",
       "token",
       "tokens",
       "What a user authenticates with",
       {"name", "display_name", "user", "role", "state", "expire_time"}},
      {"webhook",
       "webhooks",
       "",
       "webhook",
       "webhooks",
       "Endpoints that are told of entries of the ledger, and what was delivered to them",
       {"name", "url", "events", "state"}},
      {"key",
       "keys",
       "",
       "signing key",
       "signing keys",
       "Keys that the server signs with",
       {"name", "use", "active", "revoked", "not_before", "not_after"}},
      {"clock", "", "", "time", "times", "The clock of a simulated installation", {}},
  };
  return resources;
}

const Resource* FindResource(std::string_view name) {
  for (const Resource& resource : Resources()) {
    if (resource.name == name) return &resource;
  }
  return nullptr;
}

const std::vector<Command>& Commands() {
  static const std::vector<Command> commands = MakeCommands();
  return commands;
}

std::string Command::MethodPath() const {
  return method->service()->full_name() + "/" + method->name();
}

const pb::FieldDescriptor* Command::argument() const {
  if (const auto* name = request().FindFieldByName("name")) return name;
  if (const auto* to = request().FindFieldByName("to")) return to;
  if (const auto* id = request().FindFieldByName(std::string(resource->name) + "_id")) return id;
  // What is listed belongs to the resource itself.
  if (resource->parent.empty() && request().FindFieldByName("parent") != nullptr)
    return request().FindFieldByName("parent");
  // A standing has no name of its own: it is a contract's.
  if (resource->name == "standing") return request().FindFieldByName("contract");
  const pb::FieldDescriptor* resource_field = body();
  return resource_field != nullptr && request().FindFieldByName("update_mask") != nullptr
             ? resource_field->message_type()->FindFieldByName("name")
             : nullptr;
}

std::string Command::ArgumentName() const {
  if (argument()->message_type() != nullptr) return "time";
  return argument()->name() == "contract" ? "contract" : std::string(resource->name);
}

const pb::FieldDescriptor* Command::body() const {
  return request().FindFieldByName(std::string(resource->name));
}

bool Command::TakesFile() const { return request().FindFieldByName("file_sha256") != nullptr; }

bool Command::ArgumentRequired() const {
  return argument() != nullptr && !argument()->name().ends_with("_id");
}

std::string Command::Summary() const {
  if (!summary.empty()) return std::string(summary);
  const std::string noun(resource->noun);
  if (verb == "create") return "Creates a " + noun + ".";
  if (verb == "get") return "Shows a " + noun + ".";
  if (verb == "list") return "Lists " + std::string(resource->plural) + ".";
  return "Changes those fields of a " + noun + " that are given as flags.";
}

}  // namespace countersign::cli
