#include "licensing/app/claims.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "licensing/app/interest_due.h"
#include "licensing/app/milestone_invoices.h"
#include "licensing/app/resource.h"
#include "licensing/base/ids.h"

namespace countersign::app {
namespace {

using domain::ClaimPart;
using domain::Invoice;
using domain::Money;
using domain::Payment;
using domain::RecordKind;

// Saved also where the state stays: its etag tells that what it pays has changed.
Result<void> RefreshPayment(Transaction& tx, const Act& act, Payment& payment) {
  ASSIGN_OR_RETURN(const Money credit, CreditOf(tx, payment));
  payment.state =
      credit.minor_units > 0 ? domain::PaymentState::kCredit : domain::PaymentState::kAllocated;
  return Save(tx.receivables().payments(), payment, act);
}

// `amount` of the interest claims of an invoice was not owed: each is undone, the latest first, and
// put on record again with what is left of it, for the same days.
Result<void> LowerInterest(Transaction& tx, const Act& act, const std::vector<ClaimLine>& standing,
                           std::int64_t amount) {
  std::vector<const ClaimLine*> claims;
  for (const ClaimLine& line : standing)
    if (line.record.kind == RecordKind::kInterestNote) claims.push_back(&line);
  std::ranges::sort(claims, std::ranges::greater{}, [](const ClaimLine* line) {
    return std::pair(line->record.effective_date, line->record.id);
  });
  for (const ClaimLine* line : claims) {
    if (amount == 0) break;
    const CivilDate day = line->record.effective_date;
    ClaimLine left = *line;
    left.record.id = NewId(act.now, act.entropy);
    left.record.record_time = act.now;
    const std::int64_t cut = std::min(amount, left.record.amount.minor_units);
    left.record.amount.minor_units -= cut;
    amount -= cut;
    RETURN_IF_ERROR(tx.receivables().claims().Append(ReversalOf(act, *line, day)));
    RETURN_IF_ERROR(tx.receivables().claims().Append(left));
  }
  return {};
}

// Interest that was claimed for days on which, as is known by now, less principal was open.
Result<void> LowerOverclaimed(Transaction& tx, const Act& act, const Invoice& invoice) {
  ASSIGN_OR_RETURN(auto lines, tx.receivables().claims().OfInvoice(invoice.id));
  const auto records = RecordsOf(lines);
  ASSIGN_OR_RETURN(const auto days, domain::InterestClaimDays(records, AllOnRecord()));
  if (days.empty()) return {};
  ASSIGN_OR_RETURN(const auto terms, TermsOf(tx, invoice));
  ASSIGN_OR_RETURN(const InterestDue due, InterestThrough(invoice, terms ? &*terms : nullptr,
                                                          records, AllOnRecord(), days.back()));
  const std::int64_t open = due.claimed.minor_units - due.paid.minor_units;
  if (open <= due.unpaid.minor_units) return {};
  return LowerInterest(tx, act, Standing(std::move(lines)), open - due.unpaid.minor_units);
}

// Until there is nothing left of it, or nothing open.
Result<void> ApplyCredit(Transaction& tx, const Act& act, CivilDate from, Payment& payment) {
  while (true) {
    ASSIGN_OR_RETURN(const Money credit, CreditOf(tx, payment));
    if (credit.minor_units == 0) return {};
    ASSIGN_OR_RETURN(const auto corrected, CorrectedIfOpen(tx, payment));
    ASSIGN_OR_RETURN(const AllocationPlan plan,
                     PlanAllocation(tx, payment, credit, corrected, from));
    if (plan.paid.empty()) return {};
    RETURN_IF_ERROR(CarryOut(tx, act, plan, payment));
  }
}

// Lines are listed by their ids, and ids of one instant come in any order.
std::vector<std::string> AscendingIds(const Act& act, std::size_t count) {
  std::vector<std::string> ids(count);
  for (std::string& id : ids) id = NewId(act.now, act.entropy);
  std::ranges::sort(ids);
  return ids;
}

}  // namespace

Result<std::set<std::string>> CreditedRecords(View& view,
                                              const std::vector<std::string>& invoice_ids) {
  std::set<std::string> credited;
  for (const std::string& id : invoice_ids) {
    ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfInvoice(id));
    for (const ClaimLine& line : lines) {
      if (!line.payment_id) continue;
      ASSIGN_OR_RETURN(const domain::Payment payment,
                       Load(view.receivables().payments(), "payments", *line.payment_id));
      if (payment.kind == domain::PaymentKind::kCreditNote) credited.insert(line.record.id);
    }
  }
  return credited;
}

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

Result<void> CarryOut(Transaction& tx, const Act& act, const AllocationPlan& plan,
                      Payment& payment) {
  const std::string name = Name("payments", payment.id);
  for (const InterestClaimed& claimed : plan.claimed)
    RETURN_IF_ERROR(tx.receivables().claims().Append(
        InterestLine(act, claimed.invoice, claimed.amount, claimed.through, name)));
  std::set<std::string> touched;
  auto ids = AscendingIds(act, plan.paid.size());
  for (std::size_t i = 0; i < plan.paid.size(); ++i) {
    const PartPaid& paid = plan.paid[i];
    ClaimLine line = NewLine(act, RecordKind::kAllocation, paid.amount, paid.date);
    line.record.id = std::move(ids[i]);
    line.record.part = paid.part;
    line.record.value_date = paid.value_date;
    line.customer_id = payment.customer_id;
    line.invoice_id = paid.invoice.id;
    line.payment_id = payment.id;
    RETURN_IF_ERROR(tx.receivables().claims().Append(line));
    touched.insert(paid.invoice.id);
  }
  for (const DiscountTaken& discount : plan.discounts) {
    ClaimLine line = NewLine(act, RecordKind::kDiscount, discount.amount, discount.date);
    line.customer_id = payment.customer_id;
    line.invoice_id = discount.invoice.id;
    line.record.value_date = discount.value_date;
    line.cause = name;
    RETURN_IF_ERROR(tx.receivables().claims().Append(line));
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
  for (Payment& payment : credits) RETURN_IF_ERROR(ApplyCredit(tx, act, from, payment));
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
  // A bill is no money before its maturity.
  ClaimLine line = NewLine(act, kind, payment.amount, payment.maturity_date.value_or(payment.date));
  line.customer_id = payment.customer_id;
  line.payment_id = payment.id;
  return line;
}

ClaimLine InterestLine(const Act& act, const Invoice& invoice, const Money& amount,
                       CivilDate through, std::string cause) {
  ClaimLine line = NewLine(act, RecordKind::kInterestNote, amount, through);
  line.record.part = ClaimPart::kInterest;
  line.customer_id = invoice.customer_id;
  line.invoice_id = invoice.id;
  line.cause = std::move(cause);
  return line;
}

ClaimLine CostsLine(const Act& act, const Invoice& invoice, const Money& amount, CivilDate date,
                    std::string cause) {
  ClaimLine line = InterestLine(act, invoice, amount, date, std::move(cause));
  line.record.kind = RecordKind::kCosts;
  line.record.part = ClaimPart::kCosts;
  return line;
}

std::vector<ClaimLine> Standing(std::vector<ClaimLine> lines) {
  std::set<std::string> undone;
  for (const ClaimLine& line : lines)
    if (line.record.kind == RecordKind::kReversal) undone.insert(line.record.reverses);
  std::erase_if(lines, [&](const ClaimLine& line) {
    return line.record.kind == RecordKind::kReversal || undone.contains(line.record.id);
  });
  return lines;
}

ClaimLine ReversalOf(const Act& act, const ClaimLine& line, CivilDate date) {
  ClaimLine reversal = NewLine(act, RecordKind::kReversal, line.record.amount, date);
  reversal.record.part = line.record.part;
  reversal.record.reverses = line.record.id;
  reversal.customer_id = line.customer_id;
  reversal.invoice_id = line.invoice_id;
  reversal.payment_id = line.payment_id;
  reversal.cause = line.cause;
  return reversal;
}

// Saved also where the state stays: its etag tells that what is open has changed.
Result<void> RefreshInvoice(Transaction& tx, const Act& act, std::string_view invoice_id) {
  ASSIGN_OR_RETURN(Invoice invoice, Load(tx.receivables().invoices(), "invoices", invoice_id));
  RETURN_IF_ERROR(LowerOverclaimed(tx, act, invoice));
  ASSIGN_OR_RETURN(const Money open, OpenAmount(tx, invoice));
  invoice.state = open.minor_units > 0 ? domain::InvoiceState::kOpen : domain::InvoiceState::kPaid;
  RETURN_IF_ERROR(Save(tx.receivables().invoices(), invoice, act));
  return FollowInvoice(tx, act, invoice);
}

}  // namespace countersign::app
