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

// What an entry names, whoever it is of, in its order.
struct Named {
  std::vector<Invoice> invoices;
  std::string unknown;  // a number that it gives as an invoice's, and none has
};

Result<Named> NamedBy(View& view, const PaymentEntry& entry) {
  Named named;
  for (const std::string& number : entry.invoices) {
    ASSIGN_OR_RETURN(auto invoice, view.receivables().invoices().FindByNumber(number));
    if (invoice) {
      named.invoices.push_back(*std::move(invoice));
    } else if (named.unknown.empty()) {
      named.unknown = number;
    }
  }
  if (!named.invoices.empty()) return named;
  for (const std::string& word : domain::NumberWords(entry.text)) {
    ASSIGN_OR_RETURN(auto invoice, view.receivables().invoices().FindByNumber(word));
    if (invoice) named.invoices.push_back(*std::move(invoice));
  }
  return named;
}

domain::Payer PayerOf(const PartyDirectory& parties, const PaymentEntry& entry,
                      const Named& named) {
  domain::PayerFacts facts;
  for (const Invoice& invoice : named.invoices) facts.named.insert(invoice.customer_id);
  facts.account = parties.ByAccount(entry.payer_account);
  facts.name = parties.ByName(entry.payer);
  if (!entry.customer.empty()) {
    facts.stated = parties.ById(entry.customer);
    if (facts.stated->empty()) facts.stated = parties.ByName(entry.customer);
  }
  domain::Payer payer = domain::WhoPaid(facts);
  if (payer.doubt.empty() && !named.unknown.empty())
    payer.doubt = "it names " + named.unknown + ", which is no invoice's number";
  return payer;
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

std::vector<std::string> IdsOf(const std::vector<Invoice>& invoices) {
  std::vector<std::string> ids;
  for (const Invoice& invoice : invoices) ids.push_back(invoice.id);
  return ids;
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

// Records an entry of a known customer, or says on it what it is proposed to pay and why it waits.
Result<RowOutcome> Match(Transaction& tx, const Act& act, const PaymentEntry& entry,
                         const Named& named, const std::string& doubt, BankEntry& row) {
  ASSIGN_OR_RETURN(const auto same,
                   FindSamePayment(tx, row.customer_id, entry.reference, entry.amount));
  if (same) {
    row.state = BankEntryState::kRecorded;
    row.payment_id = same->id;
    return RowOutcome::kUnchanged;
  }
  ASSIGN_OR_RETURN(const auto facts, FactsOf(tx, entry, row.customer_id, named.invoices));
  ASSIGN_OR_RETURN(const domain::Match match, domain::MatchPayment(facts));
  NewPayment draft = PaymentOf(row);
  ASSIGN_OR_RETURN(draft.designated, IdsOf(tx, match.designated));
  if (match.certain && doubt.empty()) {
    ASSIGN_OR_RETURN(const domain::Payment payment, RecordPayment(tx, act, draft));
    row.state = BankEntryState::kRecorded;
    row.payment_id = payment.id;
    return RowOutcome::kRecorded;
  }
  row.proposed = draft.designated;
  row.note = doubt.empty() ? match.why : doubt;
  return RowOutcome::kProposed;
}

// The same; and what cannot be recorded, since a rate of interest is missing say, waits with the
// reason, for it is money all the same. What has begun to write has to fail.
Result<RowOutcome> MatchOrWait(Transaction& tx, const Act& act, const PaymentEntry& entry,
                               const Named& named, const std::string& doubt, BankEntry& row) {
  const std::int64_t before = tx.RowsWritten();
  const Result<RowOutcome> outcome = Match(tx, act, entry, named, doubt, row);
  if (outcome || !IsRowsFault(outcome.error()) || tx.RowsWritten() != before) return outcome;
  row.note = outcome.error().message;
  return RowOutcome::kProposed;
}

// An entry that is new, or `stored`, which waits and is nobody's: it may be known meanwhile whose.
// `doubt`: why it is not certain what it is, or empty.
Result<RowOutcome> Receive(Transaction& tx, const Act& act, const PartyDirectory& parties,
                           const PaymentEntry& entry, BankEntry row, bool stored,
                           std::string doubt) {
  RETURN_IF_ERROR(CheckPaymentForm(PaymentOf(row), act.now));
  ASSIGN_OR_RETURN(const Named named, NamedBy(tx, entry));
  const domain::Payer payer = PayerOf(parties, entry, named);
  if (stored && payer.customer_id.empty()) return RowOutcome::kUnchanged;
  row.customer_id = payer.customer_id;
  row.candidates.clear();
  if (payer.candidates != std::set{payer.customer_id})
    row.candidates.assign(payer.candidates.begin(), payer.candidates.end());
  if (doubt.empty()) doubt = payer.doubt;
  RowOutcome outcome = RowOutcome::kProposed;
  if (row.customer_id.empty()) {
    row.proposed = IdsOf(named.invoices);
    row.note = doubt;
  } else {
    ASSIGN_OR_RETURN(outcome, MatchOrWait(tx, act, entry, named, doubt, row));
  }
  auto& rows = tx.imports().bank_entries();
  RETURN_IF_ERROR(stored ? Save(rows, row, act) : rows.Insert(row));
  return outcome;
}

// An entry that is on record under row.id.
Result<RowOutcome> ReceiveAgain(Transaction& tx, const Act& act, const PartyDirectory& parties,
                                const PaymentEntry& entry, BankEntry row, const BankEntry& stored) {
  const std::string name = Name("bankEntries", stored.id);
  const auto again = [&](const BankEntry& known, std::string doubt) {
    const bool nobodys = known.state == BankEntryState::kPending && known.customer_id.empty();
    return nobodys ? Receive(tx, act, parties, entry, known, true, std::move(doubt))
                   : Result<RowOutcome>(RowOutcome::kUnchanged);
  };
  if (stored.amount == row.amount && stored.date == row.date) return again(stored, {});
  if (entry.reversal || stored.amount == row.amount)
    return Fail(Code::kAlreadyExists, Reason::kResourceExists,
                name + " has this reference with another amount or date",
                {{"resource", name}, {"field", "payment.reference"}});
  // Another amount is other money, or a mistake: a person has to say.
  row.id = domain::BankEntryId(row.account, row.reference, row.amount);
  ASSIGN_OR_RETURN(const auto found, tx.imports().bank_entries().Find(row.id));
  std::string doubt = name + " has this reference with another amount";
  if (found) return again(*found, std::move(doubt));
  return Receive(tx, act, parties, entry, std::move(row), false, std::move(doubt));
}

// The entry that a reversal takes back.
Result<BankEntry> OriginalOf(View& view, const PaymentEntry& reversal) {
  auto& rows = view.imports().bank_entries();
  ASSIGN_OR_RETURN(const auto by_reference,
                   rows.Find(domain::BankEntryId(reversal.account, reversal.reference, false)));
  if (by_reference && by_reference->amount == reversal.amount) return *by_reference;
  ASSIGN_OR_RETURN(
      const auto by_amount,
      rows.Find(domain::BankEntryId(reversal.account, reversal.reference, reversal.amount)));
  if (by_amount) return *by_amount;
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
  if (stored) return ReceiveAgain(tx, act, parties, entry, std::move(row), *stored);
  return entry.reversal ? TakeBack(tx, act, entry, std::move(row))
                        : Receive(tx, act, parties, entry, std::move(row), false, {});
}

bool IsRowsFault(const Error& error) {
  switch (error.code) {
    case Code::kInvalidArgument:
    case Code::kNotFound:
    case Code::kAlreadyExists:
    case Code::kFailedPrecondition:
    case Code::kAborted:
    case Code::kOutOfRange:
      return true;
    default:
      return false;
  }
}

}  // namespace countersign::app
