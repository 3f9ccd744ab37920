#include "licensing/app/claims.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "licensing/app/guarantees.h"
#include "licensing/app/resource.h"
#include "licensing/base/ids.h"

namespace countersign::app {
namespace {

using domain::ClaimPart;
using domain::Invoice;
using domain::Money;
using domain::Payment;
using domain::RecordKind;

// The order of PRC Civil Code art. 561; a contract's own order comes with the contract.
const std::vector<ClaimPart>& PartOrder() {
  static const std::vector<ClaimPart> order = {ClaimPart::kCosts, ClaimPart::kInterest,
                                               ClaimPart::kPrincipal};
  return order;
}

struct OpenInvoice {
  Invoice invoice;
  domain::ClaimParts open;
};

Result<std::vector<OpenInvoice>> OpenInvoices(View& view, std::string_view customer_id,
                                              std::string_view currency_code) {
  std::vector<OpenInvoice> open;
  ASSIGN_OR_RETURN(auto invoices,
                   view.receivables().invoices().ListOpen(customer_id, currency_code));
  for (Invoice& invoice : invoices) {
    ASSIGN_OR_RETURN(domain::ClaimParts parts, OpenParts(view, invoice));
    open.push_back({std::move(invoice), std::move(parts)});
  }
  return open;
}

// By the contract's terms; none where there is no contract, or its rates say nothing of the day.
Result<domain::Rate> YearlyRate(View& view, const Invoice& invoice, CivilDate day) {
  if (invoice.contract.empty()) return domain::Rate();
  const std::string id = invoice.contract.substr(invoice.contract.find('/') + 1);
  ASSIGN_OR_RETURN(const domain::Contract contract, Load(view.contracts(), "contracts", id));
  if (!contract.terms.interest) return domain::Rate();
  return domain::YearlyRateOn(*contract.terms.interest, invoice.due_date, day)
      .value_or(domain::Rate());
}

Result<std::vector<domain::Debt>> DebtsOf(View& view, const std::vector<OpenInvoice>& open,
                                          CivilDate day) {
  std::vector<domain::Debt> debts;
  for (const OpenInvoice& item : open) {
    domain::Debt& debt = debts.emplace_back();
    debt.invoice = item.invoice.number;
    ASSIGN_OR_RETURN(debt.open, SumOfParts(item.open));
    debt.open_principal = item.open.principal;
    debt.due_date = item.invoice.due_date;
    ASSIGN_OR_RETURN(debt.secured, IsSecured(view, item.invoice, day));
    ASSIGN_OR_RETURN(debt.annual_rate, YearlyRate(view, item.invoice, day));
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

// Saved also where the state stays: its etag tells that what it pays has changed.
Result<void> RefreshPayment(Transaction& tx, const Act& act, Payment& payment) {
  ASSIGN_OR_RETURN(const Money credit, CreditOf(tx, payment));
  payment.state =
      credit.minor_units > 0 ? domain::PaymentState::kCredit : domain::PaymentState::kAllocated;
  return Save(tx.receivables().payments(), payment, act);
}

// Of the parts of one invoice that `amount` pays.
Result<std::vector<PartPaid>> PartsPaid(const OpenInvoice& item, const Money& amount,
                                        CivilDate date) {
  ASSIGN_OR_RETURN(const auto within, domain::AllocateWithin(item.open, amount, PartOrder()));
  std::vector<PartPaid> paid;
  for (const ClaimPart part : PartOrder()) {
    const Money& share = domain::PartOf(within.paid, part);
    if (share.minor_units > 0)
      paid.push_back({item.invoice, part, share, std::max(date, item.invoice.invoice_date)});
  }
  return paid;
}

}  // namespace

Result<Money> SumOfParts(const domain::ClaimParts& parts) {
  return domain::Sum(parts.principal.currency_code,
                     std::vector<Money>{parts.costs, parts.interest, parts.principal});
}

domain::AsOf AllOnRecord() {
  using std::chrono::year;
  return {year::max() / std::chrono::December / 31, Instant::max()};
}

std::vector<domain::ClaimRecord> RecordsOf(const std::vector<ClaimLine>& lines) {
  std::vector<domain::ClaimRecord> records;
  records.reserve(lines.size());
  for (const ClaimLine& line : lines) records.push_back(line.record);
  return records;
}

Result<domain::ClaimParts> OpenParts(View& view, const Invoice& invoice) {
  ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfInvoice(invoice.id));
  ASSIGN_OR_RETURN(domain::Balance balance, domain::BalanceAsOf(invoice.amount.currency_code,
                                                                RecordsOf(lines), AllOnRecord()));
  return std::move(balance.open);
}

Result<Money> OpenAmount(View& view, const Invoice& invoice) {
  ASSIGN_OR_RETURN(const domain::ClaimParts parts, OpenParts(view, invoice));
  return SumOfParts(parts);
}

Result<Money> CreditOf(View& view, const Payment& payment) {
  ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfPayment(payment.id));
  ASSIGN_OR_RETURN(
      const domain::Balance balance,
      domain::BalanceAsOf(payment.amount.currency_code, RecordsOf(lines), AllOnRecord()));
  return SumOfParts(balance.open);
}

Result<std::vector<std::string>> CorrectedIfOpen(View& view, const Payment& payment) {
  if (!payment.corrected_invoice_id) return std::vector<std::string>();
  ASSIGN_OR_RETURN(const Invoice invoice,
                   Load(view.receivables().invoices(), "invoices", *payment.corrected_invoice_id));
  if (invoice.state != domain::InvoiceState::kOpen) return std::vector<std::string>();
  return std::vector{invoice.id};
}

Result<AllocationPlan> PlanAllocation(View& view, const Payment& payment, const Money& amount,
                                      const std::vector<std::string>& designated) {
  ASSIGN_OR_RETURN(std::vector<std::string> numbers, DesignatedNumbers(view, payment, designated));
  ASSIGN_OR_RETURN(const auto open, OpenInvoices(view, payment.customer_id, amount.currency_code));
  ASSIGN_OR_RETURN(const auto debts, DebtsOf(view, open, payment.date));
  // A credit note says what it is for: an equal amount elsewhere means nothing.
  if (numbers.empty() && payment.kind != domain::PaymentKind::kCreditNote) {
    if (auto meant = domain::DesignatedByAmount(debts, amount)) numbers.push_back(*meant);
  }
  ASSIGN_OR_RETURN(const auto among, domain::AllocateAmong(debts, amount, payment.date, numbers));
  AllocationPlan plan{{}, among.unallocated};
  for (const domain::InvoiceAllocation& share : among.allocated) {
    const auto item = std::ranges::find(open, share.invoice,
                                        [](const OpenInvoice& o) { return o.invoice.number; });
    ASSIGN_OR_RETURN(const auto parts, PartsPaid(*item, share.amount, payment.date));
    plan.paid.insert(plan.paid.end(), parts.begin(), parts.end());
  }
  return plan;
}

Result<AllocationPlan> CurrentAllocation(View& view, const Payment& payment) {
  AllocationPlan plan;
  ASSIGN_OR_RETURN(plan.credit, CreditOf(view, payment));
  if (payment.state == domain::PaymentState::kReversed) return plan;
  ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfPayment(payment.id));
  for (const ClaimLine& line : lines) {
    if (line.record.kind != RecordKind::kAllocation) continue;
    ASSIGN_OR_RETURN(Invoice invoice,
                     Load(view.receivables().invoices(), "invoices", *line.invoice_id));
    plan.paid.push_back(
        {std::move(invoice), line.record.part, line.record.amount, line.record.effective_date});
  }
  return plan;
}

Result<void> CarryOut(Transaction& tx, const Act& act, const AllocationPlan& plan,
                      Payment& payment) {
  std::set<std::string> touched;
  for (const PartPaid& paid : plan.paid) {
    ClaimLine line = NewLine(act, RecordKind::kAllocation, paid.amount, paid.date);
    line.record.part = paid.part;
    line.customer_id = payment.customer_id;
    line.invoice_id = paid.invoice.id;
    line.payment_id = payment.id;
    RETURN_IF_ERROR(tx.receivables().claims().Append(line));
    touched.insert(paid.invoice.id);
  }
  for (const std::string& invoice_id : touched)
    RETURN_IF_ERROR(RefreshInvoice(tx, act, invoice_id));
  return RefreshPayment(tx, act, payment);
}

Result<void> ApplyCredits(Transaction& tx, const Act& act, std::string_view customer_id,
                          std::string_view currency_code, CivilDate from) {
  ASSIGN_OR_RETURN(auto credits,
                   tx.receivables().payments().ListCredits(customer_id, currency_code));
  // Credit notes first: what they correct is theirs to pay.
  std::ranges::stable_partition(
      credits, [](const Payment& payment) { return payment.corrected_invoice_id.has_value(); });
  for (Payment& payment : credits) {
    ASSIGN_OR_RETURN(const Money credit, CreditOf(tx, payment));
    ASSIGN_OR_RETURN(const auto corrected, CorrectedIfOpen(tx, payment));
    ASSIGN_OR_RETURN(AllocationPlan plan, PlanAllocation(tx, payment, credit, corrected));
    if (plan.paid.empty()) return {};  // nothing is open any more
    for (PartPaid& paid : plan.paid) paid.date = std::max(paid.date, from);
    RETURN_IF_ERROR(CarryOut(tx, act, plan, payment));
  }
  return {};
}

ClaimLine NewLine(const Act& act, RecordKind kind, const Money& amount, CivilDate date) {
  ClaimLine line;
  line.record.id = NewId(act.now, act.entropy);
  line.record.kind = kind;
  line.record.amount = amount;
  line.record.effective_date = date;
  line.record.record_time = act.now;
  return line;
}

ClaimLine RaisingLine(const Act& act, const Invoice& invoice) {
  ClaimLine line = NewLine(act, RecordKind::kInvoice, invoice.amount, invoice.invoice_date);
  line.customer_id = invoice.customer_id;
  line.invoice_id = invoice.id;
  return line;
}

ClaimLine RaisingLine(const Act& act, const Payment& payment) {
  const auto kind =
      payment.kind == domain::PaymentKind::kCreditNote ? RecordKind::kCredit : RecordKind::kPayment;
  ClaimLine line = NewLine(act, kind, payment.amount, payment.date);
  line.customer_id = payment.customer_id;
  line.payment_id = payment.id;
  return line;
}

ClaimLine ReversalOf(const Act& act, const ClaimLine& line, CivilDate date) {
  ClaimLine reversal = NewLine(act, RecordKind::kReversal, line.record.amount, date);
  reversal.record.part = line.record.part;
  reversal.record.reverses = line.record.id;
  reversal.customer_id = line.customer_id;
  reversal.invoice_id = line.invoice_id;
  reversal.payment_id = line.payment_id;
  return reversal;
}

// Saved also where the state stays: its etag tells that what is open has changed.
Result<void> RefreshInvoice(Transaction& tx, const Act& act, std::string_view invoice_id) {
  ASSIGN_OR_RETURN(Invoice invoice, Load(tx.receivables().invoices(), "invoices", invoice_id));
  ASSIGN_OR_RETURN(const Money open, OpenAmount(tx, invoice));
  invoice.state = open.minor_units > 0 ? domain::InvoiceState::kOpen : domain::InvoiceState::kPaid;
  return Save(tx.receivables().invoices(), invoice, act);
}

CivilDate TodayOf(Instant now) { return CivilDate(std::chrono::floor<std::chrono::days>(now)); }

}  // namespace countersign::app
