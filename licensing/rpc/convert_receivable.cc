#include "licensing/rpc/convert_receivable.h"

#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

v1::Allocation ToProto(const app::PartPaid& paid) {
  v1::Allocation proto;
  proto.set_invoice(app::Name("invoices", paid.invoice.id));
  proto.set_number(paid.invoice.number);
  proto.set_part(static_cast<v1::ClaimPart>(paid.part));
  *proto.mutable_amount() = rpc::ToProto(paid.amount);
  proto.set_date(FormatCivilDate(paid.date));
  proto.set_value_date(rpc::ToProto(paid.value_date));
  return proto;
}

template <class Message>
void PutDiscounts(const app::AllocationPlan& plan, Message& proto) {
  for (const app::DiscountTaken& discount : plan.discounts) {
    v1::TakenDiscount& added = *proto.add_discounts();
    added.set_invoice(app::Name("invoices", discount.invoice.id));
    added.set_number(discount.invoice.number);
    *added.mutable_amount() = rpc::ToProto(discount.amount);
  }
}

template <class Message>
void PutParts(const domain::ClaimParts& open, Message& proto) {
  *proto.mutable_open_costs() = rpc::ToProto(open.costs);
  *proto.mutable_open_interest() = rpc::ToProto(open.interest);
  *proto.mutable_open_principal() = rpc::ToProto(open.principal);
}

v1::StatementItem ToProto(const app::StatementItem& item, CivilDate date) {
  v1::StatementItem proto;
  proto.set_invoice(app::Name("invoices", item.invoice.id));
  proto.set_number(item.invoice.number);
  proto.set_invoice_date(FormatCivilDate(item.invoice.invoice_date));
  proto.set_due_date(FormatCivilDate(item.invoice.due_date));
  *proto.mutable_amount() = rpc::ToProto(item.invoice.amount);
  *proto.mutable_open() = rpc::ToProto(item.open);
  *proto.mutable_disputed() = rpc::ToProto(item.disputed);
  proto.set_days_overdue(item.days_overdue);
  proto.set_urgent(item.urgent);
  PutParts(item.open_parts, proto);
  *proto.mutable_interest() = rpc::ToProto(item.interest.unpaid);
  *proto.mutable_unclaimed_interest() = rpc::ToProto(item.interest.unclaimed);
  *proto.mutable_bills() = rpc::ToProto(item.bills);
  *proto.mutable_limitation() = rpc::ToProto(item.limitation, date);
  return proto;
}

v1::StatementCredit ToProto(const app::StatementCredit& credit) {
  v1::StatementCredit proto;
  proto.set_payment(app::Name("payments", credit.payment.id));
  proto.set_reference(credit.payment.reference);
  proto.set_date(FormatCivilDate(credit.payment.date));
  proto.set_kind(static_cast<v1::PaymentKind>(credit.payment.kind));
  *proto.mutable_amount() = rpc::ToProto(credit.payment.amount);
  *proto.mutable_credit() = rpc::ToProto(credit.credit);
  return proto;
}

v1::AgingRow ToProto(const app::AgingRow& row) {
  v1::AgingRow proto;
  if (!row.customer_id.empty()) proto.set_customer(app::Name("customers", row.customer_id));
  *proto.mutable_total() = rpc::ToProto(row.aging.total);
  // In the order of domain::kAgingBucketTable.
  v1::Money* const buckets[domain::kAgingBuckets] = {
      proto.mutable_current(),      proto.mutable_days_1_30(),   proto.mutable_days_31_60(),
      proto.mutable_days_61_90(),   proto.mutable_days_91_180(), proto.mutable_days_181_365(),
      proto.mutable_days_366_730(), proto.mutable_over_730()};
  for (std::size_t i = 0; i < domain::kAgingBuckets; ++i)
    *buckets[i] = rpc::ToProto(row.aging.buckets[i]);
  *proto.mutable_expected_recovery() = rpc::ToProto(row.aging.expected_recovery);
  return proto;
}

}  // namespace

Result<v1::Invoice> ToProto(const domain::Invoice& invoice, const domain::ClaimParts& open) {
  ASSIGN_OR_RETURN(const domain::Money sum, app::SumOfParts(open));
  v1::Invoice proto;
  proto.set_name(app::Name("invoices", invoice.id));
  proto.set_customer(app::Name("customers", invoice.customer_id));
  proto.set_number(invoice.number);
  *proto.mutable_amount() = ToProto(invoice.amount);
  proto.set_invoice_date(FormatCivilDate(invoice.invoice_date));
  proto.set_due_date(FormatCivilDate(invoice.due_date));
  proto.set_credit_term_days(invoice.credit_term_days);
  proto.set_contract(invoice.contract);
  proto.set_subcontract(invoice.sub_contract);
  proto.set_state(static_cast<v1::InvoiceState>(invoice.state));
  *proto.mutable_open() = ToProto(sum);
  PutParts(open, proto);
  PutMeta(invoice.meta, proto);
  return proto;
}

v1::InvoiceInterest ToProto(const app::InterestDue& interest, CivilDate through) {
  v1::InvoiceInterest proto;
  proto.set_through(FormatCivilDate(through));
  *proto.mutable_unpaid() = ToProto(interest.unpaid);
  *proto.mutable_unclaimed() = ToProto(interest.unclaimed);
  proto.set_claimed_through(ToProto(interest.claimed_through));
  for (const domain::InterestSegment& segment : interest.segments) {
    v1::InterestSegment& added = *proto.add_segments();
    added.set_first_day(FormatCivilDate(segment.first_day));
    added.set_last_day(FormatCivilDate(segment.last_day));
    *added.mutable_principal() = ToProto(segment.principal);
    added.set_rate(segment.rate.ToString());
    added.set_divisor(segment.divisor);
  }
  proto.set_rate_missing(interest.rate_missing);
  return proto;
}

v1::Payment ToProto(const domain::Payment& payment, const app::AllocationPlan& plan) {
  v1::Payment proto;
  proto.set_name(app::Name("payments", payment.id));
  proto.set_customer(app::Name("customers", payment.customer_id));
  proto.set_kind(static_cast<v1::PaymentKind>(payment.kind));
  *proto.mutable_amount() = ToProto(payment.amount);
  proto.set_date(FormatCivilDate(payment.date));
  proto.set_reference(payment.reference);
  proto.set_payer(payment.payer);
  proto.set_state(static_cast<v1::PaymentState>(payment.state));
  for (const app::PartPaid& paid : plan.paid) *proto.add_allocations() = ToProto(paid);
  *proto.mutable_credit() = ToProto(plan.credit);
  if (payment.corrected_invoice_id)
    proto.set_corrected_invoice(app::Name("invoices", *payment.corrected_invoice_id));
  proto.set_reason(payment.reason);
  if (payment.dispute_id) proto.set_dispute(app::Name("disputes", *payment.dispute_id));
  proto.set_reverse_date(ToProto(payment.reverse_date));
  proto.set_reverse_reason(payment.reverse_reason);
  proto.set_maturity_date(ToProto(payment.maturity_date));
  proto.set_dishonour_date(ToProto(payment.dishonour_date));
  PutDiscounts(plan, proto);
  PutMeta(payment.meta, proto);
  return proto;
}

v1::PreviewAllocationResponse ToProto(const app::AllocationPlan& plan) {
  v1::PreviewAllocationResponse proto;
  for (const app::PartPaid& paid : plan.paid) *proto.add_allocations() = ToProto(paid);
  *proto.mutable_credit() = ToProto(plan.credit);
  PutDiscounts(plan, proto);
  for (const app::InterestClaimed& claimed : plan.claimed) {
    v1::ClaimedInterest& added = *proto.add_claimed_interest();
    added.set_invoice(app::Name("invoices", claimed.invoice.id));
    added.set_number(claimed.invoice.number);
    *added.mutable_amount() = ToProto(claimed.amount);
    added.set_through(FormatCivilDate(claimed.through));
  }
  return proto;
}

v1::InterestNote ToProto(const domain::InterestNote& note) {
  v1::InterestNote proto;
  proto.set_number(note.number);
  proto.set_invoice(app::Name("invoices", note.invoice_id));
  proto.set_date(FormatCivilDate(note.date));
  *proto.mutable_interest() = ToProto(note.interest);
  *proto.mutable_compensation() = ToProto(note.compensation);
  proto.set_basis(static_cast<v1::CompensationBasis>(note.basis));
  *proto.mutable_create_time() = ToProto(note.meta.create_time);
  return proto;
}

v1::TaxInvoice ToProto(const domain::TaxInvoice& tax_invoice) {
  v1::TaxInvoice proto;
  proto.set_number(tax_invoice.number);
  proto.set_invoice(app::Name("invoices", tax_invoice.invoice_id));
  *proto.mutable_amount() = ToProto(tax_invoice.amount);
  proto.set_date(FormatCivilDate(tax_invoice.date));
  proto.set_document_sha256(tax_invoice.document_sha256);
  proto.set_receive_date(ToProto(tax_invoice.receive_date));
  *proto.mutable_create_time() = ToProto(tax_invoice.meta.create_time);
  return proto;
}

v1::LimitationClock ToProto(const app::ClaimClock& clock, CivilDate today) {
  v1::LimitationClock proto;
  proto.set_start_date(FormatCivilDate(clock.clock.started));
  if (clock.restarted_by)
    proto.set_restarted_by(static_cast<v1::LimitationEventKind>(*clock.restarted_by));
  if (!clock.notice_id.empty()) proto.set_notice(app::Name("notices", clock.notice_id));
  proto.set_last_day(FormatCivilDate(clock.clock.last_day));
  proto.set_time_barred(domain::IsTimeBarred(clock.clock, today));
  proto.set_warning_days(domain::CurrentWarning(clock.clock, today).value_or(0));
  return proto;
}

v1::Dispute ToProto(const domain::Dispute& dispute) {
  v1::Dispute proto;
  proto.set_name(app::Name("disputes", dispute.id));
  proto.set_customer(app::Name("customers", dispute.customer_id));
  proto.set_invoice(app::Name("invoices", dispute.invoice_id));
  *proto.mutable_amount() = ToProto(dispute.amount);
  proto.set_grounds(dispute.grounds);
  proto.set_line(dispute.line);
  proto.set_open_date(FormatCivilDate(dispute.open_date));
  proto.set_state(static_cast<v1::DisputeState>(dispute.state));
  proto.set_resolve_date(ToProto(dispute.resolve_date));
  if (dispute.resolve_date)
    *proto.mutable_credited() =
        ToProto(domain::Money{dispute.amount.currency_code, dispute.credited_minor_units});
  proto.set_paper_sha256(dispute.paper_sha256);
  PutMeta(dispute.meta, proto);
  return proto;
}

v1::Statement ToProto(std::string_view customer_id, CivilDate date,
                      const app::Statement& statement) {
  v1::Statement proto;
  proto.set_customer(app::Name("customers", customer_id));
  proto.set_date(FormatCivilDate(date));
  for (const auto& [currency_code, total] : statement.totals) {
    v1::StatementTotal& added = *proto.add_totals();
    *added.mutable_open() = ToProto(total.open);
    *added.mutable_overdue() = ToProto(total.overdue);
    *added.mutable_disputed() = ToProto(total.disputed);
    *added.mutable_credit() = ToProto(total.credit);
    *added.mutable_unclaimed_interest() = ToProto(total.unclaimed_interest);
    *added.mutable_bills() = ToProto(total.bills);
  }
  for (const app::StatementItem& item : statement.items) *proto.add_items() = ToProto(item, date);
  for (const app::StatementCredit& credit : statement.credits)
    *proto.add_credits() = ToProto(credit);
  return proto;
}

v1::Aging ToProto(CivilDate date, const std::vector<app::AgingRow>& rows) {
  v1::Aging proto;
  proto.set_date(FormatCivilDate(date));
  for (const app::AgingRow& row : rows) *proto.add_rows() = ToProto(row);
  return proto;
}

Result<app::NewInvoice> ToDomain(const v1::Invoice& proto) {
  app::NewInvoice draft;
  ASSIGN_OR_RETURN(draft.customer_id, ParseName("invoice.customer", proto.customer(), "customers"));
  draft.number = proto.number();
  draft.amount = ToDomain(proto.amount());
  ASSIGN_OR_RETURN(draft.invoice_date, DateToDomain("invoice.invoice_date", proto.invoice_date()));
  ASSIGN_OR_RETURN(draft.due_date, DateToDomain("invoice.due_date", proto.due_date()));
  if (proto.has_credit_term_days()) draft.credit_term_days = proto.credit_term_days();
  draft.contract = proto.contract();
  draft.sub_contract = proto.subcontract();
  return draft;
}

Result<app::NewPayment> ToDomain(const v1::Payment& proto) {
  app::NewPayment draft;
  ASSIGN_OR_RETURN(draft.customer_id, ParseName("payment.customer", proto.customer(), "customers"));
  if (proto.kind() != v1::PAYMENT_KIND_UNSPECIFIED) {
    ASSIGN_OR_RETURN(const int kind,
                     KnownValue("payment.kind", v1::PaymentKind_descriptor(), proto.kind()));
    draft.kind = static_cast<domain::PaymentKind>(kind);
  }
  draft.amount = ToDomain(proto.amount());
  ASSIGN_OR_RETURN(draft.date, DateToDomain("payment.date", proto.date()));
  draft.reference = proto.reference();
  draft.payer = proto.payer();
  ASSIGN_OR_RETURN(draft.maturity_date,
                   DateToDomain("payment.maturity_date", proto.maturity_date()));
  for (const std::string& name : proto.designated_invoices()) {
    ASSIGN_OR_RETURN(draft.designated.emplace_back(),
                     ParseName("payment.designated_invoices", name, "invoices"));
  }
  return draft;
}

Result<app::NewDispute> ToDomain(const v1::Dispute& proto) {
  app::NewDispute draft;
  ASSIGN_OR_RETURN(draft.invoice_id, ParseName("dispute.invoice", proto.invoice(), "invoices"));
  draft.amount = ToDomain(proto.amount());
  draft.grounds = proto.grounds();
  draft.line = proto.line();
  ASSIGN_OR_RETURN(draft.open_date, DateToDomain("dispute.open_date", proto.open_date()));
  return draft;
}

}  // namespace countersign::rpc
