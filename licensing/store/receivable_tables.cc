#include "licensing/store/receivable_tables.h"

#include "licensing/store/schema.h"

namespace countersign::store {
namespace {

// The rows of one customer in the order of their ids, or what `where` says of ?1 and on.
template <class T, class... Texts>
Result<std::vector<T>> Select(db::Connection& connection, std::string_view where,
                              const Texts&... texts) {
  const std::string sql = SelectSql<T>() + "WHERE " + std::string(where);
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection, sql, texts...));
  return ReadRows<T>(*statement);
}

constexpr std::string_view kOfCustomer = "customer_id = ?1 ORDER BY id";

// Of a customer's rows, those whose balance may not be what their state says as of then.
template <class T>
Result<std::vector<T>> Unsettled(db::Connection& connection, std::string_view customer_id,
                                 const std::string& state, const std::string& reference,
                                 const domain::AsOf& as_of) {
  const std::string of_customer = "FROM claim_records WHERE customer_id = ?1 AND ";
  const std::string sql = SelectSql<T>() + "WHERE customer_id = ?1 AND (state = '" + state +
                          "' OR id IN (SELECT " + reference + " " + of_customer +
                          "effective_date > ?2) OR id IN (SELECT " + reference + " " + of_customer +
                          "record_time >= ?3)) ORDER BY id";
  ASSIGN_OR_RETURN(auto statement,
                   PrepareWith(connection, sql, customer_id, FormatCivilDate(as_of.date)));
  statement->BindInt(3, ToMicros(as_of.recorded_before));
  return ReadRows<T>(*statement);
}

}  // namespace

Result<std::optional<domain::Invoice>> InvoiceTable::FindByNumber(std::string_view number) {
  static const std::string sql = SelectSql<domain::Invoice>() + "WHERE number = ?1";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, number));
  return ReadOptionalRow<domain::Invoice>(*statement);
}

Result<std::optional<domain::TaxInvoice>> TaxInvoiceTable::FindByNumber(std::string_view number) {
  static const std::string sql = SelectSql<domain::TaxInvoice>() + "WHERE number = ?1";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection_, sql, number));
  return ReadOptionalRow<domain::TaxInvoice>(*statement);
}

Result<std::vector<domain::Invoice>> InvoiceTable::ListOpen(std::string_view customer_id,
                                                            std::string_view currency_code) {
  return Select<domain::Invoice>(
      connection_, "customer_id = ?1 AND currency_code = ?2 AND state = 'OPEN' ORDER BY id",
      customer_id, currency_code);
}

Result<std::vector<domain::Invoice>> InvoiceTable::ListOf(std::string_view customer_id) {
  return Select<domain::Invoice>(connection_, kOfCustomer, customer_id);
}

Result<std::vector<domain::Invoice>> InvoiceTable::ListUnsettled(std::string_view customer_id,
                                                                 const domain::AsOf& as_of) {
  return Unsettled<domain::Invoice>(connection_, customer_id, "OPEN", "invoice_id", as_of);
}

Result<std::vector<domain::Invoice>> InvoiceTable::ListOfContract(std::string_view contract) {
  return Select<domain::Invoice>(connection_, "contract = ?1 AND contract <> '' ORDER BY id",
                                 contract);
}

Result<std::vector<domain::Payment>> PaymentTable::ListUnsettled(std::string_view customer_id,
                                                                 const domain::AsOf& as_of) {
  return Unsettled<domain::Payment>(connection_, customer_id, "CREDIT", "payment_id", as_of);
}

Result<std::vector<domain::Payment>> PaymentTable::ListCorrecting(std::string_view invoice_id) {
  return RowsOf<domain::Payment>(connection_, "corrected_invoice_id", invoice_id);
}

Result<std::vector<domain::Dispute>> DisputeTable::ListOver(std::string_view invoice_id) {
  return RowsOf<domain::Dispute>(connection_, "invoice_id", invoice_id);
}

Result<std::vector<domain::Payment>> PaymentTable::ListCredits(std::string_view customer_id,
                                                               std::string_view currency_code) {
  return Select<domain::Payment>(
      connection_, "customer_id = ?1 AND currency_code = ?2 AND state = 'CREDIT' ORDER BY date, id",
      customer_id, currency_code);
}

Result<std::vector<domain::Payment>> PaymentTable::FindByReference(std::string_view reference) {
  return Select<domain::Payment>(connection_, "reference = ?1 ORDER BY id", reference);
}

Result<std::vector<domain::Payment>> PaymentTable::ListOf(std::string_view customer_id) {
  return Select<domain::Payment>(connection_, kOfCustomer, customer_id);
}

Result<std::vector<domain::Dispute>> DisputeTable::ListOf(std::string_view customer_id) {
  return Select<domain::Dispute>(connection_, kOfCustomer, customer_id);
}

Result<std::vector<app::ClaimLine>> ClaimTable::OfInvoice(std::string_view invoice_id) {
  return Select<app::ClaimLine>(connection_, "invoice_id = ?1 ORDER BY id", invoice_id);
}

Result<std::vector<app::ClaimLine>> ClaimTable::OfPayment(std::string_view payment_id) {
  return Select<app::ClaimLine>(connection_, "payment_id = ?1 ORDER BY id", payment_id);
}

Result<std::vector<app::ClaimLine>> ClaimTable::OfCustomer(std::string_view customer_id) {
  return Select<app::ClaimLine>(connection_, kOfCustomer, customer_id);
}

Result<void> ClaimTable::Append(const app::ClaimLine& line) {
  RETURN_IF_ERROR(InsertRow(connection_, line));
  journal_.Wrote(Mapping<app::ClaimLine>::kTable, line.record.id);
  return {};
}

Result<std::int64_t> NumberTable::Next(std::string_view series, std::int32_t year) {
  ASSIGN_OR_RETURN(
      auto statement,
      PrepareWith(connection_,
                  "INSERT INTO number_counters (series, year, last) VALUES (?1, ?2, 1)"
                  " ON CONFLICT (series, year) DO UPDATE SET last = number_counters.last + 1",
                  series));
  statement->BindInt(2, year);
  RETURN_IF_ERROR(statement->Execute());
  journal_.Wrote("number_counters", JoinKey({std::string(series), std::to_string(year)}));
  ASSIGN_OR_RETURN(
      auto last,
      PrepareWith(connection_, "SELECT last FROM number_counters WHERE series = ?1 AND year = ?2",
                  series));
  last->BindInt(2, year);
  RETURN_IF_ERROR(last->Step());
  return last->Int(0);
}

}  // namespace countersign::store
