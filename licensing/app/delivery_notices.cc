#include "licensing/app/delivery_notices.h"

#include <algorithm>

#include "licensing/app/cancel_notices.h"
#include "licensing/app/contracts.h"
#include "licensing/app/due_dates.h"
#include "licensing/app/resource.h"
#include "licensing/base/encoding.h"

namespace countersign::app {
namespace {

using domain::Milestone;
using domain::NoticeKind;

constexpr std::int64_t kNewsDays = 7;

bool IsTold(const domain::ContractFacts& facts, const NoticePlan& plan) {
  return std::ranges::any_of(facts.notices, [&](const domain::Notice& notice) {
    return notice.kind == plan.kind && notice.milestone_id == plan.milestone_id &&
           notice.round == plan.round && notice.state != domain::NoticeState::kCancelled &&
           notice.state != domain::NoticeState::kFailed;
  });
}

NoticePlan PlanOf(const Milestone& milestone, NoticeKind kind) {
  NoticePlan plan;
  plan.kind = kind;
  plan.sub_contract_id = milestone.sub_contract_id;
  plan.milestone_id = milestone.id;
  plan.round = static_cast<std::int32_t>(milestone.rounds.size());
  plan.recipients = milestone.rounds.back().delivery.recipients;
  return plan;
}

const domain::Round& RoundOf(const Milestone& milestone, std::int32_t round) {
  return milestone.rounds.at(static_cast<std::size_t>(round) - 1);
}

// A delivery that was received already need not be announced.
std::optional<NoticePlan> NewsOf(const Milestone& milestone, CivilDate today) {
  if (milestone.rounds.empty()) return std::nullopt;
  const domain::Round& round = milestone.rounds.back();
  const CivilDate day = round.receipt ? round.receipt->received : round.delivery.date;
  if (DaysBetween(day, today) > kNewsDays) return std::nullopt;
  return PlanOf(milestone, round.receipt ? NoticeKind::kReceiptConfirmed : NoticeKind::kDispatch);
}

// By their names, where they have one; what they are is their hash.
Result<std::vector<domain::NoticeAttachment>> AttachmentsOf(
    View& view, const std::vector<std::string>& hashes) {
  std::vector<domain::NoticeAttachment> attachments;
  for (const std::string& hash : hashes) {
    domain::NoticeAttachment& attachment = attachments.emplace_back();
    attachment.sha256 = hash;
    const auto bytes = HexDecode(hash);
    if (!bytes) continue;
    ASSIGN_OR_RETURN(const auto blobs, view.blobs().FindByHash(*bytes));
    if (!blobs.empty()) attachment.name = blobs.front().file_name;
  }
  return attachments;
}

// If the stage is accepted on the last day to review. Nothing where that depends on a paper that is
// still to come.
Result<std::optional<domain::NoticePaymentTerm>> PaymentTermOf(View& view,
                                                               const domain::Contract& contract,
                                                               const Milestone& milestone,
                                                               CivilDate last_review_day) {
  domain::DueFacts facts;
  facts.invoice_date = last_review_day;
  facts.acceptance_date = last_review_day;
  facts.inspection_end = last_review_day;
  ASSIGN_OR_RETURN(const auto due, DueDateOf(view, contract, facts));
  if (!due || !contract.terms.due_rule) return std::optional<domain::NoticePaymentTerm>();
  domain::NoticePaymentTerm term;
  ASSIGN_OR_RETURN(const domain::Money retained, domain::RetainedOf(milestone));
  ASSIGN_OR_RETURN(term.amount, domain::Subtract(milestone.amount, retained));
  ASSIGN_OR_RETURN(term.from, PlusDays(last_review_day, 1));
  term.through = *due;
  term.assumes_last_review_day = true;
  return std::optional(std::move(term));
}

}  // namespace

Result<std::vector<NoticePlan>> UntoldDeliveries(View& view, const domain::ContractFacts& facts,
                                                 Instant now) {
  std::vector<NoticePlan> plans;
  if (facts.contract.state != domain::ContractState::kActive) return plans;
  ASSIGN_OR_RETURN(const CivilDate today, TodayOf(facts.contract, now));
  ASSIGN_OR_RETURN(const auto milestones, MilestonesOf(view, facts.contract.id));
  for (const Milestone& milestone : milestones) {
    auto news = NewsOf(milestone, today);
    if (news && !IsTold(facts, *news)) plans.push_back(*std::move(news));
  }
  return plans;
}

Result<void> TakeBackDispatches(Transaction& tx, const Act& act,
                                const domain::ContractFacts& facts) {
  for (const domain::Notice& notice : facts.notices) {
    if (notice.kind != NoticeKind::kDispatch || notice.state != domain::NoticeState::kWaiting)
      continue;
    ASSIGN_OR_RETURN(const Milestone milestone,
                     Load(tx.milestones(), "milestones", notice.milestone_id));
    if (RoundOf(milestone, notice.round).receipt) RETURN_IF_ERROR(CancelNotice(tx, act, notice.id));
  }
  return {};
}

Result<void> FillDelivery(View& view, const domain::ContractFacts& facts, const NoticePlan& plan,
                          domain::NoticeTextFacts& text) {
  ASSIGN_OR_RETURN(const Milestone milestone,
                   Load(view.milestones(), "milestones", plan.milestone_id));
  const domain::Round& round = RoundOf(milestone, plan.round);
  domain::NoticeDelivery delivery;
  delivery.milestone = milestone.title;
  delivery.round = plan.round;
  delivery.date = round.delivery.date;
  for (const domain::MilestoneItem& item : milestone.items) delivery.items.push_back(item.title);
  delivery.release = round.delivery.release;
  ASSIGN_OR_RETURN(delivery.attachments, AttachmentsOf(view, round.delivery.files));
  if (const auto& clause = facts.contract.terms.acceptance) {
    delivery.review_term = milestone.review_term.value_or(clause->review_term);
    delivery.deemed = clause->deemed;
  }
  if (round.receipt) delivery.received = round.receipt->received;
  delivery.last_review_day = round.review_end;
  if (round.review_end) {
    ASSIGN_OR_RETURN(text.payment_term,
                     PaymentTermOf(view, facts.contract, milestone, *round.review_end));
  }
  text.delivery = std::move(delivery);
  return {};
}

}  // namespace countersign::app
