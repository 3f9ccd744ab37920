#include "licensing/domain/milestone.h"

#include <algorithm>
#include <utility>

#include "licensing/domain/milestone_steps.h"
#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

Result<void> CheckItems(const Milestone& milestone) {
  RETURN_IF_ERROR(CheckIds("milestone.items", milestone.items));
  if (milestone.items.empty()) return {};
  std::vector<WorkItem> work;
  for (const MilestoneItem& item : milestone.items) {
    RETURN_IF_ERROR(CheckText("milestone.items.title", item.title, 1, 200));
    work.push_back(item.work);
  }
  RETURN_IF_ERROR(CompletedValue(milestone.amount, work));
  return {};
}

Result<void> CheckDelivery(const Delivery& delivery) {
  if (delivery.files.empty() && delivery.release.empty())
    return FieldInvalid("delivery.files", "must name files, or a release, that were delivered");
  if (delivery.recipients.empty())
    return FieldInvalid("delivery.recipients", "must name at least one contact");
  if (delivery.files.size() > kMostParts || delivery.recipients.size() > kMostParts)
    return FieldInvalid("delivery", "must have at most 200 files and 200 recipients");
  for (const std::string& file : delivery.files) RETURN_IF_ERROR(CheckHash("delivery.files", file));
  RETURN_IF_ERROR(CheckText("delivery.release", delivery.release, 0, 200));
  return CheckHash("delivery.document_sha256", delivery.document_sha256);
}

Result<void> CheckReceipt(std::string_view field, const Receipt& receipt, bool service_clause) {
  RETURN_IF_ERROR(CheckHash(std::string(field) + ".proof_sha256", receipt.proof_sha256));
  if (ProvesReceipt(receipt.receipt_class, service_clause)) return {};
  return Fail(Code::kFailedPrecondition, Reason::kReceiptMissing,
              "arrival proves receipt only where the contract has a service clause: have it "
              "acknowledged, or send registered mail",
              {{"missing", "service_clause"}});
}

}  // namespace

std::string_view StateName(MilestoneState state) {
  switch (state) {
    case MilestoneState::kPlanned:
      return "PLANNED";
    case MilestoneState::kDelivered:
      return "DELIVERED";
    case MilestoneState::kRejected:
      return "REJECTED";
    case MilestoneState::kAccepted:
      return "ACCEPTED";
    case MilestoneState::kDeemedAccepted:
      return "DEEMED_ACCEPTED";
    case MilestoneState::kInvoiced:
      return "INVOICED";
    case MilestoneState::kPaid:
      return "PAID";
  }
  return "UNKNOWN";
}

std::string_view EventName(MilestoneEventKind kind) {
  switch (kind) {
    case MilestoneEventKind::kDelivered:
      return "DELIVERED";
    case MilestoneEventKind::kReceived:
      return "RECEIVED";
    case MilestoneEventKind::kReceiptWithdrawn:
      return "RECEIPT_WITHDRAWN";
    case MilestoneEventKind::kReminded:
      return "REMINDED";
    case MilestoneEventKind::kSigned:
      return "SIGNED";
    case MilestoneEventKind::kAccepted:
      return "ACCEPTED";
    case MilestoneEventKind::kSplit:
      return "SPLIT";
    case MilestoneEventKind::kRejected:
      return "REJECTED";
    case MilestoneEventKind::kDefectsNoted:
      return "DEFECTS_NOTED";
    case MilestoneEventKind::kDefectsRefused:
      return "DEFECTS_REFUSED";
    case MilestoneEventKind::kDeemedAccepted:
      return "DEEMED_ACCEPTED";
    case MilestoneEventKind::kPunchItemDone:
      return "PUNCH_ITEM_DONE";
    case MilestoneEventKind::kInvoiced:
      return "INVOICED";
    case MilestoneEventKind::kPaid:
      return "PAID";
    case MilestoneEventKind::kPaymentReversed:
      return "PAYMENT_REVERSED";
    case MilestoneEventKind::kMeasured:
      return "MEASURED";
    case MilestoneEventKind::kRetentionReleased:
      return "RETENTION_RELEASED";
    case MilestoneEventKind::kWarrantyEndSet:
      return "WARRANTY_END_SET";
    case MilestoneEventKind::kUseCounted:
      return "USE_COUNTED";
  }
  return "UNKNOWN";
}

bool IsJudged(Trigger trigger) {
  return trigger == Trigger::kPreliminaryAcceptance || trigger == Trigger::kFinalAcceptance;
}

Result<void> ValidateMilestone(const Milestone& milestone) {
  RETURN_IF_ERROR(CheckText("milestone.title", milestone.title, 1, 200));
  RETURN_IF_ERROR(CheckNotNegative("milestone.amount", milestone.amount));
  RETURN_IF_ERROR(CheckIds("milestone.criteria", milestone.criteria));
  for (const Criterion& criterion : milestone.criteria)
    RETURN_IF_ERROR(CheckText("milestone.criteria.text", criterion.text, 1, kMostText));
  if (IsJudged(milestone.trigger) && milestone.criteria.empty())
    return FieldInvalid("milestone.criteria",
                        "must have at least one: nothing can be judged without");
  RETURN_IF_ERROR(CheckItems(milestone));
  if (milestone.review_term)
    RETURN_IF_ERROR(CheckTerm("milestone.review_term", *milestone.review_term));
  if (milestone.retention_release_date)
    RETURN_IF_ERROR(
        CheckDate("milestone.retention_release_date", *milestone.retention_release_date));
  if (milestone.warranty_end) {
    RETURN_IF_ERROR(CheckDate("milestone.warranty_end_date", *milestone.warranty_end));
    if (milestone.trigger != Trigger::kWarrantyEnd)
      return FieldInvalid("milestone.warranty_end_date", "is for the trigger WARRANTY_END only");
  }
  return CheckAtMostOne("milestone.retention_rate", milestone.retention_rate);
}

Result<MilestoneChange> Deliver(Milestone milestone, Delivery delivery, CivilDate today) {
  RETURN_IF_ERROR(RequireState(milestone, {MilestoneState::kPlanned, MilestoneState::kRejected}));
  if (milestone.trigger == Trigger::kSigning || milestone.trigger == Trigger::kWarrantyEnd)
    return StateConflict(milestone, "has nothing to deliver: it is fulfilled by its own day");
  RETURN_IF_ERROR(CheckDelivery(delivery));
  RETURN_IF_ERROR(CheckPast("delivery.date", delivery.date, today));
  if (!milestone.rounds.empty() && delivery.date < milestone.rounds.back().rejected_on)
    return FieldInvalid("delivery.date", "must not be before the rejection that it answers");
  milestone.state = MilestoneState::kDelivered;
  const CivilDate date = delivery.date;
  milestone.rounds.emplace_back().delivery = std::move(delivery);
  return Changed(std::move(milestone), MilestoneEventKind::kDelivered, date);
}

Result<MilestoneChange> RecordReceipt(Milestone milestone, Receipt receipt,
                                      const ReviewRules& rules, CivilDate today) {
  RETURN_IF_ERROR(RequireState(milestone, {MilestoneState::kDelivered}));
  Round& round = milestone.rounds.back();
  if (round.receipt) return StateConflict(milestone, "has its receipt recorded");
  RETURN_IF_ERROR(CheckReceipt("receipt", receipt, rules.service_clause));
  RETURN_IF_ERROR(CheckPast("receipt.received", receipt.received, today));
  if (receipt.received < round.delivery.date)
    return FieldInvalid("receipt.received", "must not be before the delivery");
  const CivilDate received = receipt.received;
  round.receipt = std::move(receipt);
  if (milestone.trigger == Trigger::kDelivery) {
    milestone.state = MilestoneState::kAccepted;
    milestone.acceptance = Acceptance{AcceptanceMode::kTriggered, received};
    return Changed(std::move(milestone), MilestoneEventKind::kAccepted, received);
  }
  ASSIGN_OR_RETURN(round.review_end, ReviewEnd(milestone, rules));
  const std::string end = FormatCivilDate(*round.review_end);
  return Changed(std::move(milestone), MilestoneEventKind::kReceived, received, end);
}

Result<MilestoneChange> WithdrawReceipt(Milestone milestone, CivilDate today) {
  RETURN_IF_ERROR(RequireState(milestone, {MilestoneState::kDelivered}));
  Round& round = milestone.rounds.back();
  if (!round.receipt) return StateConflict(milestone, "has no receipt to withdraw");
  round.receipt.reset();
  round.reminder.reset();
  round.review_end.reset();
  round.use_days.clear();
  round.use_seen_through.reset();
  return Changed(std::move(milestone), MilestoneEventKind::kReceiptWithdrawn, today);
}

Result<MilestoneChange> RecordReminder(Milestone milestone, Receipt reminder,
                                       const ReviewRules& rules, CivilDate today) {
  RETURN_IF_ERROR(RequireState(milestone, {MilestoneState::kDelivered}));
  Round& round = milestone.rounds.back();
  if (!round.receipt)
    return StateConflict(milestone,
                         "has no receipt: a reminder means nothing before the term runs");
  if (round.reminder) return StateConflict(milestone, "has its reminder recorded");
  RETURN_IF_ERROR(CheckReceipt("reminder", reminder, rules.service_clause));
  RETURN_IF_ERROR(CheckPast("reminder.received", reminder.received, today));
  if (reminder.received < round.receipt->received)
    return FieldInvalid("reminder.received", "must not be before the delivery was received");
  const CivilDate received = reminder.received;
  round.reminder = std::move(reminder);
  ASSIGN_OR_RETURN(round.review_end, ReviewEnd(milestone, rules));
  const std::string end = FormatCivilDate(*round.review_end);
  return Changed(std::move(milestone), MilestoneEventKind::kReminded, received, end);
}

Result<MilestoneChange> Fulfil(Milestone milestone, CivilDate date, CivilDate today) {
  RETURN_IF_ERROR(RequireState(milestone, {MilestoneState::kPlanned}));
  if (milestone.trigger != Trigger::kSigning && milestone.trigger != Trigger::kWarrantyEnd)
    return StateConflict(milestone, "has to be delivered");
  if (milestone.trigger == Trigger::kWarrantyEnd && date > today) {
    RETURN_IF_ERROR(CheckDate("date", date));
    milestone.warranty_end = date;
    return Changed(std::move(milestone), MilestoneEventKind::kWarrantyEndSet, today,
                   FormatCivilDate(date));
  }
  RETURN_IF_ERROR(CheckPast("date", date, today));
  milestone.state = MilestoneState::kAccepted;
  milestone.acceptance = Acceptance{AcceptanceMode::kTriggered, date};
  return Changed(std::move(milestone), MilestoneEventKind::kAccepted, date);
}

Result<MilestoneChange> Measure(Milestone milestone, const std::map<std::string, Rate>& complete,
                                CivilDate today) {
  RETURN_IF_ERROR(RequireState(milestone, {MilestoneState::kPlanned, MilestoneState::kDelivered,
                                           MilestoneState::kRejected}));
  std::vector<std::string> measured;
  for (const auto& [id, rate] : complete) {
    const auto item = std::ranges::find(milestone.items, id, &MilestoneItem::id);
    if (item == milestone.items.end())
      return FieldInvalid("complete", "must name items of the milestone, not " + id);
    item->work.complete = rate;
    measured.push_back(id);
  }
  RETURN_IF_ERROR(CheckItems(milestone));
  return Changed(std::move(milestone), MilestoneEventKind::kMeasured, today, Joined(measured));
}

Result<MilestoneChange> CompletePunchItem(Milestone milestone, std::string_view id,
                                          CivilDate today) {
  const auto item = std::ranges::find(milestone.punch_list, id, &PunchItem::id);
  if (item == milestone.punch_list.end())
    return FieldInvalid("punch_item", "must be on the punch list");
  if (item->done_on) return StateConflict(milestone, "has this punch item done");
  item->done_on = today;
  return Changed(std::move(milestone), MilestoneEventKind::kPunchItemDone, today, std::string(id));
}

}  // namespace countersign::domain
