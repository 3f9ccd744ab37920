#include "licensing/app/licenses.h"

#include <boost/json/array.hpp>

#include "licensing/app/nonpayment.h"
#include "licensing/app/suspended_time.h"
#include "licensing/app/suspensions.h"
#include "licensing/app/takings.h"
#include "licensing/base/entropy.h"
#include "licensing/domain/activation_code.h"
#include "licensing/domain/check.h"
#include "licensing/domain/taken_away.h"
#include "licensing/domain/validate.h"
#include "licensing/domain/validate_resources.h"

namespace countersign::app {
namespace {

using domain::License;

constexpr std::size_t kMaxReason = 500;
constexpr int kMaxEmergencyCodes = 10;

constexpr UpdatableField<License> kFields[] = {
    {"display_name", [](License& to, const License& from) { to.display_name = from.display_name; }},
    {"entitlements", [](License& to, const License& from) { to.entitlements = from.entitlements; }},
    {"start_time", [](License& to, const License& from) { to.start_time = from.start_time; }},
    {"end_time", [](License& to, const License& from) { to.end_time = from.end_time; }},
    {"max_machines", [](License& to, const License& from) { to.max_machines = from.max_machines; }},
    {"contract", [](License& to, const License& from) { to.contract_id = from.contract_id; }},
    {"labels", [](License& to, const License& from) { to.labels = from.labels; }},
};

// What a key is made from: a change of it is a new version of the licence.
bool SameGrant(const License& a, const License& b) {
  return a.entitlements == b.entitlements && a.start_time == b.start_time &&
         a.end_time == b.end_time && a.max_machines == b.max_machines &&
         a.contract_id == b.contract_id;
}

boost::json::object GrantOf(const License& license) {
  boost::json::object entitlements;
  for (const auto& [name, limit] : license.entitlements)
    entitlements[name] = limit ? boost::json::value(*limit) : boost::json::value(true);
  boost::json::object grant{{"entitlements", std::move(entitlements)},
                            {"start_time", FormatInstant(license.start_time)},
                            {"max_machines", license.max_machines},
                            {"license_version", license.license_version}};
  if (license.end_time) grant["end_time"] = FormatInstant(*license.end_time);
  if (!license.contract_id.empty()) grant["contract"] = Name("contracts", license.contract_id);
  return grant;
}

// Each entitlement must be the product's, or one that the licence has already: a product may have
// dropped it since.
Result<void> CheckOffered(const std::vector<domain::Entitlement>& wanted,
                          const domain::Product& product,
                          const std::vector<domain::Entitlement>& granted) {
  const auto names = [](const std::vector<domain::Entitlement>& list, const std::string& name) {
    return std::ranges::find(list, name, &domain::Entitlement::name) != list.end();
  };
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (!names(product.entitlements, wanted[i].name) && !names(granted, wanted[i].name))
      return FieldInvalid("license.entitlements[" + std::to_string(i) + "].name",
                          "must be an entitlement of " + Name("products", product.id));
  return {};
}

Result<domain::Product> LoadActiveProduct(View& view, const License& license) {
  ASSIGN_OR_RETURN(const domain::Customer customer,
                   Load(view.customers(), "customers", license.customer_id));
  if (customer.state != domain::CustomerState::kActive)
    return StateConflict(Name("customers", customer.id), "ARCHIVED", "it takes no new licences");
  ASSIGN_OR_RETURN(const domain::Policy policy,
                   Load(view.policies(), "policies", license.policy_id));
  if (policy.state != domain::CatalogState::kActive)
    return StateConflict(Name("policies", policy.id), "ARCHIVED", "it takes no new licences");
  if (policy.trial && license.end_time)
    return FieldInvalid("license.end_time",
                        "must be unset: a trial's end is set at its first activation");
  ASSIGN_OR_RETURN(domain::Product product, Load(view.products(), "products", license.product_id));
  if (product.state != domain::CatalogState::kActive)
    return StateConflict(Name("products", product.id), "ARCHIVED", "it takes no new licences");
  return product;
}

Result<void> CheckContract(View& view, const License& license) {
  if (license.contract_id.empty()) return {};
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   Load(view.contracts(), "contracts", license.contract_id));
  if (contract.customer_id == license.customer_id) return {};
  return FieldInvalid("license.contract",
                      "must be a contract of " + Name("customers", license.customer_id));
}

struct NewCode {
  domain::ActivationCode code;
  SecretBytes text;
};

// Emergency codes have the form of activation codes: read out by phone, and their hashes stand in
// keys that everybody may read, so that they must be as hard to guess.
Result<NewCode> MakeCode(Entropy& entropy) {
  std::string random = RandomBytes(entropy, domain::kActivationCodeEntropyBytes);
  std::string text = domain::FormatActivationCode(random);
  ASSIGN_OR_RETURN(domain::ActivationCode code, domain::ParseActivationCode(text));
  NewCode made{std::move(code), SecretBytes(text)};
  Wipe(random);
  Wipe(text);
  return made;
}

Result<SecretBytes> GiveCode(License& license, Entropy& entropy) {
  ASSIGN_OR_RETURN(NewCode made, MakeCode(entropy));
  license.code_lookup = made.code.lookup;
  license.code_hash = made.code.hash;
  return std::move(made.text);
}

// In place of those that were not used.
Result<std::vector<SecretBytes>> GiveEmergencyCodes(License& license, int count, Entropy& entropy) {
  std::erase_if(license.emergency_codes,
                [](const domain::EmergencyCode& code) { return !code.use_time; });
  std::vector<SecretBytes> codes;
  for (int i = 0; i < count; ++i) {
    ASSIGN_OR_RETURN(NewCode made, MakeCode(entropy));
    license.emergency_codes.push_back({made.code.hash, std::nullopt});
    codes.push_back(std::move(made.text));
  }
  return codes;
}

// To suspend once more what one user kept suspended for as long as one user may.
ApprovalNeed AgainNeeds(const std::string& name, const Suspension& suspension) {
  return {std::string(domain::kSuspendAgain), name,
          "Suspend " + name + " (" + std::string(domain::CauseName(suspension.cause)) +
              ") once more, with no end of its own",
          suspension.reason};
}

// What a changed grant must respect beyond its own form.
Result<void> CheckNewGrant(View& view, const License& before, const License& after) {
  if (after.entitlements != before.entitlements) {
    ASSIGN_OR_RETURN(const domain::Product product,
                     Load(view.products(), "products", after.product_id));
    RETURN_IF_ERROR(CheckOffered(after.entitlements, product, before.entitlements));
  }
  if (after.contract_id != before.contract_id) RETURN_IF_ERROR(CheckContract(view, after));
  if (after.end_time == before.end_time || after.first_activation_time) return {};
  ASSIGN_OR_RETURN(const domain::Policy policy, Load(view.policies(), "policies", after.policy_id));
  if (!policy.trial) return {};
  return FieldInvalid("license.end_time",
                      "cannot be set yet: a trial's end is set at its first activation");
}

Result<Taking> TakingOf(View& view, const Act& act, const License& before, const License& after,
                        const std::string& reason) {
  Taking taking{domain::kReduceLicense, Name("licenses", after.id), {}, reason};
  if (!domain::InUse(before)) return taking;
  ASSIGN_OR_RETURN(const domain::Policy policy, Load(view.policies(), "policies", after.policy_id));
  taking.taken = domain::TakenFromLicense(before, after, policy.max_machines, act.now);
  return taking;
}

}  // namespace

std::span<const UpdatableField<License>> LicenseFields() { return kFields; }

Result<CodedLicense> CreateLicense(Transaction& tx, const Act& act, License draft) {
  ASSIGN_OR_RETURN(draft.id, TakeId("license_id", draft.id, act));
  draft.state = domain::LicenseState::kActive;
  draft.meta = NewMeta(act);
  RETURN_IF_ERROR(domain::ValidateLicense(draft));
  ASSIGN_OR_RETURN(const domain::Product product, LoadActiveProduct(tx, draft));
  RETURN_IF_ERROR(CheckOffered(draft.entitlements, product, {}));
  RETURN_IF_ERROR(CheckContract(tx, draft));
  if (draft.entitlements.empty()) draft.entitlements = product.entitlements;
  draft.license_version = domain::NextLicenseVersion(draft, act.now);
  ASSIGN_OR_RETURN(SecretBytes code, GiveCode(draft, act.entropy));
  ASSIGN_OR_RETURN(std::vector<SecretBytes> emergency_codes,
                   GiveEmergencyCodes(draft, kEmergencyCodes, act.entropy));
  RETURN_IF_ERROR(tx.licenses().Insert(draft));
  boost::json::object body = GrantOf(draft);
  body["customer"] = Name("customers", draft.customer_id);
  body["product"] = Name("products", draft.product_id);
  body["policy"] = Name("policies", draft.policy_id);
  RETURN_IF_ERROR(Record(tx, act, "license.create", Name("licenses", draft.id), body));
  return CodedLicense{std::move(draft), std::move(code), std::move(emergency_codes)};
}

Result<License> UpdateLicense(Transaction& tx, const Act& act, const Change<License>& change) {
  ASSIGN_OR_RETURN(const License before,
                   LoadForChange(tx.licenses(), "licenses", change.id, change.etag));
  License license = before;
  RETURN_IF_ERROR(Apply(change, LicenseFields(), license));
  RETURN_IF_ERROR(domain::ValidateLicense(license));
  boost::json::object body = ChangedFields(change.paths);
  if (!SameGrant(before, license)) RETURN_IF_ERROR(CheckNewGrant(tx, before, license));
  ASSIGN_OR_RETURN(const Taking taking, TakingOf(tx, act, before, license, change.reason));
  RETURN_IF_ERROR(ApproveTaking(tx, act, taking, body));
  if (!SameGrant(before, license)) {
    license.license_version = domain::NextLicenseVersion(before, act.now);
    body["grant"] = GrantOf(license);
  }
  RETURN_IF_ERROR(Save(tx.licenses(), license, act));
  RETURN_IF_ERROR(Record(tx, act, "license.update", Name("licenses", license.id), body));
  return license;
}

Result<License> SuspendLicense(Transaction& tx, const Act& act, const Suspension& suspension) {
  if (suspension.cause == domain::SuspensionCause::kNone)
    return FieldInvalid("cause", "must say why: SECURITY, FRAUD, OTHER_CLAUSE or NON_PAYMENT");
  RETURN_IF_ERROR(domain::CheckText("reason", suspension.reason, 1, kMaxReason));
  ASSIGN_OR_RETURN(License license,
                   LoadForChange(tx.licenses(), "licenses", suspension.id, suspension.etag));
  const std::string name = Name("licenses", license.id);
  if (suspension.cause == domain::SuspensionCause::kNonPayment)
    return SuspendForNonPayment(tx, act, license, suspension);
  if (license.state != domain::LicenseState::kActive)
    return StateConflict(name, domain::StateName(license.state), "it cannot be suspended");
  ASSIGN_OR_RETURN(const std::chrono::seconds alone, TimeLeftUnconfirmed(tx, license.id, act.now));
  std::string approval;
  if (alone == std::chrono::seconds(0)) {
    ASSIGN_OR_RETURN(approval, RequireApproval(tx, act, AgainNeeds(name, suspension)));
  }
  license.state = domain::LicenseState::kSuspended;
  license.suspension_cause = suspension.cause;
  license.suspension_reason = suspension.reason;
  license.license_version = domain::NextLicenseVersion(license, act.now);
  if (approval.empty()) {
    RETURN_IF_ERROR(AskToConfirm(tx, act, alone, license));
    approval = ApprovalName(license.suspension_approval_id);
  }
  RETURN_IF_ERROR(Save(tx.licenses(), license, act));
  boost::json::object body{{"cause", domain::CauseName(suspension.cause)},
                           {"reason", suspension.reason},
                           {"approval", approval},
                           {"license_version", license.license_version}};
  if (license.suspension_end_time) body["end_time"] = FormatInstant(*license.suspension_end_time);
  RETURN_IF_ERROR(Record(tx, act, "license.suspend", name, body));
  return license;
}

Result<License> RestoreLicense(Transaction& tx, const Act& act, const Restoration& restoration) {
  RETURN_IF_ERROR(domain::CheckText("reason", restoration.reason, 0, kMaxReason));
  ASSIGN_OR_RETURN(License license,
                   LoadForChange(tx.licenses(), "licenses", restoration.id, restoration.etag));
  const std::string name = Name("licenses", license.id);
  if (license.state != domain::LicenseState::kSuspended)
    return StateConflict(name, domain::StateName(license.state), "there is nothing to restore");
  ASSIGN_OR_RETURN(const auto begin, BeginOfSuspension(tx, license));
  RETURN_IF_ERROR(StopWaiting(tx, act, license));
  license = Restored(std::move(license), act.now);
  RETURN_IF_ERROR(Save(tx.licenses(), license, act));
  boost::json::object body{{"license_version", license.license_version}};
  if (!restoration.reason.empty()) body["reason"] = restoration.reason;
  RETURN_IF_ERROR(Record(tx, act, "license.restore", name, body));
  RETURN_IF_ERROR(GiveBackTime(tx, act, license, begin));
  return license;
}

Result<License> RevokeLicense(Transaction& tx, const Act& act, const Revocation& revocation) {
  RETURN_IF_ERROR(domain::CheckText("reason", revocation.reason, 1, kMaxReason));
  ASSIGN_OR_RETURN(License license,
                   LoadForChange(tx.licenses(), "licenses", revocation.id, revocation.etag));
  const std::string name = Name("licenses", license.id);
  if (license.state == domain::LicenseState::kRevoked)
    return StateConflict(name, domain::StateName(license.state), "it cannot be revoked again");
  ASSIGN_OR_RETURN(const std::int64_t seats, SeatsTaken(tx, license, act.now));
  ASSIGN_OR_RETURN(const std::string approval,
                   RequireApproval(tx, act,
                                   {std::string(domain::kRevokeLicense), name,
                                    "Revoke " + name + " for good, with " + std::to_string(seats) +
                                        (seats == 1 ? " seat" : " seats") + " in use",
                                    revocation.reason}));
  RETURN_IF_ERROR(StopWaiting(tx, act, license));
  license.state = domain::LicenseState::kRevoked;
  license.suspension_cause = domain::SuspensionCause::kNone;
  license.suspension_reason.clear();
  license.revocation_reason = revocation.reason;
  license.license_version = domain::NextLicenseVersion(license, act.now);
  RETURN_IF_ERROR(Save(tx.licenses(), license, act));
  RETURN_IF_ERROR(Record(tx, act, "license.revoke", name,
                         {{"reason", revocation.reason},
                          {"approval", approval},
                          {"license_version", license.license_version}}));
  return license;
}

Result<CodedLicense> RotateActivationCode(Transaction& tx, const Act& act, std::string_view id,
                                          std::string_view etag) {
  ASSIGN_OR_RETURN(License license, LoadForChange(tx.licenses(), "licenses", id, etag));
  ASSIGN_OR_RETURN(SecretBytes code, GiveCode(license, act.entropy));
  RETURN_IF_ERROR(Save(tx.licenses(), license, act));
  RETURN_IF_ERROR(Record(tx, act, "license.rotate_activation_code", Name("licenses", id), {}));
  return CodedLicense{std::move(license), std::move(code)};
}

Result<CodedLicense> RotateEmergencyCodes(Transaction& tx, const Act& act, std::string_view id,
                                          std::string_view etag, int count) {
  RETURN_IF_ERROR(domain::CheckRange("count", count, 0, kMaxEmergencyCodes));
  ASSIGN_OR_RETURN(License license, LoadForChange(tx.licenses(), "licenses", id, etag));
  CodedLicense coded;
  ASSIGN_OR_RETURN(coded.emergency_codes, GiveEmergencyCodes(license, count, act.entropy));
  license.license_version = domain::NextLicenseVersion(license, act.now);
  RETURN_IF_ERROR(Save(tx.licenses(), license, act));
  RETURN_IF_ERROR(Record(tx, act, "license.rotate_emergency_codes", Name("licenses", id),
                         {{"count", count}, {"license_version", license.license_version}}));
  coded.license = std::move(license);
  return coded;
}

Result<std::int64_t> SeatsTaken(View& view, const License& license, Instant now) {
  ASSIGN_OR_RETURN(const domain::Policy policy,
                   Load(view.policies(), "policies", license.policy_id));
  ASSIGN_OR_RETURN(const SeatCount seats, view.leases().CountSeats(license.id, policy.kind, now));
  return seats.taken;
}

}  // namespace countersign::app
