#include "licensing/rpc/milestone_life_handlers.h"

#include "licensing/app/deliveries.h"
#include "licensing/app/milestone_invoices.h"
#include "licensing/app/verdicts.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/convert_contract.h"
#include "licensing/rpc/convert_milestone_life.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

Result<v1::MilestoneOutcome> Convert(app::View& view, Result<domain::MilestoneChange>&& answer) {
  ASSIGN_OR_RETURN(const domain::MilestoneChange change, std::move(answer));
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   app::Load(view.contracts(), "contracts", change.milestone.contract_id));
  return ToProto(change, contract.customer_id);
}

// Which milestone every request of these names.
template <class Request>
Result<app::MilestoneRef> RefOf(const Request& request) {
  ASSIGN_OR_RETURN(const ChildName name,
                   ParseChildName("name", request.name(), "contracts", "milestones"));
  return app::MilestoneRef{name.parent_id, name.id, request.etag()};
}

template <class Texts>
std::vector<std::string> ListOf(const Texts& texts) {
  return {texts.begin(), texts.end()};
}

// A receipt's proof, of the delivery or of a reminder.
template <class Request>
Result<app::ReceiptProof> ProofOf(const Request& request) {
  app::ReceiptProof proof;
  ASSIGN_OR_RETURN(proof.milestone, RefOf(request));
  ASSIGN_OR_RETURN(proof.receipt_class,
                   EnumOr("receipt_class", v1::ReceiptClass_descriptor(), request.receipt_class(),
                          domain::ReceiptClass::kAcknowledged));
  ASSIGN_OR_RETURN(proof.date, DateToDomain("date", request.date()));
  if (request.has_receive_time()) {
    ASSIGN_OR_RETURN(proof.time, ToDomain("receive_time", request.receive_time()));
  }
  proof.proof_sha256 = request.proof_sha256();
  return proof;
}

Result<v1::MilestoneOutcome> DeliverMilestone(Mutation& m,
                                              const v1::DeliverMilestoneRequest& request) {
  app::NewDelivery delivery;
  ASSIGN_OR_RETURN(delivery.milestone, RefOf(request));
  ASSIGN_OR_RETURN(delivery.date, DateToDomain("date", request.date()));
  delivery.files = ListOf(request.attachments());
  delivery.release = request.release();
  delivery.recipients = ListOf(request.recipients());
  delivery.announces_use = request.announces_use();
  return Convert(m.tx, app::DeliverMilestone(m.tx, m.act, delivery));
}

Result<v1::MilestoneOutcome> RecordReceipt(Mutation& m, const v1::RecordReceiptRequest& request) {
  ASSIGN_OR_RETURN(const app::ReceiptProof proof, ProofOf(request));
  return Convert(m.tx, app::RecordReceipt(m.tx, m.act, proof));
}

Result<v1::MilestoneOutcome> RecordReminder(Mutation& m, const v1::RecordReminderRequest& request) {
  ASSIGN_OR_RETURN(const app::ReceiptProof proof, ProofOf(request));
  return Convert(m.tx, app::RecordReminder(m.tx, m.act, proof));
}

Result<v1::MilestoneOutcome> WithdrawReceipt(Mutation& m,
                                             const v1::WithdrawReceiptRequest& request) {
  ASSIGN_OR_RETURN(const app::MilestoneRef ref, RefOf(request));
  return Convert(m.tx, app::WithdrawReceipt(m.tx, m.act, ref));
}

Result<v1::MilestoneOutcome> AcceptMilestone(Mutation& m,
                                             const v1::AcceptMilestoneRequest& request) {
  app::SignOff sign_off;
  ASSIGN_OR_RETURN(sign_off.milestone, RefOf(request));
  ASSIGN_OR_RETURN(const ChildName contact,
                   ParseChildName("contact", request.contact(), "customers", "contacts"));
  sign_off.customer_id = contact.parent_id;
  sign_off.contact_id = contact.id;
  ASSIGN_OR_RETURN(sign_off.date, DateToDomain("date", request.date()));
  sign_off.items = ListOf(request.items());
  sign_off.document_sha256 = request.document_sha256();
  sign_off.paper_sha256 = request.paper_sha256();
  sign_off.punch_list = ListOf(request.punch_items());
  sign_off.remainder_id = request.remainder_id();
  return Convert(m.tx, app::AcceptMilestone(m.tx, m.act, sign_off));
}

Result<v1::MilestoneOutcome> RejectMilestone(Mutation& m,
                                             const v1::RejectMilestoneRequest& request) {
  app::Refusal refusal;
  ASSIGN_OR_RETURN(refusal.milestone, RefOf(request));
  ASSIGN_OR_RETURN(refusal.date, DateToDomain("date", request.date()));
  for (const v1::Defect& defect : request.defects()) {
    ASSIGN_OR_RETURN(refusal.defects.emplace_back(), ToDomain(defect));
  }
  refusal.paper_sha256 = request.paper_sha256();
  return Convert(m.tx, app::RejectMilestone(m.tx, m.act, refusal));
}

Result<v1::MilestoneOutcome> MeasureMilestone(Mutation& m,
                                              const v1::MeasureMilestoneRequest& request) {
  ASSIGN_OR_RETURN(const app::MilestoneRef ref, RefOf(request));
  std::map<std::string, domain::Rate> complete;
  for (const auto& [item, rate] : request.complete()) {
    ASSIGN_OR_RETURN(complete[item], domain::Rate::Parse("complete", rate));
  }
  return Convert(m.tx, app::MeasureMilestone(m.tx, m.act, ref, complete));
}

Result<v1::MilestoneOutcome> CompletePunchItem(Mutation& m,
                                               const v1::CompletePunchItemRequest& request) {
  ASSIGN_OR_RETURN(const app::MilestoneRef ref, RefOf(request));
  return Convert(m.tx, app::CompletePunchItem(m.tx, m.act, ref, request.punch_item()));
}

Result<v1::MilestoneOutcome> FulfilMilestone(Mutation& m,
                                             const v1::FulfilMilestoneRequest& request) {
  ASSIGN_OR_RETURN(const app::MilestoneRef ref, RefOf(request));
  ASSIGN_OR_RETURN(const auto date, DateToDomain("date", request.date()));
  return Convert(m.tx, app::FulfilMilestone(m.tx, m.act, ref, date));
}

Result<v1::MilestoneOutcome> ReleaseRetention(Mutation& m,
                                              const v1::ReleaseRetentionRequest& request) {
  ASSIGN_OR_RETURN(const app::MilestoneRef ref, RefOf(request));
  return Convert(m.tx, app::ReleaseRetention(m.tx, m.act, ref));
}

}  // namespace

void AddMilestoneLife(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.MilestoneService/";
  using Outcome = v1::MilestoneOutcome;
  AddMutation<v1::DeliverMilestoneRequest, Outcome>(table, service + "DeliverMilestone", deps,
                                                    DeliverMilestone);
  AddMutation<v1::RecordReceiptRequest, Outcome>(table, service + "RecordReceipt", deps,
                                                 RecordReceipt);
  AddMutation<v1::WithdrawReceiptRequest, Outcome>(table, service + "WithdrawReceipt", deps,
                                                   WithdrawReceipt);
  AddMutation<v1::RecordReminderRequest, Outcome>(table, service + "RecordReminder", deps,
                                                  RecordReminder);
  AddMutation<v1::AcceptMilestoneRequest, Outcome>(table, service + "AcceptMilestone", deps,
                                                   AcceptMilestone);
  AddMutation<v1::RejectMilestoneRequest, Outcome>(table, service + "RejectMilestone", deps,
                                                   RejectMilestone);
  AddMutation<v1::MeasureMilestoneRequest, Outcome>(table, service + "MeasureMilestone", deps,
                                                    MeasureMilestone);
  AddMutation<v1::CompletePunchItemRequest, Outcome>(table, service + "CompletePunchItem", deps,
                                                     CompletePunchItem);
  AddMutation<v1::FulfilMilestoneRequest, Outcome>(table, service + "FulfilMilestone", deps,
                                                   FulfilMilestone);
  AddMutation<v1::ReleaseRetentionRequest, Outcome>(table, service + "ReleaseRetention", deps,
                                                    ReleaseRetention);
}

}  // namespace countersign::rpc
