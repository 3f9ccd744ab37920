#include "licensing/app/settlement_facts.h"

#include <algorithm>
#include <tuple>

#include "licensing/app/claims.h"
#include "licensing/app/contracts.h"
#include "licensing/app/interest_due.h"
#include "licensing/app/resource.h"
#include "licensing/domain/milestone_settlement.h"

namespace countersign::app {
namespace {

using domain::Invoice;
using domain::Milestone;
using domain::Money;

// Everything that is on file of one contract or sub-contract.
class FactsReader {
 public:
  FactsReader(View& view, const domain::Contract& contract,
              const std::optional<std::string>& sub_contract_id, CivilDate date, CivilDate today)
      : view_(view), contract_(contract), sub_contract_id_(sub_contract_id), today_(today) {
    const Money zero{contract.terms.currency_code, 0};
    facts_.input.currency_code = zero.currency_code;
    facts_.input.date = date;
    facts_.input.part_completion_agreed = contract.terms.part_completion_agreed;
    facts_.input.interest = facts_.input.costs = facts_.stages = zero;
  }

  Result<SettlementFacts> Read() {
    ASSIGN_OR_RETURN(invoices_, InvoicesInScope());
    ASSIGN_OR_RETURN(milestones_, MilestonesOf(view_, contract_.id));
    settled_ = AsSettled(milestones_);
    for (const Milestone& milestone : milestones_)
      if (!sub_contract_id_ || milestone.sub_contract_id == *sub_contract_id_)
        RETURN_IF_ERROR(AddStage(milestone));
    for (const Invoice& invoice : invoices_) RETURN_IF_ERROR(AddInvoice(invoice));
    std::ranges::sort(facts_.invoices, std::ranges::greater(), [](const Invoice& invoice) {
      return std::tuple(invoice.due_date, invoice.number);
    });
    return std::move(facts_);
  }

 private:
  Result<std::vector<Invoice>> InvoicesInScope() {
    ASSIGN_OR_RETURN(auto invoices, view_.receivables().invoices().ListOf(contract_.customer_id));
    const std::string contract = Name("contracts", contract_.id);
    std::erase_if(invoices, [&](const Invoice& invoice) {
      if (invoice.contract != contract) return true;
      return sub_contract_id_ &&
             invoice.sub_contract != SubContractName(contract_.id, *sub_contract_id_);
    });
    return invoices;
  }

  Result<void> AddStage(const Milestone& milestone) {
    domain::SettlementStage stage;
    stage.milestone = MilestoneName(milestone.contract_id, milestone.id);
    stage.amount = milestone.amount;
    stage.accepted = milestone.acceptance.has_value();
    for (const domain::MilestoneItem& item : milestone.items) stage.items.push_back(item.work);
    stage.retention_rate = milestone.retention_rate;
    stage.retention_released = IsReleased(milestone);
    stage.paid = {milestone.amount.currency_code, 0};
    for (const std::string& id : {milestone.invoice_id, milestone.retention_invoice_id}) {
      const auto made = std::ranges::find(invoices_, id, &Invoice::id);
      if (id.empty() || made == invoices_.end()) continue;
      ASSIGN_OR_RETURN(const Money paid, PaidOf(*made));
      ASSIGN_OR_RETURN(stage.paid, domain::Add(stage.paid, paid));
      accounted_.push_back(id);
    }
    ASSIGN_OR_RETURN(facts_.stages, domain::Add(facts_.stages, milestone.amount));
    if (IsSettled(milestone)) facts_.part_done.push_back(milestone);
    facts_.input.stages.push_back(std::move(stage));
    return {};
  }

  // The milestones as acceptance today would leave them: one that is done in all its items is
  // accepted whole. Of one that is done in part a rest goes on, which is not accepted.
  std::vector<Milestone> AsSettled(std::vector<Milestone> milestones) const {
    for (Milestone& milestone : milestones)
      if (IsSettled(milestone) && IsAllDone(milestone))
        milestone.acceptance.emplace().date = today_;
    return milestones;
  }
  bool IsSettled(const Milestone& milestone) const {
    return facts_.input.part_completion_agreed && domain::IsPartDone(milestone) &&
           (!sub_contract_id_ || milestone.sub_contract_id == *sub_contract_id_);
  }
  static bool IsAllDone(const Milestone& milestone) {
    return std::ranges::all_of(milestone.items, [](const domain::MilestoneItem& item) {
      return item.work.complete == domain::Rate::One();
    });
  }

  // What acceptance today would keep back of a stage, the quote does not charge either; what it
  // would release, the quote charges.
  bool IsReleased(const Milestone& milestone) const {
    if (milestone.retention_released_on) return true;
    // A day that was agreed is the scheduler's matter.
    if (milestone.acceptance && milestone.retention_release_date) return false;
    const auto day = domain::ReleaseDayOf(
        milestone, domain::FinalAcceptanceOf(milestone.sub_contract_id, settled_));
    return day && *day <= today_;
  }

  Result<Money> PaidOf(const Invoice& invoice) {
    ASSIGN_OR_RETURN(const domain::ClaimParts open, OpenParts(view_, invoice));
    return domain::Subtract(invoice.amount, open.principal);
  }

  Result<void> AddInvoice(const Invoice& invoice) {
    ASSIGN_OR_RETURN(const domain::ClaimParts open, OpenParts(view_, invoice));
    if (std::ranges::find(accounted_, invoice.id) == accounted_.end())
      RETURN_IF_ERROR(AddAsStage(invoice));
    ASSIGN_OR_RETURN(const InterestDue interest, InterestDueOf(view_, invoice, facts_.input.date));
    if (interest.rate_missing)
      return Fail(Code::kFailedPrecondition, Reason::kRateMissing,
                  "the contract has no rate of interest for one of the days: add it",
                  {{"invoice", Name("invoices", invoice.id)}});
    ASSIGN_OR_RETURN(facts_.input.interest, domain::Add(facts_.input.interest, interest.unpaid));
    ASSIGN_OR_RETURN(facts_.input.costs, domain::Add(facts_.input.costs, open.costs));
    if (open.principal.minor_units > 0) facts_.invoices.push_back(invoice);
    return {};
  }

  // One that was entered by hand.
  Result<void> AddAsStage(const Invoice& invoice) {
    domain::SettlementStage stage;
    stage.milestone = Name("invoices", invoice.id);
    stage.amount = invoice.amount;
    stage.accepted = true;
    ASSIGN_OR_RETURN(stage.paid, PaidOf(invoice));
    facts_.input.stages.push_back(std::move(stage));
    return {};
  }

  View& view_;
  const domain::Contract& contract_;
  const std::optional<std::string>& sub_contract_id_;
  const CivilDate today_;
  std::vector<Milestone> milestones_;
  std::vector<Milestone> settled_;
  SettlementFacts facts_;
  std::vector<Invoice> invoices_;
  std::vector<std::string> accounted_;  // ids of invoices that milestones made
};

}  // namespace

Result<SettlementFacts> LoadSettlementFacts(View& view, const domain::Contract& contract,
                                            const std::optional<std::string>& sub_contract_id,
                                            CivilDate date, CivilDate today) {
  return FactsReader(view, contract, sub_contract_id, date, today).Read();
}

}  // namespace countersign::app
