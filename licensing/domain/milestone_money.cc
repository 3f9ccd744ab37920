// What a milestone's amount becomes: an invoice, what is retained, a payment.
#include <algorithm>
#include <utility>

#include "licensing/domain/milestone.h"
#include "licensing/domain/milestone_steps.h"

namespace countersign::domain {
namespace {

constexpr std::initializer_list<MilestoneState> kAcceptedStates = {
    MilestoneState::kAccepted, MilestoneState::kDeemedAccepted, MilestoneState::kInvoiced,
    MilestoneState::kPaid};

bool IsAwaitingInvoice(const Milestone& milestone) {
  return milestone.state == MilestoneState::kAccepted ||
         milestone.state == MilestoneState::kDeemedAccepted;
}

}  // namespace

std::optional<CivilDate> FinalAcceptanceOf(std::string_view sub_contract_id,
                                           const std::vector<Milestone>& milestones) {
  std::optional<CivilDate> latest;
  for (const Milestone& milestone : milestones) {
    if (milestone.sub_contract_id != sub_contract_id ||
        milestone.trigger != Trigger::kFinalAcceptance)
      continue;
    if (!milestone.acceptance) return std::nullopt;
    latest = latest ? std::max(*latest, milestone.acceptance->date) : milestone.acceptance->date;
  }
  return latest;
}

std::optional<CivilDate> ReleaseDayOf(const Milestone& milestone,
                                      std::optional<CivilDate> final_acceptance) {
  if (milestone.retention_release_date) return milestone.retention_release_date;
  return milestone.trigger == Trigger::kFinalAcceptance ? std::nullopt : final_acceptance;
}

Result<Money> RetainedOf(const Milestone& milestone) {
  if (milestone.retention_released_on) return Money{milestone.amount.currency_code, 0};
  return Multiply(milestone.amount, milestone.retention_rate);
}

Result<MilestoneChange> ReleaseRetention(Milestone milestone, std::string invoice_id,
                                         CivilDate date) {
  RETURN_IF_ERROR(RequireState(milestone, kAcceptedStates));
  if (milestone.retention_released_on)
    return StateConflict(milestone, "has nothing retained any more");
  milestone.retention_released_on = date;
  MilestoneChange change =
      Changed(std::move(milestone), MilestoneEventKind::kRetentionReleased, date, invoice_id);
  if (!IsAwaitingInvoice(change.milestone)) {
    change.milestone.retention_invoice_id = std::move(invoice_id);
    return change;
  }
  if (invoice_id.empty()) return change;
  change.milestone.state = MilestoneState::kInvoiced;
  change.milestone.invoice_id = invoice_id;
  change.events.push_back({MilestoneEventKind::kInvoiced, date, std::move(invoice_id)});
  return change;
}

Result<MilestoneChange> MarkFree(Milestone milestone, CivilDate today) {
  RETURN_IF_ERROR(
      RequireState(milestone, {MilestoneState::kAccepted, MilestoneState::kDeemedAccepted}));
  milestone.state = MilestoneState::kPaid;
  return Changed(std::move(milestone), MilestoneEventKind::kPaid, today);
}

Result<MilestoneChange> MarkInvoiced(Milestone milestone, std::string invoice_id, CivilDate today) {
  RETURN_IF_ERROR(
      RequireState(milestone, {MilestoneState::kAccepted, MilestoneState::kDeemedAccepted}));
  milestone.state = MilestoneState::kInvoiced;
  milestone.invoice_id = invoice_id;
  return Changed(std::move(milestone), MilestoneEventKind::kInvoiced, today, std::move(invoice_id));
}

Result<MilestoneChange> MarkPaid(Milestone milestone, CivilDate today) {
  RETURN_IF_ERROR(RequireState(milestone, {MilestoneState::kInvoiced}));
  milestone.state = MilestoneState::kPaid;
  return Changed(std::move(milestone), MilestoneEventKind::kPaid, today);
}

Result<MilestoneChange> MarkUnpaid(Milestone milestone, CivilDate today) {
  RETURN_IF_ERROR(RequireState(milestone, {MilestoneState::kPaid}));
  milestone.state = MilestoneState::kInvoiced;
  return Changed(std::move(milestone), MilestoneEventKind::kPaymentReversed, today);
}

}  // namespace countersign::domain
