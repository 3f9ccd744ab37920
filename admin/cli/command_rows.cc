#include "admin/cli/command_rows.h"

namespace countersign::cli {
namespace {

const Names kProductFields = {"display_name", "entitlements",    "always_available",
                              "versions",     "safety_critical", "labels"};
const Names kPolicyLimits = {
    "max_machines", "overage",        "lease",      "offline", "fingerprint_policy",
    "max_version",  "releases_until", "max_rekeys", "trial",   "max_offline_key",
    "labels"};
const Names kCustomerFields = {"display_name",    "segment",           "labels",       "approver",
                               "required_papers", "usual_payment_day", "credit_limit", "consumer"};
const Names kContactFields = {"display_name",   "roles",        "email",        "phone",
                              "postal_address", "language",     "time_zone",    "window_start",
                              "window_end",     "retain_until", "retain_reason"};
const Names kLicenseTerms = {"entitlements", "start_time", "end_time",
                             "max_machines", "contract",   "labels"};

}  // namespace

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
       .done = "Updated {name}. Licences keep what they were granted.",
       .summary = "Changes those fields of a product that are given as flags. What takes something "
                  "away from licences in use takes two users."},
      {.resource = "product",
       .verb = "archive",
       .method = "CatalogService.ArchiveProduct",
       .done = "Archived {name}. It takes no new licences and no new machines; leases go on.",
       .summary = "Ends the sale of a product: no new licences, no new machines. While a licence "
                  "is in use it takes two users."},

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
       .done = "Updated {name}. The change holds from each machine's next check on.",
       .summary = "Changes those fields of a policy that are given as flags. What takes something "
                  "away from licences in use takes two users."},
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
       .filters = {"customer", "product", "policy", "contract", "state"}},
      {.resource = "license",
       .verb = "update",
       .method = "LicenseAdminService.UpdateLicense",
       .fields = Names{"display_name"} + kLicenseTerms,
       .done = "Updated {name}. The change holds from each machine's next check on.",
       .summary = "Changes those fields of a licence that are given as flags. What takes something "
                  "away from a licence in use takes two users."},
      {.resource = "license",
       .verb = "suspend",
       .method = "LicenseAdminService.SuspendLicense",
       .done = "Suspended {name}. Each of its machines {how} from its next check on.{until}",
       .summary =
           "Restricts every machine of a licence at its next check; for longer than 72 hours "
           "with a second user."},
      {.resource = "license",
       .verb = "restore",
       .method = "LicenseAdminService.RestoreLicense",
       .done =
           "Restored {name}. Each of its machines has its full function from its next check on.",
       .summary = "Gives every machine of a suspended licence its full function back."},
      {.resource = "license",
       .verb = "revoke",
       .method = "LicenseAdminService.RevokeLicense",
       .done =
           "Revoked {name} for good. Each of its machines is restricted from its next check on.",
       .summary = "Ends a licence for good. Takes two users."},
      {.resource = "license",
       .verb = "rotate-code",
       .method = "LicenseAdminService.RotateActivationCode",
       .done = "The old activation code of {name} has ended. Activated machines go on.",
       .summary = "Ends the activation code and shows a new one; activated machines go on."},
      {.resource = "license",
       .verb = "rotate-emergency-codes",
       .method = "LicenseAdminService.RotateEmergencyCodes",
       .done = "The emergency codes of {name} that were not used have ended.",
       .summary = "Ends the emergency codes that were not used and shows new ones."},
      {.resource = "license",
       .verb = "issue-offline-key",
       .method = "LicenseAdminService.IssueOfflineKey",
       .summary = "Answers the request of a machine without a network with a text for it.",
       .document = "license_text"},

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

}  // namespace countersign::cli
