#include "admin/cli/command_table.h"

#include <google/protobuf/message.h>

#include <cstdlib>
#include <iostream>

#include "countersign/v1/access.pb.h"
#include "countersign/v1/catalog.pb.h"
#include "countersign/v1/customer.pb.h"
#include "countersign/v1/key.pb.h"
#include "countersign/v1/license_admin.pb.h"
#include "countersign/v1/simulation.pb.h"

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;
using Names = std::vector<std::string_view>;

struct Row {
  std::string_view resource;
  std::string_view verb;
  std::string_view method;  // within countersign.v1: "Service.Method"
  Names fields;
  Names filters;
  std::string_view done;
};

const Names kProductFields = {"display_name", "entitlements", "always_available", "versions",
                              "labels"};
const Names kPolicyLimits = {
    "max_machines", "overage",        "lease",      "offline", "fingerprint_policy",
    "max_version",  "releases_until", "max_rekeys", "trial",   "labels"};
const Names kCustomerFields = {"display_name", "segment", "labels"};
const Names kContactFields = {"display_name", "roles",     "email",        "phone",
                              "language",     "time_zone", "window_start", "window_end"};
const Names kLicenseTerms = {"entitlements", "start_time", "end_time", "max_machines", "labels"};

Names operator+(Names first, const Names& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

const std::vector<Row>& Rows() {
  static const std::vector<Row> rows = {
      {"product", "create", "CatalogService.CreateProduct", kProductFields, {}, "Created {name}."},
      {"product", "get", "CatalogService.GetProduct", {}, {}, ""},
      {"product", "list", "CatalogService.ListProducts", {}, {"state"}, ""},
      {"product",
       "update",
       "CatalogService.UpdateProduct",
       kProductFields,
       {},
       "Updated {name}. Licences keep what they were granted."},
      {"product",
       "archive",
       "CatalogService.ArchiveProduct",
       {},
       {},
       "Archived {name}. It takes no new licences and no new machines; existing leases go on."},

      {"policy",
       "create",
       "CatalogService.CreatePolicy",
       Names{"display_name", "kind"} + kPolicyLimits,
       {},
       "Created {name}."},
      {"policy", "get", "CatalogService.GetPolicy", {}, {}, ""},
      {"policy", "list", "CatalogService.ListPolicies", {}, {"state", "kind"}, ""},
      {"policy",
       "update",
       "CatalogService.UpdatePolicy",
       Names{"display_name"} + kPolicyLimits,
       {},
       "Updated {name}. The change holds from each machine's next check on."},
      {"policy",
       "archive",
       "CatalogService.ArchivePolicy",
       {},
       {},
       "Archived {name}. It takes no new licences; existing ones go on."},

      {"customer",
       "create",
       "CustomerService.CreateCustomer",
       kCustomerFields,
       {},
       "Created {name}."},
      {"customer", "get", "CustomerService.GetCustomer", {}, {}, ""},
      {"customer", "list", "CustomerService.ListCustomers", {}, {"state", "segment"}, ""},
      {"customer",
       "update",
       "CustomerService.UpdateCustomer",
       kCustomerFields,
       {},
       "Updated {name}."},
      {"customer",
       "archive",
       "CustomerService.ArchiveCustomer",
       {},
       {},
       "Archived {name}. It takes no new licences; existing ones go on."},

      {"contact", "create", "CustomerService.CreateContact", kContactFields, {}, "Created {name}."},
      {"contact", "get", "CustomerService.GetContact", {}, {}, ""},
      {"contact", "list", "CustomerService.ListContacts", {}, {"role"}, ""},
      {"contact", "update", "CustomerService.UpdateContact", kContactFields, {}, "Updated {name}."},
      {"contact",
       "delete",
       "CustomerService.DeleteContact",
       {},
       {},
       "Deleted {name}. Nothing of this contact's record is left."},

      {"license",
       "create",
       "LicenseAdminService.CreateLicense",
       Names{"display_name", "customer", "product", "policy"} + kLicenseTerms,
       {},
       "Created {name}."},
      {"license", "get", "LicenseAdminService.GetLicense", {}, {}, ""},
      {"license",
       "list",
       "LicenseAdminService.ListLicenses",
       {},
       {"customer", "product", "policy", "state"},
       ""},
      {"license",
       "update",
       "LicenseAdminService.UpdateLicense",
       Names{"display_name"} + kLicenseTerms,
       {},
       "Updated {name}. The change holds from each machine's next check on."},
      {"license",
       "suspend",
       "LicenseAdminService.SuspendLicense",
       {},
       {},
       "Suspended {name}. Each of its machines goes into restricted mode at its next check."},
      {"license",
       "restore",
       "LicenseAdminService.RestoreLicense",
       {},
       {},
       "Restored {name}. Each of its machines has full function again from its next check on."},
      {"license",
       "rotate-code",
       "LicenseAdminService.RotateActivationCode",
       {},
       {},
       "The old activation code of {name} has ended. Machines that are activated go on."},

      {"machine", "list", "LicenseAdminService.ListMachines", {}, {"state"}, ""},
      {"machine",
       "release",
       "LicenseAdminService.ReleaseMachine",
       {},
       {},
       "Released {name}. Its seats are free; its software is asked to activate again."},

      {"user",
       "create",
       "AccessService.CreateUser",
       {"display_name", "roles", "email"},
       {},
       "Created {name}."},
      {"user", "get", "AccessService.GetUser", {}, {}, ""},
      {"user", "list", "AccessService.ListUsers", {}, {"state"}, ""},
      {"user",
       "update",
       "AccessService.UpdateUser",
       {"display_name", "roles", "email"},
       {},
       "Updated {name}. Tokens of a role that was taken away have ended."},
      {"user",
       "disable",
       "AccessService.DisableUser",
       {},
       {},
       "Disabled {name}. All tokens of this user have ended."},

      {"token",
       "create",
       "AccessService.CreateToken",
       {"display_name", "user", "role", "expire_time"},
       {},
       "Created {name}."},
      {"token", "list", "AccessService.ListTokens", {}, {"user", "state"}, ""},
      {"token",
       "revoke",
       "AccessService.RevokeToken",
       {},
       {},
       "Revoked {name}. Whoever uses it is refused from now on."},

      {"key", "list", "KeyService.ListSigningKeys", {}, {}, ""},

      {"clock", "get", "SimulationService.GetClock", {}, {}, ""},
      {"clock",
       "advance",
       "SimulationService.AdvanceClock",
       {},
       {},
       "The simulated clock has moved on."},
  };
  return rows;
}

const pb::MethodDescriptor* FindMethod(std::string_view within) {
  // The generated descriptors are linked in because this file names one message of each service.
  static const void* const linked[] = {
      v1::Product::descriptor(), v1::Customer::descriptor(),   v1::License::descriptor(),
      v1::User::descriptor(),    v1::SigningKey::descriptor(), v1::SimulatedClock::descriptor()};
  (void)linked;
  const std::string name = "countersign.v1." + std::string(within);
  const auto* method = pb::DescriptorPool::generated_pool()->FindMethodByName(name);
  if (method == nullptr) {
    std::cerr << "the interface has no method " << name << "\n";
    std::abort();
  }
  return method;
}

std::vector<Command> MakeCommands() {
  std::vector<Command> commands;
  for (const Row& row : Rows()) {
    Command command;
    command.resource = FindResource(row.resource);
    command.verb = row.verb;
    command.method = FindMethod(row.method);
    command.fields = row.fields;
    command.filters = row.filters;
    command.done = row.done;
    commands.push_back(std::move(command));
  }
  return commands;
}

}  // namespace

const std::vector<Resource>& Resources() {
  static const std::vector<Resource> resources = {
      {"product",
       "products",
       "",
       "Programs that are licensed",
       {"name", "display_name", "entitlements", "always_available", "state"}},
      {"policy",
       "policies",
       "",
       "Rules that licences follow: kind, seats, lease, offline time",
       {"name", "kind", "max_machines", "overage", "lease", "offline", "trial", "state"}},
      {"customer",
       "customers",
       "",
       "Firms that hold licences",
       {"name", "display_name", "segment", "state"}},
      {"contact",
       "contacts",
       "customer",
       "People at a customer",
       {"name", "display_name", "roles", "email", "phone", "language", "time_zone"}},
      {"license",
       "licenses",
       "",
       "Customers' rights to products: create, suspend, restore",
       {"name", "customer", "product", "policy", "state", "suspension_cause", "seats_taken",
        "end_time"}},
      {"machine",
       "machines",
       "license",
       "Installations that hold a seat of a licence",
       {"name", "state", "product_version", "last_check_time", "leases"}},
      {"user",
       "users",
       "",
       "People and programs that administer",
       {"name", "display_name", "roles", "email", "state"}},
      {"token",
       "tokens",
       "",
       "What a user authenticates with",
       {"name", "display_name", "user", "role", "state", "expire_time"}},
      {"key",
       "keys",
       "",
       "Keys that the server signs with",
       {"name", "use", "active", "revoked", "not_before", "not_after"}},
      {"clock", "", "", "The clock of a simulated installation", {}},
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

bool Command::ArgumentRequired() const { return argument() != nullptr && verb != "create"; }

}  // namespace countersign::cli
