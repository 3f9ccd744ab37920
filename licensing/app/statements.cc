#include "licensing/app/statements.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "licensing/app/resource.h"

namespace countersign::app {
namespace {

using domain::Dispute;
using domain::Invoice;
using domain::Money;
using domain::OpenItem;
using domain::Payment;

using RecordsById = std::map<std::string, std::vector<domain::ClaimRecord>>;

// A customer's books, read at once.
struct Books {
  RecordsById by_invoice;
  RecordsById by_payment;
  std::map<std::string, std::vector<Dispute>> disputes;  // by invoice
};

Result<Books> ReadBooks(View& view, std::string_view customer_id) {
  Books books;
  ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfCustomer(customer_id));
  for (const ClaimLine& line : lines) {
    if (line.invoice_id) books.by_invoice[*line.invoice_id].push_back(line.record);
    if (line.payment_id) books.by_payment[*line.payment_id].push_back(line.record);
  }
  ASSIGN_OR_RETURN(const auto disputes, view.receivables().disputes().ListOf(customer_id));
  for (const Dispute& dispute : disputes) books.disputes[dispute.invoice_id].push_back(dispute);
  return books;
}

const std::vector<domain::ClaimRecord>& RecordsFor(const RecordsById& records,
                                                   const std::string& id) {
  static const std::vector<domain::ClaimRecord> none;
  const auto found = records.find(id);
  return found == records.end() ? none : found->second;
}

// A dispute as it was known then; nothing if it was not yet.
std::optional<Dispute> KnownAsOf(Dispute dispute, const domain::AsOf& as_of) {
  if (dispute.open_date > as_of.date || dispute.meta.create_time >= as_of.recorded_before)
    return std::nullopt;
  const bool resolved = dispute.resolve_date && *dispute.resolve_date <= as_of.date &&
                        *dispute.resolve_time < as_of.recorded_before;
  if (!resolved) {
    dispute.state = domain::DisputeState::kOpen;
    dispute.resolve_date.reset();
    dispute.credited_minor_units = 0;
  }
  return dispute;
}

// Splits what is open into what each dispute stopped the clock for, and the rest. Payments reduce
// the rest first: what is disputed is paid last.
void SplitByDisputes(const std::vector<Dispute>& disputes, const domain::AsOf& as_of,
                     StatementItem& item) {
  std::int64_t left = std::max<std::int64_t>(item.open.minor_units, 0);
  for (const Dispute& each : disputes) {
    const auto dispute = KnownAsOf(each, as_of);
    if (!dispute) continue;
    const std::int64_t amount = std::min(domain::PausedAmount(*dispute).minor_units, left);
    if (amount == 0) continue;
    left -= amount;
    item.parts.push_back({Money{item.open.currency_code, amount},
                          item.invoice.due_date,
                          {{dispute->id, dispute->open_date, dispute->resolve_date}}});
    if (dispute->state == domain::DisputeState::kOpen) item.disputed.minor_units += amount;
  }
  if (item.open.minor_units < 0) left = item.open.minor_units;
  if (left != 0)
    item.parts.push_back({Money{item.open.currency_code, left}, item.invoice.due_date, {}});
}

void CountDays(CivilDate date, StatementItem& item) {
  if (item.open.minor_units < 0) return;
  for (const OpenItem& part : item.parts)
    item.days_overdue = std::max(item.days_overdue, domain::DaysOverdue(part, date));
  item.urgent = domain::IsUrgent(item.days_overdue, item.invoice.credit_term_days);
}

StatementTotal& TotalOf(Statement& statement, const std::string& currency_code) {
  const Money zero{currency_code, 0};
  return statement.totals.try_emplace(currency_code, StatementTotal{zero, zero, zero, zero, zero})
      .first->second;
}

Result<void> AddTo(Money& total, const Money& amount) {
  ASSIGN_OR_RETURN(total, domain::Add(total, amount));
  return {};
}

Result<void> AddItem(Statement& statement, StatementItem item, CivilDate date) {
  StatementTotal& total = TotalOf(statement, item.open.currency_code);
  RETURN_IF_ERROR(AddTo(total.open, item.open));
  RETURN_IF_ERROR(AddTo(total.disputed, item.disputed));
  RETURN_IF_ERROR(AddTo(total.unclaimed_interest, item.interest.unclaimed));
  for (const OpenItem& part : item.parts)
    if (domain::DaysOverdue(part, date) > 0) RETURN_IF_ERROR(AddTo(total.overdue, part.open));
  statement.items.push_back(std::move(item));
  return {};
}

// Whether a statement tells the interest that accrued.
enum class Interest { kTold, kLeftOut };

Result<InterestDue> InterestOf(TermsCache& terms, const Books& books, const domain::AsOf& as_of,
                               const Invoice& invoice, Interest interest) {
  const Money zero{invoice.amount.currency_code, 0};
  if (interest == Interest::kLeftOut) return InterestDue{zero, zero, zero, zero, zero, {}, {}};
  ASSIGN_OR_RETURN(const domain::ContractTerms* const agreed, terms.Of(invoice));
  return InterestThrough(invoice, agreed, RecordsFor(books.by_invoice, invoice.id), as_of,
                         as_of.date);
}

Result<void> AddInvoices(View& view, std::string_view customer_id, const Books& books,
                         const domain::AsOf& as_of, Interest interest, Statement& statement) {
  TermsCache terms(view);
  ASSIGN_OR_RETURN(const auto invoices, view.receivables().invoices().ListOf(customer_id));
  for (const Invoice& invoice : invoices) {
    const std::string& currency_code = invoice.amount.currency_code;
    StatementItem item;
    item.invoice = invoice;
    item.disputed = {currency_code, 0};
    ASSIGN_OR_RETURN(
        auto balance,
        domain::BalanceAsOf(currency_code, RecordsFor(books.by_invoice, invoice.id), as_of));
    item.open_parts = std::move(balance.open);
    ASSIGN_OR_RETURN(item.open, SumOfParts(item.open_parts));
    ASSIGN_OR_RETURN(item.interest, InterestOf(terms, books, as_of, invoice, interest));
    if (item.open.minor_units == 0 && item.interest.unclaimed.minor_units == 0) continue;
    const auto disputes = books.disputes.find(invoice.id);
    SplitByDisputes(disputes == books.disputes.end() ? std::vector<Dispute>() : disputes->second,
                    as_of, item);
    CountDays(as_of.date, item);
    RETURN_IF_ERROR(AddItem(statement, std::move(item), as_of.date));
  }
  std::ranges::sort(statement.items, {}, [](const StatementItem& item) {
    return std::tie(item.invoice.due_date, item.invoice.number);
  });
  return {};
}

Result<void> AddCredits(View& view, std::string_view customer_id, const Books& books,
                        const domain::AsOf& as_of, Statement& statement) {
  ASSIGN_OR_RETURN(const auto payments, view.receivables().payments().ListOf(customer_id));
  for (const Payment& payment : payments) {
    const std::string& currency_code = payment.amount.currency_code;
    ASSIGN_OR_RETURN(
        const auto balance,
        domain::BalanceAsOf(currency_code, RecordsFor(books.by_payment, payment.id), as_of));
    ASSIGN_OR_RETURN(Money credit, SumOfParts(balance.open));
    if (credit.minor_units == 0) continue;
    RETURN_IF_ERROR(AddTo(TotalOf(statement, currency_code).credit, credit));
    statement.credits.push_back({payment, std::move(credit)});
  }
  std::ranges::sort(statement.credits, {}, [](const StatementCredit& credit) {
    return std::tie(credit.payment.date, credit.payment.id);
  });
  return {};
}

Result<Statement> Compile(View& view, std::string_view customer_id, const domain::AsOf& as_of,
                          Interest interest) {
  RETURN_IF_ERROR(Load(view.customers(), "customers", customer_id));
  ASSIGN_OR_RETURN(const Books books, ReadBooks(view, customer_id));
  Statement statement;
  RETURN_IF_ERROR(AddInvoices(view, customer_id, books, as_of, interest, statement));
  RETURN_IF_ERROR(AddCredits(view, customer_id, books, as_of, statement));
  return statement;
}

// What a statement says, as items of an aging; a credit is current and negative.
std::map<std::string, std::vector<OpenItem>> ItemsOf(const Statement& statement) {
  std::map<std::string, std::vector<OpenItem>> items;
  for (const StatementItem& item : statement.items) {
    std::vector<OpenItem>& list = items[item.open.currency_code];
    list.insert(list.end(), item.parts.begin(), item.parts.end());
  }
  for (const StatementCredit& credit : statement.credits)
    items[credit.credit.currency_code].push_back(
        {Money{credit.credit.currency_code, -credit.credit.minor_units}, std::nullopt, {}});
  return items;
}

// Runs `work` for every customer, a page at a time.
template <class Work>
Result<void> ForEachCustomer(View& view, Work work) {
  ListQuery query{.limit = 1000};
  while (true) {
    ASSIGN_OR_RETURN(const auto customers, view.customers().List(query));
    if (customers.empty()) return {};
    for (const domain::Customer& customer : customers) RETURN_IF_ERROR(work(customer.id));
    query.after_id = customers.back().id;
  }
}

}  // namespace

Result<domain::AsOf> EndOfDay(CivilDate date, std::string_view time_zone) {
  RETURN_IF_ERROR(CheckDate("date", date));
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(time_zone));
  ASSIGN_OR_RETURN(const CivilDate next, PlusDays(date, 1));
  return domain::AsOf{date, zone.StartOf(next)};
}

Result<Statement> MakeStatement(View& view, std::string_view customer_id,
                                const domain::AsOf& as_of) {
  return Compile(view, customer_id, as_of, Interest::kTold);
}

Result<std::vector<AgingRow>> MakeAging(View& view, const domain::AsOf& as_of, bool by_customer) {
  std::map<std::pair<std::string, std::string>, std::vector<OpenItem>> groups;
  RETURN_IF_ERROR(ForEachCustomer(view, [&](const std::string& customer_id) -> Result<void> {
    ASSIGN_OR_RETURN(const Statement statement,
                     Compile(view, customer_id, as_of, Interest::kLeftOut));
    for (const auto& [currency_code, items] : ItemsOf(statement)) {
      auto& group = groups[{by_customer ? customer_id : "", currency_code}];
      group.insert(group.end(), items.begin(), items.end());
    }
    return {};
  }));
  std::vector<AgingRow> rows;
  for (const auto& [key, items] : groups) {
    AgingRow& row = rows.emplace_back(AgingRow{key.first, key.second, {}});
    ASSIGN_OR_RETURN(row.aging, domain::AgeItems(row.currency_code, items,
                                                 domain::DefaultRecoveryRates(), as_of.date));
  }
  return rows;
}

}  // namespace countersign::app
