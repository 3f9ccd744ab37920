#include "licensing/rpc/convert_milestone_life.h"

#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/convert_contract.h"

namespace countersign::rpc {
namespace {

v1::Receipt ToProto(const domain::Receipt& receipt) {
  v1::Receipt proto;
  proto.set_receipt_class(static_cast<v1::ReceiptClass>(receipt.receipt_class));
  proto.set_date(FormatCivilDate(receipt.received));
  proto.set_proof_sha256(receipt.proof_sha256);
  return proto;
}

v1::Delivery ToProto(const domain::Delivery& delivery, std::string_view customer_id) {
  v1::Delivery proto;
  proto.set_date(FormatCivilDate(delivery.date));
  for (const std::string& file : delivery.files) proto.add_attachments(file);
  proto.set_release(delivery.release);
  for (const std::string& id : delivery.recipients)
    proto.add_recipients(app::ContactName(customer_id, id));
  proto.set_announces_use(delivery.announces_use);
  proto.set_document_sha256(delivery.document_sha256);
  return proto;
}

v1::Defect ToProto(const domain::Defect& defect) {
  v1::Defect proto;
  proto.set_id(defect.id);
  proto.set_criterion(defect.criterion_id);
  proto.set_item(defect.item_id);
  proto.set_severity(static_cast<v1::Severity>(defect.severity));
  proto.set_description(defect.description);
  proto.set_caused_by_mending(defect.caused_by_mending);
  return proto;
}

v1::PunchItem ToProto(const domain::PunchItem& item) {
  v1::PunchItem proto;
  proto.set_id(item.id);
  proto.set_description(item.description);
  proto.set_done_date(rpc::ToProto(item.done_on));
  return proto;
}

v1::Signature ToProto(const domain::Signature& signature, std::string_view customer_id) {
  v1::Signature proto;
  proto.set_date(FormatCivilDate(signature.date));
  proto.set_contact(app::ContactName(customer_id, signature.contact_id));
  proto.set_method(static_cast<v1::SignatureMethod>(signature.method));
  proto.set_document_sha256(signature.document_sha256);
  proto.set_paper_sha256(signature.paper_sha256);
  for (const std::string& item : signature.items) proto.add_items(item);
  return proto;
}

v1::Round ToProto(const domain::Round& round, std::string_view customer_id) {
  v1::Round proto;
  *proto.mutable_delivery() = ToProto(round.delivery, customer_id);
  if (round.receipt) *proto.mutable_receipt() = ToProto(*round.receipt);
  if (round.reminder) *proto.mutable_reminder() = ToProto(*round.reminder);
  proto.set_review_end_date(rpc::ToProto(round.review_end));
  for (const domain::Signature& signature : round.signatures)
    *proto.add_signatures() = ToProto(signature, customer_id);
  for (const domain::Defect& defect : round.defects) *proto.add_defects() = ToProto(defect);
  proto.set_reject_date(rpc::ToProto(round.rejected_on));
  for (const CivilDate day : round.use_days) proto.add_use_dates(FormatCivilDate(day));
  proto.set_use_seen_through_date(rpc::ToProto(round.use_seen_through));
  return proto;
}

void PutMoney(const domain::Milestone& milestone, v1::Milestone& proto) {
  if (!milestone.invoice_id.empty()) proto.set_invoice(app::Name("invoices", milestone.invoice_id));
  if (!milestone.retention_invoice_id.empty())
    proto.set_retention_invoice(app::Name("invoices", milestone.retention_invoice_id));
  proto.set_retention_released_date(rpc::ToProto(milestone.retention_released_on));
  if (!milestone.acceptance) return;
  const auto retained = domain::RetainedOf(milestone);
  if (retained) *proto.mutable_retained() = rpc::ToProto(*retained);
}

}  // namespace

void PutLife(const domain::Milestone& milestone, std::string_view customer_id,
             v1::Milestone& proto) {
  for (const domain::Round& round : milestone.rounds)
    *proto.add_rounds() = ToProto(round, customer_id);
  if (!milestone.rounds.empty()) {
    proto.set_review_end_date(rpc::ToProto(milestone.rounds.back().review_end));
    proto.set_document_sha256(milestone.rounds.back().delivery.document_sha256);
  }
  if (milestone.reminder_time)
    *proto.mutable_reminder_time() = rpc::ToProto(*milestone.reminder_time);
  if (milestone.next_action)
    proto.set_next_action(static_cast<v1::MilestoneAction>(*milestone.next_action));
  if (milestone.next_action_time)
    *proto.mutable_next_action_time() = rpc::ToProto(*milestone.next_action_time);
  if (milestone.acceptance) {
    proto.mutable_acceptance()->set_mode(
        static_cast<v1::AcceptanceMode>(milestone.acceptance->mode));
    proto.mutable_acceptance()->set_date(FormatCivilDate(milestone.acceptance->date));
  }
  for (const domain::PunchItem& item : milestone.punch_list)
    *proto.add_punch_list() = ToProto(item);
  PutMoney(milestone, proto);
  if (!milestone.split_from.empty())
    proto.set_split_from(app::MilestoneName(milestone.contract_id, milestone.split_from));
  for (const domain::MilestoneItem& item : milestone.items)
    if (item.work.complete.units() > 0)
      (*proto.mutable_complete())[item.id] = item.work.complete.ToString();
}

v1::MilestoneOutcome ToProto(const domain::MilestoneChange& change, std::string_view customer_id) {
  v1::MilestoneOutcome proto;
  *proto.mutable_milestone() = ToProto(change.milestone, customer_id);
  if (change.remainder) *proto.mutable_remainder() = ToProto(*change.remainder, customer_id);
  for (const domain::MilestoneEvent& event : change.events) {
    v1::MilestoneEvent& added = *proto.add_events();
    added.set_kind(static_cast<v1::MilestoneEventKind>(event.kind));
    added.set_date(FormatCivilDate(event.date));
    added.set_detail(event.detail);
    added.set_why(event.why);
  }
  return proto;
}

Result<domain::Defect> ToDomain(const v1::Defect& proto) {
  domain::Defect defect;
  defect.id = proto.id();
  defect.criterion_id = proto.criterion();
  defect.item_id = proto.item();
  ASSIGN_OR_RETURN(defect.severity, EnumOr("defects.severity", v1::Severity_descriptor(),
                                           proto.severity(), domain::Severity::kMajor));
  defect.description = proto.description();
  defect.caused_by_mending = proto.caused_by_mending();
  return defect;
}

}  // namespace countersign::rpc
