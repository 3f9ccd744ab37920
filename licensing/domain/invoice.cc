#include "licensing/domain/invoice.h"

#include <algorithm>

#include "licensing/base/ids.h"
#include "licensing/domain/currency.h"

namespace countersign::domain {
namespace {

constexpr std::size_t kMaxSeries = 10;
constexpr std::size_t kCountDigits = 6;
// The zone whose day begins first.
constexpr std::chrono::hours kFirstZone{14};

// Takes "collection/{id}" off the front of `rest`.
bool TakePair(std::string_view& rest, std::string_view collection) {
  if (!rest.starts_with(collection)) return false;
  rest.remove_prefix(collection.size());
  const std::size_t end = std::min(rest.find('/'), rest.size());
  const bool is_id = IsId(rest.substr(0, end));
  rest.remove_prefix(end);
  return is_id;
}

}  // namespace

bool IsBill(PaymentKind kind) {
  return kind == PaymentKind::kBill || kind == PaymentKind::kEVoucher;
}

std::string_view StateName(InvoiceState state) {
  return state == InvoiceState::kOpen ? "OPEN" : "PAID";
}

std::string_view StateName(PaymentState state) {
  switch (state) {
    case PaymentState::kAllocated:
      return "ALLOCATED";
    case PaymentState::kCredit:
      return "CREDIT";
    case PaymentState::kReversed:
      break;
  }
  return "REVERSED";
}

std::string_view StateName(DisputeState state) {
  switch (state) {
    case DisputeState::kForVendor:
      return "FOR_VENDOR";
    case DisputeState::kForCustomer:
      return "FOR_CUSTOMER";
    case DisputeState::kSettled:
      return "SETTLED";
    case DisputeState::kOpen:
      break;
  }
  return "OPEN";
}

Money PausedAmount(const Dispute& dispute) {
  return {dispute.amount.currency_code, dispute.amount.minor_units - dispute.credited_minor_units};
}

Result<void> CheckPositiveAmount(std::string_view field, const Money& amount) {
  RETURN_IF_ERROR(MinorDigits(std::string(field) + ".currency_code", amount.currency_code));
  if (amount.minor_units <= 0)
    return FieldInvalid(std::string(field) + ".minor_units", "must be more than zero");
  return {};
}

Result<void> CheckNotInFuture(std::string_view field, CivilDate date, Instant now) {
  RETURN_IF_ERROR(CheckDate(field, date));
  if (std::chrono::sys_days(date) > now + kFirstZone)
    return FieldInvalid(field, "must not be in the future");
  return {};
}

Result<void> CheckSeries(std::string_view field, std::string_view series) {
  const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto known = [&](char c) { return upper(c) || (c >= '0' && c <= '9'); };
  if (series.empty() || series.size() > kMaxSeries || !upper(series.front()) ||
      !std::ranges::all_of(series, known))
    return FieldInvalid(field, "must be of the form [A-Z][A-Z0-9]{0,9}");
  return {};
}

Result<void> CheckContractName(std::string_view field, std::string_view name) {
  if (name.empty()) return {};
  if (TakePair(name, "contracts/") && name.empty()) return {};
  return FieldInvalid(field, "must be of the form contracts/{id}");
}

Result<void> CheckSubContractName(std::string_view field, std::string_view name) {
  if (name.empty()) return {};
  if (TakePair(name, "contracts/") && TakePair(name, "/subcontracts/") && name.empty()) return {};
  return FieldInvalid(field, "must be of the form contracts/{id}/subcontracts/{id}");
}

std::string FormatNumber(std::string_view series, CivilDate date, std::int64_t count) {
  std::string digits = std::to_string(count);
  if (digits.size() < kCountDigits) digits.insert(0, kCountDigits - digits.size(), '0');
  return std::string(series) + "-" + std::to_string(static_cast<int>(date.year())) + "-" + digits;
}

}  // namespace countersign::domain
