#include "licensing/domain/contract.h"

#include <algorithm>
#include <utility>

#include "licensing/domain/contract_steps.h"
#include "licensing/domain/milestone_steps.h"
#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

Result<void> RequireState(const Contract& contract, ContractState state) {
  if (contract.state == state) return {};
  const std::string is(StateName(contract.state));
  return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
              "contract " + contract.id + " is " + is + " and has to be " +
                  std::string(StateName(state)) + " for this",
              {{"state", is}});
}

Result<void> CheckChangeOrder(const SubContract& sub_contract, const ChangeOrder& order,
                              CivilDate today) {
  std::vector<ChangeOrder> orders = sub_contract.change_orders;
  orders.push_back(order);
  RETURN_IF_ERROR(CheckIds("change_order.id", orders));
  RETURN_IF_ERROR(CheckPast("change_order.date", order.date, today));
  RETURN_IF_ERROR(CheckText("change_order.description", order.description, 1, kMostText));
  return CheckHash("change_order.paper_sha256", order.paper_sha256);
}

}  // namespace

std::string_view StateName(ContractState state) {
  switch (state) {
    case ContractState::kDraft:
      return "DRAFT";
    case ContractState::kActive:
      return "ACTIVE";
    case ContractState::kCompleted:
      return "COMPLETED";
    case ContractState::kTerminated:
      return "TERMINATED";
  }
  return "UNKNOWN";
}

Result<Money> PriceToDate(const SubContract& sub_contract) {
  std::vector<Money> parts = {sub_contract.price};
  for (const ChangeOrder& order : sub_contract.change_orders) parts.push_back(order.change);
  return Sum(sub_contract.price.currency_code, parts);
}

Result<std::vector<Money>> RunningAmounts(const Money& price, const std::vector<Rate>& shares) {
  std::vector<Money> amounts;
  std::int64_t through = 0;
  Money before = {price.currency_code, 0};
  for (const Rate share : shares) {
    if (share.units() > Rate::kOne - through)
      return FieldInvalid("shares", "must not add up to more than 1");
    through += share.units();
    // Sums are rounded, not shares: so nothing is lost between them.
    ASSIGN_OR_RETURN(const Money sum, Multiply(price, Rate::OfUnits(through)));
    ASSIGN_OR_RETURN(Money amount, Subtract(sum, before));
    amounts.push_back(std::move(amount));
    before = sum;
  }
  return amounts;
}

Result<std::vector<Money>> AmountsOfShares(const Money& price, const std::vector<Rate>& shares) {
  ASSIGN_OR_RETURN(auto amounts, RunningAmounts(price, shares));
  std::int64_t sum = 0;
  for (const Rate share : shares) sum += share.units();
  if (sum != Rate::kOne) return FieldInvalid("shares", "must add up to exactly 1, not less");
  return amounts;
}

Result<bool> DeliveryNeedsApproval(const std::optional<Money>& credit_limit, const Money& open,
                                   bool urgent) {
  if (!credit_limit) return urgent;
  RETURN_IF_ERROR(CheckCurrency(credit_limit->currency_code, {open}));
  return urgent || open.minor_units > credit_limit->minor_units;
}

Result<void> CheckAmounts(const SubContract& sub_contract,
                          const std::vector<Milestone>& milestones) {
  ASSIGN_OR_RETURN(const Money price, PriceToDate(sub_contract));
  std::vector<Money> parts;
  for (const Milestone& milestone : milestones)
    if (milestone.sub_contract_id == sub_contract.id) parts.push_back(milestone.amount);
  if (parts.empty()) return FieldInvalid("milestones", "must be at least one");
  ASSIGN_OR_RETURN(const Money sum, Sum(price.currency_code, parts));
  if (sum == price) return {};
  ASSIGN_OR_RETURN(const std::string actual, FormatAmount(sum));
  ASSIGN_OR_RETURN(const std::string expected, FormatAmount(price));
  return FieldInvalid("milestones", "must add up to the price " + expected + ", not " + actual);
}

Result<void> RequireDraft(const Contract& contract) {
  return RequireState(contract, ContractState::kDraft);
}

Result<Contract> Activate(Contract contract, const std::vector<Milestone>& milestones,
                          CivilDate today) {
  RETURN_IF_ERROR(RequireState(contract, ContractState::kDraft));
  std::vector<std::string> ids;
  std::string sentences;
  for (const TermsFinding& finding : CheckTerms(contract, milestones)) {
    if (finding.kind != FindingKind::kRequired) continue;
    ids.push_back(finding.id);
    sentences += (sentences.empty() ? "" : "; ") + finding.message;
  }
  if (!ids.empty())
    return Fail(Code::kFailedPrecondition, Reason::kContractIncomplete,
                "contract " + contract.id + " cannot become active: " + sentences,
                {{"missing", Joined(ids)}});
  contract.state = ContractState::kActive;
  contract.active_since = today;
  return contract;
}

Result<Contract> Complete(Contract contract, const std::vector<Milestone>& milestones,
                          CivilDate today) {
  RETURN_IF_ERROR(RequireState(contract, ContractState::kActive));
  for (const Milestone& milestone : milestones)
    if (milestone.state != MilestoneState::kPaid)
      return StateConflict(milestone, "has to be PAID before its contract is complete");
  contract.state = ContractState::kCompleted;
  contract.ended_on = today;
  return contract;
}

Result<Contract> Terminate(Contract contract, CivilDate today) {
  RETURN_IF_ERROR(RequireState(contract, ContractState::kActive));
  contract.state = ContractState::kTerminated;
  contract.ended_on = today;
  return contract;
}

Result<Contract> AddChangeOrder(Contract contract, std::string_view sub_contract_id,
                                ChangeOrder order, const std::vector<Milestone>& milestones,
                                CivilDate today) {
  RETURN_IF_ERROR(RequireState(contract, ContractState::kActive));
  const auto changed = std::ranges::find(contract.sub_contracts, sub_contract_id, &SubContract::id);
  if (changed == contract.sub_contracts.end())
    return FieldInvalid("sub_contract", "must be one of the contract");
  RETURN_IF_ERROR(CheckChangeOrder(*changed, order, today));
  changed->change_orders.push_back(std::move(order));
  ASSIGN_OR_RETURN(const Money price, PriceToDate(*changed));
  RETURN_IF_ERROR(CheckNotNegative("change_order.change", price));
  RETURN_IF_ERROR(CheckAmounts(*changed, milestones));
  return contract;
}

}  // namespace countersign::domain
