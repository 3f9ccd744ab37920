#include "licensing/app/suspended_time.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/domain/approval.h"
#include "licensing/domain/check.h"
#include "licensing/domain/suspended_time.h"

namespace countersign::app {
namespace {

using domain::License;

bool Concerned(const domain::LicensedContract& contract, std::string_view sub_contract_id,
               const License& license) {
  const auto part = std::ranges::find(contract.parts, sub_contract_id, &domain::DeliveredPart::id);
  return part != contract.parts.end() && domain::Concerns(*part, license);
}

// When those began that still suspend the licence, or something of it.
Result<std::vector<Instant>> InForce(View& view, const License& license) {
  std::vector<Instant> since;
  ASSIGN_OR_RETURN(const auto own, BeginOfSuspension(view, license));
  if (own) since.push_back(own->time);
  if (license.contract_id.empty()) return since;
  ASSIGN_OR_RETURN(const auto contract, view.licenses().FindContract(license.contract_id));
  ASSIGN_OR_RETURN(const auto effects, view.enforcement().effects().InForce(license.contract_id));
  for (const domain::Effect& effect : effects)
    if (effect.kind == domain::EffectKind::kSuspend &&
        Concerned(contract, effect.sub_contract_id, license))
      since.push_back(effect.start_time);
  return since;
}

Result<void> GiveBack(Transaction& tx, const Act& act, License& license, Instant since,
                      std::string_view record) {
  ASSIGN_OR_RETURN(const auto others, InForce(tx, license));
  const auto end = domain::EndAfterSuspension(license, since, act.now, others);
  if (!end) return {};
  const Instant before = *license.end_time;
  license.end_time = end;
  license.license_version = domain::NextLicenseVersion(license, act.now);
  RETURN_IF_ERROR(Save(tx.licenses(), license, act));
  return Record(tx, act, "license.extend", Name("licenses", license.id),
                {{"record", record},
                 {"suspended_since", FormatInstant(since)},
                 {"end_time_before", FormatInstant(before)},
                 {"end_time", FormatInstant(*end)},
                 {"license_version", license.license_version}});
}

// When the suspension that took this approval began.
std::optional<Instant> BeganBy(const domain::Approval& approval) {
  if (approval.act == domain::kConfirmSuspension) return approval.meta.create_time;
  if (approval.act == domain::kSuspendAgain) return approval.use_time;
  return std::nullopt;
}

}  // namespace

Result<std::optional<SuspensionBegin>> BeginOfSuspension(View& view, const License& license) {
  std::optional<SuspensionBegin> begin;
  if (license.state != domain::LicenseState::kSuspended) return begin;
  ASSIGN_OR_RETURN(const auto approvals,
                   ListAll(view.approvals(), "resource", Name("licenses", license.id)));
  for (const domain::Approval& approval : approvals) {
    const auto time = BeganBy(approval);
    if (time && (!begin || begin->time < *time))
      begin = SuspensionBegin{*time, Name("approvals", approval.id)};
  }
  return begin;
}

Result<void> GiveBackTime(Transaction& tx, const Act& act, const domain::Effect& suspension) {
  ASSIGN_OR_RETURN(const auto contract, tx.licenses().FindContract(suspension.contract_id));
  ASSIGN_OR_RETURN(auto licenses, tx.licenses().OfContract(suspension.contract_id));
  for (License& license : licenses) {
    if (license.state == domain::LicenseState::kRevoked ||
        !Concerned(contract, suspension.sub_contract_id, license))
      continue;
    RETURN_IF_ERROR(
        GiveBack(tx, act, license, suspension.start_time, Name("effects", suspension.id)));
  }
  return {};
}

Result<void> GiveBackTime(Transaction& tx, const Act& act, License& license,
                          const std::optional<SuspensionBegin>& begin) {
  if (!begin) return {};
  return GiveBack(tx, act, license, begin->time, begin->approval);
}

}  // namespace countersign::app
