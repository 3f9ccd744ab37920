#include "licensing/app/bank_entries.h"

#include "licensing/app/resource.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::BankEntry;
using domain::BankEntryState;

constexpr std::size_t kMaxReason = 500;

std::string_view StateName(BankEntryState state) {
  switch (state) {
    case BankEntryState::kRecorded:
      return "RECORDED";
    case BankEntryState::kPending:
      return "PENDING";
    case BankEntryState::kDismissed:
      return "DISMISSED";
    case BankEntryState::kReversal:
      break;
  }
  return "REVERSAL";
}

Result<BankEntry> LoadPending(Transaction& tx, std::string_view id, std::string_view etag) {
  ASSIGN_OR_RETURN(BankEntry entry,
                   LoadForChange(tx.imports().bank_entries(), "bankEntries", id, etag));
  if (entry.state != BankEntryState::kPending)
    return StateConflict(Name("bankEntries", id), StateName(entry.state), "nothing waits there");
  return entry;
}

// What of the customer's is proposed, and still open in the entry's currency.
Result<std::vector<std::string>> StillOpen(View& view, const BankEntry& entry) {
  std::vector<std::string> open;
  for (const std::string& id : entry.proposed) {
    ASSIGN_OR_RETURN(const domain::Invoice invoice,
                     Load(view.receivables().invoices(), "invoices", id));
    if (invoice.state == domain::InvoiceState::kOpen && invoice.customer_id == entry.customer_id &&
        invoice.amount.currency_code == entry.amount.currency_code)
      open.push_back(id);
  }
  return open;
}

Result<std::string> CustomerOf(View& view, const BankEntry& entry,
                               const EntryConfirmation& confirmation) {
  if (!confirmation.customer_id.empty()) return confirmation.customer_id;
  if (!entry.customer_id.empty()) return entry.customer_id;
  if (confirmation.designated.empty())
    return Fail(Code::kFailedPrecondition, Reason::kPayerUnknown,
                Name("bankEntries", entry.id) + ": " + entry.note +
                    ". Say whose it is: name the customer, or the invoices that it pays",
                {{"resource", Name("bankEntries", entry.id)}, {"field", "customer"}});
  ASSIGN_OR_RETURN(const domain::Invoice invoice, Load(view.receivables().invoices(), "invoices",
                                                       confirmation.designated.front()));
  return invoice.customer_id;
}

}  // namespace

Result<std::optional<domain::Payment>> FindSamePayment(View& view, std::string_view customer_id,
                                                       std::string_view reference,
                                                       const domain::Money& amount) {
  ASSIGN_OR_RETURN(auto payments, view.receivables().payments().FindByReference(reference));
  for (domain::Payment& payment : payments)
    if (payment.customer_id == customer_id && payment.amount == amount &&
        payment.kind != domain::PaymentKind::kCreditNote &&
        payment.state != domain::PaymentState::kReversed)
      return std::optional(std::move(payment));
  return std::optional<domain::Payment>();
}

NewPayment PaymentOf(const BankEntry& entry) {
  NewPayment payment;
  payment.customer_id = entry.customer_id;
  payment.amount = entry.amount;
  payment.date = entry.date;
  payment.reference = entry.reference;
  payment.payer = entry.payer;
  return payment;
}

Result<domain::Payment> ConfirmBankEntry(Transaction& tx, const Act& act,
                                         const EntryConfirmation& confirmation) {
  ASSIGN_OR_RETURN(BankEntry entry, LoadPending(tx, confirmation.entry_id, confirmation.etag));
  ASSIGN_OR_RETURN(entry.customer_id, CustomerOf(tx, entry, confirmation));
  ASSIGN_OR_RETURN(const auto same,
                   FindSamePayment(tx, entry.customer_id, entry.reference, entry.amount));
  if (same)
    return StateConflict(Name("bankEntries", entry.id), "PENDING",
                         "it was recorded as " + Name("payments", same->id) + ": dismiss it");
  NewPayment draft = PaymentOf(entry);
  draft.designated = confirmation.designated;
  if (draft.designated.empty()) {
    ASSIGN_OR_RETURN(draft.designated, StillOpen(tx, entry));
  }
  ASSIGN_OR_RETURN(domain::Payment payment, RecordPayment(tx, act, draft));
  entry.state = BankEntryState::kRecorded;
  entry.payment_id = payment.id;
  RETURN_IF_ERROR(Save(tx.imports().bank_entries(), entry, act));
  RETURN_IF_ERROR(Record(tx, act, "bank_entry.confirm", Name("bankEntries", entry.id),
                         {{"customer", Name("customers", entry.customer_id)},
                          {"payment", Name("payments", payment.id)}}));
  return payment;
}

Result<BankEntry> DismissBankEntry(Transaction& tx, const Act& act, std::string_view id,
                                   std::string_view etag, std::string_view reason) {
  ASSIGN_OR_RETURN(BankEntry entry, LoadPending(tx, id, etag));
  RETURN_IF_ERROR(domain::CheckText("reason", reason, 1, kMaxReason));
  entry.state = BankEntryState::kDismissed;
  entry.note = reason;
  RETURN_IF_ERROR(Save(tx.imports().bank_entries(), entry, act));
  RETURN_IF_ERROR(Record(tx, act, "bank_entry.dismiss", Name("bankEntries", entry.id), {}));
  return entry;
}

}  // namespace countersign::app
