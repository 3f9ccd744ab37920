#include "licensing/rpc/convert_license.h"

#include <algorithm>

#include "licensing/app/approvals.h"
#include "licensing/app/machines.h"
#include "licensing/base/encoding.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {

v1::License ToProto(const domain::License& license, std::int64_t seats_taken) {
  v1::License proto;
  proto.set_name(app::Name("licenses", license.id));
  proto.set_display_name(license.display_name);
  proto.set_customer(app::Name("customers", license.customer_id));
  proto.set_product(app::Name("products", license.product_id));
  proto.set_policy(app::Name("policies", license.policy_id));
  *proto.mutable_entitlements() = ToProto(license.entitlements);
  *proto.mutable_start_time() = ToProto(license.start_time);
  if (license.end_time) *proto.mutable_end_time() = ToProto(*license.end_time);
  proto.set_max_machines(license.max_machines);
  proto.set_state(static_cast<v1::LicenseState>(license.state));
  proto.set_suspension_cause(static_cast<v1::SuspensionCause>(license.suspension_cause));
  proto.set_suspension_reason(license.suspension_reason);
  if (license.suspension_end_time)
    *proto.mutable_suspension_end_time() = ToProto(*license.suspension_end_time);
  if (!license.suspension_approval_id.empty())
    proto.set_suspension_approval(app::ApprovalName(license.suspension_approval_id));
  proto.set_revocation_reason(license.revocation_reason);
  proto.set_license_version(license.license_version);
  proto.set_seats_taken(static_cast<std::int32_t>(seats_taken));
  proto.set_overage_peak(license.overage_peak);
  if (license.first_activation_time)
    *proto.mutable_first_activation_time() = ToProto(*license.first_activation_time);
  *proto.mutable_labels() = ToProto(license.labels);
  if (!license.contract_id.empty()) proto.set_contract(app::Name("contracts", license.contract_id));
  proto.set_emergency_codes_left(static_cast<std::int32_t>(std::ranges::count_if(
      license.emergency_codes, [](const auto& code) { return !code.use_time; })));
  if (license.emergency_end_time)
    *proto.mutable_emergency_end_time() = ToProto(*license.emergency_end_time);
  PutMeta(license.meta, proto);
  return proto;
}

Result<domain::License> ToDomain(const v1::License& proto, Instant now) {
  domain::License license;
  license.display_name = proto.display_name();
  license.entitlements = ToDomain(proto.entitlements());
  license.start_time = now;
  if (proto.has_start_time()) {
    ASSIGN_OR_RETURN(license.start_time, ToDomain("license.start_time", proto.start_time()));
  }
  if (proto.has_end_time()) {
    ASSIGN_OR_RETURN(license.end_time, ToDomain("license.end_time", proto.end_time()));
  }
  license.max_machines = proto.max_machines();
  license.labels = ToDomain(proto.labels());
  if (!proto.contract().empty()) {
    ASSIGN_OR_RETURN(license.contract_id,
                     ParseName("license.contract", proto.contract(), "contracts"));
  }
  return license;
}

Result<domain::License> NewLicenseToDomain(const v1::License& proto, Instant now) {
  ASSIGN_OR_RETURN(domain::License license, ToDomain(proto, now));
  ASSIGN_OR_RETURN(license.customer_id,
                   ParseName("license.customer", proto.customer(), "customers"));
  ASSIGN_OR_RETURN(license.product_id, ParseName("license.product", proto.product(), "products"));
  ASSIGN_OR_RETURN(license.policy_id, ParseName("license.policy", proto.policy(), "policies"));
  return license;
}

v1::Machine ToProto(const domain::Machine& machine, const std::vector<domain::Lease>& leases,
                    Instant now) {
  v1::Machine proto;
  proto.set_name(app::MachineName(machine.license_id, machine.id));
  proto.set_state(static_cast<v1::MachineState>(machine.state));
  proto.set_key_thumbprint(Base64UrlEncode(Sha256(machine.public_key)));
  proto.set_product_version(machine.product_version);
  for (const domain::Lease& lease : leases) {
    v1::MachineLease& added = *proto.add_leases();
    added.set_lease_id(lease.id);
    added.set_process_id(lease.process_id);
    *added.mutable_expire_time() = ToProto(lease.expire_time);
    *added.mutable_offline_time() = ToProto(lease.offline_time);
  }
  *proto.mutable_last_check_time() = ToProto(machine.last_check_time);
  proto.set_rekey_count(static_cast<std::int32_t>(std::ranges::count_if(
      machine.rekey_times, [now](Instant t) { return t > now - std::chrono::hours(24 * 30); })));
  if (machine.fork_detected_time)
    *proto.mutable_fork_detected_time() = ToProto(*machine.fork_detected_time);
  PutMeta(machine.meta, proto);
  return proto;
}

}  // namespace countersign::rpc
