#include "licensing/rpc/blob_access.h"

#include <google/protobuf/descriptor.h>

#include <array>
#include <utility>

#include "countersign/v1/customer.pb.h"
#include "countersign/v1/receivable.pb.h"
#include "licensing/app/operations.h"
#include "licensing/rpc/guard.h"

namespace countersign::rpc {
namespace {

constexpr std::uint32_t kPutsPerMinute = 600;

v1::Access EveryRoleBut(v1::Role none) {
  v1::Access access;
  for (int role = v1::Role_MIN; role <= v1::Role_MAX; ++role)
    if (v1::Role_IsValid(role) && role != v1::ROLE_UNSPECIFIED && role != none)
      access.add_roles(static_cast<v1::Role>(role));
  return access;
}

// Bank statements and the like are for those who import them.
v1::Access ImportAccess() {
  return v1::Invoice::descriptor()
      ->file()
      ->FindServiceByName("ReceivableService")
      ->FindMethodByName("ImportPayments")
      ->options()
      .GetExtension(v1::access);
}

// The method of CustomerService that shows a record of this table.
constexpr std::array<std::pair<std::string_view, const char*>, 2> kShownBy = {
    {{"customers", "GetCustomer"}, {"contacts", "GetContact"}}};

}  // namespace

v1::Access PutBlobAccess() {
  v1::Access access = EveryRoleBut(v1::ROLE_AUDITOR);
  access.set_mutation(true);
  access.set_calls_per_minute(kPutsPerMinute);
  return access;
}

v1::Access GetBlobAccess() { return EveryRoleBut(v1::ROLE_UNSPECIFIED); }

bool RoleMaySee(domain::Role role, std::string_view subject) {
  if (subject.empty()) return RoleMayCall(role, GetBlobAccess());
  if (subject == app::kImportSubject) return RoleMayCall(role, ImportAccess());
  const std::string_view table = subject.substr(0, subject.find('/'));
  const auto* service = v1::Customer::descriptor()->file()->FindServiceByName("CustomerService");
  for (const auto& [shown, method] : kShownBy)
    if (shown == table)
      return RoleMayCall(role,
                         service->FindMethodByName(method)->options().GetExtension(v1::access));
  return false;
}

}  // namespace countersign::rpc
