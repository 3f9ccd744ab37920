#include "licensing/domain/dispute_ground.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/claim_handlers.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/convert_receivable.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"
#include "licensing/rpc/paper_handlers.h"

namespace countersign::rpc {
namespace {

Result<v1::Invoice> Convert(app::View& view, Result<domain::Invoice>&& answer) {
  ASSIGN_OR_RETURN(const domain::Invoice invoice, std::move(answer));
  ASSIGN_OR_RETURN(const domain::ClaimParts open, app::OpenParts(view, invoice));
  return ToProto(invoice, open);
}

Result<v1::Dispute> Convert(app::View& view, Result<domain::Dispute>&& answer) {
  ASSIGN_OR_RETURN(const domain::Dispute dispute, std::move(answer));
  ASSIGN_OR_RETURN(const auto over_claim,
                   view.receivables().disputes().ListOver(dispute.invoice_id));
  v1::Dispute proto = ToProto(dispute);
  proto.set_no_pause_reason(domain::WhyNotPausing(dispute, over_claim));
  return proto;
}

Result<v1::Invoice> CreateInvoice(Mutation& m, const v1::CreateInvoiceRequest& request) {
  ASSIGN_OR_RETURN(app::NewInvoice draft, ToDomain(request.invoice()));
  draft.id = request.invoice_id();
  draft.series = request.series();
  return Convert(m.tx, app::CreateInvoice(m.tx, m.act, draft));
}

Result<v1::Invoice> GetInvoice(app::View& view, const v1::GetInvoiceRequest& request, Instant now) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "invoices"));
  return FullInvoice(view, id, now);
}

Result<v1::ListInvoicesResponse> ListInvoices(app::View& view,
                                              const v1::ListInvoicesRequest& request, Instant now) {
  static const FilterField kFields[] = {
      {"customer"}, {"number"}, {"state", v1::InvoiceState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "invoices", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.receivables().invoices(), page_request));
  v1::ListInvoicesResponse response;
  for (const domain::Invoice& invoice : page.rows) {
    ASSIGN_OR_RETURN(*response.add_invoices(), Convert(view, Result<domain::Invoice>(invoice)));
  }
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Payment> IssueCreditNote(Mutation& m, const v1::IssueCreditNoteRequest& request) {
  app::NewCreditNote draft;
  ASSIGN_OR_RETURN(draft.invoice_id, ParseName("name", request.name(), "invoices"));
  draft.etag = request.etag();
  draft.amount = ToDomain(request.amount());
  ASSIGN_OR_RETURN(draft.date, DateToDomain("date", request.date()));
  draft.reason = request.reason();
  return FullPayment(m.tx, app::IssueCreditNote(m.tx, m.act, draft));
}

Result<v1::Payment> RecordPayment(Mutation& m, const v1::RecordPaymentRequest& request) {
  ASSIGN_OR_RETURN(app::NewPayment draft, ToDomain(request.payment()));
  draft.id = request.payment_id();
  return FullPayment(m.tx, app::RecordPayment(m.tx, m.act, draft));
}

Result<v1::PreviewAllocationResponse> PreviewAllocation(app::View& view,
                                                        const v1::PreviewAllocationRequest& request,
                                                        Instant now) {
  ASSIGN_OR_RETURN(const app::NewPayment draft, ToDomain(request.payment()));
  ASSIGN_OR_RETURN(const app::AllocationPlan plan, app::PreviewAllocation(view, draft, now));
  return ToProto(plan);
}

Result<v1::Payment> ReversePayment(Mutation& m, const v1::ReversePaymentRequest& request) {
  app::PaymentReversal reversal;
  ASSIGN_OR_RETURN(reversal.payment_id, ParseName("name", request.name(), "payments"));
  reversal.etag = request.etag();
  ASSIGN_OR_RETURN(reversal.date, DateToDomain("date", request.date()));
  reversal.reason = request.reason();
  return FullPayment(m.tx, app::ReversePayment(m.tx, m.act, reversal));
}

Result<v1::Payment> GetPayment(app::View& view, const v1::GetPaymentRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "payments"));
  return FullPayment(view, app::Load(view.receivables().payments(), "payments", id));
}

Result<v1::ListPaymentsResponse> ListPayments(app::View& view,
                                              const v1::ListPaymentsRequest& request, Instant now) {
  static const FilterField kFields[] = {{"customer"},
                                        {"kind", v1::PaymentKind_descriptor()},
                                        {"state", v1::PaymentState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "payments", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.receivables().payments(), page_request));
  v1::ListPaymentsResponse response;
  for (const domain::Payment& payment : page.rows) {
    ASSIGN_OR_RETURN(*response.add_payments(), FullPayment(view, Result<domain::Payment>(payment)));
  }
  response.set_next_page_token(page.next_page_token);
  return response;
}

// The date of a statement or aging, by default today's, and what counts on it.
template <class Request>
Result<domain::AsOf> AsOfDate(const Request& request, const std::string& default_zone,
                              Instant now) {
  ASSIGN_OR_RETURN(const auto date, DateToDomain("date", request.date()));
  const std::string zone = request.time_zone().empty() ? default_zone : request.time_zone();
  ASSIGN_OR_RETURN(const TimeZone time_zone, TimeZone::Find(zone));
  return app::EndOfDay(date.value_or(time_zone.DateAt(now)), zone);
}

Result<v1::Statement> GetStatement(app::View& view, const v1::GetStatementRequest& request,
                                   Instant now) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "customers"));
  ASSIGN_OR_RETURN(const std::string zone, app::ZoneOfCustomer(view, id));
  ASSIGN_OR_RETURN(domain::AsOf as_of, AsOfDate(request, zone, now));
  if (request.has_recorded_before_time()) {
    ASSIGN_OR_RETURN(as_of.recorded_before,
                     ToDomain("recorded_before_time", request.recorded_before_time()));
  }
  ASSIGN_OR_RETURN(const app::Statement statement, app::MakeStatement(view, id, as_of));
  return ToProto(id, as_of.date, statement);
}

Result<v1::Aging> GetAging(app::View& view, const v1::GetAgingRequest& request, Instant now) {
  ASSIGN_OR_RETURN(const domain::AsOf as_of, AsOfDate(request, "UTC", now));
  if (request.group_by() != v1::AGING_GROUP_UNSPECIFIED)
    RETURN_IF_ERROR(KnownValue("group_by", v1::AgingGroup_descriptor(), request.group_by()));
  ASSIGN_OR_RETURN(const auto rows,
                   app::MakeAging(view, as_of, request.group_by() == v1::AGING_GROUP_CUSTOMER));
  return ToProto(as_of.date, rows);
}

Result<v1::Dispute> OpenDispute(Mutation& m, const v1::OpenDisputeRequest& request) {
  ASSIGN_OR_RETURN(app::NewDispute draft, ToDomain(request.dispute()));
  draft.id = request.dispute_id();
  return Convert(m.tx, app::OpenDispute(m.tx, m.act, draft));
}

Result<v1::Dispute> ResolveDispute(Mutation& m, const v1::ResolveDisputeRequest& request) {
  app::Resolution resolution;
  ASSIGN_OR_RETURN(resolution.dispute_id, ParseName("name", request.name(), "disputes"));
  resolution.etag = request.etag();
  ASSIGN_OR_RETURN(const int outcome,
                   KnownValue("outcome", v1::DisputeState_descriptor(), request.outcome()));
  resolution.outcome = static_cast<domain::DisputeState>(outcome);
  if (request.has_amount()) resolution.amount = ToDomain(request.amount());
  ASSIGN_OR_RETURN(resolution.date, DateToDomain("date", request.date()));
  resolution.paper_sha256 = request.paper_sha256();
  return Convert(m.tx, app::ResolveDispute(m.tx, m.act, resolution));
}

Result<v1::Dispute> GetDispute(app::View& view, const v1::GetDisputeRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "disputes"));
  return Convert(view, app::Load(view.receivables().disputes(), "disputes", id));
}

Result<v1::ListDisputesResponse> ListDisputes(app::View& view,
                                              const v1::ListDisputesRequest& request, Instant now) {
  static const FilterField kFields[] = {
      {"customer"}, {"invoice"}, {"state", v1::DisputeState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "disputes", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.receivables().disputes(), page_request));
  v1::ListDisputesResponse response;
  for (const domain::Dispute& dispute : page.rows) {
    ASSIGN_OR_RETURN(*response.add_disputes(), Convert(view, Result<domain::Dispute>(dispute)));
  }
  response.set_next_page_token(page.next_page_token);
  return response;
}

}  // namespace

Result<v1::Payment> FullPayment(app::View& view, Result<domain::Payment>&& answer) {
  ASSIGN_OR_RETURN(const domain::Payment payment, std::move(answer));
  ASSIGN_OR_RETURN(const app::AllocationPlan plan, app::CurrentAllocation(view, payment));
  return ToProto(payment, plan);
}

Result<v1::Invoice> FullInvoice(app::View& view, std::string_view id, Instant now) {
  app::ReceivableReader& books = view.receivables();
  ASSIGN_OR_RETURN(const domain::Invoice invoice, app::Load(books.invoices(), "invoices", id));
  ASSIGN_OR_RETURN(v1::Invoice response, Convert(view, Result<domain::Invoice>(invoice)));
  ASSIGN_OR_RETURN(const CivilDate today, app::TodayOfInvoice(view, invoice, now));
  ASSIGN_OR_RETURN(const auto terms, app::TermsOf(view, invoice));
  if (terms && terms->interest) {
    ASSIGN_OR_RETURN(const auto interest, app::InterestDueOf(view, invoice, today));
    *response.mutable_interest() = ToProto(interest, today);
  }
  ASSIGN_OR_RETURN(const auto clock, app::LimitationOf(view, invoice, today));
  *response.mutable_limitation() = ToProto(clock, today);
  ASSIGN_OR_RETURN(const auto notes, books.interest_notes().OfInvoice(id));
  for (const auto& note : notes) *response.add_interest_notes() = ToProto(note);
  ASSIGN_OR_RETURN(const auto tax_invoices, books.tax_invoices().OfInvoice(id));
  for (const auto& tax_invoice : tax_invoices) *response.add_tax_invoices() = ToProto(tax_invoice);
  return response;
}

void AddReceivableService(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.ReceivableService/";
  AddMutation<v1::CreateInvoiceRequest, v1::Invoice>(table, service + "CreateInvoice", deps,
                                                     CreateInvoice);
  AddQuery<v1::GetInvoiceRequest, v1::Invoice>(table, service + "GetInvoice", deps, GetInvoice);
  AddQuery<v1::ListInvoicesRequest, v1::ListInvoicesResponse>(table, service + "ListInvoices", deps,
                                                              ListInvoices);
  AddMutation<v1::IssueCreditNoteRequest, v1::Payment>(table, service + "IssueCreditNote", deps,
                                                       IssueCreditNote);
  AddMutation<v1::RecordPaymentRequest, v1::Payment>(table, service + "RecordPayment", deps,
                                                     RecordPayment);
  AddQuery<v1::PreviewAllocationRequest, v1::PreviewAllocationResponse>(
      table, service + "PreviewAllocation", deps, PreviewAllocation);
  AddMutation<v1::ReversePaymentRequest, v1::Payment>(table, service + "ReversePayment", deps,
                                                      ReversePayment);
  AddClaimMethods(table, deps);
  AddQuery<v1::GetPaymentRequest, v1::Payment>(table, service + "GetPayment", deps, GetPayment);
  AddQuery<v1::ListPaymentsRequest, v1::ListPaymentsResponse>(table, service + "ListPayments", deps,
                                                              ListPayments);
  AddQuery<v1::GetStatementRequest, v1::Statement>(table, service + "GetStatement", deps,
                                                   GetStatement);
  AddQuery<v1::GetAgingRequest, v1::Aging>(table, service + "GetAging", deps, GetAging);
  AddMutation<v1::OpenDisputeRequest, v1::Dispute>(table, service + "OpenDispute", deps,
                                                   OpenDispute);
  AddMutation<v1::ResolveDisputeRequest, v1::Dispute>(table, service + "ResolveDispute", deps,
                                                      ResolveDispute);
  AddQuery<v1::GetDisputeRequest, v1::Dispute>(table, service + "GetDispute", deps, GetDispute);
  AddQuery<v1::ListDisputesRequest, v1::ListDisputesResponse>(table, service + "ListDisputes", deps,
                                                              ListDisputes);
  AddPromiseMethods(table, service, deps);
  AddAdjustmentMethods(table, service, deps);
  AddAccountStatementMethods(table, service, deps);
  AddPackMethods(table, service, deps);
}

}  // namespace countersign::rpc
