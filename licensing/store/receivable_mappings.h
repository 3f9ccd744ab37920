// How invoices, payments, disputes and their records lie in their tables.
#ifndef COUNTERSIGN_STORE_RECEIVABLE_MAPPINGS_H_
#define COUNTERSIGN_STORE_RECEIVABLE_MAPPINGS_H_

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "licensing/app/receivable_ports.h"
#include "licensing/store/contract_names.h"
#include "licensing/store/mappings.h"

namespace countersign::store {

template <>
struct EnumNames<domain::InvoiceState> {
  static constexpr std::pair<domain::InvoiceState, std::string_view> kNames[] = {
      {domain::InvoiceState::kOpen, "OPEN"}, {domain::InvoiceState::kPaid, "PAID"}};
};
template <>
struct EnumNames<domain::PaymentKind> {
  static constexpr std::pair<domain::PaymentKind, std::string_view> kNames[] = {
      {domain::PaymentKind::kTransfer, "TRANSFER"},
      {domain::PaymentKind::kCash, "CASH"},
      {domain::PaymentKind::kBill, "BILL"},
      {domain::PaymentKind::kEVoucher, "E_VOUCHER"},
      {domain::PaymentKind::kCreditNote, "CREDIT_NOTE"}};
};
template <>
struct EnumNames<domain::PaymentState> {
  static constexpr std::pair<domain::PaymentState, std::string_view> kNames[] = {
      {domain::PaymentState::kAllocated, "ALLOCATED"},
      {domain::PaymentState::kCredit, "CREDIT"},
      {domain::PaymentState::kReversed, "REVERSED"}};
};
template <>
struct EnumNames<domain::DisputeState> {
  static constexpr std::pair<domain::DisputeState, std::string_view> kNames[] = {
      {domain::DisputeState::kOpen, "OPEN"},
      {domain::DisputeState::kForVendor, "FOR_VENDOR"},
      {domain::DisputeState::kForCustomer, "FOR_CUSTOMER"},
      {domain::DisputeState::kSettled, "SETTLED"}};
};
template <>
struct EnumNames<domain::RecordKind> {
  static constexpr std::pair<domain::RecordKind, std::string_view> kNames[] = {
      {domain::RecordKind::kInvoice, "INVOICE"},
      {domain::RecordKind::kInterestNote, "INTEREST_NOTE"},
      {domain::RecordKind::kCosts, "COSTS"},
      {domain::RecordKind::kPayment, "PAYMENT"},
      {domain::RecordKind::kCredit, "CREDIT"},
      {domain::RecordKind::kAllocation, "ALLOCATION"},
      {domain::RecordKind::kDiscount, "DISCOUNT"},
      {domain::RecordKind::kWriteOff, "WRITE_OFF"},
      {domain::RecordKind::kSetOff, "SET_OFF"},
      {domain::RecordKind::kAssignment, "ASSIGNMENT"},
      {domain::RecordKind::kRefund, "REFUND"},
      {domain::RecordKind::kReversal, "REVERSAL"}};
};

template <>
struct EnumNames<domain::CompensationBasis> {
  static constexpr std::pair<domain::CompensationBasis, std::string_view> kNames[] = {
      {domain::CompensationBasis::kNone, "NONE"},
      {domain::CompensationBasis::kEu, "EU"},
      {domain::CompensationBasis::kUk, "UK"}};
};
template <>
struct EnumNames<domain::LimitationEventKind> {
  static constexpr std::pair<domain::LimitationEventKind, std::string_view> kNames[] = {
      {domain::LimitationEventKind::kDemandReceived, "DEMAND_RECEIVED"},
      {domain::LimitationEventKind::kPartPayment, "PART_PAYMENT"},
      {domain::LimitationEventKind::kStatementConfirmed, "STATEMENT_CONFIRMED"},
      {domain::LimitationEventKind::kProceedings, "PROCEEDINGS"}};
};

template <class Io, class Money>
void MoneyFields(Io& io, Money& amount) {
  io("currency_code", amount.currency_code);
  io("minor_units", amount.minor_units);
}

template <>
struct Mapping<domain::Invoice> {
  static constexpr std::string_view kTable = "invoices";
  static constexpr FilterField kFilters[] = {{"customer", "customer_id", ReferenceEquals},
                                             {"number", "number", TextEquals},
                                             {"state", "state", EnumEquals<domain::InvoiceState>}};
  static std::string Name(const domain::Invoice& row) { return "invoices/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("number", row.number);
    MoneyFields(io, row.amount);
    io("invoice_date", row.invoice_date);
    io("due_date", row.due_date);
    io("credit_term_days", row.credit_term_days);
    io("contract", row.contract);
    io("sub_contract", row.sub_contract);
    io("state", row.state);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Payment> {
  static constexpr std::string_view kTable = "payments";
  static constexpr FilterField kFilters[] = {{"customer", "customer_id", ReferenceEquals},
                                             {"kind", "kind", EnumEquals<domain::PaymentKind>},
                                             {"state", "state", EnumEquals<domain::PaymentState>}};
  static std::string Name(const domain::Payment& row) { return "payments/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("kind", row.kind);
    MoneyFields(io, row.amount);
    io("date", row.date);
    io("reference", row.reference);
    io("payer", row.payer);
    io("corrected_invoice_id", row.corrected_invoice_id);
    io("state", row.state);
    io("reason", row.reason);
    io("dispute_id", row.dispute_id);
    io("reverse_date", row.reverse_date);
    io("reverse_reason", row.reverse_reason);
    io("maturity_date", row.maturity_date);
    io("dishonour_date", row.dishonour_date);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Dispute> {
  static constexpr std::string_view kTable = "disputes";
  static constexpr FilterField kFilters[] = {{"customer", "customer_id", ReferenceEquals},
                                             {"invoice", "invoice_id", ReferenceEquals},
                                             {"state", "state", EnumEquals<domain::DisputeState>}};
  static std::string Name(const domain::Dispute& row) { return "disputes/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("invoice_id", row.invoice_id);
    MoneyFields(io, row.amount);
    io("grounds", row.grounds);
    io.NullIfEmpty("line", row.line);
    io("open_date", row.open_date);
    io("state", row.state);
    io("resolve_date", row.resolve_date);
    io("resolve_time", row.resolve_time);
    io("credited_minor_units", row.credited_minor_units);
    io.NullIfEmpty("paper_sha256", row.paper_sha256);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<app::ClaimLine> {
  static constexpr std::string_view kTable = "claim_records";
  static std::string Name(const app::ClaimLine& row) { return "claim record " + row.record.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.record.id);
    io("customer_id", row.customer_id);
    io("invoice_id", row.invoice_id);
    io("payment_id", row.payment_id);
    io("kind", row.record.kind);
    io("part", row.record.part);
    MoneyFields(io, row.record.amount);
    io("effective_date", row.record.effective_date);
    io("record_time", row.record.record_time);
    io("reverses", row.record.reverses);
    io("value_date", row.record.value_date);
    io("cause", row.cause);
  }
};

// Of what is kept about an invoice.
inline constexpr FilterField kDocumentFilters[] = {{"customer", "customer_id", ReferenceEquals},
                                                   {"invoice", "invoice_id", ReferenceEquals}};

template <>
struct Mapping<domain::InterestNote> {
  static constexpr std::string_view kTable = "interest_notes";
  static constexpr std::span<const FilterField> kFilters = kDocumentFilters;
  static std::string Name(const domain::InterestNote& row) { return "interestNotes/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("invoice_id", row.invoice_id);
    io("number", row.number);
    io("date", row.date);
    MoneyFields(io, row.interest);
    io("compensation_currency", row.compensation.currency_code);
    io("compensation_minor_units", row.compensation.minor_units);
    io("compensation_basis", row.basis);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::TaxInvoice> {
  static constexpr std::string_view kTable = "tax_invoices";
  static constexpr std::span<const FilterField> kFilters = kDocumentFilters;
  static std::string Name(const domain::TaxInvoice& row) { return "taxInvoices/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("invoice_id", row.invoice_id);
    io("number", row.number);
    MoneyFields(io, row.amount);
    io("date", row.date);
    io("document_sha256", row.document_sha256);
    io("receive_date", row.receive_date);
    io("receive_time", row.receive_time);
    io("due_date_before", row.due_date_before);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::LimitationRecord> {
  static constexpr std::string_view kTable = "limitation_records";
  static constexpr std::span<const FilterField> kFilters = kDocumentFilters;
  static std::string Name(const domain::LimitationRecord& row) {
    return "limitation record " + row.id;
  }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("customer_id", row.customer_id);
    io("invoice_id", row.invoice_id);
    io("kind", row.kind);
    io("date", row.date);
    io("proof_sha256", row.proof_sha256);
    MetaFields(io, row.meta);
  }
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_RECEIVABLE_MAPPINGS_H_
