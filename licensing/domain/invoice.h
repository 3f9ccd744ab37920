// Invoices, payments and disputes: what is known of each beside the records that say what is open
// (receivable.h).
#ifndef COUNTERSIGN_DOMAIN_INVOICE_H_
#define COUNTERSIGN_DOMAIN_INVOICE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/civil_date.h"
#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

// Follows from the records; kept with the invoice so that lists can be filtered by it.
enum class InvoiceState {
  kOpen = 1,
  kPaid = 2,  // nothing is open: it was paid, or credited
};

struct Invoice {
  std::string id;
  std::string customer_id;
  std::string number;  // what is printed on it; one invoice has it
  Money amount;        // more than zero
  CivilDate invoice_date;
  CivilDate due_date;                 // not before invoice_date
  std::int32_t credit_term_days = 0;  // for the one-third rule
  std::string contract;               // "contracts/{id}", or empty
  std::string sub_contract;           // "contracts/{id}/subcontracts/{id}", or empty
  InvoiceState state = InvoiceState::kOpen;
  ResourceMeta meta;
};

enum class PaymentKind {
  kTransfer = 1,
  kCash = 2,
  kBill = 3,      // pays at its maturity; until then the claim pauses
  kEVoucher = 4,  // likewise
  kCreditNote = 5,
};

// Follows from the records, as InvoiceState does.
enum class PaymentState {
  kAllocated = 1,  // all of it pays invoices
  kCredit = 2,     // some of it is the customer's credit
  kReversed = 3,
};

// Money received, or a credit note, which allocates like it.
struct Payment {
  std::string id;
  std::string customer_id;
  PaymentKind kind = PaymentKind::kTransfer;
  Money amount;  // more than zero
  CivilDate date;
  std::string reference;  // the bank's, or the credit note's number
  std::string payer;      // the firm that paid, as the bank's statement names it
  std::optional<std::string> corrected_invoice_id;  // of a credit note
  PaymentState state = PaymentState::kAllocated;
  std::string reason;                     // what a credit note is for
  std::optional<std::string> dispute_id;  // of a credit note that resolved one
  std::optional<CivilDate> reverse_date;
  std::string reverse_reason;
  std::optional<CivilDate> maturity_date;   // of a bill or e-voucher
  std::optional<CivilDate> dishonour_date;  // it was reversed because it was dishonoured
  ResourceMeta meta;
};

bool IsBill(PaymentKind kind);

enum class DisputeState {
  kOpen = 1,
  kForVendor = 2,    // all of it is owed
  kForCustomer = 3,  // all of it was credited
  kSettled = 4,      // a part of it was credited
};

// A customer's objection to an invoice, or to a part of it.
struct Dispute {
  std::string id;
  std::string customer_id;
  std::string invoice_id;
  Money amount;  // what is disputed, more than zero
  std::string grounds;
  std::string line;  // what of the invoice it is about, a line or a defect's number; or empty
  CivilDate open_date;
  DisputeState state = DisputeState::kOpen;
  std::optional<CivilDate> resolve_date;
  std::optional<Instant> resolve_time;  // when that was put on record
  std::int64_t credited_minor_units = 0;
  std::string paper_sha256;  // what shows the outcome: 64 lower-case digits, or empty
  ResourceMeta meta;
};

// E.g. "OPEN": as the interface and filters name them.
std::string_view StateName(InvoiceState state);
std::string_view StateName(PaymentState state);
std::string_view StateName(DisputeState state);

// What of the dispute's amount may still be owed, and is or was disputed: all of it but what was
// credited when it was resolved.
Money PausedAmount(const Dispute& dispute);

// Rules of single values; each answers FIELD_INVALID that names `field`, or nothing.

// A known currency and more than zero.
Result<void> CheckPositiveAmount(std::string_view field, const Money& amount);
// 1900 to the day that it is at `now` where it is the latest on earth (UTC+14).
Result<void> CheckNotInFuture(std::string_view field, CivilDate date, Instant now);
// What begins the numbers of a series: [A-Z][A-Z0-9]{0,9}.
Result<void> CheckSeries(std::string_view field, std::string_view series);
// Empty, or "contracts/{id}".
Result<void> CheckContractName(std::string_view field, std::string_view name);
// Empty, or "contracts/{id}/subcontracts/{id}".
Result<void> CheckSubContractName(std::string_view field, std::string_view name);

// "INV-2026-000007".
std::string FormatNumber(std::string_view series, CivilDate date, std::int64_t count);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_INVOICE_H_
