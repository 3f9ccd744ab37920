#include "licensing/app/payment_import.h"

#include "licensing/app/bank_entries.h"
#include "licensing/app/resource.h"
#include "licensing/domain/payment_match.h"

namespace countersign::app {
namespace {

using domain::BankEntry;
using domain::BankEntryState;
using domain::Invoice;
using formats::PaymentEntry;

BankEntry NewEntry(const Act& act, std::string_view operation_id, const PaymentEntry& entry) {
  BankEntry row;
  row.id = domain::BankEntryId(entry.account, entry.reference, entry.reversal);
  row.account = entry.account;
  row.reference = entry.reference;
  row.end_to_end = entry.end_to_end;
  row.amount = entry.amount;
  row.date = entry.date;
  row.payer = entry.payer;
  row.operation_id = operation_id;
  row.meta = NewMeta(act);
  return row;
}

// The invoices that an entry names, whoever they are of, in its order.
Result<std::vector<Invoice>> NamedInvoices(View& view, const PaymentEntry& entry) {
  std::vector<Invoice> named;
  for (const std::string& number : entry.invoices) {
    ASSIGN_OR_RETURN(auto invoice, view.receivables().invoices().FindByNumber(number));
    if (!invoice) return NotFound("invoice with the number " + number);
    named.push_back(*std::move(invoice));
  }
  if (!named.empty()) return named;
  for (const std::string& word : domain::NumberWords(entry.text)) {
    ASSIGN_OR_RETURN(auto invoice, view.receivables().invoices().FindByNumber(word));
    if (invoice) named.push_back(*std::move(invoice));
  }
  return named;
}

Result<domain::Payer> PayerOf(const PartyDirectory& parties, const PaymentEntry& entry,
                              const std::vector<Invoice>& named) {
  if (!entry.customer.empty()) {
    std::set<std::string> found = parties.ById(entry.customer);
    if (found.empty()) found = parties.ByName(entry.customer);
    if (found.size() == 1) return domain::Payer{*found.begin()};
    return FieldInvalid("payment.customer", found.empty()
                                                ? "is nobody's id, name or label `party_id`"
                                                : "is known of more than one customer");
  }
  domain::PayerFacts facts;
  for (const Invoice& invoice : named) facts.named.insert(invoice.customer_id);
  facts.account = parties.ByAccount(entry.payer_account);
  facts.name = parties.ByName(entry.payer);
  return domain::WhoPaid(facts);
}

Result<domain::MatchFacts> FactsOf(View& view, const PaymentEntry& entry,
                                   const std::string& customer_id,
                                   const std::vector<Invoice>& named) {
  domain::MatchFacts facts{entry.amount, {}, {}, {}};
  for (const Invoice& invoice : named) {
    const bool open = invoice.customer_id == customer_id &&
                      invoice.state == domain::InvoiceState::kOpen &&
                      invoice.amount.currency_code == entry.amount.currency_code;
    (open ? facts.named : facts.settled).push_back(invoice.number);
  }
  ASSIGN_OR_RETURN(const auto invoices,
                   view.receivables().invoices().ListOpen(customer_id, entry.amount.currency_code));
  for (const Invoice& invoice : invoices) {
    domain::Debt& debt = facts.open.emplace_back();
    debt.invoice = invoice.number;
    ASSIGN_OR_RETURN(const domain::ClaimParts parts, OpenParts(view, invoice));
    ASSIGN_OR_RETURN(debt.open, SumOfParts(parts));
    debt.open_principal = parts.principal;
  }
  return facts;
}

Result<std::vector<std::string>> IdsOf(View& view, const std::vector<std::string>& numbers) {
  std::vector<std::string> ids;
  for (const std::string& number : numbers) {
    ASSIGN_OR_RETURN(const auto invoice, view.receivables().invoices().FindByNumber(number));
    if (!invoice) return NotFound("invoice with the number " + number);
    ids.push_back(invoice->id);
  }
  return ids;
}

Result<RowOutcome> Receive(Transaction& tx, const Act& act, const PartyDirectory& parties,
                           const PaymentEntry& entry, BankEntry row) {
  ASSIGN_OR_RETURN(const auto named, NamedInvoices(tx, entry));
  ASSIGN_OR_RETURN(const domain::Payer payer, PayerOf(parties, entry, named));
  row.customer_id = payer.customer_id;
  auto& rows = tx.imports().bank_entries();
  ASSIGN_OR_RETURN(const auto same,
                   FindSamePayment(tx, payer.customer_id, entry.reference, entry.amount));
  if (same) {
    row.state = BankEntryState::kRecorded;
    row.payment_id = same->id;
    RETURN_IF_ERROR(rows.Insert(row));
    return RowOutcome::kUnchanged;
  }
  ASSIGN_OR_RETURN(const auto facts, FactsOf(tx, entry, payer.customer_id, named));
  ASSIGN_OR_RETURN(const domain::Match match, domain::MatchPayment(facts));
  NewPayment draft = PaymentOf(row);
  ASSIGN_OR_RETURN(draft.designated, IdsOf(tx, match.designated));
  if (match.certain && payer.certain) {
    ASSIGN_OR_RETURN(const domain::Payment payment, RecordPayment(tx, act, draft));
    row.state = BankEntryState::kRecorded;
    row.payment_id = payment.id;
    RETURN_IF_ERROR(rows.Insert(row));
    return RowOutcome::kRecorded;
  }
  // What could not be recorded must not wait for it.
  RETURN_IF_ERROR(PreviewAllocation(tx, draft, act.now));
  row.proposed = draft.designated;
  row.note = payer.certain ? match.why : "what it names and who paid are of different customers";
  RETURN_IF_ERROR(rows.Insert(row));
  return RowOutcome::kProposed;
}

// The entry that a reversal takes back.
Result<BankEntry> OriginalOf(View& view, const PaymentEntry& reversal) {
  auto& rows = view.imports().bank_entries();
  ASSIGN_OR_RETURN(const auto by_reference,
                   rows.Find(domain::BankEntryId(reversal.account, reversal.reference, false)));
  if (by_reference && by_reference->amount == reversal.amount) return *by_reference;
  ASSIGN_OR_RETURN(auto found, rows.FindByEndToEnd(reversal.end_to_end));
  std::erase_if(found, [&](const BankEntry& row) {
    return row.account != reversal.account || row.amount != reversal.amount ||
           row.state == BankEntryState::kReversal;
  });
  if (found.size() == 1) return found.front();
  return Fail(Code::kNotFound, Reason::kResourceNotFound,
              found.empty()
                  ? "nothing was imported that this takes back: reverse the payment by hand"
                  : "more than one payment may be what this takes back: reverse it by hand");
}

Result<RowOutcome> TakeBack(Transaction& tx, const Act& act, const PaymentEntry& entry,
                            BankEntry row) {
  ASSIGN_OR_RETURN(BankEntry original, OriginalOf(tx, entry));
  row.state = BankEntryState::kReversal;
  row.customer_id = original.customer_id;
  row.payment_id = original.payment_id;
  row.note = entry.reason;
  auto& rows = tx.imports().bank_entries();
  if (original.state == BankEntryState::kDismissed) {
    RETURN_IF_ERROR(rows.Insert(row));
    return RowOutcome::kUnchanged;
  }
  if (original.state == BankEntryState::kPending) {
    original.state = BankEntryState::kDismissed;
    original.note = "the bank took it back";
    RETURN_IF_ERROR(rows.Insert(row));
    RETURN_IF_ERROR(Save(rows, original, act));
    return RowOutcome::kReversed;
  }
  ASSIGN_OR_RETURN(const domain::Payment payment,
                   Load(tx.receivables().payments(), "payments", *original.payment_id));
  const bool reversed = payment.state == domain::PaymentState::kReversed;
  if (!reversed) {
    const std::string why = entry.reason.empty() ? "" : ": " + entry.reason;
    RETURN_IF_ERROR(
        ReversePayment(tx, act, {payment.id, "", entry.date, "reversed by the bank" + why}));
  }
  RETURN_IF_ERROR(rows.Insert(row));
  return reversed ? RowOutcome::kUnchanged : RowOutcome::kReversed;
}

}  // namespace

Result<RowOutcome> ImportEntry(Transaction& tx, const Act& act, const PartyDirectory& parties,
                               std::string_view operation_id, const PaymentEntry& entry) {
  BankEntry row = NewEntry(act, operation_id, entry);
  ASSIGN_OR_RETURN(const auto stored, tx.imports().bank_entries().Find(row.id));
  if (stored) {
    if (stored->amount == row.amount && stored->date == row.date) return RowOutcome::kUnchanged;
    return Fail(Code::kAlreadyExists, Reason::kResourceExists,
                Name("bankEntries", stored->id) + " has this reference with another amount or date",
                {{"resource", Name("bankEntries", stored->id)}, {"field", "payment.reference"}});
  }
  return entry.reversal ? TakeBack(tx, act, entry, std::move(row))
                        : Receive(tx, act, parties, entry, std::move(row));
}

}  // namespace countersign::app
