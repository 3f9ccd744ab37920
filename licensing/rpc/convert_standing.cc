#include "licensing/rpc/convert_standing.h"

#include <algorithm>

#include "licensing/app/cases.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/resource.h"

namespace countersign::rpc {
namespace {

std::string ContactNameOf(std::string_view customer_id, const std::string& id) {
  return id.empty() ? "" : app::ContactName(customer_id, id);
}

template <class Message>
void AddInvoices(const std::vector<std::string>& ids, Message& message) {
  for (const std::string& id : ids) message.add_invoices(app::Name("invoices", id));
}

v1::NoticedClaim ClaimOf(const domain::NoticedClaim& claim) {
  v1::NoticedClaim proto;
  proto.set_invoice(app::Name("invoices", claim.invoice_id));
  proto.set_number(claim.number);
  *proto.mutable_principal() = ToProto(claim.principal);
  *proto.mutable_interest() = ToProto(claim.interest);
  proto.set_due_date(ToProto(claim.due_date));
  proto.set_days_overdue(claim.days_overdue);
  return proto;
}

v1::NoticeReceipt ReceiptOf(const domain::NoticeReceipt& receipt, std::string_view customer_id) {
  v1::NoticeReceipt proto;
  proto.set_receipt_class(static_cast<v1::ReceiptClass>(receipt.receipt_class));
  proto.set_date(ToProto(receipt.date));
  proto.set_contact(ContactNameOf(customer_id, receipt.contact_id));
  proto.set_proof_sha256(receipt.proof_sha256);
  *proto.mutable_record_time() = ToProto(receipt.record_time);
  if (receipt.withdraw_time) *proto.mutable_withdraw_time() = ToProto(*receipt.withdraw_time);
  return proto;
}

v1::StandingReason ReasonOf(const domain::StandingReason& reason) {
  v1::StandingReason proto;
  proto.set_record(reason.record);
  proto.set_reason(reason.id);
  *proto.mutable_amount() = ToProto(reason.amount);
  proto.set_days(reason.days);
  proto.set_text(reason.text);
  return proto;
}

v1::RailFinding FindingOf(const domain::RailFinding& finding) {
  const auto rails = domain::GuardRails();
  const auto text = std::ranges::find(rails, finding.rail, &domain::RailText::rail);
  v1::RailFinding proto;
  proto.set_number(static_cast<std::int32_t>(finding.rail));
  proto.set_rail(std::string(text->id));
  proto.set_text(std::string(text->text));
  proto.set_source(std::string(text->source));
  proto.set_holds(finding.holds);
  proto.set_missing(finding.missing);
  if (finding.holds_from) *proto.mutable_holds_from() = ToProto(*finding.holds_from);
  return proto;
}

}  // namespace

v1::Notice ToProto(const domain::Notice& notice) {
  v1::Notice proto;
  proto.set_name(app::Name("notices", notice.id));
  proto.set_contract(app::Name("contracts", notice.contract_id));
  proto.set_customer(app::Name("customers", notice.customer_id));
  if (!notice.sub_contract_id.empty())
    proto.set_subcontract(app::SubContractName(notice.contract_id, notice.sub_contract_id));
  proto.set_kind(static_cast<v1::NoticeKind>(notice.kind));
  if (!notice.milestone_id.empty())
    proto.set_milestone(app::MilestoneName(notice.contract_id, notice.milestone_id));
  proto.set_round(notice.round);
  proto.set_channel(static_cast<v1::NoticeChannel>(notice.channel));
  proto.set_state(static_cast<v1::NoticeState>(notice.state));
  proto.set_contact(ContactNameOf(notice.customer_id, notice.contact_id));
  proto.set_language(notice.language);
  proto.set_template_version(notice.template_version);
  proto.set_text_sha256(notice.text_sha256);
  for (const domain::NoticedClaim& claim : notice.claims) *proto.add_claims() = ClaimOf(claim);
  proto.set_supply_date(ToProto(notice.supply_date));
  proto.set_suspend_date(ToProto(notice.suspend_date));
  *proto.mutable_send_time() = ToProto(notice.send_time);
  if (notice.sent_time) *proto.mutable_sent_time() = ToProto(*notice.sent_time);
  proto.set_tracking_number(notice.tracking_number);
  for (const domain::NoticeReceipt& receipt : notice.receipts)
    *proto.add_receipts() = ReceiptOf(receipt, notice.customer_id);
  if (notice.consume_time) *proto.mutable_consume_time() = ToProto(*notice.consume_time);
  proto.set_failure(notice.failure);
  proto.set_released_by(notice.released_by);
  PutMeta(notice.meta, proto);
  return proto;
}

v1::Effect ToProto(const domain::Effect& effect) {
  v1::Effect proto;
  proto.set_name(app::Name("effects", effect.id));
  proto.set_subcontract(app::SubContractName(effect.contract_id, effect.sub_contract_id));
  proto.set_kind(static_cast<v1::EffectKind>(effect.kind));
  proto.set_notice(app::Name("notices", effect.notice_id));
  AddInvoices(effect.invoice_ids, proto);
  *proto.mutable_start_time() = ToProto(effect.start_time);
  if (effect.end_time) *proto.mutable_end_time() = ToProto(*effect.end_time);
  proto.set_end_cause(effect.end_cause);
  return proto;
}

v1::Hold ToProto(const domain::Hold& hold) {
  v1::Hold proto;
  proto.set_name(app::Name("holds", hold.id));
  proto.set_contract(app::Name("contracts", hold.contract_id));
  if (!hold.sub_contract_id.empty())
    proto.set_subcontract(app::SubContractName(hold.contract_id, hold.sub_contract_id));
  proto.set_reason(hold.reason);
  proto.set_last_date(ToProto(hold.last_date));
  proto.set_user(hold.user);
  if (hold.release_time) *proto.mutable_release_time() = ToProto(*hold.release_time);
  PutMeta(hold.meta, proto);
  return proto;
}

v1::PaymentSlip ToProto(const domain::PaymentSlip& slip) {
  v1::PaymentSlip proto;
  proto.set_name(app::Name("slips", slip.id));
  proto.set_customer(app::Name("customers", slip.customer_id));
  AddInvoices(slip.invoice_ids, proto);
  proto.set_date(ToProto(slip.date));
  proto.set_paper_sha256(slip.paper_sha256);
  PutMeta(slip.meta, proto);
  return proto;
}

v1::Case ToProto(const domain::Case& one) {
  v1::Case proto;
  proto.set_name(app::Name("cases", one.id));
  proto.set_contract(app::Name("contracts", one.contract_id));
  proto.set_subcontract(app::SubContractName(one.contract_id, one.sub_contract_id));
  proto.set_customer(app::Name("customers", one.customer_id));
  proto.set_state(static_cast<v1::CaseState>(one.state));
  proto.set_reason(static_cast<v1::CaseReason>(one.reason));
  proto.set_grounds(one.grounds);
  proto.set_next_action(one.next_action);
  proto.set_suggested_action(std::string(app::SuggestedAction(one.reason)));
  proto.set_owner(static_cast<v1::CaseOwner>(one.owner));
  for (const domain::CaseContact& contact : one.contacts) {
    v1::CaseContact& added = *proto.add_contacts();
    *added.mutable_time() = ToProto(contact.time);
    added.set_kind(contact.kind);
    added.set_summary(contact.summary);
    added.set_contact(ContactNameOf(one.customer_id, contact.contact_id));
    added.set_paper_sha256(contact.paper_sha256);
    added.set_user(contact.user);
  }
  if (one.close_time) *proto.mutable_close_time() = ToProto(*one.close_time);
  PutMeta(one.meta, proto);
  return proto;
}

v1::LadderStep ToProto(const domain::LadderStep& step) {
  v1::LadderStep proto;
  proto.set_step(static_cast<v1::LadderStepKind>(step.kind));
  *proto.mutable_earliest_time() = ToProto(step.earliest);
  AddInvoices(step.invoice_ids, proto);
  if (!step.notice_id.empty()) proto.set_notice(app::Name("notices", step.notice_id));
  for (const std::string& what : step.prevented_by) proto.add_prevented_by(what);
  return proto;
}

v1::SubContractStanding ToProto(const domain::SubContractStanding& standing,
                                std::string_view contract_id) {
  v1::SubContractStanding proto;
  proto.set_subcontract(app::SubContractName(contract_id, standing.sub_contract_id));
  proto.set_stage(static_cast<v1::Stage>(standing.stage));
  for (const domain::StandingReason& reason : standing.reasons)
    *proto.add_reasons() = ReasonOf(reason);
  *proto.mutable_overdue() = ToProto(standing.overdue.principal);
  *proto.mutable_undisputed() = ToProto(standing.overdue.undisputed);
  proto.set_days_overdue(standing.overdue.days);
  proto.set_share_basis_points(standing.overdue.share_bp);
  proto.set_paid_up(standing.paid_up);
  for (const domain::LadderStep& step : standing.timeline) *proto.add_timeline() = ToProto(step);
  if (standing.horizon) *proto.mutable_horizon_time() = ToProto(*standing.horizon);
  for (const domain::RailFinding& rail : standing.rails) *proto.add_rails() = FindingOf(rail);
  return proto;
}

v1::StandingSummary ToProto(const app::StandingLine& line) {
  v1::StandingSummary proto;
  proto.set_subcontract(app::SubContractName(line.kept.contract_id, line.kept.id));
  proto.set_title(line.title);
  proto.set_contract(app::Name("contracts", line.kept.contract_id));
  proto.set_customer(app::Name("customers", line.customer_id));
  proto.set_stage(static_cast<v1::Stage>(line.kept.stage));
  *proto.mutable_since() = ToProto(line.kept.since);
  proto.set_paid_up(line.kept.paid_up);
  if (line.standing.overdue.principal.minor_units > 0) {
    *proto.mutable_overdue() = ToProto(line.standing.overdue.principal);
    *proto.mutable_undisputed() = ToProto(line.standing.overdue.undisputed);
    proto.set_days_overdue(line.standing.overdue.days);
  }
  if (!line.standing.timeline.empty())
    proto.set_next_step(static_cast<v1::LadderStepKind>(line.standing.timeline.front().kind));
  proto.set_next_step_date(ToProto(line.next_date));
  return proto;
}

}  // namespace countersign::rpc
