#include "licensing/app/payments.h"

#include <boost/json/array.hpp>
#include <set>

#include "licensing/app/adjustments.h"
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

// The payment that a draft describes, checked, without an id.
Result<Payment> ToPayment(View& view, const NewPayment& draft, Instant now) {
  Payment payment;
  payment.customer_id = draft.customer_id;
  payment.kind = draft.kind;
  payment.amount = draft.amount;
  payment.date = draft.date.value_or(TodayOf(now));
  payment.reference = draft.reference;
  payment.payer = draft.payer;
  if (payment.kind == domain::PaymentKind::kCreditNote)
    return FieldInvalid("payment.kind", "must be another: IssueCreditNote makes credit notes");
  RETURN_IF_ERROR(domain::CheckPositiveAmount("payment.amount", payment.amount));
  RETURN_IF_ERROR(domain::CheckNotInFuture("payment.date", payment.date, now));
  RETURN_IF_ERROR(domain::CheckText("payment.reference", payment.reference, 0, kMaxReference));
  RETURN_IF_ERROR(domain::CheckText("payment.payer", payment.payer, 0, kMaxReference));
  RETURN_IF_ERROR(Load(view.customers(), "customers", payment.customer_id));
  return payment;
}

boost::json::object AmountBody(const Money& amount) {
  return {{"currency", amount.currency_code}, {"minor_units", amount.minor_units}};
}

// What a payment is and what it pays, for its entry: no payer, no texts of people.
boost::json::object BodyOf(const Payment& payment, const AllocationPlan& plan) {
  boost::json::object body = AmountBody(payment.amount);
  body["customer"] = Name("customers", payment.customer_id);
  body["date"] = FormatCivilDate(payment.date);
  boost::json::array paid;
  for (const PartPaid& part : plan.paid)
    paid.push_back(boost::json::object{{"invoice", Name("invoices", part.invoice.id)},
                                       {"minor_units", part.amount.minor_units}});
  body["paid"] = std::move(paid);
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

Result<void> CheckOnOrAfter(CivilDate date, CivilDate first, std::string_view what) {
  if (date >= first) return {};
  return FieldInvalid("date",
                      "must not be before " + std::string(what) + " of " + FormatCivilDate(first));
}

}  // namespace

Result<Money> CreditedBefore(View& view, const Invoice& invoice) {
  std::vector<Money> amounts;
  ASSIGN_OR_RETURN(const auto payments, view.receivables().payments().ListOf(invoice.customer_id));
  for (const Payment& payment : payments)
    if (payment.corrected_invoice_id == invoice.id &&
        payment.state != domain::PaymentState::kReversed)
      amounts.push_back(payment.amount);
  ASSIGN_OR_RETURN(amounts.emplace_back(), GivenUp(view, invoice));
  return domain::Sum(invoice.amount.currency_code, amounts);
}

Result<Payment> RecordPayment(Transaction& tx, const Act& act, const NewPayment& draft) {
  ASSIGN_OR_RETURN(Payment payment, ToPayment(tx, draft, act.now));
  ASSIGN_OR_RETURN(payment.id, TakeId("payment_id", draft.id, act));
  payment.meta = NewMeta(act);
  ASSIGN_OR_RETURN(const AllocationPlan plan,
                   PlanAllocation(tx, payment, payment.amount, draft.designated));
  RETURN_IF_ERROR(Book(tx, act, plan, payment));
  RETURN_IF_ERROR(
      Record(tx, act, "payment.record", Name("payments", payment.id), BodyOf(payment, plan)));
  return payment;
}

Result<AllocationPlan> PreviewAllocation(View& view, const NewPayment& draft, Instant now) {
  ASSIGN_OR_RETURN(const Payment payment, ToPayment(view, draft, now));
  return PlanAllocation(view, payment, payment.amount, draft.designated);
}

Result<Payment> IssueCreditNote(Transaction& tx, const Act& act, const NewCreditNote& draft) {
  ASSIGN_OR_RETURN(const Invoice invoice, LoadForChange(tx.receivables().invoices(), "invoices",
                                                        draft.invoice_id, draft.etag));
  RETURN_IF_ERROR(CheckCreditAmount(tx, invoice, draft.amount));
  Payment note;
  note.customer_id = invoice.customer_id;
  note.kind = domain::PaymentKind::kCreditNote;
  note.amount = draft.amount;
  note.date = draft.date.value_or(TodayOf(act.now));
  note.corrected_invoice_id = invoice.id;
  note.reason = draft.reason;
  note.dispute_id = draft.dispute_id;
  RETURN_IF_ERROR(domain::CheckNotInFuture("date", note.date, act.now));
  RETURN_IF_ERROR(CheckOnOrAfter(note.date, invoice.invoice_date, "the invoice's date"));
  RETURN_IF_ERROR(domain::CheckText("reason", note.reason, 1, kMaxReason));
  ASSIGN_OR_RETURN(note.id, TakeId("payment_id", "", act));
  note.meta = NewMeta(act);
  ASSIGN_OR_RETURN(const auto corrected, CorrectedIfOpen(tx, note));
  ASSIGN_OR_RETURN(const AllocationPlan plan, PlanAllocation(tx, note, note.amount, corrected));
  ASSIGN_OR_RETURN(note.reference,
                   TakeNumber(tx.receivables().numbers(), kCreditNoteSeries, note.date));
  RETURN_IF_ERROR(Book(tx, act, plan, note));
  boost::json::object body = BodyOf(note, plan);
  body["corrects"] = Name("invoices", invoice.id);
  body["number"] = note.reference;
  RETURN_IF_ERROR(Record(tx, act, "payment.credit", Name("payments", note.id), body));
  return note;
}

Result<Payment> ReversePayment(Transaction& tx, const Act& act, const PaymentReversal& reversal) {
  auto& books = tx.receivables();
  ASSIGN_OR_RETURN(Payment payment,
                   LoadForChange(books.payments(), "payments", reversal.payment_id, reversal.etag));
  const std::string name = Name("payments", payment.id);
  if (payment.state == domain::PaymentState::kReversed)
    return StateConflict(name, "REVERSED", "it cannot be reversed again");
  // The dispute would stay resolved by what is no more.
  if (payment.dispute_id)
    return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
                name + " resolved " + Name("disputes", *payment.dispute_id) +
                    ": if that was wrong, open a new dispute",
                {{"resource", name}});
  const CivilDate date = reversal.date.value_or(TodayOf(act.now));
  RETURN_IF_ERROR(domain::CheckNotInFuture("date", date, act.now));
  RETURN_IF_ERROR(CheckOnOrAfter(date, payment.date, "the payment's date"));
  RETURN_IF_ERROR(domain::CheckText("reason", reversal.reason, 1, kMaxReason));

  ASSIGN_OR_RETURN(const auto lines, books.claims().OfPayment(payment.id));
  std::set<std::string> reopened;
  for (const ClaimLine& line : lines) {
    RETURN_IF_ERROR(books.claims().Append(ReversalOf(act, line, date)));
    if (line.invoice_id) reopened.insert(*line.invoice_id);
  }
  for (const std::string& invoice_id : reopened)
    RETURN_IF_ERROR(RefreshInvoice(tx, act, invoice_id));
  payment.state = domain::PaymentState::kReversed;
  payment.reverse_date = date;
  payment.reverse_reason = reversal.reason;
  RETURN_IF_ERROR(Save(books.payments(), payment, act));
  RETURN_IF_ERROR(ApplyCredits(tx, act, payment.customer_id, payment.amount.currency_code, date));
  boost::json::object body = AmountBody(payment.amount);
  body["date"] = FormatCivilDate(date);
  RETURN_IF_ERROR(Record(tx, act, "payment.reverse", name, body));
  return payment;
}

}  // namespace countersign::app
