#include "licensing/app/invoice_import.h"

#include "licensing/app/payments.h"
#include "licensing/app/receivables.h"
#include "licensing/app/resource.h"

namespace countersign::app {
namespace {

using formats::InvoiceDocument;

// What the document says first counts: names only where nobody is known by an id.
Result<std::string> CustomerOf(const PartyDirectory& parties, const InvoiceDocument& document) {
  std::set<std::string> found;
  for (const std::string& id : document.customer_ids) found.merge(parties.ById(id));
  if (found.empty())
    for (const std::string& name : document.customer_names) found.merge(parties.ByName(name));
  if (found.size() == 1) return *found.begin();
  if (!found.empty()) return FieldInvalid("invoice.customer", "is known of more than one customer");
  return FieldInvalid("invoice.customer",
                      "is nobody's id, name or label `party_id`: enter the customer, or label it");
}

tl::unexpected<Error> Differs(const std::string& resource, std::string_view what) {
  return Fail(Code::kAlreadyExists, Reason::kResourceExists,
              resource + " has this number with another " + std::string(what) +
                  ": correct the file, or that one by a record of its own",
              {{"resource", resource}, {"field", "invoice.number"}});
}

Result<RowOutcome> CheckSame(const domain::Invoice& stored, const std::string& customer_id,
                             const InvoiceDocument& document) {
  const std::string name = Name("invoices", stored.id);
  if (stored.customer_id != customer_id) return Differs(name, "customer");
  if (stored.amount != document.amount) return Differs(name, "amount");
  if (stored.invoice_date != document.invoice_date) return Differs(name, "date");
  if (document.due_date && stored.due_date != *document.due_date) return Differs(name, "due date");
  if (stored.contract != document.contract) return Differs(name, "contract");
  return RowOutcome::kUnchanged;
}

Result<RowOutcome> ImportCreditNote(Transaction& tx, const Act& act, const std::string& customer_id,
                                    const InvoiceDocument& document) {
  ASSIGN_OR_RETURN(const auto stored, tx.receivables().payments().FindByReference(document.number));
  for (const domain::Payment& note : stored) {
    if (note.kind != domain::PaymentKind::kCreditNote) continue;
    const std::string name = Name("payments", note.id);
    if (note.customer_id != customer_id) return Differs(name, "customer");
    if (note.amount != document.amount) return Differs(name, "amount");
    return RowOutcome::kUnchanged;
  }
  if (document.corrects.empty())
    return FieldInvalid("credit_note.corrected_invoice", "is missing: the number of the invoice");
  ASSIGN_OR_RETURN(const auto invoice, tx.receivables().invoices().FindByNumber(document.corrects));
  if (!invoice) return NotFound("invoice with the number " + document.corrects);
  if (invoice->customer_id != customer_id)
    return FieldInvalid("credit_note.corrected_invoice", "is another customer's");
  NewCreditNote draft;
  draft.invoice_id = invoice->id;
  draft.amount = document.amount;
  draft.date = document.invoice_date;
  draft.reason = document.number;
  draft.number = document.number;
  return IssueCreditNote(tx, act, draft).map([](const auto&) { return RowOutcome::kRecorded; });
}

}  // namespace

Result<RowOutcome> ImportDocument(Transaction& tx, const Act& act, const PartyDirectory& parties,
                                  const InvoiceDocument& document) {
  ASSIGN_OR_RETURN(const std::string customer_id, CustomerOf(parties, document));
  if (document.credit_note) return ImportCreditNote(tx, act, customer_id, document);
  ASSIGN_OR_RETURN(const auto stored, tx.receivables().invoices().FindByNumber(document.number));
  if (stored) return CheckSame(*stored, customer_id, document);
  NewInvoice draft;
  draft.customer_id = customer_id;
  draft.number = document.number;
  draft.amount = document.amount;
  draft.invoice_date = document.invoice_date;
  draft.due_date = document.due_date;
  draft.credit_term_days = document.credit_term_days;
  draft.contract = document.contract;
  draft.sub_contract = document.sub_contract;
  return CreateInvoice(tx, act, draft).map([](const auto&) { return RowOutcome::kRecorded; });
}

}  // namespace countersign::app
