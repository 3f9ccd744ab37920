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

// A customer's books, read at once.
struct Books {
  std::vector<Invoice> invoices;
  PaymentsById payments;
  std::map<std::string, std::vector<ClaimLine>> by_invoice;
  std::map<std::string, std::vector<ClaimLine>> by_payment;
  std::map<std::string, std::vector<Dispute>> disputes;                     // by invoice
  std::map<std::string, std::vector<domain::LimitationRecord>> limitation;  // likewise
  std::map<std::string, std::vector<domain::TaxInvoice>> tax_invoices;      // likewise
};

PaymentsById ById(std::vector<Payment> payments) {
  PaymentsById by_id;
  for (Payment& payment : payments) by_id.emplace(payment.id, std::move(payment));
  return by_id;
}

// All of them.
Result<Books> ReadBooks(View& view, std::string_view customer_id) {
  ReceivableReader& store = view.receivables();
  Books books;
  ASSIGN_OR_RETURN(books.invoices, store.invoices().ListOf(customer_id));
  ASSIGN_OR_RETURN(auto payments, store.payments().ListOf(customer_id));
  books.payments = ById(std::move(payments));
  ASSIGN_OR_RETURN(const auto lines, store.claims().OfCustomer(customer_id));
  for (const ClaimLine& line : lines) {
    if (line.invoice_id) books.by_invoice[*line.invoice_id].push_back(line);
    if (line.payment_id) books.by_payment[*line.payment_id].push_back(line);
  }
  ASSIGN_OR_RETURN(const auto disputes, store.disputes().ListOf(customer_id));
  for (const Dispute& dispute : disputes) books.disputes[dispute.invoice_id].push_back(dispute);
  ASSIGN_OR_RETURN(const auto records, store.limitation_records().OfCustomer(customer_id));
  for (const auto& record : records) books.limitation[record.invoice_id].push_back(record);
  ASSIGN_OR_RETURN(const auto attached, store.tax_invoices().OfCustomer(customer_id));
  for (const auto& each : attached) books.tax_invoices[each.invoice_id].push_back(each);
  return books;
}

// What of them can be open or credit as of then: settled history is not read.
Result<Books> ReadUnsettled(View& view, std::string_view customer_id, const domain::AsOf& as_of) {
  ReceivableReader& store = view.receivables();
  Books books;
  ASSIGN_OR_RETURN(books.invoices, store.invoices().ListUnsettled(customer_id, as_of));
  for (const Invoice& invoice : books.invoices) {
    ASSIGN_OR_RETURN(books.by_invoice[invoice.id], store.claims().OfInvoice(invoice.id));
    ASSIGN_OR_RETURN(books.disputes[invoice.id], store.disputes().ListOver(invoice.id));
    ASSIGN_OR_RETURN(books.tax_invoices[invoice.id], store.tax_invoices().OfInvoice(invoice.id));
  }
  ASSIGN_OR_RETURN(auto payments, store.payments().ListUnsettled(customer_id, as_of));
  books.payments = ById(std::move(payments));
  for (const auto& [id, payment] : books.payments) {
    ASSIGN_OR_RETURN(books.by_payment[id], store.claims().OfPayment(id));
  }
  return books;
}

template <class T>
const std::vector<T>& ListFor(const std::map<std::string, std::vector<T>>& lists,
                              const std::string& id) {
  static const std::vector<T> none;
  const auto found = lists.find(id);
  return found == lists.end() ? none : found->second;
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

// Takes what bills will pay at their maturity from `left`, as parts for which the clock has stood
// still since each bill came in.
Result<void> SplitByBills(const Books& books, const std::vector<ClaimLine>& lines,
                          const domain::AsOf& as_of, std::int64_t& left, StatementItem& item) {
  ASSIGN_OR_RETURN(const auto pending, domain::PendingAsOf(RecordsOf(lines), as_of));
  for (const domain::ClaimRecord& record : pending) {
    const auto line =
        std::ranges::find(lines, record.id, [](const ClaimLine& each) { return each.record.id; });
    const auto payment =
        line->payment_id ? books.payments.find(*line->payment_id) : books.payments.end();
    if (payment == books.payments.end() || !payment->second.maturity_date) continue;
    const std::int64_t amount = std::min(record.amount.minor_units, left);
    if (amount == 0) continue;
    left -= amount;
    item.bills.minor_units += amount;
    item.parts.push_back({Money{item.open.currency_code, amount},
                          item.invoice.due_date,
                          {{record.id, *record.value_date, std::nullopt}}});
  }
  return {};
}

// Splits what is open into what bills will pay, what each dispute stopped the clock for, and the
// rest. Payments reduce the rest first: what is disputed is paid last.
Result<void> Split(const Books& books, const domain::AsOf& as_of, StatementItem& item) {
  std::int64_t left = std::max<std::int64_t>(item.open.minor_units, 0);
  RETURN_IF_ERROR(
      SplitByBills(books, ListFor(books.by_invoice, item.invoice.id), as_of, left, item));
  for (const Dispute& each : ListFor(books.disputes, item.invoice.id)) {
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
  return {};
}

void CountDays(CivilDate date, StatementItem& item) {
  if (item.open.minor_units < 0) return;
  for (const OpenItem& part : item.parts)
    item.days_overdue = std::max(item.days_overdue, domain::DaysOverdue(part, date));
  item.urgent = domain::IsUrgent(item.days_overdue, item.invoice.credit_term_days);
}

StatementTotal& TotalOf(Statement& statement, const std::string& currency_code) {
  const Money zero{currency_code, 0};
  return statement.totals
      .try_emplace(currency_code, StatementTotal{zero, zero, zero, zero, zero, zero})
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
  RETURN_IF_ERROR(AddTo(total.bills, item.bills));
  RETURN_IF_ERROR(AddTo(total.unclaimed_interest, item.interest.unclaimed));
  for (const OpenItem& part : item.parts)
    if (domain::DaysOverdue(part, date) > 0) RETURN_IF_ERROR(AddTo(total.overdue, part.open));
  statement.items.push_back(std::move(item));
  return {};
}

// Whether a statement tells, beside what is open, the interest that accrued and the limitation
// clocks.
enum class Detail { kFull, kOpenOnly };

Result<void> AddDetails(TermsCache& terms, ReceivedDemands& notices, const Books& books,
                        const domain::AsOf& as_of, StatementItem& item) {
  const std::vector<ClaimLine>& lines = ListFor(books.by_invoice, item.invoice.id);
  ASSIGN_OR_RETURN(const domain::ContractTerms* const agreed, terms.Of(item.invoice));
  ASSIGN_OR_RETURN(item.interest,
                   InterestThrough(item.invoice, agreed, RecordsOf(lines), as_of, as_of.date));
  ASSIGN_OR_RETURN(const auto demands, notices.For(item.invoice, as_of));
  ASSIGN_OR_RETURN(item.limitation,
                   LimitationAsOf(item.invoice, agreed, lines, books.payments,
                                  ListFor(books.limitation, item.invoice.id), demands, as_of));
  return {};
}

Result<void> AddInvoices(View& view, const Books& books, const domain::AsOf& as_of, Detail detail,
                         Statement& statement) {
  TermsCache terms(view);
  ReceivedDemands notices(view);
  for (const Invoice& invoice : books.invoices) {
    const Money zero{invoice.amount.currency_code, 0};
    StatementItem item;
    item.invoice = DueAsOf(invoice, ListFor(books.tax_invoices, invoice.id), as_of);
    item.bills = item.disputed = item.interest.unpaid = item.interest.unclaimed = zero;
    ASSIGN_OR_RETURN(auto balance,
                     domain::BalanceAsOf(zero.currency_code,
                                         RecordsOf(ListFor(books.by_invoice, invoice.id)), as_of));
    item.open_parts = std::move(balance.open);
    ASSIGN_OR_RETURN(item.open, SumOfParts(item.open_parts));
    if (detail == Detail::kFull && balance.totals.contains(domain::RecordKind::kInvoice))
      RETURN_IF_ERROR(AddDetails(terms, notices, books, as_of, item));
    if (item.open.minor_units == 0 && item.interest.unclaimed.minor_units == 0) continue;
    RETURN_IF_ERROR(Split(books, as_of, item));
    CountDays(as_of.date, item);
    RETURN_IF_ERROR(AddItem(statement, std::move(item), as_of.date));
  }
  std::ranges::sort(statement.items, {}, [](const StatementItem& item) {
    return std::tie(item.invoice.due_date, item.invoice.number);
  });
  return {};
}

Result<void> AddCredits(const Books& books, const domain::AsOf& as_of, Statement& statement) {
  for (const auto& [id, payment] : books.payments) {
    const std::string& currency_code = payment.amount.currency_code;
    ASSIGN_OR_RETURN(
        const auto balance,
        domain::BalanceAsOf(currency_code, RecordsOf(ListFor(books.by_payment, id)), as_of));
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

Result<Statement> Compile(View& view, const Books& books, const domain::AsOf& as_of,
                          Detail detail) {
  Statement statement;
  RETURN_IF_ERROR(AddInvoices(view, books, as_of, detail, statement));
  RETURN_IF_ERROR(AddCredits(books, as_of, statement));
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
  RETURN_IF_ERROR(Load(view.customers(), "customers", customer_id));
  ASSIGN_OR_RETURN(const Books books, ReadBooks(view, customer_id));
  return Compile(view, books, as_of, Detail::kFull);
}

Result<Statement> MakeOpenStatement(View& view, std::string_view customer_id,
                                    const domain::AsOf& as_of) {
  ASSIGN_OR_RETURN(const Books books, ReadUnsettled(view, customer_id, as_of));
  return Compile(view, books, as_of, Detail::kOpenOnly);
}

Result<std::vector<AgingRow>> MakeAging(View& view, const domain::AsOf& as_of, bool by_customer) {
  std::map<std::pair<std::string, std::string>, std::vector<OpenItem>> groups;
  RETURN_IF_ERROR(ForEachCustomer(view, [&](const std::string& customer_id) -> Result<void> {
    ASSIGN_OR_RETURN(const Statement statement, MakeOpenStatement(view, customer_id, as_of));
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
