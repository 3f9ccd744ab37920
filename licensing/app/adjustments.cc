#include "licensing/app/adjustments.h"

#include "licensing/app/claims.h"
#include "licensing/app/interest_due.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::Adjustment;
using domain::AdjustmentKind;
using domain::Invoice;
using domain::Money;

Result<void> CheckAmount(View& view, const Invoice& invoice, const Money& amount) {
  RETURN_IF_ERROR(domain::CheckPositiveAmount("amount", amount));
  RETURN_IF_ERROR(domain::CheckCurrency(invoice.amount.currency_code, {amount}));
  ASSIGN_OR_RETURN(const Money open, OpenAmount(view, invoice));
  if (amount.minor_units <= open.minor_units) return {};
  return FieldInvalid("amount.minor_units", "is more than what is open on the invoice");
}

// What only one kind of adjustment has.
Result<void> CheckKind(const Adjustment& adjustment, const Invoice& invoice, Instant now) {
  const bool assigned = adjustment.kind == AdjustmentKind::kAssignment;
  RETURN_IF_ERROR(domain::CheckText("reason", adjustment.reason, assigned ? 0 : 1, kMaxPaperText));
  if (adjustment.kind == AdjustmentKind::kSetOff)
    RETURN_IF_ERROR(domain::CheckText("counter_claim", adjustment.counter_claim, 1, kMaxPaperText));
  if (!assigned) return {};
  RETURN_IF_ERROR(domain::CheckText("assignee", adjustment.other_party, 1, kMaxPartyName));
  if (invoice.contract != Name("contracts", adjustment.contract_id))
    return FieldInvalid("invoice", "must be one of " + Name("contracts", adjustment.contract_id));
  if (!adjustment.notice_date) return {};
  return domain::CheckNotInFuture("notice_date", *adjustment.notice_date, now);
}

// The records that lower what is open of the invoice, its parts in the order in which its contract
// has them paid.
Result<std::vector<ClaimLine>> LoweringLines(View& view, const Act& act, const Adjustment& made,
                                             const Invoice& invoice) {
  ASSIGN_OR_RETURN(const auto terms, TermsOf(view, invoice));
  const std::vector<domain::ClaimPart> order =
      terms ? terms->allocation_order : domain::ContractTerms().allocation_order;
  ASSIGN_OR_RETURN(const domain::ClaimParts open, OpenParts(view, invoice));
  ASSIGN_OR_RETURN(const auto within, domain::AllocateWithin(open, made.amount, order));
  std::vector<ClaimLine> lines;
  for (const domain::ClaimPart part : order) {
    const Money& share = domain::PartOf(within.paid, part);
    if (share.minor_units == 0) continue;
    ClaimLine& line =
        lines.emplace_back(NewLine(act, domain::RecordKindOf(made.kind), share, made.date));
    line.record.part = part;
    line.customer_id = invoice.customer_id;
    line.invoice_id = invoice.id;
  }
  return lines;
}

boost::json::object BodyOf(const Adjustment& adjustment) {
  boost::json::object body = MoneyJson(adjustment.amount);
  body["invoice"] = Name("invoices", adjustment.invoice_id);
  body["kind"] = domain::KindName(adjustment.kind);
  body["date"] = FormatCivilDate(adjustment.date);
  return body;
}

}  // namespace

Result<Adjustment> AdjustClaim(Transaction& tx, const Act& act, const NewAdjustment& draft) {
  ASSIGN_OR_RETURN(
      const Invoice invoice,
      LoadClaimForChange(tx.receivables().invoices(), "invoices", draft.invoice_id, draft.etag));
  Adjustment adjustment;
  ASSIGN_OR_RETURN(adjustment.id, TakeId("adjustment_id", "", act));
  adjustment.customer_id = invoice.customer_id;
  adjustment.invoice_id = invoice.id;
  adjustment.contract_id = draft.contract_id;
  adjustment.kind = draft.kind;
  adjustment.amount = draft.amount;
  ASSIGN_OR_RETURN(adjustment.date, DateOrToday(tx, invoice, "date", draft.date, act.now));
  adjustment.reason = draft.reason;
  adjustment.other_party = draft.other_party;
  adjustment.counter_claim = draft.counter_claim;
  adjustment.notice_date = draft.notice_date;
  adjustment.paper_sha256 = draft.paper_sha256;
  adjustment.meta = NewMeta(act);
  RETURN_IF_ERROR(CheckAmount(tx, invoice, adjustment.amount));
  RETURN_IF_ERROR(
      CheckNotBefore("date", adjustment.date, invoice.invoice_date, "the invoice's date"));
  RETURN_IF_ERROR(CheckKind(adjustment, invoice, act.now));
  ASSIGN_OR_RETURN(const std::string paper,
                   PaperOf(tx, "paper_sha256", adjustment.paper_sha256, invoice.customer_id));
  ASSIGN_OR_RETURN(const auto lines, LoweringLines(tx, act, adjustment, invoice));
  for (const ClaimLine& line : lines) {
    RETURN_IF_ERROR(tx.receivables().claims().Append(line));
    adjustment.record_ids.push_back(line.record.id);
  }
  RETURN_IF_ERROR(tx.papers().adjustments().Insert(adjustment));
  RETURN_IF_ERROR(RefreshInvoice(tx, act, invoice.id));
  RETURN_IF_ERROR(Record(tx, act, "adjustment.record", Name("adjustments", adjustment.id),
                         BodyOf(adjustment), {paper}));
  return adjustment;
}

Result<Adjustment> ReverseAdjustment(Transaction& tx, const Act& act,
                                     const AdjustmentReversal& reversal) {
  ASSIGN_OR_RETURN(Adjustment adjustment, LoadForChange(tx.papers().adjustments(), "adjustments",
                                                        reversal.adjustment_id, reversal.etag));
  const std::string name = Name("adjustments", adjustment.id);
  if (adjustment.reverse_date)
    return StateConflict(name, "REVERSED", "it cannot be reversed again");
  ASSIGN_OR_RETURN(const CivilDate date,
                   DateOrToday(tx, adjustment.customer_id, "date", reversal.date, act.now));
  RETURN_IF_ERROR(CheckNotBefore("date", date, adjustment.date, "the adjustment's date"));
  RETURN_IF_ERROR(domain::CheckText("reason", reversal.reason, 1, kMaxPaperText));
  ASSIGN_OR_RETURN(const auto lines, tx.receivables().claims().OfInvoice(adjustment.invoice_id));
  for (const ClaimLine& line : lines)
    if (std::ranges::find(adjustment.record_ids, line.record.id) != adjustment.record_ids.end())
      RETURN_IF_ERROR(tx.receivables().claims().Append(ReversalOf(act, line, date)));
  adjustment.reverse_date = date;
  adjustment.reverse_reason = reversal.reason;
  RETURN_IF_ERROR(Save(tx.papers().adjustments(), adjustment, act));
  RETURN_IF_ERROR(RefreshInvoice(tx, act, adjustment.invoice_id));
  RETURN_IF_ERROR(
      ApplyCredits(tx, act, adjustment.customer_id, adjustment.amount.currency_code, date));
  boost::json::object body = BodyOf(adjustment);
  body["date"] = FormatCivilDate(date);
  RETURN_IF_ERROR(Record(tx, act, "adjustment.reverse", name, body));
  return adjustment;
}

Result<Money> GivenUp(View& view, const Invoice& invoice) {
  ASSIGN_OR_RETURN(const auto adjustments,
                   ListAll(view.papers().adjustments(), "invoice", Name("invoices", invoice.id)));
  std::vector<Money> amounts;
  for (const Adjustment& adjustment : adjustments)
    if (!adjustment.reverse_date && adjustment.kind != AdjustmentKind::kSetOff)
      amounts.push_back(adjustment.amount);
  return domain::Sum(invoice.amount.currency_code, amounts);
}

}  // namespace countersign::app
