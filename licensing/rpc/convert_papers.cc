#include "licensing/rpc/convert_papers.h"

#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

// invoices/{id}, each.
Result<std::vector<std::string>> InvoiceIds(
    std::string_view field, const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::vector<std::string> ids;
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(ids.emplace_back(), ParseName(field, name, "invoices"));
  }
  return ids;
}

template <class Message>
void PutInvoices(const std::vector<std::string>& ids, Message& message) {
  for (const std::string& id : ids) message.add_invoices(app::Name("invoices", id));
}

}  // namespace

Result<ChildName> ParseContact(std::string_view field, std::string_view name) {
  return ParseChildName(field, name, "customers", "contacts");
}

v1::Promise ToProto(const domain::Promise& promise, const domain::PromiseStatus& status) {
  v1::Promise proto;
  proto.set_name(app::Name("promises", promise.id));
  proto.set_customer(app::Name("customers", promise.customer_id));
  PutInvoices(promise.invoice_ids, proto);
  *proto.mutable_amount() = ToProto(promise.amount);
  proto.set_contact(app::ContactName(promise.customer_id, promise.contact_id));
  proto.set_made_date(FormatCivilDate(promise.made_on));
  proto.set_date(FormatCivilDate(promise.date));
  proto.set_condition(promise.condition);
  proto.set_state(static_cast<v1::PromiseState>(status.state));
  *proto.mutable_paid() = ToProto(status.paid);
  proto.set_withdraw_date(ToProto(promise.withdrawn_on));
  proto.set_withdraw_reason(promise.withdraw_reason);
  PutMeta(promise.meta, proto);
  return proto;
}

Result<v1::InstalmentPlan> ToProto(const domain::InstalmentPlan& plan,
                                   const domain::PlanStatus& status) {
  v1::InstalmentPlan proto;
  proto.set_name(app::Name("plans", plan.id));
  proto.set_customer(app::Name("customers", plan.customer_id));
  PutInvoices(plan.invoice_ids, proto);
  *proto.mutable_total() = ToProto(plan.total);
  ASSIGN_OR_RETURN(const auto parts, domain::PartsOf(plan));
  for (const domain::PlanPart& part : parts) {
    proto.add_due_dates(FormatCivilDate(part.due_date));
    v1::PlanPart& added = *proto.add_parts();
    *added.mutable_amount() = ToProto(part.amount);
    added.set_due_date(FormatCivilDate(part.due_date));
  }
  proto.set_contact(app::ContactName(plan.customer_id, plan.contact_id));
  proto.set_paper_sha256(plan.paper_sha256);
  proto.set_agree_date(FormatCivilDate(plan.agreed_on));
  proto.set_state(static_cast<v1::PlanState>(status.state));
  *proto.mutable_paid() = ToProto(status.paid);
  *proto.mutable_arrears() = ToProto(status.arrears);
  if (status.missed_part)
    proto.set_missed_due_date(FormatCivilDate(plan.due_dates[*status.missed_part]));
  proto.set_broken_date(ToProto(status.broken_on));
  proto.set_cancel_date(ToProto(plan.cancelled_on));
  proto.set_cancel_reason(plan.cancel_reason);
  PutMeta(plan.meta, proto);
  return proto;
}

v1::Adjustment ToProto(const domain::Adjustment& adjustment) {
  v1::Adjustment proto;
  proto.set_name(app::Name("adjustments", adjustment.id));
  proto.set_kind(static_cast<v1::AdjustmentKind>(adjustment.kind));
  proto.set_customer(app::Name("customers", adjustment.customer_id));
  proto.set_invoice(app::Name("invoices", adjustment.invoice_id));
  *proto.mutable_amount() = ToProto(adjustment.amount);
  proto.set_date(FormatCivilDate(adjustment.date));
  proto.set_reason(adjustment.reason);
  proto.set_counter_claim(adjustment.counter_claim);
  if (!adjustment.contract_id.empty())
    proto.set_contract(app::Name("contracts", adjustment.contract_id));
  proto.set_assignee(adjustment.other_party);
  proto.set_notice_date(ToProto(adjustment.notice_date));
  proto.set_paper_sha256(adjustment.paper_sha256);
  proto.set_reverse_date(ToProto(adjustment.reverse_date));
  proto.set_reverse_reason(adjustment.reverse_reason);
  PutMeta(adjustment.meta, proto);
  return proto;
}

v1::Guarantee ToProto(const domain::Guarantee& guarantee, CivilDate today) {
  v1::Guarantee proto;
  proto.set_name(app::GuaranteeName(guarantee.contract_id, guarantee.id));
  if (!guarantee.sub_contract_id.empty())
    proto.set_subcontract(app::SubContractName(guarantee.contract_id, guarantee.sub_contract_id));
  proto.set_guarantor(guarantee.guarantor);
  proto.set_kind(static_cast<v1::GuaranteeKind>(guarantee.kind));
  *proto.mutable_amount() = ToProto(guarantee.amount);
  proto.set_date(FormatCivilDate(guarantee.date));
  proto.set_end_date(ToProto(guarantee.end_date));
  proto.set_paper_sha256(guarantee.paper_sha256);
  proto.set_state(static_cast<v1::GuaranteeState>(domain::StateOn(guarantee, today)));
  proto.set_release_date(ToProto(guarantee.release_date));
  proto.set_release_reason(guarantee.release_reason);
  PutMeta(guarantee.meta, proto);
  return proto;
}

v1::SentStatement ToProto(const domain::SentStatement& sent) {
  v1::SentStatement proto;
  proto.set_name(app::Name("statements", sent.id));
  proto.set_customer(app::Name("customers", sent.customer_id));
  proto.set_date(FormatCivilDate(sent.date));
  proto.set_time_zone(sent.time_zone);
  proto.set_text(sent.text);
  proto.set_text_sha256(sent.text_sha256);
  for (const domain::StatementLine& line : sent.lines) {
    v1::SentStatementLine& added = *proto.add_lines();
    added.set_invoice(app::Name("invoices", line.invoice_id));
    added.set_number(line.number);
    added.set_due_date(FormatCivilDate(line.due_date));
    *added.mutable_open() = ToProto(line.open);
  }
  proto.set_sent_date(FormatCivilDate(sent.sent_on));
  proto.set_contact(app::ContactName(sent.customer_id, sent.contact_id));
  proto.set_method(static_cast<v1::SendMethod>(sent.method));
  proto.set_proof_sha256(sent.proof_sha256);
  proto.set_state(static_cast<v1::SentStatementState>(sent.state));
  proto.set_answer_date(ToProto(sent.answered_on));
  if (sent.answer_contact_id)
    proto.set_answer_contact(app::ContactName(sent.customer_id, *sent.answer_contact_id));
  proto.set_answer_sha256(sent.answer_sha256);
  proto.set_remarks(sent.remarks);
  PutMeta(sent.meta, proto);
  return proto;
}

v1::Attestation ToProto(const domain::Attestation& attestation) {
  v1::Attestation proto;
  proto.set_through_date(FormatCivilDate(attestation.through_date));
  proto.set_time_zone(attestation.time_zone);
  proto.set_note(attestation.note);
  proto.set_user(attestation.user);
  *proto.mutable_attest_time() = ToProto(attestation.meta.update_time);
  return proto;
}

v1::ChangeOrder ToProto(const domain::ChangeOrderRecord& record, std::string_view customer_id) {
  v1::ChangeOrder proto;
  proto.set_name(app::Name("contracts", record.contract_id) + "/" +
                 app::Name("changeOrders", record.id));
  proto.set_subcontract(app::SubContractName(record.contract_id, record.sub_contract_id));
  *proto.mutable_change() = ToProto(record.order.change);
  proto.set_description(record.order.description);
  proto.set_date(FormatCivilDate(record.order.date));
  proto.set_contact(app::ContactName(customer_id, record.contact_id));
  proto.set_paper_sha256(record.order.paper_sha256);
  PutMeta(record.meta, proto);
  return proto;
}

v1::Amendment ToProto(const domain::Amendment& amendment, std::string_view customer_id) {
  v1::Amendment proto;
  proto.set_name(app::Name("contracts", amendment.contract_id) + "/" +
                 app::Name("amendments", amendment.id));
  proto.set_date(FormatCivilDate(amendment.date));
  proto.set_description(amendment.description);
  proto.set_contact(app::ContactName(customer_id, amendment.contact_id));
  proto.set_paper_sha256(amendment.paper_sha256);
  for (const std::string& field : amendment.fields) proto.add_fields(field);
  PutMeta(amendment.meta, proto);
  return proto;
}

v1::Calendar ToProto(const domain::StoredCalendar& stored) {
  const domain::Calendar& calendar = stored.calendar;
  v1::Calendar proto;
  proto.set_name(app::Name("calendars", calendar.ref.id));
  proto.set_version(calendar.ref.version);
  proto.set_display_name(calendar.display_name);
  // In the interface the week begins on Monday and Sunday is the 7th, as in ISO 8601.
  for (int day = v1::MONDAY; day <= v1::SUNDAY; ++day)
    if (calendar.weekend[static_cast<std::size_t>(day % 7)])
      proto.add_weekend(static_cast<v1::Weekday>(day));
  for (const CivilDate day : calendar.holidays) proto.add_holidays(FormatCivilDate(day));
  for (const CivilDate day : calendar.extra_working_days)
    proto.add_extra_working_days(FormatCivilDate(day));
  proto.set_first_date(ToProto(calendar.first_day));
  proto.set_last_date(ToProto(calendar.last_day));
  proto.set_source_sha256(stored.source_sha256);
  if (!stored.source_sha256.empty())
    *proto.mutable_create_time() = ToProto(stored.meta.create_time);
  return proto;
}

v1::Paper ToProto(const domain::PackPaper& paper) {
  v1::Paper proto;
  proto.set_name(app::PackPaperName(paper.invoice_id, paper.id));
  proto.set_kind(paper.kind);
  proto.set_paper_sha256(paper.paper_sha256);
  proto.set_receive_date(ToProto(paper.received_on));
  proto.set_receipt_sha256(paper.receipt_sha256);
  PutMeta(paper.meta, proto);
  return proto;
}

v1::PaymentPack ToProto(const app::PaymentPack& pack) {
  v1::PaymentPack proto;
  proto.set_complete(pack.complete);
  for (const app::PackItem& item : pack.items) {
    v1::PackItem& added = *proto.add_items();
    added.set_kind(item.kind);
    added.set_required(item.required);
    for (const domain::PackPaper& paper : item.papers) {
      if (paper.received_on) added.set_received(true);
      added.add_papers(app::PackPaperName(paper.invoice_id, paper.id));
      *proto.add_papers() = ToProto(paper);
    }
  }
  return proto;
}

Result<app::NewPromise> ToDomain(const v1::Promise& proto) {
  app::NewPromise draft;
  ASSIGN_OR_RETURN(const ChildName contact, ParseContact("promise.contact", proto.contact()));
  draft.customer_id = contact.parent_id;
  draft.contact_id = contact.id;
  ASSIGN_OR_RETURN(draft.invoice_ids, InvoiceIds("promise.invoices", proto.invoices()));
  draft.amount = ToDomain(proto.amount());
  ASSIGN_OR_RETURN(draft.made_on, DateToDomain("promise.made_date", proto.made_date()));
  ASSIGN_OR_RETURN(const auto date, DateToDomain("promise.date", proto.date()));
  if (!date) return FieldInvalid("promise.date", "must be set");
  draft.date = *date;
  draft.condition = proto.condition();
  return draft;
}

Result<app::NewPlan> ToDomain(const v1::InstalmentPlan& proto) {
  app::NewPlan draft;
  ASSIGN_OR_RETURN(const ChildName contact, ParseContact("plan.contact", proto.contact()));
  draft.customer_id = contact.parent_id;
  draft.contact_id = contact.id;
  ASSIGN_OR_RETURN(draft.invoice_ids, InvoiceIds("plan.invoices", proto.invoices()));
  if (proto.has_total()) draft.total = ToDomain(proto.total());
  ASSIGN_OR_RETURN(draft.agreed_on, DateToDomain("plan.agree_date", proto.agree_date()));
  for (const std::string& text : proto.due_dates()) {
    ASSIGN_OR_RETURN(const auto date, DateToDomain("plan.due_dates", text));
    if (!date) return FieldInvalid("plan.due_dates", "must not hold an empty date");
    draft.due_dates.push_back(*date);
  }
  draft.paper_sha256 = proto.paper_sha256();
  return draft;
}

Result<domain::Guarantee> ToDomain(const v1::Guarantee& proto, CivilDate today) {
  domain::Guarantee draft;
  if (!proto.subcontract().empty()) {
    ASSIGN_OR_RETURN(
        const ChildName name,
        ParseChildName("guarantee.subcontract", proto.subcontract(), "contracts", "subcontracts"));
    draft.contract_id = name.parent_id;
    draft.sub_contract_id = name.id;
  }
  draft.guarantor = proto.guarantor();
  ASSIGN_OR_RETURN(draft.kind, EnumOr("guarantee.kind", v1::GuaranteeKind_descriptor(),
                                      proto.kind(), domain::GuaranteeKind::kGeneral));
  draft.amount = ToDomain(proto.amount());
  ASSIGN_OR_RETURN(const auto date, DateToDomain("guarantee.date", proto.date()));
  draft.date = date.value_or(today);
  ASSIGN_OR_RETURN(draft.end_date, DateToDomain("guarantee.end_date", proto.end_date()));
  draft.paper_sha256 = proto.paper_sha256();
  return draft;
}

}  // namespace countersign::rpc
