#include "licensing/app/contract_in_use.h"

#include <algorithm>

#include "licensing/app/approvals.h"
#include "licensing/app/contracts.h"
#include "licensing/app/exemptions.h"
#include "licensing/domain/ladder_in_use.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::Contract;
using domain::SubContract;

constexpr std::size_t kMaxReason = 500;
constexpr std::string_view kContractFields[] = {"consumer", "enforcement", "threshold", "ladder",
                                                "blackouts"};
constexpr std::string_view kSubContractFields[] = {"safety_critical"};

template <std::size_t kCount>
bool NamesOnly(const std::set<std::string>& paths, const std::string_view (&fields)[kCount]) {
  return !paths.empty() && std::ranges::all_of(paths, [&](const std::string& path) {
    return std::ranges::find(fields, path) != std::end(fields);
  });
}

// STATE_CONFLICT as for every change of what is no draft, unless the change is one of these.
template <std::size_t kCount>
Result<void> Require(const Contract& contract, const std::set<std::string>& paths,
                     const std::string_view (&fields)[kCount], std::string_view reason) {
  if (contract.state == domain::ContractState::kTerminated || !NamesOnly(paths, fields))
    return domain::RequireDraft(contract);
  return domain::CheckText("reason", reason, 1, kMaxReason);
}

// The approvals of a second user that the change takes: none, one, or two with a comma.
Result<std::string> RequireSecondUser(Transaction& tx, const Act& act, const Contract& before,
                                      const Contract& after, std::string_view reason) {
  const std::string name = Name("contracts", after.id);
  const bool harsher = !domain::HarsherFields(domain::LadderTermsOf(before.terms),
                                              domain::LadderTermsOf(after.terms))
                            .empty();
  std::string approvals;
  if (harsher) {
    ASSIGN_OR_RETURN(approvals, RequireApproval(tx, act,
                                                {std::string(domain::kChangeLadder), name,
                                                 "Change the ladder of " + name +
                                                     " back towards what was assented to",
                                                 std::string(reason)}));
  }
  if (before.terms.consumer && !after.terms.consumer) {
    ASSIGN_OR_RETURN(const std::string lift, RequireLift(tx, act, name, "consumer", reason));
    approvals += (approvals.empty() ? "" : ", ") + lift;
  }
  return approvals;
}

boost::json::object BodyOf(const std::set<std::string>& paths, std::string_view reason,
                           const std::string& approval) {
  boost::json::object body = ChangedFields(paths);
  body["reason"] = reason;
  if (!approval.empty()) body["approval"] = approval;
  return body;
}

}  // namespace

Result<Contract> ChangeInUse(Transaction& tx, const Act& act, Contract contract,
                             const Change<Contract>& change, std::string_view reason) {
  RETURN_IF_ERROR(Require(contract, change.paths, kContractFields, reason));
  const Contract before = contract;
  RETURN_IF_ERROR(Apply(change, ContractFields(), contract));
  RETURN_IF_ERROR(ValidateTerms(tx, contract));
  ASSIGN_OR_RETURN(contract.terms, domain::ChangedInUse(before.terms, contract.terms));
  ASSIGN_OR_RETURN(const std::string approval,
                   RequireSecondUser(tx, act, before, contract, reason));
  RETURN_IF_ERROR(Save(tx.contracts(), contract, act));
  RETURN_IF_ERROR(Record(tx, act, "contract.update", Name("contracts", contract.id),
                         BodyOf(change.paths, reason, approval)));
  return contract;
}

Result<SubContract> ChangeInUse(Transaction& tx, const Act& act, Contract contract,
                                SubContract sub_contract, const Change<SubContract>& change,
                                std::string_view reason) {
  RETURN_IF_ERROR(Require(contract, change.paths, kSubContractFields, reason));
  const std::string name = SubContractName(contract.id, sub_contract.id);
  const bool was_critical = sub_contract.safety_critical;
  RETURN_IF_ERROR(Apply(change, SubContractFields(), sub_contract));
  std::string approval;
  if (was_critical && !sub_contract.safety_critical) {
    ASSIGN_OR_RETURN(approval, RequireLift(tx, act, name, "safety_critical", reason));
  }
  RETURN_IF_ERROR(Save(tx.sub_contracts(), sub_contract, act));
  RETURN_IF_ERROR(Touch(tx, act, contract));
  RETURN_IF_ERROR(
      Record(tx, act, "subcontract.update", name, BodyOf(change.paths, reason, approval)));
  return sub_contract;
}

}  // namespace countersign::app
