#include "licensing/app/milestones.h"

#include <limits>

#include "licensing/app/contracts.h"

namespace countersign::app {
namespace {

using domain::Milestone;

constexpr std::size_t kMostMilestones = 1000;  // of a contract

constexpr UpdatableField<Milestone> kFields[] = {
    {"display_name", [](Milestone& to, const Milestone& from) { to.title = from.title; }},
    {"trigger", [](Milestone& to, const Milestone& from) { to.trigger = from.trigger; }},
    {"amount",
     [](Milestone& to, const Milestone& from) {
       to.amount = from.amount;
       to.share.reset();
     }},
    {"share", [](Milestone& to, const Milestone& from) { to.share = from.share; }},
    {"criteria", [](Milestone& to, const Milestone& from) { to.criteria = from.criteria; }},
    {"items", [](Milestone& to, const Milestone& from) { to.items = from.items; }},
    {"review_term",
     [](Milestone& to, const Milestone& from) { to.review_term = from.review_term; }},
    {"retention_rate",
     [](Milestone& to, const Milestone& from) { to.retention_rate = from.retention_rate; }},
    {"retention_release_date",
     [](Milestone& to, const Milestone& from) {
       to.retention_release_date = from.retention_release_date;
     }},
    {"warranty_end_date",
     [](Milestone& to, const Milestone& from) { to.warranty_end = from.warranty_end; }},
};

Result<void> Validate(const Milestone& milestone, const domain::Contract& contract) {
  RETURN_IF_ERROR(domain::ValidateMilestone(milestone));
  if (milestone.amount.currency_code == contract.terms.currency_code) return {};
  return FieldInvalid("milestone.amount",
                      "must be in the contract's currency, " + contract.terms.currency_code);
}

tl::unexpected<Error> BothGiven() {
  return FieldInvalid("milestone.share", "must be left out where there is an amount");
}

// An amount that is to be computed begins as nothing.
void AwaitShare(Milestone& milestone, const domain::Contract& contract) {
  if (milestone.share && milestone.amount.currency_code.empty())
    milestone.amount = {contract.terms.currency_code, 0};
}

// What an entry says of it: amounts are what the parties argue about.
boost::json::object PlanOf(const Milestone& milestone) {
  return {{"amount", boost::json::object{{"currency_code", milestone.amount.currency_code},
                                         {"minor_units", milestone.amount.minor_units}}},
          {"subcontract", SubContractName(milestone.contract_id, milestone.sub_contract_id)}};
}

// The milestone as it is once its sub-contract's price was shared out anew.
Result<Milestone> Shared(Transaction& tx, const Act& act, const Milestone& milestone) {
  ASSIGN_OR_RETURN(const auto sub_contract,
                   GetSubContract(tx, milestone.contract_id, milestone.sub_contract_id));
  RETURN_IF_ERROR(ShareOut(tx, act, sub_contract));
  return GetMilestone(tx, milestone.contract_id, milestone.id);
}

}  // namespace

std::span<const UpdatableField<Milestone>> MilestoneFields() { return kFields; }

Result<Milestone> GetMilestone(View& view, std::string_view contract_id, std::string_view id) {
  ASSIGN_OR_RETURN(std::optional<Milestone> found, view.milestones().Find(id));
  if (!found || found->contract_id != contract_id) return NotFound(MilestoneName(contract_id, id));
  return *std::move(found);
}

Result<Milestone> CreateMilestone(Transaction& tx, const Act& act, Milestone draft) {
  ASSIGN_OR_RETURN(draft.id, TakeId("milestone_id", draft.id, act));
  draft.state = domain::MilestoneState::kPlanned;
  draft.meta = NewMeta(act);
  ASSIGN_OR_RETURN(domain::Contract contract, GetContract(tx, draft.contract_id));
  RETURN_IF_ERROR(domain::RequireDraft(contract));
  RETURN_IF_ERROR(GetSubContract(tx, contract.id, draft.sub_contract_id));
  if (draft.share && !draft.amount.currency_code.empty()) return BothGiven();
  AwaitShare(draft, contract);
  RETURN_IF_ERROR(Validate(draft, contract));
  ASSIGN_OR_RETURN(const auto milestones, MilestonesOf(tx, contract.id));
  if (milestones.size() >= kMostMilestones)
    return FieldInvalid("parent", "has 1000 milestones, the most that a contract may have");
  RETURN_IF_ERROR(tx.milestones().Insert(draft));
  ASSIGN_OR_RETURN(draft, Shared(tx, act, draft));
  RETURN_IF_ERROR(Touch(tx, act, contract));
  RETURN_IF_ERROR(
      Record(tx, act, "milestone.create", MilestoneName(contract.id, draft.id), PlanOf(draft)));
  return draft;
}

Result<Milestone> UpdateMilestone(Transaction& tx, const Act& act,
                                  const Change<Milestone>& change) {
  ASSIGN_OR_RETURN(domain::Contract contract, GetContract(tx, change.values.contract_id));
  ASSIGN_OR_RETURN(Milestone milestone, GetMilestone(tx, contract.id, change.id));
  const std::string name = MilestoneName(contract.id, milestone.id);
  RETURN_IF_ERROR(CheckEtag(change.etag, milestone.meta, name));
  RETURN_IF_ERROR(domain::RequireDraft(contract));
  const bool amount_given =
      change.paths.contains("amount") && !change.values.amount.currency_code.empty();
  if (amount_given && change.paths.contains("share") && change.values.share) return BothGiven();
  RETURN_IF_ERROR(Apply(change, MilestoneFields(), milestone));
  AwaitShare(milestone, contract);
  RETURN_IF_ERROR(Validate(milestone, contract));
  RETURN_IF_ERROR(Save(tx.milestones(), milestone, act));
  ASSIGN_OR_RETURN(milestone, Shared(tx, act, milestone));
  RETURN_IF_ERROR(Touch(tx, act, contract));
  boost::json::object body = PlanOf(milestone);
  body["fields"] = ChangedFields(change.paths)["fields"];
  RETURN_IF_ERROR(Record(tx, act, "milestone.update", name, body));
  return milestone;
}

Result<void> ShareOut(Transaction& tx, const Act& act, const domain::SubContract& sub_contract) {
  ASSIGN_OR_RETURN(auto milestones,
                   tx.milestones().List({.limit = std::numeric_limits<std::int32_t>::max(),
                                         .equals = {{"sub_contract_id", sub_contract.id}}}));
  std::erase_if(milestones, [](const Milestone& milestone) { return !milestone.share; });
  std::vector<domain::Rate> shares;
  shares.reserve(milestones.size());
  for (const Milestone& milestone : milestones) shares.push_back(*milestone.share);
  const auto amounts = domain::RunningAmounts(sub_contract.price, shares);
  if (!amounts && amounts.error().reason == Reason::kFieldInvalid)
    return FieldInvalid("milestone.share",
                        "must not make the shares of " +
                            SubContractName(sub_contract.contract_id, sub_contract.id) +
                            " add up to more than 1");
  RETURN_IF_ERROR(amounts);
  for (std::size_t i = 0; i < milestones.size(); ++i) {
    if (milestones[i].amount == (*amounts)[i]) continue;
    milestones[i].amount = (*amounts)[i];
    RETURN_IF_ERROR(Save(tx.milestones(), milestones[i], act));
  }
  return {};
}

}  // namespace countersign::app
