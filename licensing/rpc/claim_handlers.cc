#include "licensing/rpc/claim_handlers.h"

#include "licensing/app/claim_documents.h"
#include "licensing/app/payments.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/convert_receivable.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

Result<v1::Payment> RecordDishonour(Mutation& m, const v1::RecordDishonourRequest& request) {
  app::PaymentReversal dishonour;
  ASSIGN_OR_RETURN(dishonour.payment_id, ParseName("name", request.name(), "payments"));
  dishonour.etag = request.etag();
  ASSIGN_OR_RETURN(dishonour.date, DateToDomain("date", request.date()));
  dishonour.reason = request.reason();
  return FullPayment(m.tx, app::RecordDishonour(m.tx, m.act, dishonour));
}

Result<v1::InterestNote> IssueInterestNote(Mutation& m,
                                           const v1::IssueInterestNoteRequest& request) {
  app::NewInterestNote draft;
  ASSIGN_OR_RETURN(draft.invoice_id, ParseName("name", request.name(), "invoices"));
  draft.etag = request.etag();
  ASSIGN_OR_RETURN(draft.date, DateToDomain("date", request.date()));
  ASSIGN_OR_RETURN(draft.basis, EnumOr("compensation", v1::CompensationBasis_descriptor(),
                                       request.compensation(), draft.basis));
  ASSIGN_OR_RETURN(const auto note, app::IssueInterestNote(m.tx, m.act, draft));
  return ToProto(note);
}

Result<v1::TaxInvoice> AttachTaxInvoice(Mutation& m, const v1::AttachTaxInvoiceRequest& request) {
  app::NewTaxInvoice draft;
  ASSIGN_OR_RETURN(draft.invoice_id, ParseName("name", request.name(), "invoices"));
  draft.etag = request.etag();
  draft.number = request.number();
  draft.amount = ToDomain(request.amount());
  ASSIGN_OR_RETURN(draft.date, DateToDomain("date", request.date()));
  draft.document_sha256 = request.document_sha256();
  ASSIGN_OR_RETURN(draft.receive_date, DateToDomain("receive_date", request.receive_date()));
  ASSIGN_OR_RETURN(const auto attached, app::AttachTaxInvoice(m.tx, m.act, draft));
  return ToProto(attached);
}

Result<v1::TaxInvoice> RecordTaxInvoiceReceipt(Mutation& m,
                                               const v1::RecordTaxInvoiceReceiptRequest& request) {
  app::TaxInvoiceReceipt receipt;
  ASSIGN_OR_RETURN(receipt.invoice_id, ParseName("name", request.name(), "invoices"));
  receipt.etag = request.etag();
  receipt.number = request.number();
  ASSIGN_OR_RETURN(receipt.date, DateToDomain("date", request.date()));
  ASSIGN_OR_RETURN(const auto attached, app::RecordTaxInvoiceReceipt(m.tx, m.act, receipt));
  return ToProto(attached);
}

Result<v1::Invoice> RecordLimitationEvent(Mutation& m,
                                          const v1::RecordLimitationEventRequest& request) {
  app::NewLimitationEvent draft;
  ASSIGN_OR_RETURN(draft.invoice_id, ParseName("name", request.name(), "invoices"));
  draft.etag = request.etag();
  ASSIGN_OR_RETURN(const int kind,
                   KnownValue("kind", v1::LimitationEventKind_descriptor(), request.kind()));
  draft.kind = static_cast<domain::LimitationEventKind>(kind);
  if (draft.kind == domain::LimitationEventKind::kStatementConfirmed)
    return FieldInvalid("kind", "must be another: it is recorded with the statement");
  ASSIGN_OR_RETURN(draft.date, DateToDomain("date", request.date()));
  draft.proof_sha256 = request.proof_sha256();
  ASSIGN_OR_RETURN(const auto invoice, app::RecordLimitationEvent(m.tx, m.act, draft));
  return FullInvoice(m.tx, invoice.id, m.act.now);
}

}  // namespace

void AddClaimMethods(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.ReceivableService/";
  AddMutation<v1::RecordDishonourRequest, v1::Payment>(table, service + "RecordDishonour", deps,
                                                       RecordDishonour);
  AddMutation<v1::IssueInterestNoteRequest, v1::InterestNote>(table, service + "IssueInterestNote",
                                                              deps, IssueInterestNote);
  AddMutation<v1::AttachTaxInvoiceRequest, v1::TaxInvoice>(table, service + "AttachTaxInvoice",
                                                           deps, AttachTaxInvoice);
  AddMutation<v1::RecordTaxInvoiceReceiptRequest, v1::TaxInvoice>(
      table, service + "RecordTaxInvoiceReceipt", deps, RecordTaxInvoiceReceipt);
  AddMutation<v1::RecordLimitationEventRequest, v1::Invoice>(
      table, service + "RecordLimitationEvent", deps, RecordLimitationEvent);
}

}  // namespace countersign::rpc
