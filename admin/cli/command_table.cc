#include "admin/cli/command_table.h"

#include <google/protobuf/message.h>

#include <cstdlib>
#include <iostream>

#include "countersign/v1/access.pb.h"
#include "countersign/v1/catalog.pb.h"
#include "countersign/v1/contract.pb.h"
#include "countersign/v1/customer.pb.h"
#include "countersign/v1/key.pb.h"
#include "countersign/v1/license_admin.pb.h"
#include "countersign/v1/milestone.pb.h"
#include "countersign/v1/receivable.pb.h"
#include "countersign/v1/simulation.pb.h"

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;
using Names = std::vector<std::string_view>;

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
  bool tables = false;
};

const Names kProductFields = {"display_name", "entitlements", "always_available", "versions",
                              "labels"};
const Names kPolicyLimits = {
    "max_machines", "overage",        "lease",      "offline", "fingerprint_policy",
    "max_version",  "releases_until", "max_rekeys", "trial",   "labels"};
const Names kCustomerFields = {"display_name", "segment", "labels"};
const Names kContactFields = {"display_name", "roles",        "email",        "phone",
                              "language",     "time_zone",    "window_start", "window_end",
                              "retain_until", "retain_reason"};
const Names kLicenseTerms = {"entitlements", "start_time", "end_time", "max_machines", "labels"};

const Names kContractTerms = {"display_name",
                              "currency_code",
                              "time_zone",
                              "calendar",
                              "due_base",
                              "credit_term",
                              "review_term",
                              "deemed_acceptance",
                              "blocking_severity",
                              "use_days",
                              "signatures_required",
                              "service_clause",
                              "part_completion_agreed",
                              "jurisdiction",
                              "enforcement",
                              "enforcement_clause",
                              "threshold",
                              "ladder",
                              "limitation",
                              "interest_rates",
                              "interest_basis",
                              "interest_rule",
                              "allocation_order",
                              "early_payment",
                              "blackouts",
                              "signed_before",
                              "consumer",
                              "labels"};
const Names kSubContractFields = {"display_name", "price", "core", "entitlements",
                                  "safety_critical"};
const Names kMilestoneFields = {"display_name", "trigger",        "amount",
                                "share",        "criteria",       "items",
                                "review_term",  "retention_rate", "retention_release_date"};

Names operator+(Names first, const Names& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

const std::vector<Row>& CatalogRows() {
  static const std::vector<Row> rows = {
      {"product", "create", "CatalogService.CreateProduct", kProductFields},
      {"product", "get", "CatalogService.GetProduct"},
      {.resource = "product",
       .verb = "list",
       .method = "CatalogService.ListProducts",
       .filters = {"state"}},
      {.resource = "product",
       .verb = "update",
       .method = "CatalogService.UpdateProduct",
       .fields = kProductFields,
       .done = "Updated {name}. Licences keep what they were granted."},
      {.resource = "product",
       .verb = "archive",
       .method = "CatalogService.ArchiveProduct",
       .done = "Archived {name}. It takes no new licences and no new machines; leases go on.",
       .summary = "Ends the sale of a product: no new licences, no new machines."},

      {"policy", "create", "CatalogService.CreatePolicy",
       Names{"display_name", "kind"} + kPolicyLimits},
      {"policy", "get", "CatalogService.GetPolicy"},
      {.resource = "policy",
       .verb = "list",
       .method = "CatalogService.ListPolicies",
       .filters = {"state", "kind"}},
      {.resource = "policy",
       .verb = "update",
       .method = "CatalogService.UpdatePolicy",
       .fields = Names{"display_name"} + kPolicyLimits,
       .done = "Updated {name}. The change holds from each machine's next check on."},
      {.resource = "policy",
       .verb = "archive",
       .method = "CatalogService.ArchivePolicy",
       .done = "Archived {name}. It takes no new licences; existing ones go on.",
       .summary = "Ends the use of a policy for new licences."},
  };
  return rows;
}

const std::vector<Row>& CustomerRows() {
  static const std::vector<Row> rows = {
      {"customer", "create", "CustomerService.CreateCustomer", kCustomerFields},
      {"customer", "get", "CustomerService.GetCustomer"},
      {.resource = "customer",
       .verb = "list",
       .method = "CustomerService.ListCustomers",
       .filters = {"state", "segment"}},
      {"customer", "update", "CustomerService.UpdateCustomer", kCustomerFields},
      {.resource = "customer",
       .verb = "archive",
       .method = "CustomerService.ArchiveCustomer",
       .done = "Archived {name}. It takes no new licences; existing ones go on.",
       .summary = "Ends a customer's ability to get new licences."},

      {"contact", "create", "CustomerService.CreateContact", kContactFields},
      {"contact", "get", "CustomerService.GetContact"},
      {.resource = "contact",
       .verb = "list",
       .method = "CustomerService.ListContacts",
       .filters = {"role"}},
      {"contact", "update", "CustomerService.UpdateContact", kContactFields},
      {.resource = "contact",
       .verb = "erase",
       .method = "CustomerService.EraseContact",
       .done = "Erased {name}. Its id and the record of what was done to it stay; of the person "
               "nothing does.{copies}",
       .summary = "Removes every trace of a person from the server."},
  };
  return rows;
}

const std::vector<Row>& LicenseRows() {
  static const std::vector<Row> rows = {
      {"license", "create", "LicenseAdminService.CreateLicense",
       Names{"display_name", "customer", "product", "policy"} + kLicenseTerms},
      {"license", "get", "LicenseAdminService.GetLicense"},
      {.resource = "license",
       .verb = "list",
       .method = "LicenseAdminService.ListLicenses",
       .filters = {"customer", "product", "policy", "state"}},
      {.resource = "license",
       .verb = "update",
       .method = "LicenseAdminService.UpdateLicense",
       .fields = Names{"display_name"} + kLicenseTerms,
       .done = "Updated {name}. The change holds from each machine's next check on."},
      {.resource = "license",
       .verb = "suspend",
       .method = "LicenseAdminService.SuspendLicense",
       .done = "Suspended {name}. Each of its machines is restricted from its next check on.",
       .summary = "Puts every machine of a licence into restricted mode at its next check."},
      {.resource = "license",
       .verb = "restore",
       .method = "LicenseAdminService.RestoreLicense",
       .done =
           "Restored {name}. Each of its machines has its full function from its next check on.",
       .summary = "Gives every machine of a suspended licence its full function back."},
      {.resource = "license",
       .verb = "rotate-code",
       .method = "LicenseAdminService.RotateActivationCode",
       .done = "The old activation code of {name} has ended. Activated machines go on.",
       .summary = "Ends the activation code and shows a new one; activated machines go on."},

      {.resource = "machine",
       .verb = "list",
       .method = "LicenseAdminService.ListMachines",
       .filters = {"state"}},
      {.resource = "machine",
       .verb = "release",
       .method = "LicenseAdminService.ReleaseMachine",
       .done = "Released {name}. Its seats are free; its software is asked to activate again.",
       .summary = "Frees the seats of a machine."},
  };
  return rows;
}

const std::vector<Row>& ContractRows() {
  static const std::vector<Row> rows = {
      {"contract", "create", "ContractService.CreateContract", Names{"customer"} + kContractTerms},
      {"contract", "get", "ContractService.GetContract"},
      {.resource = "contract",
       .verb = "list",
       .method = "ContractService.ListContracts",
       .filters = {"customer", "state"}},
      {"contract", "update", "ContractService.UpdateContract", kContractTerms},
      {.resource = "contract",
       .verb = "check",
       .method = "ContractService.CheckTerms",
       .summary = "Lists what a contract lacks for activation and enforcement, and which clauses "
                  "are worth having.",
       .columns = {"id", "kind", "message"},
       .empty_note = "Nothing is missing."},
      {.resource = "contract",
       .verb = "disclose",
       .method = "ContractService.RecordDisclosure",
       .done = "Recorded that the enforcement clause of {name} was shown to the customer.",
       .summary = "Records that the customer was shown the enforcement clause."},
      {.resource = "contract",
       .verb = "assent",
       .method = "ContractService.RecordAssent",
       .done = "Recorded a signatory's assent to the enforcement clause of {name}.",
       .summary = "Records that a signatory agreed to the enforcement clause on paper."},
      {.resource = "contract",
       .verb = "activate",
       .method = "ContractService.ActivateContract",
       .done = "Activated {name}. It stands as it was signed from now on.",
       .summary = "Ends the draft of a contract; refuses with all that is missing."},

      {"subcontract", "create", "ContractService.CreateSubContract", kSubContractFields},
      {"subcontract", "get", "ContractService.GetSubContract"},
      {"subcontract", "list", "ContractService.ListSubContracts"},
      {"subcontract", "update", "ContractService.UpdateSubContract", kSubContractFields},

      {"milestone", "create", "MilestoneService.CreateMilestone",
       Names{"subcontract"} + kMilestoneFields},
      {"milestone", "get", "MilestoneService.GetMilestone"},
      {.resource = "milestone",
       .verb = "list",
       .method = "MilestoneService.ListMilestones",
       .filters = {"subcontract", "state"}},
      {"milestone", "update", "MilestoneService.UpdateMilestone", kMilestoneFields},
  };
  return rows;
}

const Names kPaymentFields = {"customer",           "amount", "date", "kind", "reference", "payer",
                              "designated_invoices"};

const std::vector<Row>& ReceivableRows() {
  static const std::vector<Row> rows = {
      {.resource = "customer",
       .verb = "statement",
       .method = "ReceivableService.GetStatement",
       .summary = "Shows what a customer owes as of a date, today's or a past one.",
       .tables = true},

      {.resource = "invoice",
       .verb = "create",
       .method = "ReceivableService.CreateInvoice",
       .fields = {"customer", "number", "amount", "invoice_date", "due_date", "credit_term_days",
                  "contract", "sub_contract"},
       .done = "Created {name}. The customer's credit, if there was any, has paid it.",
       .summary = "Enters an invoice; without a number it gets the next one."},
      {.resource = "invoice",
       .verb = "get",
       .method = "ReceivableService.GetInvoice",
       .summary = "Shows an invoice and what is open of it."},
      {.resource = "invoice",
       .verb = "list",
       .method = "ReceivableService.ListInvoices",
       .filters = {"customer", "number", "state"}},
      {.resource = "invoice",
       .verb = "credit",
       .method = "ReceivableService.IssueCreditNote",
       .done = "Issued credit note {name}.",
       .summary = "Credits an invoice or a part of it, by a credit note."},
      {.resource = "invoice",
       .verb = "aging",
       .method = "ReceivableService.GetAging",
       .summary = "Shows how old what is owed is, as of a date.",
       .tables = true},

      {.resource = "payment",
       .verb = "record",
       .method = "ReceivableService.RecordPayment",
       .fields = kPaymentFields,
       .summary = "Records money received and shows which invoices it pays.",
       .tables = true},
      {.resource = "payment",
       .verb = "preview",
       .method = "ReceivableService.PreviewAllocation",
       .fields = kPaymentFields,
       .summary = "Shows which invoices a payment would pay; nothing is changed.",
       .tables = true},
      {.resource = "payment",
       .verb = "reverse",
       .method = "ReceivableService.ReversePayment",
       .done = "Reversed {name}. What it had paid is open again.",
       .summary = "Undoes a payment that bounced or was a mistake, or a credit note."},
      {.resource = "payment",
       .verb = "get",
       .method = "ReceivableService.GetPayment",
       .tables = true},
      {.resource = "payment",
       .verb = "list",
       .method = "ReceivableService.ListPayments",
       .filters = {"customer", "kind", "state"}},

      {.resource = "dispute",
       .verb = "open",
       .method = "ReceivableService.OpenDispute",
       .fields = {"invoice", "amount", "grounds", "open_date"},
       .done = "Opened {name}. The disputed amount is not overdue while it is open.",
       .summary = "Records that a customer objects to an invoice or a part of it."},
      {.resource = "dispute",
       .verb = "resolve",
       .method = "ReceivableService.ResolveDispute",
       .done = "Resolved {name}.",
       .summary = "Ends a dispute, and credits what was found for the customer."},
      {"dispute", "get", "ReceivableService.GetDispute"},
      {.resource = "dispute",
       .verb = "list",
       .method = "ReceivableService.ListDisputes",
       .filters = {"customer", "invoice", "state"}},
  };
  return rows;
}

const std::vector<Row>& AccessRows() {
  static const std::vector<Row> rows = {
      {"user", "create", "AccessService.CreateUser", {"display_name", "roles", "email"}},
      {"user", "get", "AccessService.GetUser"},
      {.resource = "user",
       .verb = "list",
       .method = "AccessService.ListUsers",
       .filters = {"state"}},
      {.resource = "user",
       .verb = "update",
       .method = "AccessService.UpdateUser",
       .fields = {"display_name", "roles", "email"},
       .done = "Updated {name}. Tokens of a role that was taken away have ended."},
      {.resource = "user",
       .verb = "disable",
       .method = "AccessService.DisableUser",
       .done = "Disabled {name}. All tokens of this user have ended.",
       .summary = "Disables a user and ends all of the user's tokens."},

      {"token",
       "create",
       "AccessService.CreateToken",
       {"display_name", "user", "role", "expire_time"}},
      {.resource = "token",
       .verb = "list",
       .method = "AccessService.ListTokens",
       .filters = {"user", "state"}},
      {.resource = "token",
       .verb = "revoke",
       .method = "AccessService.RevokeToken",
       .done = "Revoked {name}. Whoever uses it is refused from now on.",
       .summary = "Ends a token at once."},

      {"key", "list", "KeyService.ListSigningKeys"},

      {.resource = "clock",
       .verb = "get",
       .method = "SimulationService.GetClock",
       .summary = "Shows the time of a simulated installation."},
      {.resource = "clock",
       .verb = "advance",
       .method = "SimulationService.AdvanceClock",
       .done = "The simulated clock stands at {now}.",
       .summary = "Moves the clock of a simulated installation: to an instant, or on by +45d."},
  };
  return rows;
}

const pb::MethodDescriptor* FindMethod(std::string_view within) {
  // The generated descriptors are linked in because this file names one message of each service.
  static const void* const linked[] = {
      v1::Product::descriptor(),  v1::Customer::descriptor(),   v1::License::descriptor(),
      v1::User::descriptor(),     v1::SigningKey::descriptor(), v1::SimulatedClock::descriptor(),
      v1::Contract::descriptor(), v1::Milestone::descriptor(),  v1::Invoice::descriptor()};
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
  if (row.done.empty() && row.verb == "create") command.done = "Created {name}.";
  if (row.done.empty() && row.verb == "update") command.done = "Updated {name}.";
  return command;
}

std::vector<Command> MakeCommands() {
  std::vector<Command> commands;
  for (const auto* rows : {&CatalogRows(), &CustomerRows(), &LicenseRows(), &ContractRows(),
                           &ReceivableRows(), &AccessRows()}) {
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
       "Customers' rights to products: create, suspend, restore",
       {"name", "customer", "product", "policy", "state", "suspension_cause", "seats_taken",
        "end_time"}},
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
       {"name", "display_name", "subcontract", "trigger", "amount", "share", "state"}},
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
       {"name", "invoice", "amount", "grounds", "open_date", "state"}},
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
  const pb::FieldDescriptor* resource_field = body();
  return resource_field != nullptr && verb == "update"
             ? resource_field->message_type()->FindFieldByName("name")
             : nullptr;
}

const pb::FieldDescriptor* Command::body() const {
  return request().FindFieldByName(std::string(resource->name));
}

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
