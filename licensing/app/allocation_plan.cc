// What a payment pays, of which invoices and parts (claims.h).
#include <algorithm>
#include <set>

#include "licensing/app/claims.h"
#include "licensing/app/guarantees.h"
#include "licensing/app/interest_due.h"

namespace countersign::app {
namespace {

using domain::ClaimPart;
using domain::Invoice;
using domain::Money;
using domain::Payment;
using domain::RecordKind;

// PRC Civil Code art. 561, where the contract sets no other order.
const std::vector<ClaimPart> kLegalOrder = {ClaimPart::kCosts, ClaimPart::kInterest,
                                            ClaimPart::kPrincipal};
// A credit note corrects what was invoiced.
const std::vector<ClaimPart> kCorrectionOrder = {ClaimPart::kPrincipal, ClaimPart::kInterest,
                                                 ClaimPart::kCosts};

// An open invoice as a payment meets it.
struct Owing {
  Invoice invoice;
  std::optional<domain::ContractTerms> terms;
  CivilDate value_date;      // from which the money counts for interest
  CivilDate effective_date;  // from which the invoice counts as paid by it
  domain::ClaimParts owed;   // with the interest through the value date
  InterestDue interest;
  Money discount;  // of the principal, if all the rest is paid
};

// Whether the payment is a credit note for this invoice.
bool Corrects(const Payment& payment, const Invoice& invoice) {
  return payment.corrected_invoice_id == invoice.id;
}

// What the invoice came to, less what credit notes took off it: what the discount is of.
Result<Money> DiscountBase(View& view, const Invoice& invoice,
                           const std::vector<ClaimLine>& standing) {
  Money base = invoice.amount;
  for (const ClaimLine& line : standing) {
    if (line.record.kind != RecordKind::kAllocation || line.record.part != ClaimPart::kPrincipal)
      continue;
    ASSIGN_OR_RETURN(const Payment payment,
                     Load(view.receivables().payments(), "payments", *line.payment_id));
    if (payment.kind == domain::PaymentKind::kCreditNote)
      base.minor_units -= line.record.amount.minor_units;
  }
  return base;
}

// The early-payment discount that settling the invoice now would take: at least one minor unit is
// left to pay. Not for credit notes, and not twice.
Result<Money> DiscountFor(View& view, const Payment& payment, const Owing& owing,
                          const std::vector<ClaimLine>& lines) {
  const Money none{owing.invoice.amount.currency_code, 0};
  if (!owing.terms || !owing.terms->early_payment ||
      payment.kind == domain::PaymentKind::kCreditNote)
    return none;
  const std::vector<ClaimLine> standing = Standing(lines);
  if (std::ranges::any_of(standing, [](const ClaimLine& line) {
        return line.record.kind == RecordKind::kDiscount;
      }))
    return none;
  ASSIGN_OR_RETURN(const Money base, DiscountBase(view, owing.invoice, standing));
  ASSIGN_OR_RETURN(const auto early,
                   domain::SettleEarly(*owing.terms->early_payment, base,
                                       owing.invoice.invoice_date, owing.effective_date));
  const std::int64_t most = std::max<std::int64_t>(owing.owed.principal.minor_units - 1, 0);
  return Money{none.currency_code, std::min(early.discount.minor_units, most)};
}

// What a dispute found for the customer was never owed, and has earned no interest. It lowers
// principal only; what interest is owed beside it shows once that is done.
void TakeAsNeverOwed(const Invoice& invoice, Owing& owing) {
  owing.value_date = std::min(invoice.due_date, owing.value_date);
  owing.owed.costs.minor_units = owing.owed.interest.minor_units = 0;
}

Result<Owing> MeetInvoice(View& view, const Payment& payment, Invoice invoice, CivilDate from) {
  Owing owing;
  owing.value_date = owing.effective_date = std::max({payment.date, invoice.invoice_date, from});
  if (payment.maturity_date)
    owing.effective_date = std::max(owing.effective_date, *payment.maturity_date);
  ASSIGN_OR_RETURN(owing.terms, TermsOf(view, invoice));
  ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfInvoice(invoice.id));
  const auto records = RecordsOf(lines);
  ASSIGN_OR_RETURN(auto balance,
                   domain::BalanceAsOf(invoice.amount.currency_code, records, AllOnRecord()));
  owing.owed = std::move(balance.open);
  ASSIGN_OR_RETURN(owing.interest, InterestThrough(invoice, owing.terms ? &*owing.terms : nullptr,
                                                   records, AllOnRecord(), owing.value_date));
  owing.owed.interest = owing.interest.unpaid;
  if (Corrects(payment, invoice) && payment.dispute_id && owing.owed.principal.minor_units > 0)
    TakeAsNeverOwed(invoice, owing);
  owing.invoice = std::move(invoice);
  ASSIGN_OR_RETURN(owing.discount, DiscountFor(view, payment, owing, lines));
  return owing;
}

Result<std::vector<Owing>> OpenInvoices(View& view, const Payment& payment, CivilDate from) {
  std::vector<Owing> open;
  ASSIGN_OR_RETURN(auto invoices, view.receivables().invoices().ListOpen(
                                      payment.customer_id, payment.amount.currency_code));
  for (Invoice& invoice : invoices) {
    ASSIGN_OR_RETURN(open.emplace_back(), MeetInvoice(view, payment, std::move(invoice), from));
  }
  return open;
}

// None where there is no contract, or its rates say nothing of the day.
domain::Rate YearlyRate(const Owing& owing, CivilDate day) {
  if (!owing.terms || !owing.terms->interest) return domain::Rate();
  return domain::YearlyRateOn(*owing.terms->interest, owing.invoice.due_date, day)
      .value_or(domain::Rate());
}

Result<std::vector<domain::Debt>> DebtsOf(View& view, const std::vector<Owing>& open,
                                          CivilDate day) {
  std::vector<domain::Debt> debts;
  for (const Owing& owing : open) {
    domain::Debt& debt = debts.emplace_back();
    debt.invoice = owing.invoice.number;
    ASSIGN_OR_RETURN(const Money all, SumOfParts(owing.owed));
    ASSIGN_OR_RETURN(debt.open, domain::Subtract(all, owing.discount));
    debt.open_principal = owing.owed.principal;
    debt.due_date = owing.invoice.due_date;
    ASSIGN_OR_RETURN(debt.secured, IsSecured(view, owing.invoice, day));
    debt.annual_rate = YearlyRate(owing, day);
  }
  return debts;
}

// The numbers of the invoices that the payer names.
Result<std::vector<std::string>> DesignatedNumbers(View& view, const Payment& payment,
                                                   const std::vector<std::string>& ids) {
  constexpr std::string_view kField = "payment.designated_invoices";
  std::vector<std::string> numbers;
  std::set<std::string_view> named;
  for (const std::string& id : ids) {
    ASSIGN_OR_RETURN(const Invoice invoice, Load(view.receivables().invoices(), "invoices", id));
    const std::string name = Name("invoices", id);
    if (!named.insert(id).second) return FieldInvalid(kField, "names " + name + " twice");
    if (invoice.customer_id != payment.customer_id)
      return FieldInvalid(kField, "names " + name + ", which is another customer's");
    if (invoice.amount.currency_code != payment.amount.currency_code)
      return FieldInvalid(kField,
                          "names " + name + ", which is in " + invoice.amount.currency_code);
    if (invoice.state != domain::InvoiceState::kOpen)
      return FieldInvalid(kField, "names " + name + ", on which nothing is open");
    numbers.push_back(invoice.number);
  }
  return numbers;
}

const std::vector<ClaimPart>& OrderWithin(const Payment& payment, const Owing& owing) {
  if (Corrects(payment, owing.invoice)) return kCorrectionOrder;
  return owing.terms ? owing.terms->allocation_order : kLegalOrder;
}

// Adds what `amount` pays of one invoice.
Result<void> AddPaid(const Payment& payment, const Owing& owing, const Money& amount,
                     AllocationPlan& plan) {
  domain::ClaimParts owed = owing.owed;
  owed.principal.minor_units -= owing.discount.minor_units;
  const auto& order = OrderWithin(payment, owing);
  ASSIGN_OR_RETURN(const auto within, domain::AllocateWithin(owed, amount, order));
  std::optional<CivilDate> value_date;
  if (owing.value_date != owing.effective_date) value_date = owing.value_date;
  for (const ClaimPart part : order) {
    const Money& share = domain::PartOf(within.paid, part);
    if (share.minor_units > 0)
      plan.paid.push_back({owing.invoice, part, share, owing.effective_date, value_date});
  }
  if (within.paid.interest.minor_units > 0 && owing.interest.unclaimed.minor_units > 0)
    plan.claimed.push_back({owing.invoice, owing.interest.unclaimed, owing.value_date});
  ASSIGN_OR_RETURN(const Money left, SumOfParts(within.left));
  if (owing.discount.minor_units > 0 && left.minor_units == 0)
    plan.discounts.push_back({owing.invoice, owing.discount, owing.effective_date, value_date});
  return {};
}

}  // namespace

Result<AllocationPlan> PlanAllocation(View& view, const Payment& payment, const Money& amount,
                                      const std::vector<std::string>& designated, CivilDate from) {
  ASSIGN_OR_RETURN(std::vector<std::string> numbers, DesignatedNumbers(view, payment, designated));
  ASSIGN_OR_RETURN(const auto open, OpenInvoices(view, payment, from));
  ASSIGN_OR_RETURN(const auto debts, DebtsOf(view, open, payment.date));
  // A credit note says what it is for: an equal amount elsewhere means nothing.
  if (numbers.empty() && payment.kind != domain::PaymentKind::kCreditNote) {
    if (auto meant = domain::DesignatedByAmount(debts, amount)) numbers.push_back(*meant);
  }
  ASSIGN_OR_RETURN(const auto among, domain::AllocateAmong(debts, amount, payment.date, numbers));
  AllocationPlan plan{{}, {}, {}, among.unallocated};
  for (const domain::InvoiceAllocation& share : among.allocated) {
    const auto owing = std::ranges::find(open, share.invoice,
                                         [](const Owing& each) { return each.invoice.number; });
    RETURN_IF_ERROR(AddPaid(payment, *owing, share.amount, plan));
  }
  return plan;
}

Result<AllocationPlan> CurrentAllocation(View& view, const Payment& payment) {
  AllocationPlan plan;
  ASSIGN_OR_RETURN(plan.credit, CreditOf(view, payment));
  if (payment.state == domain::PaymentState::kReversed) return plan;
  const std::string name = Name("payments", payment.id);
  ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfPayment(payment.id));
  std::set<std::string> invoices;
  for (const ClaimLine& line : Standing(lines)) {
    const domain::ClaimRecord& record = line.record;
    if (record.kind != RecordKind::kAllocation) continue;
    ASSIGN_OR_RETURN(Invoice invoice,
                     Load(view.receivables().invoices(), "invoices", *line.invoice_id));
    if (invoices.insert(invoice.id).second) {
      ASSIGN_OR_RETURN(const auto all, view.receivables().claims().OfInvoice(invoice.id));
      for (const ClaimLine& other : Standing(all))
        if (other.record.kind == RecordKind::kDiscount && other.cause == name)
          plan.discounts.push_back(
              {invoice, other.record.amount, other.record.effective_date, other.record.value_date});
    }
    plan.paid.push_back(
        {std::move(invoice), record.part, record.amount, record.effective_date, record.value_date});
  }
  return plan;
}

}  // namespace countersign::app
