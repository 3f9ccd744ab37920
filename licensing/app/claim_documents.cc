#include "licensing/app/claim_documents.h"

#include <algorithm>

#include "licensing/app/blobs.h"
#include "licensing/app/due_dates.h"
#include "licensing/app/interest_due.h"
#include "licensing/app/numbers.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::CompensationBasis;
using domain::Invoice;
using domain::Money;
using domain::RecordKind;

constexpr std::size_t kMaxNumber = 40;

Result<Invoice> LoadInvoice(Transaction& tx, const std::string& id, const std::string& etag) {
  return LoadClaimForChange(tx.receivables().invoices(), "invoices", id, etag);
}

// The principal that was open when the invoice fell due.
Result<Money> DebtOnDueDate(View& view, const Invoice& invoice) {
  ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfInvoice(invoice.id));
  ASSIGN_OR_RETURN(const auto balance,
                   domain::BalanceAsOf(invoice.amount.currency_code, RecordsOf(lines),
                                       {invoice.due_date, AllOnRecord().recorded_before}));
  return balance.open.principal;
}

Result<Money> Compensation(View& view, const Invoice& invoice, CompensationBasis basis,
                           CivilDate date) {
  const Money none{invoice.amount.currency_code, 0};
  if (basis == CompensationBasis::kNone || date <= invoice.due_date) return none;
  ASSIGN_OR_RETURN(const auto notes, view.receivables().interest_notes().OfInvoice(invoice.id));
  if (std::ranges::any_of(notes, [](const domain::InterestNote& note) {
        return note.compensation.minor_units > 0;
      }))
    return none;
  ASSIGN_OR_RETURN(const Money debt, DebtOnDueDate(view, invoice));
  return domain::FixedCompensation(
      basis == CompensationBasis::kEu ? domain::EuCompensation() : domain::UkCompensation(), debt);
}

tl::unexpected<Error> NothingToClaim(const std::string& name) {
  return Fail(Code::kFailedPrecondition, Reason::kNothingToClaim,
              "no interest has accrued on " + name +
                  " that was not claimed before, and no fixed compensation is due",
              {{"resource", name}});
}

// What the note claims, on record; the rest of the note is filled in.
Result<void> Claim(Transaction& tx, const Act& act, const Invoice& invoice,
                   const domain::InterestNote& note) {
  ClaimLog& claims = tx.receivables().claims();
  const std::string cause = Name("interestNotes", note.id);
  if (note.interest.minor_units > 0)
    RETURN_IF_ERROR(claims.Append(InterestLine(act, invoice, note.interest, note.date, cause)));
  if (note.compensation.minor_units > 0)
    RETURN_IF_ERROR(claims.Append(CostsLine(act, invoice, note.compensation, note.date, cause)));
  RETURN_IF_ERROR(RefreshInvoice(tx, act, invoice.id));
  return ApplyCredits(tx, act, invoice.customer_id, invoice.amount.currency_code, note.date);
}

// Another etag, so that who acts on the invoice has seen what is filed with it.
Result<void> Touch(Transaction& tx, const Act& act, Invoice& invoice) {
  return Save(tx.receivables().invoices(), invoice, act);
}

// The hashes of an attachment that may be left out.
Result<std::vector<std::string>> Attachment(View& view, std::string_view field,
                                            const std::string& sha256, const Invoice& invoice) {
  if (sha256.empty()) return std::vector<std::string>();
  ASSIGN_OR_RETURN(const domain::Blob blob,
                   LoadAttachment(view, field, sha256, Name("customers", invoice.customer_id)));
  return std::vector{blob.sha256};
}

Result<void> CheckReceiveDate(std::string_view field, CivilDate received,
                              const domain::TaxInvoice& tax_invoice, Instant now) {
  RETURN_IF_ERROR(domain::CheckNotInFuture(field, received, now));
  if (received >= tax_invoice.date) return {};
  return FieldInvalid(
      field, "must not be before the tax invoice's date of " + FormatCivilDate(tax_invoice.date));
}

// Where the contract counts the credit term from the receipt of the tax invoice, and the claim has
// not fallen due by an earlier one, its due date follows from this one.
Result<void> SetDueDate(View& view, Invoice& invoice, domain::TaxInvoice& received) {
  const bool red_letter = received.amount.minor_units < 0;
  if (invoice.contract.empty() || red_letter) return {};
  ASSIGN_OR_RETURN(
      const domain::Contract contract,
      Load(view.contracts(), "contracts", invoice.contract.substr(invoice.contract.find('/') + 1)));
  const auto& rule = contract.terms.due_rule;
  if (!rule || rule->base != domain::DueBase::kTaxInvoiceReceipt) return {};
  ASSIGN_OR_RETURN(const CivilDate not_yet, NotDueYet(invoice.invoice_date));
  if (invoice.due_date != not_yet) return {};
  domain::DueFacts facts;
  facts.invoice_date = invoice.invoice_date;
  facts.tax_invoice_received = received.receive_date;
  ASSIGN_OR_RETURN(const auto due, DueDateOf(view, contract, facts));
  received.due_date_before = invoice.due_date;
  invoice.due_date = *due;
  return {};
}

Result<void> CheckNumberIsFree(View& view, const std::string& number) {
  RETURN_IF_ERROR(domain::CheckText("number", number, 1, kMaxNumber));
  ASSIGN_OR_RETURN(const auto taken, view.receivables().tax_invoices().FindByNumber(number));
  if (!taken) return {};
  return Fail(Code::kAlreadyExists, Reason::kResourceExists,
              "tax invoice " + number + " is attached to " + Name("invoices", taken->invoice_id),
              {{"resource", Name("invoices", taken->invoice_id)}});
}

// The allocations that stand as of then.
std::vector<const ClaimLine*> AllocationsAsOf(const std::vector<ClaimLine>& lines,
                                              const domain::AsOf& as_of) {
  std::vector<const ClaimLine*> standing;
  for (const ClaimLine& line : lines) {
    const domain::ClaimRecord& record = line.record;
    if (record.kind != RecordKind::kAllocation || record.record_time >= as_of.recorded_before ||
        record.value_date.value_or(record.effective_date) > as_of.date)
      continue;
    const bool undone = std::ranges::any_of(lines, [&](const ClaimLine& other) {
      return other.record.reverses == record.id && other.record.effective_date <= as_of.date &&
             other.record.record_time < as_of.recorded_before;
    });
    if (!undone) standing.push_back(&line);
  }
  return standing;
}

}  // namespace

Result<domain::InterestNote> IssueInterestNote(Transaction& tx, const Act& act,
                                               const NewInterestNote& draft) {
  ASSIGN_OR_RETURN(const Invoice invoice, LoadInvoice(tx, draft.invoice_id, draft.etag));
  domain::InterestNote note;
  note.id = NewId(act.now, act.entropy);
  note.customer_id = invoice.customer_id;
  note.invoice_id = invoice.id;
  ASSIGN_OR_RETURN(note.date, DateOrToday(tx, invoice, "date", draft.date, act.now));
  ASSIGN_OR_RETURN(const InterestDue due, InterestDueOf(tx, invoice, note.date));
  const std::string name = Name("invoices", invoice.id);
  if (due.rate_missing)
    return Fail(Code::kFailedPrecondition, Reason::kRateMissing,
                invoice.contract + " has no rate of interest for one of the days",
                {{"resource", name}});
  note.interest = due.unclaimed;
  ASSIGN_OR_RETURN(note.compensation, Compensation(tx, invoice, draft.basis, note.date));
  if (note.compensation.minor_units > 0) note.basis = draft.basis;
  if (note.interest.minor_units == 0 && note.compensation.minor_units == 0)
    return NothingToClaim(name);
  note.meta = NewMeta(act);
  ASSIGN_OR_RETURN(note.number,
                   TakeNumber(tx.receivables().numbers(), kInterestNoteSeries, note.date));
  RETURN_IF_ERROR(tx.receivables().interest_notes().Insert(note));
  RETURN_IF_ERROR(Claim(tx, act, invoice, note));
  RETURN_IF_ERROR(Record(tx, act, "invoice.claim_interest", name,
                         {{"number", note.number},
                          {"date", FormatCivilDate(note.date)},
                          {"currency", note.interest.currency_code},
                          {"interest_minor_units", note.interest.minor_units},
                          {"compensation_minor_units", note.compensation.minor_units}}));
  return note;
}

Result<domain::TaxInvoice> AttachTaxInvoice(Transaction& tx, const Act& act,
                                            const NewTaxInvoice& draft) {
  ASSIGN_OR_RETURN(Invoice invoice, LoadInvoice(tx, draft.invoice_id, draft.etag));
  domain::TaxInvoice attached;
  attached.id = NewId(act.now, act.entropy);
  attached.customer_id = invoice.customer_id;
  attached.invoice_id = invoice.id;
  attached.number = draft.number;
  attached.amount = draft.amount;
  attached.document_sha256 = draft.document_sha256;
  attached.receive_date = draft.receive_date;
  if (attached.receive_date) attached.receive_time = act.now;
  attached.meta = NewMeta(act);
  RETURN_IF_ERROR(CheckNumberIsFree(tx, attached.number));
  RETURN_IF_ERROR(domain::CheckCurrency(invoice.amount.currency_code, {attached.amount}));
  if (attached.amount.minor_units == 0)
    return FieldInvalid("amount.minor_units", "must not be zero");
  ASSIGN_OR_RETURN(attached.date, DateOrToday(tx, invoice, "date", draft.date, act.now));
  if (attached.receive_date) {
    RETURN_IF_ERROR(CheckReceiveDate("receive_date", *attached.receive_date, attached, act.now));
    RETURN_IF_ERROR(SetDueDate(tx, invoice, attached));
  }
  ASSIGN_OR_RETURN(const auto hashes,
                   Attachment(tx, "document_sha256", attached.document_sha256, invoice));
  RETURN_IF_ERROR(tx.receivables().tax_invoices().Insert(attached));
  RETURN_IF_ERROR(Touch(tx, act, invoice));
  RETURN_IF_ERROR(Record(tx, act, "invoice.attach_tax_invoice", Name("invoices", invoice.id),
                         {{"number", attached.number},
                          {"date", FormatCivilDate(attached.date)},
                          {"currency", attached.amount.currency_code},
                          {"minor_units", attached.amount.minor_units}},
                         hashes));
  return attached;
}

Result<domain::TaxInvoice> RecordTaxInvoiceReceipt(Transaction& tx, const Act& act,
                                                   const TaxInvoiceReceipt& receipt) {
  ASSIGN_OR_RETURN(Invoice invoice, LoadInvoice(tx, receipt.invoice_id, receipt.etag));
  const std::string name = Name("invoices", invoice.id);
  ASSIGN_OR_RETURN(auto found, tx.receivables().tax_invoices().FindByNumber(receipt.number));
  if (!found || found->invoice_id != invoice.id)
    return NotFound("tax invoice " + receipt.number + " of " + name);
  domain::TaxInvoice attached = *std::move(found);
  if (attached.receive_date)
    return StateConflict("tax invoice " + attached.number, "RECEIVED", "its receipt is on record");
  ASSIGN_OR_RETURN(attached.receive_date, DateOrToday(tx, invoice, "date", receipt.date, act.now));
  RETURN_IF_ERROR(CheckReceiveDate("date", *attached.receive_date, attached, act.now));
  attached.receive_time = act.now;
  RETURN_IF_ERROR(SetDueDate(tx, invoice, attached));
  RETURN_IF_ERROR(Save(tx.receivables().tax_invoices(), attached, act));
  RETURN_IF_ERROR(Touch(tx, act, invoice));
  RETURN_IF_ERROR(
      Record(tx, act, "invoice.record_tax_invoice_receipt", name,
             {{"number", attached.number}, {"date", FormatCivilDate(*attached.receive_date)}}));
  return attached;
}

Invoice DueAsOf(Invoice invoice, const std::vector<domain::TaxInvoice>& tax_invoices,
                const domain::AsOf& as_of) {
  for (const domain::TaxInvoice& attached : tax_invoices)
    if (attached.due_date_before && *attached.receive_time >= as_of.recorded_before)
      invoice.due_date = *attached.due_date_before;
  return invoice;
}

Result<Invoice> RecordLimitationEvent(Transaction& tx, const Act& act,
                                      const NewLimitationEvent& draft) {
  ASSIGN_OR_RETURN(Invoice invoice, LoadInvoice(tx, draft.invoice_id, draft.etag));
  if (draft.kind == domain::LimitationEventKind::kPartPayment)
    return FieldInvalid("kind", "must be another: RecordPayment records payments");
  domain::LimitationRecord record;
  record.id = NewId(act.now, act.entropy);
  record.customer_id = invoice.customer_id;
  record.invoice_id = invoice.id;
  record.kind = draft.kind;
  ASSIGN_OR_RETURN(record.date, DateOrToday(tx, invoice, "date", draft.date, act.now));
  if (record.date < invoice.invoice_date)
    return FieldInvalid("date", "must not be before the invoice's date");
  record.proof_sha256 = draft.proof_sha256;
  record.meta = NewMeta(act);
  ASSIGN_OR_RETURN(const auto hashes, Attachment(tx, "proof_sha256", record.proof_sha256, invoice));
  RETURN_IF_ERROR(tx.receivables().limitation_records().Insert(record));
  RETURN_IF_ERROR(Touch(tx, act, invoice));
  RETURN_IF_ERROR(Record(
      tx, act, "invoice.restart_limitation", Name("invoices", invoice.id),
      {{"date", FormatCivilDate(record.date)}, {"kind", domain::KindName(record.kind)}}, hashes));
  return invoice;
}

Result<ClaimClock> LimitationAsOf(const Invoice& invoice, const domain::ContractTerms* terms,
                                  const std::vector<ClaimLine>& lines, const PaymentsById& payments,
                                  const std::vector<domain::LimitationRecord>& records,
                                  const std::vector<ReceivedDemand>& demands,
                                  const domain::AsOf& as_of) {
  std::vector<domain::LimitationEvent> events;
  for (const ClaimLine* line : AllocationsAsOf(lines, as_of)) {
    if (payments.at(*line->payment_id).kind == domain::PaymentKind::kCreditNote) continue;
    events.push_back({domain::LimitationEventKind::kPartPayment,
                      line->record.value_date.value_or(line->record.effective_date)});
  }
  for (const domain::LimitationRecord& record : records)
    if (record.date <= as_of.date && record.meta.create_time < as_of.recorded_before)
      events.push_back({record.kind, record.date});
  for (const ReceivedDemand& demand : demands)
    events.push_back({domain::LimitationEventKind::kDemandReceived, demand.date});
  ClaimClock clock;
  ASSIGN_OR_RETURN(
      clock.clock,
      domain::AssessLimitation(invoice.due_date, events,
                               terms != nullptr ? terms->limitation : domain::LimitationRule()));
  // Of several events of that day the same one each time.
  for (const domain::LimitationEvent& event : events)
    if (event.date == clock.clock.started && clock.clock.started > invoice.due_date)
      clock.restarted_by = std::max(event.kind, clock.restarted_by.value_or(event.kind));
  if (clock.restarted_by != domain::LimitationEventKind::kDemandReceived) return clock;
  for (const ReceivedDemand& demand : demands)
    if (demand.date == clock.clock.started)
      clock.notice_id = std::max(clock.notice_id, demand.notice_id);
  return clock;
}

Result<ClaimClock> LimitationOf(View& view, const Invoice& invoice, CivilDate today) {
  ReceivableReader& books = view.receivables();
  ASSIGN_OR_RETURN(const auto terms, TermsOf(view, invoice));
  ASSIGN_OR_RETURN(const auto lines, books.claims().OfInvoice(invoice.id));
  PaymentsById payments;
  for (const ClaimLine& line : lines) {
    if (!line.payment_id || payments.contains(*line.payment_id)) continue;
    ASSIGN_OR_RETURN(payments[*line.payment_id],
                     Load(books.payments(), "payments", *line.payment_id));
  }
  ASSIGN_OR_RETURN(const auto records, books.limitation_records().OfInvoice(invoice.id));
  const domain::AsOf as_of{today, AllOnRecord().recorded_before};
  ASSIGN_OR_RETURN(const auto demands, ReceivedDemands(view).For(invoice, as_of));
  return LimitationAsOf(invoice, terms ? &*terms : nullptr, lines, payments, records, demands,
                        as_of);
}

}  // namespace countersign::app
