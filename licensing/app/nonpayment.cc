#include "licensing/app/nonpayment.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <map>
#include <set>

#include "licensing/app/contracts.h"
#include "licensing/app/effects.h"
#include "licensing/app/reassess.h"
#include "licensing/app/standing_facts.h"

namespace countersign::app {
namespace {

using domain::License;
using domain::SubContractStanding;

constexpr std::string_view kSupplyFirst =
    "supply is stopped first, on an earlier day: that is due now, and the scheduler does it";

const domain::RailText& TextOf(domain::Rail rail) {
  return *std::ranges::find(domain::GuardRails(), rail, &domain::RailText::rail);
}

// The rails that keep a licence from being suspended.
class Violations {
 public:
  void Add(std::string_view sub_contract_id, domain::Rail rail, std::string_view missing) {
    const domain::RailText& text = TextOf(rail);
    told_["violation/" + std::string(sub_contract_id) + "/" + std::string(text.id)] =
        std::string(text.text) + " Missing: " + std::string(missing);
    rails_.insert(std::string(text.id));
  }
  void Add(const SubContractStanding& sub) {
    for (const domain::RailFinding& finding : sub.rails)
      if (!finding.holds) Add(sub.sub_contract_id, finding.rail, finding.missing);
    if (sub.actions.effect) Add(sub.sub_contract_id, domain::Rail::kCure, kSupplyFirst);
  }
  bool empty() const { return told_.empty(); }
  tl::unexpected<Error> Refusal(const std::string& name) const {
    std::string rails;
    for (const std::string& id : rails_) rails += (rails.empty() ? "" : ",") + id;
    std::map<std::string, std::string> metadata = told_;
    metadata["resource"] = name;
    metadata["rails"] = rails;
    return Fail(
        Code::kFailedPrecondition, Reason::kGuardRails,
        name + " is not suspended for non-payment: a guard rail does not hold (" + rails + ")",
        std::move(metadata));
  }

 private:
  std::map<std::string, std::string> told_;
  std::set<std::string> rails_;
};

tl::unexpected<Error> NoContract(const std::string& name, const std::string& why) {
  return Fail(Code::kFailedPrecondition, Reason::kGuardRails,
              name + " cannot be suspended for non-payment: " + why,
              {{"resource", name}, {"rails", why}});
}

// The ids of the contract's sub-contracts that concern the licence.
Result<std::set<std::string>> PartsOf(View& view, const License& license) {
  std::set<std::string> ids;
  ASSIGN_OR_RETURN(const auto contract, view.licenses().FindContract(license.contract_id));
  for (const domain::DeliveredPart& part : contract.parts)
    if (domain::Concerns(part, license)) ids.insert(part.id);
  return ids;
}

bool MayBegin(const SubContractStanding& sub) {
  return sub.actions.effect && sub.actions.effect->kind == domain::StepKind::kSuspend;
}

}  // namespace

Result<License> SuspendForNonPayment(Transaction& tx, const Act& act, const License& license,
                                     const Suspension& suspension) {
  const std::string name = Name("licenses", license.id);
  if (license.contract_id.empty()) return NoContract(name, "no contract on file");
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   Load(tx.contracts(), "contracts", license.contract_id));
  if (contract.state == domain::ContractState::kDraft)
    return NoContract(name, Name("contracts", contract.id) + " is a draft");
  ASSIGN_OR_RETURN(const auto parts, PartsOf(tx, license));
  if (parts.empty())
    return NoContract(name, "no part of " + Name("contracts", contract.id) + " concerns it");
  ASSIGN_OR_RETURN(const auto facts, LoadContractFacts(tx, contract.id, act.now, {suspension.doubt},
                                                       Installation::kAlways));
  ASSIGN_OR_RETURN(const auto standing, domain::Assess(facts, act.now));
  Violations violations;
  boost::json::array begun;
  for (const SubContractStanding& sub : standing.sub_contracts) {
    if (!parts.contains(sub.sub_contract_id) || sub.stage == domain::Stage::kSuspended) continue;
    if (MayBegin(sub)) {
      RETURN_IF_ERROR(BeginEffect(tx, act, facts, sub));
      begun.emplace_back(SubContractName(contract.id, sub.sub_contract_id));
    } else {
      violations.Add(sub);
    }
  }
  if (begun.empty() && !violations.empty()) return violations.Refusal(name);
  if (begun.empty())
    return StateConflict(name, "SUSPENDED", "it is suspended for non-payment already");
  RETURN_IF_ERROR(Record(tx, act, "license.suspend", name,
                         {{"cause", domain::CauseName(suspension.cause)},
                          {"reason", suspension.reason},
                          {"subcontracts", std::move(begun)}}));
  // With the stage that follows, so that the answer is the licence as it is then.
  RETURN_IF_ERROR(Reassess(tx, act));
  return Load(tx.licenses(), "licenses", license.id);
}

}  // namespace countersign::app
