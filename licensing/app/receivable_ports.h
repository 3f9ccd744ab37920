// What the use cases of receivables need of a store.
#ifndef COUNTERSIGN_APP_RECEIVABLE_PORTS_H_
#define COUNTERSIGN_APP_RECEIVABLE_PORTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/repository.h"
#include "licensing/domain/claim_documents.h"
#include "licensing/domain/invoice.h"
#include "licensing/domain/receivable.h"

namespace countersign::app {

// A record of receivable.h, and whose it is. An allocation is one of an invoice and of a payment at
// once, and so is its reversal.
struct ClaimLine {
  domain::ClaimRecord record;
  std::string customer_id;
  std::optional<std::string> invoice_id;
  std::optional<std::string> payment_id;
  // What brought it about, where that is none of the two: of interest and fixed compensation the
  // interest note or payment, of a discount the payment. A resource's name.
  std::optional<std::string> cause = {};
};

class InvoiceReader : public virtual Reader<domain::Invoice> {
 public:
  virtual Result<std::optional<domain::Invoice>> FindByNumber(std::string_view number) = 0;
  // Those in state kOpen, by id.
  virtual Result<std::vector<domain::Invoice>> ListOpen(std::string_view customer_id,
                                                        std::string_view currency_code) = 0;
  // All of a customer's, by id.
  virtual Result<std::vector<domain::Invoice>> ListOf(std::string_view customer_id) = 0;
  // All of a contract's ("contracts/{id}"), by id.
  virtual Result<std::vector<domain::Invoice>> ListOfContract(std::string_view contract) = 0;
  // Of a customer's, by id, all on which something may be open as of then: those in state kOpen,
  // and those with a record that takes effect later or was put on record later.
  virtual Result<std::vector<domain::Invoice>> ListUnsettled(std::string_view customer_id,
                                                             const domain::AsOf& as_of) = 0;
};
class InvoiceRepository : public virtual InvoiceReader,
                          public virtual Repository<domain::Invoice> {};

class PaymentReader : public virtual Reader<domain::Payment> {
 public:
  // Those in state kCredit, by date, then id.
  virtual Result<std::vector<domain::Payment>> ListCredits(std::string_view customer_id,
                                                           std::string_view currency_code) = 0;
  // Those with this reference, by id.
  virtual Result<std::vector<domain::Payment>> FindByReference(std::string_view reference) = 0;
  // All of a customer's, by id.
  virtual Result<std::vector<domain::Payment>> ListOf(std::string_view customer_id) = 0;
  // Of these, by id, all of which something may be credit as of then, as of invoices.
  virtual Result<std::vector<domain::Payment>> ListUnsettled(std::string_view customer_id,
                                                             const domain::AsOf& as_of) = 0;
  // The credit notes for an invoice, by id.
  virtual Result<std::vector<domain::Payment>> ListCorrecting(std::string_view invoice_id) = 0;
};
class PaymentRepository : public virtual PaymentReader,
                          public virtual Repository<domain::Payment> {};

class DisputeReader : public virtual Reader<domain::Dispute> {
 public:
  // All of a customer's, by id.
  virtual Result<std::vector<domain::Dispute>> ListOf(std::string_view customer_id) = 0;
  // Those over an invoice, by id.
  virtual Result<std::vector<domain::Dispute>> ListOver(std::string_view invoice_id) = 0;
};
class DisputeRepository : public virtual DisputeReader,
                          public virtual Repository<domain::Dispute> {};

// Of what belongs to an invoice or a customer, by id.
template <class T>
class DocumentReader : public virtual Reader<T> {
 public:
  virtual Result<std::vector<T>> OfInvoice(std::string_view invoice_id) = 0;
  virtual Result<std::vector<T>> OfCustomer(std::string_view customer_id) = 0;
};
template <class T>
class DocumentRepository : public virtual DocumentReader<T>, public virtual Repository<T> {};

class TaxInvoiceReader : public virtual DocumentReader<domain::TaxInvoice> {
 public:
  virtual Result<std::optional<domain::TaxInvoice>> FindByNumber(std::string_view number) = 0;
};
class TaxInvoiceRepository : public virtual TaxInvoiceReader,
                             public virtual DocumentRepository<domain::TaxInvoice> {};

// In the order of their ids.
class ClaimReader {
 public:
  virtual ~ClaimReader() = default;
  virtual Result<std::vector<ClaimLine>> OfInvoice(std::string_view invoice_id) = 0;
  virtual Result<std::vector<ClaimLine>> OfPayment(std::string_view payment_id) = 0;
  virtual Result<std::vector<ClaimLine>> OfCustomer(std::string_view customer_id) = 0;
};
class ClaimLog : public virtual ClaimReader {
 public:
  // ALREADY_EXISTS / RESOURCE_EXISTS if the id is taken; NOT_FOUND / RESOURCE_NOT_FOUND if what it
  // refers to does not exist.
  virtual Result<void> Append(const ClaimLine& line) = 0;
};

// Counters of numbers without gaps, one a series and year. Take from them last: a counter that
// another server holds is waited for.
class NumberCounters {
 public:
  virtual ~NumberCounters() = default;
  // The next number from 1 on. If the transaction is not committed, it was not taken.
  virtual Result<std::int64_t> Next(std::string_view series, std::int32_t year) = 0;
};

class ReceivableReader {
 public:
  virtual ~ReceivableReader() = default;
  virtual InvoiceReader& invoices() = 0;
  virtual PaymentReader& payments() = 0;
  virtual DisputeReader& disputes() = 0;
  virtual ClaimReader& claims() = 0;
  virtual DocumentReader<domain::InterestNote>& interest_notes() = 0;
  virtual TaxInvoiceReader& tax_invoices() = 0;
  virtual DocumentReader<domain::LimitationRecord>& limitation_records() = 0;
};
class ReceivableRepository : public ReceivableReader {
 public:
  InvoiceRepository& invoices() override = 0;
  PaymentRepository& payments() override = 0;
  DisputeRepository& disputes() override = 0;
  ClaimLog& claims() override = 0;
  DocumentRepository<domain::InterestNote>& interest_notes() override = 0;
  TaxInvoiceRepository& tax_invoices() override = 0;
  DocumentRepository<domain::LimitationRecord>& limitation_records() override = 0;
  virtual NumberCounters& numbers() = 0;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_RECEIVABLE_PORTS_H_
