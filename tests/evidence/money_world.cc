#include "tests/evidence/money_world.h"

#include <limits>
#include <map>

#include "licensing/app/blobs.h"
#include "licensing/app/claim_documents.h"
#include "licensing/app/customers.h"
#include "licensing/app/interest_due.h"
#include "licensing/app/payments.h"
#include "licensing/app/receivables.h"
#include "licensing/app/statements.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"

namespace countersign::testing {
namespace {

using domain::Money;
using domain::RecordKind;

const std::vector<std::string> kCustomers = {"acme", "beta", "gamma", "delta",
                                             "zeta", "eta",  "theta", "iota"};
const std::vector<std::string> kCurrencies = {"CNY", "JPY", "BHD"};

domain::ContractTerms TermsIn(const std::string& currency_code) {
  domain::ContractTerms terms;
  terms.currency_code = currency_code;
  terms.time_zone = "Asia/Shanghai";
  terms.due_rule.emplace();
  return terms;
}

// What the contracts of a customer in a currency agree to, by a suffix of their ids.
std::map<std::string, domain::ContractTerms> KindsOfTerms(const std::string& currency_code) {
  std::map<std::string, domain::ContractTerms> kinds;
  const auto rate = [](const char* text) { return *domain::Rate::Parse("rate", text); };
  domain::ContractTerms bearing = TermsIn(currency_code);
  bearing.interest = domain::InterestTerms{
      domain::RateBasis::kActual, domain::RateRule::kFloating, {{std::nullopt, rate("0.365")}}};
  kinds["bearing"] = bearing;
  domain::ContractTerms principal_first = bearing;
  principal_first.interest->basis = domain::RateBasis::kDay;
  principal_first.interest->rates = {{std::nullopt, rate("0.0005")}};
  principal_first.allocation_order = {domain::ClaimPart::kPrincipal, domain::ClaimPart::kInterest,
                                      domain::ClaimPart::kCosts};
  kinds["principal"] = principal_first;
  domain::ContractTerms early = bearing;
  early.early_payment = {20, rate("0.03")};
  kinds["early"] = early;
  return kinds;
}

// One customer's money in one currency, as the records say.
struct Sums {
  std::int64_t received = 0;   // payments and credit notes that hold
  std::int64_t allocated = 0;  // of them
  std::int64_t taken_off = 0;  // discounts
  std::int64_t owed = 0;       // invoiced, interest and costs
};

// Counted from the records alone.
std::map<std::string, Sums> Count(const std::vector<app::ClaimLine>& lines) {
  std::map<std::string, const domain::ClaimRecord*> standing;
  for (const app::ClaimLine& line : lines) standing[line.record.id] = &line.record;
  for (const app::ClaimLine& line : lines)
    if (line.record.kind == RecordKind::kReversal) {
      standing.erase(line.record.reverses);
      standing.erase(line.record.id);
    }
  std::map<std::string, Sums> sums;
  for (const auto& [id, record] : standing) {
    Sums& sum = sums[record->amount.currency_code];
    switch (record->kind) {
      case RecordKind::kInvoice:
      case RecordKind::kInterestNote:
      case RecordKind::kCosts:
        sum.owed += record->amount.minor_units;
        break;
      case RecordKind::kPayment:
      case RecordKind::kCredit:
        sum.received += record->amount.minor_units;
        break;
      case RecordKind::kAllocation:
        sum.allocated += record->amount.minor_units;
        break;
      case RecordKind::kDiscount:
        sum.taken_off += record->amount.minor_units;
        break;
      default:
        break;
    }
  }
  return sums;
}

// What the use cases say is open and credit.
struct Balances {
  std::int64_t open = 0;
  std::int64_t credit = 0;
};

void Expect(bool holds, const std::string& what, std::string& faults) {
  if (!holds) faults += what + "\n";
}

Result<void> AddInvoices(app::View& view, const std::string& customer_id,
                         std::map<std::string, Balances>& balances, std::string& faults) {
  ASSIGN_OR_RETURN(const auto invoices, view.receivables().invoices().ListOf(customer_id));
  for (const domain::Invoice& invoice : invoices) {
    const std::string name = "invoice " + invoice.id;
    ASSIGN_OR_RETURN(const auto parts, app::OpenParts(view, invoice));
    for (const Money* part : {&parts.costs, &parts.interest, &parts.principal})
      Expect(part->minor_units >= 0, name + " is paid more than once", faults);
    ASSIGN_OR_RETURN(const Money open, app::SumOfParts(parts));
    balances[invoice.amount.currency_code].open += open.minor_units;
    Expect((invoice.state == domain::InvoiceState::kOpen) == (open.minor_units > 0),
           name + " has another state than its records", faults);
    ASSIGN_OR_RETURN(const auto due, app::InterestDueOf(view, invoice, invoice.due_date));
    if (!due.claimed_through) continue;
    ASSIGN_OR_RETURN(const auto claimed, app::InterestDueOf(view, invoice, *due.claimed_through));
    Expect(parts.interest.minor_units <= claimed.unpaid.minor_units,
           name + " claims interest that has not accrued", faults);
  }
  return {};
}

Result<void> AddPayments(app::View& view, const std::string& customer_id,
                         std::map<std::string, Balances>& balances, std::string& faults) {
  ASSIGN_OR_RETURN(const auto payments, view.receivables().payments().ListOf(customer_id));
  for (const domain::Payment& payment : payments) {
    ASSIGN_OR_RETURN(const Money credit, app::CreditOf(view, payment));
    balances[payment.amount.currency_code].credit += credit.minor_units;
    Expect(credit.minor_units >= 0, "payment " + payment.id + " pays more than it is", faults);
    Expect((payment.state == domain::PaymentState::kCredit) == (credit.minor_units > 0),
           "payment " + payment.id + " has another state than its records", faults);
  }
  return {};
}

}  // namespace

template <class UseCase>
bool MoneyWorld::Do(UseCase use_case) {
  const app::Act act{"users/anna", "", vault_.clock().Now(), entropy_};
  bool done = false;
  const auto written = vault_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    const auto answer = use_case(tx, act);
    if (!answer) return tl::unexpected<Error>(answer.error());
    touched_ = answer->customer_id;
    done = true;
    return app::Finish::kCommit;
  });
  return written && done;
}

std::int64_t MoneyWorld::Any(std::int64_t least, std::int64_t most) {
  return std::uniform_int_distribution(least, most)(random_);
}
template <class T>
const T& MoneyWorld::AnyOf(const std::vector<T>& list) {
  return list[static_cast<std::size_t>(Any(0, static_cast<std::int64_t>(list.size()) - 1))];
}
// One that a caller may choose.
std::string MoneyWorld::NextId() { return "x" + NewId(vault_.clock().Now(), entropy_); }
Money MoneyWorld::AnyAmount() { return {AnyOf(kCurrencies), Any(1, 10'000)}; }
CivilDate MoneyWorld::Today() {
  return CivilDate(std::chrono::floor<std::chrono::days>(vault_.clock().Now()));
}
CivilDate MoneyWorld::AnyDate() {
  return CivilDate(std::chrono::sys_days(Today()) - std::chrono::days(Any(0, 60)));
}

void MoneyWorld::Found() {
  vault_.Commit([&](app::Transaction& tx) -> Result<void> {
    const domain::ResourceMeta meta{1, vault_.clock().Now(), vault_.clock().Now()};
    int contracts = 0;
    for (const std::string& id : kCustomers) {
      domain::Customer customer;
      customer.id = customer.display_name = id;
      customer.meta = meta;
      RETURN_IF_ERROR(tx.customers().Insert(customer));
      for (const std::string& currency_code : kCurrencies)
        for (const auto& [kind, terms] : KindsOfTerms(currency_code)) {
          domain::Contract contract;
          contract.id = "c" + std::to_string(++contracts);
          contract.customer_id = id;
          contract.title = kind;
          contract.terms = terms;
          contract.state = domain::ContractState::kActive;
          contract.meta = meta;
          RETURN_IF_ERROR(tx.contracts().Insert(contract));
        }
    }
    return {};
  });
  Find();
}

void MoneyWorld::Find() {
  const app::ListQuery all{.limit = std::numeric_limits<std::int32_t>::max()};
  const auto found = vault_.store().Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto contracts, view.contracts().List(all));
    contracts_ = contracts;
    ASSIGN_OR_RETURN(const auto invoices, view.receivables().invoices().List(all));
    for (const auto& invoice : invoices) invoices_.push_back(invoice.id);
    ASSIGN_OR_RETURN(const auto payments, view.receivables().payments().List(all));
    for (const auto& payment : payments) payments_.push_back(payment.id);
    return {};
  });
  if (!found) throw std::runtime_error(found.error().message);
}

bool MoneyWorld::DoAnything() {
  vault_.clock().Advance(kStep);
  const std::int64_t what = Any(0, 15);
  if (what < 4) return Invoice();
  if (what < 7) return Pay();
  if (invoices_.empty() || payments_.empty()) return false;
  switch (what) {
    case 7:
    case 8:
      return TakeBill();
    case 9:
    case 10:
      return Reverse();
    case 11:
      return Credit();
    case 12:
      return Dispute();
    case 13:
      return ClaimInterest();
    case 14:
      return AttachTaxInvoice();
    default:
      return Demand();
  }
}

bool MoneyWorld::Invoice() {
  app::NewInvoice draft;
  draft.amount = AnyAmount();
  const domain::Contract& contract = AnyOf(contracts_);
  draft.customer_id = contract.customer_id;
  if (Any(0, 3) > 0) {
    draft.contract = "contracts/" + contract.id;
    draft.amount.currency_code = contract.terms.currency_code;
  }
  draft.invoice_date = AnyDate();
  draft.credit_term_days = static_cast<std::int32_t>(Any(0, 60));
  draft.id = NextId();
  const bool done = Do([&](auto& tx, auto& act) { return app::CreateInvoice(tx, act, draft); });
  if (done) invoices_.push_back(draft.id);
  return done;
}

bool MoneyWorld::Pay() {
  app::NewPayment draft;
  draft.id = NextId();
  draft.customer_id = AnyOf(kCustomers);
  draft.amount = AnyAmount();
  draft.date = AnyDate();
  if (!invoices_.empty() && Any(0, 3) == 0) draft.designated = {AnyOf(invoices_)};
  const bool done = Do([&](auto& tx, auto& act) { return app::RecordPayment(tx, act, draft); });
  if (done) payments_.push_back(draft.id);
  return done;
}

bool MoneyWorld::TakeBill() {
  app::NewPayment draft;
  draft.id = NextId();
  draft.customer_id = AnyOf(kCustomers);
  draft.kind = Any(0, 1) == 0 ? domain::PaymentKind::kBill : domain::PaymentKind::kEVoucher;
  draft.amount = AnyAmount();
  draft.date = AnyDate();
  draft.maturity_date =
      CivilDate(std::chrono::sys_days(*draft.date) + std::chrono::days(Any(0, 90)));
  const bool done = Do([&](auto& tx, auto& act) { return app::RecordPayment(tx, act, draft); });
  if (done) payments_.push_back(draft.id);
  return done;
}

bool MoneyWorld::Reverse() {
  const app::PaymentReversal reversal{AnyOf(payments_), "", std::nullopt, "bounced"};
  return Do([&](auto& tx, auto& act) { return app::RecordDishonour(tx, act, reversal); }) ||
         Do([&](auto& tx, auto& act) { return app::ReversePayment(tx, act, reversal); });
}

bool MoneyWorld::Credit() {
  const app::NewCreditNote draft{AnyOf(invoices_), "", AnyAmount(), std::nullopt, "discount"};
  return Do([&](auto& tx, auto& act) { return app::IssueCreditNote(tx, act, draft); });
}

bool MoneyWorld::Dispute() {
  const app::NewDispute draft{NextId(), AnyOf(invoices_), AnyAmount(), "defect", std::nullopt};
  if (!Do([&](auto& tx, auto& act) { return app::OpenDispute(tx, act, draft); })) return false;
  app::Resolution resolution;
  resolution.dispute_id = draft.id;
  resolution.outcome =
      Any(0, 1) == 0 ? domain::DisputeState::kForCustomer : domain::DisputeState::kForVendor;
  // A blob that belongs to nothing, of its own content.
  const app::BlobUpload paper{.id = NewId(vault_.clock().Now(), entropy_),
                              .sha256 = Sha256(draft.id),
                              .resource = "",
                              .size = static_cast<std::int64_t>(draft.id.size()),
                              .media_type = "text/plain",
                              .file_name = "p.txt"};
  resolution.paper_sha256 = HexEncode(paper.sha256);
  return Do([&](auto& tx, auto& act) -> Result<domain::Dispute> {
    RETURN_IF_ERROR(app::PutBlob(tx, act, paper, app::NewBlobKey(entropy_)));
    return app::ResolveDispute(tx, act, resolution);
  });
}

bool MoneyWorld::ClaimInterest() {
  const app::NewInterestNote draft{AnyOf(invoices_), "", AnyDate()};
  return Do([&](auto& tx, auto& act) { return app::IssueInterestNote(tx, act, draft); });
}

bool MoneyWorld::AttachTaxInvoice() {
  const std::string& invoice_id = AnyOf(invoices_);
  app::NewTaxInvoice draft;
  draft.invoice_id = invoice_id;
  draft.number = NextId();
  draft.amount = AnyAmount();
  return Do([&](auto& tx, auto& act) { return app::AttachTaxInvoice(tx, act, draft); }) &&
         Do([&](auto& tx, auto& act) {
           return app::RecordTaxInvoiceReceipt(tx, act, {invoice_id, "", draft.number, {}});
         });
}

bool MoneyWorld::Demand() {
  const app::NewLimitationEvent draft{AnyOf(invoices_), "",
                                      domain::LimitationEventKind::kDemandReceived, AnyDate(), ""};
  return Do([&](auto& tx, auto& act) { return app::RecordLimitationEvent(tx, act, draft); });
}

std::string MoneyWorld::Faults(const std::string& customer_id) {
  std::string faults;
  const auto read = vault_.store().Read([&](app::View& view) -> Result<void> {
    std::map<std::string, Balances> balances;
    RETURN_IF_ERROR(AddInvoices(view, customer_id, balances, faults));
    RETURN_IF_ERROR(AddPayments(view, customer_id, balances, faults));
    ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfCustomer(customer_id));
    for (const auto& [currency_code, sum] : Count(lines)) {
      const Balances& balance = balances[currency_code];
      const std::string what = customer_id + " " + currency_code + ": ";
      Expect(sum.received == sum.allocated + balance.credit, what + "money is lost", faults);
      Expect(sum.owed == sum.allocated + sum.taken_off + balance.open, what + "a claim is lost",
             faults);
      Expect(balance.credit == 0 || balance.open == 0, what + "a credit pays nothing", faults);
    }
    return {};
  });
  return read ? faults : read.error().message;
}

std::string MoneyWorld::AllFaults() {
  std::string faults;
  for (const std::string& customer_id : kCustomers) faults += Faults(customer_id);
  return faults;
}

std::string MoneyWorld::StatementText(const std::string& customer_id, CivilDate date) {
  std::string text;
  const auto read = vault_.store().Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const domain::AsOf as_of, app::EndOfDay(date, "Asia/Shanghai"));
    ASSIGN_OR_RETURN(const auto statement, app::MakeStatement(view, customer_id, as_of));
    for (const auto& item : statement.items)
      text += item.invoice.number + " " + std::to_string(item.open.minor_units) + " " +
              std::to_string(item.disputed.minor_units) + " " +
              std::to_string(item.bills.minor_units) + " " +
              std::to_string(item.interest.unpaid.minor_units) + " " +
              std::to_string(item.days_overdue) + " " +
              FormatCivilDate(item.limitation.clock.last_day) + "\n";
    for (const auto& credit : statement.credits)
      text += credit.payment.id + " " + std::to_string(credit.credit.minor_units) + "\n";
    return {};
  });
  return read ? text : read.error().message;
}

}  // namespace countersign::testing
