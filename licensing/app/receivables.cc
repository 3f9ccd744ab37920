#include "licensing/app/receivables.h"

#include "licensing/app/approvals.h"
#include "licensing/app/contracts.h"
#include "licensing/app/due_dates.h"
#include "licensing/app/interest_due.h"
#include "licensing/app/numbers.h"
#include "licensing/app/papers.h"
#include "licensing/app/payments.h"
#include "licensing/app/resource.h"
#include "licensing/domain/calendar.h"
#include "licensing/domain/validate.h"

namespace countersign::app {
namespace {

using domain::Dispute;
using domain::DisputeState;
using domain::Invoice;
using domain::Money;

constexpr char kDefaultSeries[] = "INV";
constexpr std::size_t kMaxNumber = 40;
constexpr std::size_t kMaxGrounds = 500;
constexpr std::size_t kMaxLine = 100;

std::string LastPart(const std::string& name) { return name.substr(name.rfind('/') + 1); }

// By the rule of the invoice's contract, where that needs nothing but the invoice's date or the
// receipt of its tax invoice: until then it is not due.
Result<void> TakeTermOfContract(View& view, Invoice& invoice) {
  constexpr std::string_view kField = "invoice.due_date";
  if (invoice.contract.empty()) return FieldInvalid(kField, "must be set, or the credit term");
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   Load(view.contracts(), "contracts", LastPart(invoice.contract)));
  const auto& rule = contract.terms.due_rule;
  if (!rule || (rule->base != domain::DueBase::kInvoiceDate &&
                rule->base != domain::DueBase::kTaxInvoiceReceipt))
    return FieldInvalid(kField, "must be set, or the credit term: it does not follow from " +
                                    invoice.contract + " alone");
  domain::DueFacts facts;
  facts.invoice_date = invoice.invoice_date;
  ASSIGN_OR_RETURN(const auto due, DueDateOf(view, contract, facts));
  ASSIGN_OR_RETURN(const CivilDate not_yet, NotDueYet(invoice.invoice_date));
  invoice.due_date = due.value_or(not_yet);
  invoice.credit_term_days = rule->credit_term.days;
  return {};
}

// Each of due date and credit term follows from the other, or both from the contract.
Result<void> FillTerm(View& view, const NewInvoice& draft, Invoice& invoice) {
  if (!draft.due_date && !draft.credit_term_days) return TakeTermOfContract(view, invoice);
  if (draft.credit_term_days)
    RETURN_IF_ERROR(domain::CheckRange("invoice.credit_term_days", *draft.credit_term_days, 0,
                                       domain::kMaxTermDays));
  if (!draft.due_date) {
    invoice.credit_term_days = *draft.credit_term_days;
    ASSIGN_OR_RETURN(invoice.due_date, PlusDays(invoice.invoice_date, invoice.credit_term_days));
    return {};
  }
  invoice.due_date = *draft.due_date;
  RETURN_IF_ERROR(CheckDate("invoice.due_date", invoice.due_date));
  const std::int64_t days = DaysBetween(invoice.invoice_date, invoice.due_date);
  RETURN_IF_ERROR(domain::CheckRange("invoice.due_date", days, 0, domain::kMaxTermDays)
                      .map_error([](Error&& error) {
                        error.message =
                            "invoice.due_date must be 0 to 3660 days after the invoice's date";
                        return std::move(error);
                      }));
  invoice.credit_term_days = draft.credit_term_days.value_or(static_cast<std::int32_t>(days));
  return {};
}

// A number that was entered by hand may be what the counter comes to: that one is given out, so the
// next one is taken, and there is no gap.
Result<std::string> NextFreeNumber(Transaction& tx, std::string_view series, CivilDate date) {
  while (true) {
    ASSIGN_OR_RETURN(std::string number, TakeNumber(tx.receivables().numbers(), series, date));
    ASSIGN_OR_RETURN(const auto taken, tx.receivables().invoices().FindByNumber(number));
    if (!taken) return number;
  }
}

Result<std::string> NumberFor(Transaction& tx, const NewInvoice& draft, CivilDate date) {
  if (draft.number.empty()) {
    const std::string series = draft.series.empty() ? kDefaultSeries : draft.series;
    RETURN_IF_ERROR(domain::CheckSeries("series", series));
    if (series == kCreditNoteSeries) return FieldInvalid("series", "is that of credit notes");
    if (series == kInterestNoteSeries) return FieldInvalid("series", "is that of interest notes");
    return NextFreeNumber(tx, series, date);
  }
  if (!draft.series.empty())
    return FieldInvalid("series", "is for numbers that are made: the invoice has one");
  RETURN_IF_ERROR(domain::CheckText("invoice.number", draft.number, 1, kMaxNumber));
  for (const std::string_view series : {kCreditNoteSeries, kInterestNoteSeries})
    if (draft.number.starts_with(std::string(series) + "-"))
      return FieldInvalid("invoice.number", "is of the form of credit or interest notes' numbers");
  ASSIGN_OR_RETURN(const auto taken, tx.receivables().invoices().FindByNumber(draft.number));
  if (taken)
    return Fail(Code::kAlreadyExists, Reason::kResourceExists,
                Name("invoices", taken->id) + " has the number " + draft.number,
                {{"resource", Name("invoices", taken->id)}});
  return draft.number;
}

// An invoice is of its contract's customer and currency, and of a sub-contract of that contract.
Result<void> CheckContract(View& view, const Invoice& invoice) {
  RETURN_IF_ERROR(domain::CheckContractName("invoice.contract", invoice.contract));
  RETURN_IF_ERROR(domain::CheckSubContractName("invoice.subcontract", invoice.sub_contract));
  if (invoice.contract.empty() && invoice.sub_contract.empty()) return {};
  if (!invoice.sub_contract.empty() && !invoice.sub_contract.starts_with(invoice.contract + "/"))
    return FieldInvalid("invoice.subcontract", "must be one of invoice.contract");
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   Load(view.contracts(), "contracts", LastPart(invoice.contract)));
  if (contract.customer_id != invoice.customer_id)
    return FieldInvalid("invoice.contract", "is with another customer");
  if (contract.state == domain::ContractState::kDraft)
    return StateConflict(invoice.contract, "DRAFT", "nothing is owed under it until it is active");
  RETURN_IF_ERROR(domain::CheckCurrency(contract.terms.currency_code, {invoice.amount}));
  if (invoice.sub_contract.empty()) return {};
  return GetSubContract(view, contract.id, LastPart(invoice.sub_contract))
      .map([](const domain::SubContract&) {});
}

// What is open on the invoice less what is disputed of it.
Result<std::int64_t> Undisputed(View& view, const Invoice& invoice) {
  ASSIGN_OR_RETURN(const Money open, OpenAmount(view, invoice));
  std::int64_t left = open.minor_units;
  ASSIGN_OR_RETURN(const auto disputes, view.receivables().disputes().ListOver(invoice.id));
  for (const Dispute& dispute : disputes)
    if (dispute.state == DisputeState::kOpen) left -= dispute.amount.minor_units;
  return left;
}

// What the customer is credited by the resolution.
Result<std::int64_t> CreditedBy(View& view, const Resolution& resolution, const Dispute& dispute) {
  if (resolution.outcome != DisputeState::kSettled) {
    if (resolution.amount) return FieldInvalid("amount", "is for the outcome SETTLED only");
    if (resolution.outcome == DisputeState::kForVendor) return 0;
    // No more than credit notes have left of the invoice.
    ASSIGN_OR_RETURN(const Invoice invoice,
                     Load(view.receivables().invoices(), "invoices", dispute.invoice_id));
    ASSIGN_OR_RETURN(const Money before, CreditedBefore(view, invoice));
    return std::min(dispute.amount.minor_units, invoice.amount.minor_units - before.minor_units);
  }
  if (!resolution.amount) return FieldInvalid("amount", "must be set for the outcome SETTLED");
  RETURN_IF_ERROR(domain::CheckPositiveAmount("amount", *resolution.amount));
  RETURN_IF_ERROR(domain::CheckCurrency(dispute.amount.currency_code, {*resolution.amount}));
  if (resolution.amount->minor_units >= dispute.amount.minor_units)
    return FieldInvalid("amount.minor_units", "must be less than what is disputed");
  return resolution.amount->minor_units;
}

// What a resolution rests on.
struct Ground {
  std::vector<std::string> papers;  // the SHA-256 of each, 32 bytes
  std::string approval;             // a second user's; empty where a paper suffices
};

Result<Ground> GroundFor(Transaction& tx, const Act& act, const Dispute& dispute) {
  Ground ground;
  if (!dispute.paper_sha256.empty()) {
    ASSIGN_OR_RETURN(std::string paper,
                     PaperOf(tx, "paper_sha256", dispute.paper_sha256, dispute.customer_id));
    ground.papers.push_back(std::move(paper));
    return ground;
  }
  if (dispute.state == DisputeState::kForCustomer) return ground;
  const std::string name = Name("disputes", dispute.id);
  ASSIGN_OR_RETURN(const std::string kept, domain::FormatAmount(domain::PausedAmount(dispute)));
  ASSIGN_OR_RETURN(
      ground.approval,
      RequireApproval(
          tx, act,
          {std::string(domain::kResolveDispute), name,
           "Resolve " + name + " for the vendor without the other side's paper: " + kept + " " +
               dispute.amount.currency_code + " of " + Name("invoices", dispute.invoice_id),
           ""}));
  return ground;
}

}  // namespace

Result<Invoice> CreateInvoice(Transaction& tx, const Act& act, const NewInvoice& draft) {
  Invoice invoice;
  ASSIGN_OR_RETURN(invoice.id, TakeId("invoice_id", draft.id, act));
  invoice.customer_id = draft.customer_id;
  invoice.amount = draft.amount;
  invoice.contract = draft.contract;
  invoice.sub_contract = draft.sub_contract;
  invoice.meta = NewMeta(act);
  RETURN_IF_ERROR(domain::CheckPositiveAmount("invoice.amount", invoice.amount));
  RETURN_IF_ERROR(Load(tx.customers(), "customers", invoice.customer_id));
  RETURN_IF_ERROR(CheckContract(tx, invoice));
  ASSIGN_OR_RETURN(invoice.invoice_date,
                   DateOrToday(tx, invoice, "invoice.invoice_date", draft.invoice_date, act.now));
  RETURN_IF_ERROR(FillTerm(tx, draft, invoice));
  ASSIGN_OR_RETURN(invoice.number, NumberFor(tx, draft, invoice.invoice_date));

  RETURN_IF_ERROR(tx.receivables().invoices().Insert(invoice));
  RETURN_IF_ERROR(tx.receivables().claims().Append(RaisingLine(act, invoice)));
  RETURN_IF_ERROR(ApplyCredits(tx, act, invoice.customer_id, invoice.amount.currency_code,
                               invoice.invoice_date));
  RETURN_IF_ERROR(Record(tx, act, "invoice.create", Name("invoices", invoice.id),
                         {{"customer", Name("customers", invoice.customer_id)},
                          {"number", invoice.number},
                          {"currency", invoice.amount.currency_code},
                          {"minor_units", invoice.amount.minor_units},
                          {"invoice_date", FormatCivilDate(invoice.invoice_date)},
                          {"due_date", FormatCivilDate(invoice.due_date)}}));
  return Load(tx.receivables().invoices(), "invoices", invoice.id);
}

Result<Dispute> OpenDispute(Transaction& tx, const Act& act, const NewDispute& draft) {
  ASSIGN_OR_RETURN(const Invoice invoice,
                   Load(tx.receivables().invoices(), "invoices", draft.invoice_id));
  Dispute dispute;
  ASSIGN_OR_RETURN(dispute.id, TakeId("dispute_id", draft.id, act));
  dispute.customer_id = invoice.customer_id;
  dispute.invoice_id = invoice.id;
  dispute.amount = draft.amount;
  dispute.grounds = draft.grounds;
  dispute.line = draft.line;
  ASSIGN_OR_RETURN(dispute.open_date,
                   DateOrToday(tx, invoice, "dispute.open_date", draft.open_date, act.now));
  dispute.meta = NewMeta(act);
  RETURN_IF_ERROR(domain::CheckPositiveAmount("dispute.amount", dispute.amount));
  RETURN_IF_ERROR(domain::CheckCurrency(invoice.amount.currency_code, {dispute.amount}));
  RETURN_IF_ERROR(domain::CheckText("dispute.grounds", dispute.grounds, 1, kMaxGrounds));
  RETURN_IF_ERROR(domain::CheckText("dispute.line", dispute.line, 0, kMaxLine));
  if (dispute.open_date < invoice.invoice_date)
    return FieldInvalid("dispute.open_date", "must not be before the invoice's date");
  ASSIGN_OR_RETURN(const std::int64_t left, Undisputed(tx, invoice));
  if (dispute.amount.minor_units > left)
    return FieldInvalid("dispute.amount.minor_units",
                        "is more than what is open on the invoice and not disputed yet");
  RETURN_IF_ERROR(tx.receivables().disputes().Insert(dispute));
  RETURN_IF_ERROR(Record(tx, act, "dispute.open", Name("disputes", dispute.id),
                         {{"invoice", Name("invoices", invoice.id)},
                          {"currency", dispute.amount.currency_code},
                          {"minor_units", dispute.amount.minor_units},
                          {"date", FormatCivilDate(dispute.open_date)}}));
  return dispute;
}

Result<Dispute> ResolveDispute(Transaction& tx, const Act& act, const Resolution& resolution) {
  ASSIGN_OR_RETURN(Dispute dispute, LoadClaimForChange(tx.receivables().disputes(), "disputes",
                                                       resolution.dispute_id, resolution.etag));
  const std::string name = Name("disputes", dispute.id);
  if (dispute.state != DisputeState::kOpen)
    return StateConflict(name, domain::StateName(dispute.state), "it cannot be resolved again");
  if (resolution.outcome == DisputeState::kOpen)
    return FieldInvalid("outcome", "must be FOR_VENDOR, FOR_CUSTOMER or SETTLED");
  ASSIGN_OR_RETURN(const Invoice invoice,
                   Load(tx.receivables().invoices(), "invoices", dispute.invoice_id));
  ASSIGN_OR_RETURN(const CivilDate date,
                   DateOrToday(tx, invoice, "date", resolution.date, act.now));
  if (date < dispute.open_date)
    return FieldInvalid("date", "must not be before the dispute was opened");
  ASSIGN_OR_RETURN(dispute.credited_minor_units, CreditedBy(tx, resolution, dispute));
  dispute.state = resolution.outcome;
  dispute.resolve_date = date;
  dispute.resolve_time = act.now;
  dispute.paper_sha256 = resolution.paper_sha256;
  ASSIGN_OR_RETURN(const Ground ground, GroundFor(tx, act, dispute));
  RETURN_IF_ERROR(Save(tx.receivables().disputes(), dispute, act));
  if (dispute.credited_minor_units > 0) {
    const Money credited{dispute.amount.currency_code, dispute.credited_minor_units};
    RETURN_IF_ERROR(
        IssueCreditNote(tx, act, {dispute.invoice_id, "", credited, date, name, dispute.id}));
  }
  boost::json::object body{{"outcome", domain::StateName(dispute.state)},
                           {"credited_minor_units", dispute.credited_minor_units},
                           {"date", FormatCivilDate(date)}};
  if (!ground.approval.empty()) body["approval"] = ground.approval;
  RETURN_IF_ERROR(Record(tx, act, "dispute.resolve", name, body, ground.papers));
  return dispute;
}

}  // namespace countersign::app
