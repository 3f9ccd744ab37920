#include "licensing/app/policies.h"

#include "licensing/app/takings.h"
#include "licensing/domain/taken_away.h"
#include "licensing/domain/validate_resources.h"

namespace countersign::app {
namespace {

using domain::Policy;

constexpr UpdatableField<Policy> kFields[] = {
    {"display_name", [](Policy& to, const Policy& from) { to.display_name = from.display_name; }},
    {"max_machines", [](Policy& to, const Policy& from) { to.max_machines = from.max_machines; }},
    {"overage", [](Policy& to, const Policy& from) { to.overage = from.overage; }},
    {"lease", [](Policy& to, const Policy& from) { to.lease = from.lease; }},
    {"offline", [](Policy& to, const Policy& from) { to.offline = from.offline; }},
    {"fingerprint_policy",
     [](Policy& to, const Policy& from) { to.fingerprint_policy = from.fingerprint_policy; }},
    {"max_version", [](Policy& to, const Policy& from) { to.max_version = from.max_version; }},
    {"releases_until",
     [](Policy& to, const Policy& from) { to.releases_until = from.releases_until; }},
    {"max_rekeys", [](Policy& to, const Policy& from) { to.max_rekeys = from.max_rekeys; }},
    {"trial", [](Policy& to, const Policy& from) { to.trial = from.trial; }},
    {"max_offline_key",
     [](Policy& to, const Policy& from) { to.max_offline_key = from.max_offline_key; }},
    {"labels", [](Policy& to, const Policy& from) { to.labels = from.labels; }},
};

Result<void> Approve(Transaction& tx, const Act& act, const Policy& before, const Policy& after,
                     const std::string& reason, boost::json::object& body) {
  ASSIGN_OR_RETURN(auto taken,
                   TakenIfInUse(tx, "policy_id", after.id, domain::TakenByPolicy(before, after)));
  return ApproveTaking(
      tx, act, {domain::kReducePolicy, Name("policies", after.id), std::move(taken), reason}, body);
}

}  // namespace

std::span<const UpdatableField<Policy>> PolicyFields() { return kFields; }

Result<Policy> CreatePolicy(Transaction& tx, const Act& act, Policy draft) {
  ASSIGN_OR_RETURN(draft.id, TakeId("policy_id", draft.id, act));
  if (draft.display_name.empty()) draft.display_name = draft.id;
  draft.state = domain::CatalogState::kActive;
  draft.meta = NewMeta(act);
  RETURN_IF_ERROR(domain::ValidatePolicy(draft));
  RETURN_IF_ERROR(tx.policies().Insert(draft));
  RETURN_IF_ERROR(Record(tx, act, "policy.create", Name("policies", draft.id), {}));
  return draft;
}

Result<Policy> UpdatePolicy(Transaction& tx, const Act& act, const Change<Policy>& change) {
  ASSIGN_OR_RETURN(const Policy before,
                   LoadForChange(tx.policies(), "policies", change.id, change.etag));
  Policy policy = before;
  RETURN_IF_ERROR(Apply(change, PolicyFields(), policy));
  RETURN_IF_ERROR(domain::ValidatePolicy(policy));
  boost::json::object body = ChangedFields(change.paths);
  RETURN_IF_ERROR(Approve(tx, act, before, policy, change.reason, body));
  RETURN_IF_ERROR(Save(tx.policies(), policy, act));
  RETURN_IF_ERROR(Record(tx, act, "policy.update", Name("policies", policy.id), body));
  return policy;
}

Result<Policy> ArchivePolicy(Transaction& tx, const Act& act, std::string_view id,
                             std::string_view etag) {
  ASSIGN_OR_RETURN(Policy policy, LoadForChange(tx.policies(), "policies", id, etag));
  const std::string name = Name("policies", id);
  if (policy.state != domain::CatalogState::kActive)
    return StateConflict(name, "ARCHIVED", "it cannot be archived again");
  policy.state = domain::CatalogState::kArchived;
  RETURN_IF_ERROR(Save(tx.policies(), policy, act));
  RETURN_IF_ERROR(Record(tx, act, "policy.archive", name, {}));
  return policy;
}

}  // namespace countersign::app
