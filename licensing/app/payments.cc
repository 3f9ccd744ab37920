#include "licensing/app/payments.h"

#include <boost/json/array.hpp>
#include <set>

#include "licensing/app/adjustments.h"
#include "licensing/app/interest_due.h"
#include "licensing/app/numbers.h"
#include "licensing/app/resource.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::Invoice;
using domain::Money;
using domain::Payment;

constexpr std::size_t kMaxReference = 140;
constexpr std::size_t kMaxReason = 500;
constexpr std::size_t kMaxNumber = 40;

// Bills and e-vouchers have a maturity, other payments have none.
Result<void> CheckMaturity(const Payment& payment) {
  constexpr std::string_view kField = "payment.maturity_date";
  if (!domain::IsBill(payment.kind)) {
    if (payment.maturity_date) return FieldInvalid(kField, "is for bills and e-vouchers only");
    return {};
  }
  if (!payment.maturity_date) return FieldInvalid(kField, "must be set for a bill or e-voucher");
  RETURN_IF_ERROR(CheckDate(kField, *payment.maturity_date));
  const std::int64_t days = DaysBetween(payment.date, *payment.maturity_date);
  if (days < 0 || days > domain::kMaxTermDays)
    return FieldInvalid(kField, "must be 0 to 3660 days after the payment's date");
  return {};
}

// The payment that a draft describes, checked, without an id.
Result<Payment> ToPayment(View& view, const NewPayment& draft, Instant now) {
  RETURN_IF_ERROR(CheckPaymentForm(draft, now));
  Payment payment;
  payment.customer_id = draft.customer_id;
  payment.kind = draft.kind;
  payment.amount = draft.amount;
  payment.reference = draft.reference;
  payment.payer = draft.payer;
  RETURN_IF_ERROR(Load(view.customers(), "customers", payment.customer_id));
  ASSIGN_OR_RETURN(payment.date,
                   DateOrToday(view, payment.customer_id, "payment.date", draft.date, now));
  payment.maturity_date = draft.maturity_date;
  RETURN_IF_ERROR(CheckMaturity(payment));
  return payment;
}

boost::json::object AmountBody(const Money& amount) {
  return {{"currency", amount.currency_code}, {"minor_units", amount.minor_units}};
}

std::string_view PartName(domain::ClaimPart part) {
  switch (part) {
    case domain::ClaimPart::kCosts:
      return "COSTS";
    case domain::ClaimPart::kInterest:
      return "INTEREST";
    case domain::ClaimPart::kPrincipal:
      break;
  }
  return "PRINCIPAL";
}

// What a payment is and what it pays, for its entry: no payer, no texts of people.
boost::json::object BodyOf(const Payment& payment, const AllocationPlan& plan) {
  boost::json::object body = AmountBody(payment.amount);
  body["customer"] = Name("customers", payment.customer_id);
  body["date"] = FormatCivilDate(payment.date);
  boost::json::array paid;
  for (const PartPaid& part : plan.paid)
    paid.push_back(boost::json::object{{"invoice", Name("invoices", part.invoice.id)},
                                       {"part", PartName(part.part)},
                                       {"minor_units", part.amount.minor_units}});
  body["paid"] = std::move(paid);
  boost::json::array discounts;
  for (const DiscountTaken& discount : plan.discounts)
    discounts.push_back(boost::json::object{{"invoice", Name("invoices", discount.invoice.id)},
                                            {"minor_units", discount.amount.minor_units}});
  if (!discounts.empty()) body["discounts"] = std::move(discounts);
  if (payment.maturity_date) body["maturity_date"] = FormatCivilDate(*payment.maturity_date);
  body["credit"] = plan.credit.minor_units;
  return body;
}

// Stores a payment whose plan is made.
Result<void> Book(Transaction& tx, const Act& act, const AllocationPlan& plan, Payment& payment) {
  payment.state = plan.credit.minor_units > 0 ? domain::PaymentState::kCredit
                                              : domain::PaymentState::kAllocated;
  RETURN_IF_ERROR(tx.receivables().payments().Insert(payment));
  RETURN_IF_ERROR(tx.receivables().claims().Append(RaisingLine(act, payment)));
  return CarryOut(tx, act, plan, payment);
}

Result<void> CheckCreditAmount(View& view, const Invoice& invoice, const Money& amount) {
  RETURN_IF_ERROR(domain::CheckPositiveAmount("amount", amount));
  RETURN_IF_ERROR(domain::CheckCurrency(invoice.amount.currency_code, {amount}));
  ASSIGN_OR_RETURN(const Money before, CreditedBefore(view, invoice));
  if (amount.minor_units <= invoice.amount.minor_units - before.minor_units) return {};
  return FieldInvalid("amount.minor_units",
                      "is more than the invoice's amount less what it was "
                      "credited before, written off or assigned");
}

// The number of a credit note: the next one, or the one that it has.
Result<std::string> NumberFor(Transaction& tx, const NewCreditNote& draft, CivilDate date) {
  if (draft.number.empty()) return TakeNumber(tx.receivables().numbers(), kCreditNoteSeries, date);
  RETURN_IF_ERROR(domain::CheckText("credit_note.number", draft.number, 1, kMaxNumber));
  if (draft.number.starts_with(std::string(kCreditNoteSeries) + "-"))
    return FieldInvalid("credit_note.number", "is of the form of the numbers that are made here");
  ASSIGN_OR_RETURN(const auto taken, tx.receivables().payments().FindByReference(draft.number));
  for (const Payment& payment : taken)
    if (payment.kind == domain::PaymentKind::kCreditNote)
      return Fail(Code::kAlreadyExists, Reason::kResourceExists,
                  Name("payments", payment.id) + " has the number " + draft.number,
                  {{"resource", Name("payments", payment.id)}});
  return draft.number;
}

Result<void> CheckOnOrAfter(CivilDate date, CivilDate first, std::string_view what) {
  if (date >= first) return {};
  return FieldInvalid("date",
                      "must not be before " + std::string(what) + " of " + FormatCivilDate(first));
}

// Undoes all that is on record of a payment, and the early-payment discounts of what it paid: that
// is not settled any more.
Result<void> UndoRecords(Transaction& tx, const Act& act, const Payment& payment, CivilDate date) {
  ClaimLog& claims = tx.receivables().claims();
  ASSIGN_OR_RETURN(auto lines, claims.OfPayment(payment.id));
  std::set<std::string> reopened;
  for (const ClaimLine& line : Standing(std::move(lines))) {
    RETURN_IF_ERROR(claims.Append(ReversalOf(act, line, date)));
    if (line.invoice_id) reopened.insert(*line.invoice_id);
  }
  for (const std::string& invoice_id : reopened) {
    ASSIGN_OR_RETURN(auto others, claims.OfInvoice(invoice_id));
    for (const ClaimLine& line : Standing(std::move(others)))
      if (line.record.kind == domain::RecordKind::kDiscount)
        RETURN_IF_ERROR(claims.Append(ReversalOf(act, line, date)));
    RETURN_IF_ERROR(RefreshInvoice(tx, act, invoice_id));
  }
  return {};
}

// Undoes a payment that may be undone, and sets when and why.
Result<void> Undo(Transaction& tx, const Act& act, const PaymentReversal& reversal,
                  Payment& payment) {
  const std::string name = Name("payments", payment.id);
  if (payment.state == domain::PaymentState::kReversed)
    return StateConflict(name, "REVERSED", "it cannot be reversed again");
  // The dispute would stay resolved by what is no more.
  if (payment.dispute_id)
    return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
                name + " resolved " + Name("disputes", *payment.dispute_id) +
                    ": if that was wrong, open a new dispute",
                {{"resource", name}, {"state", std::string(domain::StateName(payment.state))}});
  ASSIGN_OR_RETURN(const CivilDate date,
                   DateOrToday(tx, payment.customer_id, "date", reversal.date, act.now));
  RETURN_IF_ERROR(CheckOnOrAfter(date, payment.date, "the payment's date"));
  RETURN_IF_ERROR(domain::CheckText("reason", reversal.reason, 1, kMaxReason));
  RETURN_IF_ERROR(UndoRecords(tx, act, payment, date));
  payment.state = domain::PaymentState::kReversed;
  payment.reverse_date = date;
  payment.reverse_reason = reversal.reason;
  return {};
}

// Saves what was undone, applies other credits to what is open again, and records it.
Result<void> FinishUndo(Transaction& tx, const Act& act, std::string_view action,
                        Payment& payment) {
  RETURN_IF_ERROR(Save(tx.receivables().payments(), payment, act));
  RETURN_IF_ERROR(ApplyCredits(tx, act, payment.customer_id, payment.amount.currency_code,
                               *payment.reverse_date));
  boost::json::object body = AmountBody(payment.amount);
  body["date"] = FormatCivilDate(*payment.reverse_date);
  return Record(tx, act, action, Name("payments", payment.id), body);
}

}  // namespace

Result<Money> CreditedBefore(View& view, const Invoice& invoice) {
  std::vector<Money> amounts;
  ASSIGN_OR_RETURN(const auto notes, view.receivables().payments().ListCorrecting(invoice.id));
  for (const Payment& note : notes)
    if (note.state != domain::PaymentState::kReversed) amounts.push_back(note.amount);
  ASSIGN_OR_RETURN(amounts.emplace_back(), GivenUp(view, invoice));
  return domain::Sum(invoice.amount.currency_code, amounts);
}

Result<void> CheckPaymentForm(const NewPayment& draft, Instant now) {
  if (draft.kind == domain::PaymentKind::kCreditNote)
    return FieldInvalid("payment.kind", "must be another: IssueCreditNote makes credit notes");
  RETURN_IF_ERROR(domain::CheckPositiveAmount("payment.amount", draft.amount));
  RETURN_IF_ERROR(domain::CheckText("payment.reference", draft.reference, 0, kMaxReference));
  RETURN_IF_ERROR(domain::CheckText("payment.payer", draft.payer, 0, kMaxReference));
  return draft.date ? domain::CheckNotInFuture("payment.date", *draft.date, now) : Result<void>();
}

Result<Payment> RecordPayment(Transaction& tx, const Act& act, const NewPayment& draft) {
  ASSIGN_OR_RETURN(Payment payment, ToPayment(tx, draft, act.now));
  ASSIGN_OR_RETURN(payment.id, TakeId("payment_id", draft.id, act));
  payment.meta = NewMeta(act);
  ASSIGN_OR_RETURN(const AllocationPlan plan,
                   PlanAllocation(tx, payment, payment.amount, draft.designated, payment.date));
  RETURN_IF_ERROR(Book(tx, act, plan, payment));
  RETURN_IF_ERROR(
      Record(tx, act, "payment.record", Name("payments", payment.id), BodyOf(payment, plan)));
  return payment;
}

Result<AllocationPlan> PreviewAllocation(View& view, const NewPayment& draft, Instant now) {
  ASSIGN_OR_RETURN(const Payment payment, ToPayment(view, draft, now));
  return PlanAllocation(view, payment, payment.amount, draft.designated, payment.date);
}

Result<Payment> IssueCreditNote(Transaction& tx, const Act& act, const NewCreditNote& draft) {
  ASSIGN_OR_RETURN(
      const Invoice invoice,
      LoadClaimForChange(tx.receivables().invoices(), "invoices", draft.invoice_id, draft.etag));
  RETURN_IF_ERROR(CheckCreditAmount(tx, invoice, draft.amount));
  Payment note;
  note.customer_id = invoice.customer_id;
  note.kind = domain::PaymentKind::kCreditNote;
  note.amount = draft.amount;
  ASSIGN_OR_RETURN(note.date, DateOrToday(tx, invoice, "date", draft.date, act.now));
  note.corrected_invoice_id = invoice.id;
  note.reason = draft.reason;
  note.dispute_id = draft.dispute_id;
  RETURN_IF_ERROR(CheckOnOrAfter(note.date, invoice.invoice_date, "the invoice's date"));
  RETURN_IF_ERROR(domain::CheckText("reason", note.reason, 1, kMaxReason));
  ASSIGN_OR_RETURN(note.id, TakeId("payment_id", "", act));
  note.meta = NewMeta(act);
  ASSIGN_OR_RETURN(const auto corrected, CorrectedIfOpen(tx, note));
  ASSIGN_OR_RETURN(const AllocationPlan plan,
                   PlanAllocation(tx, note, note.amount, corrected, note.date));
  ASSIGN_OR_RETURN(note.reference, NumberFor(tx, draft, note.date));
  RETURN_IF_ERROR(Book(tx, act, plan, note));
  RETURN_IF_ERROR(ApplyCredits(tx, act, note.customer_id, note.amount.currency_code, note.date));
  ASSIGN_OR_RETURN(note, Load(tx.receivables().payments(), "payments", note.id));
  ASSIGN_OR_RETURN(const AllocationPlan paid, CurrentAllocation(tx, note));
  boost::json::object body = BodyOf(note, paid);
  body["corrects"] = Name("invoices", invoice.id);
  body["number"] = note.reference;
  RETURN_IF_ERROR(Record(tx, act, "payment.credit", Name("payments", note.id), body));
  return note;
}

Result<Payment> ReversePayment(Transaction& tx, const Act& act, const PaymentReversal& reversal) {
  ASSIGN_OR_RETURN(Payment payment, LoadClaimForChange(tx.receivables().payments(), "payments",
                                                       reversal.payment_id, reversal.etag));
  RETURN_IF_ERROR(Undo(tx, act, reversal, payment));
  RETURN_IF_ERROR(FinishUndo(tx, act, "payment.reverse", payment));
  return payment;
}

Result<Payment> RecordDishonour(Transaction& tx, const Act& act, const PaymentReversal& dishonour) {
  ASSIGN_OR_RETURN(Payment payment, LoadClaimForChange(tx.receivables().payments(), "payments",
                                                       dishonour.payment_id, dishonour.etag));
  if (!domain::IsBill(payment.kind))
    return FieldInvalid("name", "must be that of a bill or e-voucher: reverse other payments");
  RETURN_IF_ERROR(Undo(tx, act, dishonour, payment));
  payment.dishonour_date = payment.reverse_date;
  RETURN_IF_ERROR(FinishUndo(tx, act, "payment.dishonour", payment));
  return payment;
}

}  // namespace countersign::app
