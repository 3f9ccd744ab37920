// The tables behind the ports of receivables, for one unit of work on one connection.
#ifndef COUNTERSIGN_STORE_RECEIVABLE_TABLES_H_
#define COUNTERSIGN_STORE_RECEIVABLE_TABLES_H_

#include "licensing/store/receivable_mappings.h"
#include "licensing/store/table.h"

namespace countersign::store {

// The rows with this value in `column`, in the order of their ids.
template <class T>
Result<std::vector<T>> RowsOf(db::Connection& connection, std::string_view column,
                              std::string_view value) {
  const std::string sql = SelectSql<T>() + "WHERE " + std::string(column) + " = ?1 ORDER BY id";
  ASSIGN_OR_RETURN(auto statement, PrepareWith(connection, sql, value));
  return ReadRows<T>(*statement);
}

class InvoiceTable final : public app::InvoiceRepository, public Table<domain::Invoice> {
 public:
  using Table::Table;
  Result<std::optional<domain::Invoice>> FindByNumber(std::string_view number) override;
  Result<std::vector<domain::Invoice>> ListOpen(std::string_view customer_id,
                                                std::string_view currency_code) override;
  Result<std::vector<domain::Invoice>> ListOf(std::string_view customer_id) override;
  Result<std::vector<domain::Invoice>> ListOfContract(std::string_view contract) override;
  Result<std::vector<domain::Invoice>> ListUnsettled(std::string_view customer_id,
                                                     const domain::AsOf& as_of) override;
};

class PaymentTable final : public app::PaymentRepository, public Table<domain::Payment> {
 public:
  using Table::Table;
  Result<std::vector<domain::Payment>> FindByReference(std::string_view reference) override;
  Result<std::vector<domain::Payment>> ListCredits(std::string_view customer_id,
                                                   std::string_view currency_code) override;
  Result<std::vector<domain::Payment>> ListOf(std::string_view customer_id) override;
  Result<std::vector<domain::Payment>> ListUnsettled(std::string_view customer_id,
                                                     const domain::AsOf& as_of) override;
  Result<std::vector<domain::Payment>> ListCorrecting(std::string_view invoice_id) override;
};

class DisputeTable final : public app::DisputeRepository, public Table<domain::Dispute> {
 public:
  using Table::Table;
  Result<std::vector<domain::Dispute>> ListOf(std::string_view customer_id) override;
  Result<std::vector<domain::Dispute>> ListOver(std::string_view invoice_id) override;
};

// Of interest notes, tax invoices and limitation records, behind their `Port`.
template <class T, class Port = app::DocumentRepository<T>>
class DocumentTable : public Port, public Table<T> {
 public:
  using Table<T>::Table;
  Result<std::vector<T>> OfInvoice(std::string_view invoice_id) override {
    return RowsOf<T>(this->connection_, "invoice_id", invoice_id);
  }
  Result<std::vector<T>> OfCustomer(std::string_view customer_id) override {
    return RowsOf<T>(this->connection_, "customer_id", customer_id);
  }
};

class TaxInvoiceTable final : public DocumentTable<domain::TaxInvoice, app::TaxInvoiceRepository> {
 public:
  using DocumentTable::DocumentTable;
  Result<std::optional<domain::TaxInvoice>> FindByNumber(std::string_view number) override;
};

class ClaimTable final : public app::ClaimLog {
 public:
  ClaimTable(db::Connection& connection, Journal& journal)
      : connection_(connection), journal_(journal) {}
  Result<std::vector<app::ClaimLine>> OfInvoice(std::string_view invoice_id) override;
  Result<std::vector<app::ClaimLine>> OfPayment(std::string_view payment_id) override;
  Result<std::vector<app::ClaimLine>> OfCustomer(std::string_view customer_id) override;
  Result<void> Append(const app::ClaimLine& line) override;

 private:
  db::Connection& connection_;
  Journal& journal_;
};

class NumberTable final : public app::NumberCounters {
 public:
  NumberTable(db::Connection& connection, Journal& journal)
      : connection_(connection), journal_(journal) {}
  Result<std::int64_t> Next(std::string_view series, std::int32_t year) override;

 private:
  db::Connection& connection_;
  Journal& journal_;
};

// Serves as both: a reader hands out what the repositories are.
class ReceivableTables final : public app::ReceivableRepository {
 public:
  ReceivableTables(db::Connection& connection, Journal& journal)
      : invoices_(connection, journal),
        payments_(connection, journal),
        disputes_(connection, journal),
        claims_(connection, journal),
        interest_notes_(connection, journal),
        tax_invoices_(connection, journal),
        limitation_records_(connection, journal),
        numbers_(connection, journal) {}
  app::InvoiceRepository& invoices() override { return invoices_; }
  app::PaymentRepository& payments() override { return payments_; }
  app::DisputeRepository& disputes() override { return disputes_; }
  app::ClaimLog& claims() override { return claims_; }
  app::DocumentRepository<domain::InterestNote>& interest_notes() override {
    return interest_notes_;
  }
  app::TaxInvoiceRepository& tax_invoices() override { return tax_invoices_; }
  app::DocumentRepository<domain::LimitationRecord>& limitation_records() override {
    return limitation_records_;
  }
  app::NumberCounters& numbers() override { return numbers_; }

 private:
  InvoiceTable invoices_;
  PaymentTable payments_;
  DisputeTable disputes_;
  ClaimTable claims_;
  DocumentTable<domain::InterestNote> interest_notes_;
  TaxInvoiceTable tax_invoices_;
  DocumentTable<domain::LimitationRecord> limitation_records_;
  NumberTable numbers_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_RECEIVABLE_TABLES_H_
