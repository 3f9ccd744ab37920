#include "licensing/app/milestone_invoices.h"

#include <algorithm>

#include "licensing/app/contracts.h"
#include "licensing/app/due_dates.h"
#include "licensing/app/receivables.h"

namespace countersign::app {
namespace {

using domain::Milestone;
using domain::MilestoneChange;
using domain::Money;

// The invoice of `amount` of the milestone's, whose credit term counts from `accepted` where it
// counts from acceptance, and from `inspected` where it counts from the end of the review.
Result<domain::Invoice> MakeInvoice(Transaction& tx, const Act& act, const Stage& stage,
                                    const Money& amount, CivilDate accepted, CivilDate inspected) {
  domain::DueFacts facts;
  facts.invoice_date = stage.today;
  facts.acceptance_date = accepted;
  facts.inspection_end = inspected;
  ASSIGN_OR_RETURN(const auto due, DueDateOf(tx, stage.contract, facts));
  NewInvoice draft;
  draft.customer_id = stage.contract.customer_id;
  draft.amount = amount;
  draft.invoice_date = stage.today;
  ASSIGN_OR_RETURN(const CivilDate not_due_yet, NotDueYet(stage.today));
  draft.due_date = due.value_or(not_due_yet);
  if (stage.contract.terms.due_rule)
    draft.credit_term_days = stage.contract.terms.due_rule->credit_term.days;
  draft.contract = Name("contracts", stage.contract.id);
  draft.sub_contract = SubContractName(stage.contract.id, stage.milestone.sub_contract_id);
  return CreateInvoice(tx, act, draft);
}

// Adds what a further command makes of the milestone.
void Continue(MilestoneChange& change, MilestoneChange next) {
  change.milestone = std::move(next.milestone);
  for (domain::MilestoneEvent& event : next.events) change.events.push_back(std::move(event));
}

// Of the stage's contract, with `milestone` as it is about to be stored.
Result<std::optional<CivilDate>> FinalAcceptance(View& view, const Milestone& milestone,
                                                 const std::optional<Milestone>& remainder) {
  ASSIGN_OR_RETURN(auto milestones, MilestonesOf(view, milestone.contract_id));
  std::ranges::replace_if(
      milestones, [&](const Milestone& stored) { return stored.id == milestone.id; }, milestone);
  if (remainder) milestones.push_back(*remainder);
  return domain::FinalAcceptanceOf(milestone.sub_contract_id, milestones);
}

// Whether what is retained is to be kept back longer than today.
Result<bool> IsHeld(View& view, const Stage& stage, const MilestoneChange& change) {
  ASSIGN_OR_RETURN(const auto final_acceptance,
                   FinalAcceptance(view, change.milestone, change.remainder));
  const auto day = domain::ReleaseDayOf(change.milestone, final_acceptance);
  return !day || *day > stage.today;
}

Result<void> MarkPaidIfSo(const domain::Invoice& invoice, CivilDate today,
                          MilestoneChange& change) {
  if (invoice.state != domain::InvoiceState::kPaid) return {};
  ASSIGN_OR_RETURN(MilestoneChange paid, domain::MarkPaid(change.milestone, today));
  Continue(change, std::move(paid));
  return {};
}

// A stage of another milestone of the same contract.
Stage StageFor(const Stage& stage, Milestone milestone) {
  Stage other = stage;
  other.milestone = std::move(milestone);
  return other;
}

}  // namespace

Result<void> InvoiceAcceptance(Transaction& tx, const Act& act, const Stage& stage,
                               MilestoneChange& change) {
  Milestone& milestone = change.milestone;
  ASSIGN_OR_RETURN(const bool held, IsHeld(tx, stage, change));
  ASSIGN_OR_RETURN(Money retained, domain::RetainedOf(milestone));
  if (!held || retained.minor_units == 0) {
    milestone.retention_released_on = stage.today;
    retained.minor_units = 0;
  }
  ASSIGN_OR_RETURN(const Money claim, domain::Subtract(milestone.amount, retained));
  if (claim.minor_units == 0) {
    if (retained.minor_units > 0) return {};
    ASSIGN_OR_RETURN(MilestoneChange free, domain::MarkFree(milestone, stage.today));
    Continue(change, std::move(free));
    return {};
  }
  const CivilDate accepted = milestone.acceptance->date;
  const CivilDate inspected =
      milestone.rounds.empty() ? accepted : milestone.rounds.back().review_end.value_or(accepted);
  ASSIGN_OR_RETURN(const domain::Invoice invoice,
                   MakeInvoice(tx, act, stage, claim, accepted, inspected));
  ASSIGN_OR_RETURN(MilestoneChange invoiced,
                   domain::MarkInvoiced(milestone, invoice.id, stage.today));
  Continue(change, std::move(invoiced));
  return MarkPaidIfSo(invoice, stage.today, change);
}

Result<void> ReleaseByFinalAcceptance(Transaction& tx, const Act& act, const Stage& stage,
                                      const Milestone& accepted) {
  if (accepted.trigger != domain::Trigger::kFinalAcceptance) return {};
  ASSIGN_OR_RETURN(const auto milestones, MilestonesOf(tx, stage.contract.id));
  const auto final_acceptance = domain::FinalAcceptanceOf(accepted.sub_contract_id, milestones);
  if (!final_acceptance) return {};
  for (const Milestone& other : milestones) {
    if (other.sub_contract_id != accepted.sub_contract_id || !other.acceptance ||
        other.retention_released_on || other.retention_release_date ||
        !domain::ReleaseDayOf(other, final_acceptance))
      continue;
    RETURN_IF_ERROR(ReleaseRetention(tx, act, StageFor(stage, other)));
  }
  return {};
}

Result<MilestoneChange> ReleaseRetention(Transaction& tx, const Act& act, const Stage& stage) {
  const Milestone& milestone = stage.milestone;
  // Checked before an invoice is made.
  RETURN_IF_ERROR(domain::ReleaseRetention(milestone, "", stage.today));
  ASSIGN_OR_RETURN(const auto final_acceptance, FinalAcceptance(tx, milestone, std::nullopt));
  const auto day = domain::ReleaseDayOf(milestone, final_acceptance);
  const bool by_event = milestone.trigger != domain::Trigger::kFinalAcceptance;
  if (day ? *day > stage.today : by_event) {
    const std::string until = day ? FormatCivilDate(*day) : "final acceptance";
    return Fail(Code::kFailedPrecondition, Reason::kRetentionHeld,
                "what is retained of " + stage.name() + " is kept back until " + until,
                {{"until", until}});
  }
  ASSIGN_OR_RETURN(const Money retained, domain::RetainedOf(milestone));
  domain::Invoice invoice;
  if (retained.minor_units > 0) {
    const CivilDate released = std::min(day.value_or(stage.today), stage.today);
    ASSIGN_OR_RETURN(invoice, MakeInvoice(tx, act, stage, retained, released, released));
  }
  ASSIGN_OR_RETURN(MilestoneChange change,
                   domain::ReleaseRetention(milestone, invoice.id, stage.today));
  if (change.milestone.invoice_id == invoice.id && !invoice.id.empty())
    RETURN_IF_ERROR(MarkPaidIfSo(invoice, stage.today, change));
  return Keep(tx, act, stage, std::move(change), {"milestone.release_retention"});
}

Result<MilestoneChange> ReleaseRetention(Transaction& tx, const Act& act, const MilestoneRef& ref) {
  ASSIGN_OR_RETURN(const Stage stage, LoadStage(tx, ref, act.now));
  return ReleaseRetention(tx, act, stage);
}

Result<void> FollowInvoice(Transaction& tx, const Act& act, const domain::Invoice& invoice) {
  ASSIGN_OR_RETURN(const auto found, tx.milestones().FindByInvoice(invoice.id));
  if (!found) return {};
  const bool paid = invoice.state == domain::InvoiceState::kPaid;
  if (paid == (found->state == domain::MilestoneState::kPaid)) return {};
  ASSIGN_OR_RETURN(const Stage stage, LoadStageById(tx, found->id, act.now));
  ASSIGN_OR_RETURN(MilestoneChange change, paid ? domain::MarkPaid(stage.milestone, stage.today)
                                                : domain::MarkUnpaid(stage.milestone, stage.today));
  RETURN_IF_ERROR(Keep(tx, act, stage, std::move(change),
                       {paid ? "milestone.mark_paid" : "milestone.mark_unpaid"}));
  return {};
}

}  // namespace countersign::app
