#include "tests/store/receivable_records.h"

#include <cstdint>
#include <tuple>

#include "tests/store/records.h"
#include "tests/store/row_key.h"

namespace countersign::store {
namespace {

using std::chrono::seconds;

constexpr CivilDate kDay{std::chrono::year{2028}, std::chrono::February, std::chrono::day{29}};

}  // namespace

domain::Invoice AnInvoice(std::string id, std::string customer_id) {
  domain::Invoice row;
  row.number = "发票 " + id;
  row.id = std::move(id);
  row.customer_id = std::move(customer_id);
  row.amount = {"CNY", INT64_MAX - 1};
  row.invoice_date = kDay;
  row.due_date = CivilDate(std::chrono::sys_days(kDay) + std::chrono::days(30));
  row.credit_term_days = 30;
  row.contract = "contracts/c1";
  row.sub_contract = "contracts/c1/subcontracts/s1";
  row.state = domain::InvoiceState::kPaid;
  row.meta = AMeta();
  return row;
}

domain::Payment APayment(std::string id, std::string customer_id) {
  domain::Payment row;
  row.id = std::move(id);
  row.customer_id = std::move(customer_id);
  row.kind = domain::PaymentKind::kCreditNote;
  row.amount = {"BHD", 1};
  row.date = kDay;
  row.reference = "CN-2028-000001";
  row.payer = "杭州示例科技有限公司";
  row.corrected_invoice_id = "inv";
  row.state = domain::PaymentState::kReversed;
  row.reverse_date = kDay;
  row.reason = "line 3 was not delivered";
  row.reverse_reason = "entered twice";
  row.maturity_date = kDay;
  row.dishonour_date = kDay;
  row.meta = AMeta();
  return row;
}

domain::Dispute ADispute(std::string id, std::string invoice_id) {
  domain::Dispute row;
  row.id = std::move(id);
  row.customer_id = "acme";
  row.invoice_id = std::move(invoice_id);
  row.amount = {"CNY", 10'000};
  row.grounds = "第三项未交付";
  row.line = "3";
  row.open_date = kDay;
  row.state = domain::DisputeState::kSettled;
  row.resolve_date = kDay;
  row.resolve_time = kNow;
  row.credited_minor_units = 4'000;
  row.meta = AMeta();
  row.paper_sha256 = std::string(64, 'e');
  return row;
}

app::ClaimLine AClaimLine(std::string id) {
  app::ClaimLine line;
  line.record.id = std::move(id);
  line.record.kind = domain::RecordKind::kAllocation;
  line.record.part = domain::ClaimPart::kInterest;
  line.record.amount = {"CNY", 12'345};
  line.record.effective_date = kDay;
  line.record.record_time = kNow;
  line.customer_id = "acme";
  line.invoice_id = "inv";
  line.payment_id = "pay";
  line.record.value_date = kDay;
  line.cause = "payments/pay";
  return line;
}

domain::InterestNote AnInterestNote(std::string id) {
  domain::InterestNote row;
  row.number = "INT-2028-" + id;
  row.id = std::move(id);
  row.customer_id = "acme";
  row.invoice_id = "inv";
  row.date = kDay;
  row.interest = {"CNY", 4'110};
  row.compensation = {"EUR", 4'000};
  row.basis = domain::CompensationBasis::kEu;
  row.meta = AMeta();
  return row;
}

domain::TaxInvoice ATaxInvoice(std::string id) {
  domain::TaxInvoice row;
  row.number = "2644200000" + id;
  row.id = std::move(id);
  row.customer_id = "acme";
  row.invoice_id = "inv";
  row.amount = {"CNY", -1};
  row.date = kDay;
  row.document_sha256 = std::string(64, 'f');
  row.receive_date = kDay;
  row.receive_time = kNow;
  row.due_date_before = kDay;
  row.meta = AMeta();
  return row;
}

domain::LimitationRecord ALimitationRecord(std::string id) {
  domain::LimitationRecord row;
  row.id = std::move(id);
  row.customer_id = "acme";
  row.invoice_id = "inv";
  row.kind = domain::LimitationEventKind::kProceedings;
  row.date = kDay;
  row.proof_sha256 = std::string(64, 'a');
  row.meta = AMeta();
  return row;
}

Result<void> InsertReceivables(app::Transaction& transaction) {
  app::ReceivableRepository& books = transaction.receivables();
  RETURN_IF_ERROR(books.invoices().Insert(AnInvoice("inv", "acme")));
  RETURN_IF_ERROR(books.payments().Insert(APayment("pay", "acme")));
  RETURN_IF_ERROR(books.disputes().Insert(ADispute("dis", "inv")));
  RETURN_IF_ERROR(books.claims().Append(AClaimLine("rec")));
  RETURN_IF_ERROR(books.interest_notes().Insert(AnInterestNote("note")));
  RETURN_IF_ERROR(books.tax_invoices().Insert(ATaxInvoice("tax")));
  RETURN_IF_ERROR(books.limitation_records().Insert(ALimitationRecord("lim")));
  RETURN_IF_ERROR(books.numbers().Next("INV", 2028));
  return {};
}

}  // namespace countersign::store

namespace countersign::domain {
bool operator==(const Invoice& a, const Invoice& b) {
  const auto key = [](const Invoice& row) {
    return std::tuple_cat(
        std::tie(row.id, row.customer_id, row.number, row.amount, row.invoice_date, row.due_date,
                 row.credit_term_days, row.contract, row.sub_contract, row.state),
        Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Payment& a, const Payment& b) {
  const auto key = [](const Payment& row) {
    return std::tuple_cat(
        std::tie(row.id, row.customer_id, row.kind, row.amount, row.date, row.reference, row.payer,
                 row.corrected_invoice_id, row.state, row.reason, row.dispute_id, row.reverse_date,
                 row.reverse_reason, row.maturity_date, row.dishonour_date),
        Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Dispute& a, const Dispute& b) {
  const auto key = [](const Dispute& row) {
    return std::tuple_cat(std::tie(row.id, row.customer_id, row.invoice_id, row.amount, row.grounds,
                                   row.line, row.open_date, row.state, row.resolve_date,
                                   row.resolve_time, row.credited_minor_units, row.paper_sha256),
                          Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const InterestNote& a, const InterestNote& b) {
  const auto key = [](const InterestNote& row) {
    return std::tuple_cat(std::tie(row.id, row.customer_id, row.invoice_id, row.number, row.date,
                                   row.interest, row.compensation, row.basis),
                          Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const TaxInvoice& a, const TaxInvoice& b) {
  const auto key = [](const TaxInvoice& row) {
    return std::tuple_cat(
        std::tie(row.id, row.customer_id, row.invoice_id, row.number, row.amount, row.date,
                 row.document_sha256, row.receive_date, row.receive_time, row.due_date_before),
        Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const LimitationRecord& a, const LimitationRecord& b) {
  const auto key = [](const LimitationRecord& row) {
    return std::tuple_cat(
        std::tie(row.id, row.customer_id, row.invoice_id, row.kind, row.date, row.proof_sha256),
        Key(row.meta));
  };
  return key(a) == key(b);
}

}  // namespace countersign::domain

namespace countersign::app {

bool operator==(const ClaimLine& a, const ClaimLine& b) {
  const auto key = [](const ClaimLine& line) {
    const domain::ClaimRecord& record = line.record;
    return std::tie(record.id, record.kind, record.part, record.amount, record.effective_date,
                    record.record_time, record.reverses, record.value_date, line.customer_id,
                    line.invoice_id, line.payment_id, line.cause);
  };
  return key(a) == key(b);
}

}  // namespace countersign::app
