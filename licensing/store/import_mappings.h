// How what belongs to imports lies in its tables.
#ifndef COUNTERSIGN_STORE_IMPORT_MAPPINGS_H_
#define COUNTERSIGN_STORE_IMPORT_MAPPINGS_H_

#include <string>
#include <string_view>
#include <utility>

#include "licensing/store/receivable_mappings.h"

namespace countersign::store {

template <>
struct EnumNames<domain::ImportKind> {
  static constexpr std::pair<domain::ImportKind, std::string_view> kNames[] = {
      {domain::ImportKind::kInvoices, "INVOICES"}, {domain::ImportKind::kPayments, "PAYMENTS"}};
};
template <>
struct EnumNames<domain::ImportFormat> {
  static constexpr std::pair<domain::ImportFormat, std::string_view> kNames[] = {
      {domain::ImportFormat::kCsv, "CSV"},
      {domain::ImportFormat::kUbl, "UBL"},
      {domain::ImportFormat::kCamt053, "CAMT053"}};
};
template <>
struct EnumNames<domain::TextEncoding> {
  static constexpr std::pair<domain::TextEncoding, std::string_view> kNames[] = {
      {domain::TextEncoding::kDetect, "DETECT"},
      {domain::TextEncoding::kUtf8, "UTF8"},
      {domain::TextEncoding::kGb18030, "GB18030"}};
};
template <>
struct EnumNames<domain::OperationState> {
  static constexpr std::pair<domain::OperationState, std::string_view> kNames[] = {
      {domain::OperationState::kRunning, "RUNNING"},
      {domain::OperationState::kSucceeded, "SUCCEEDED"},
      {domain::OperationState::kFailed, "FAILED"},
      {domain::OperationState::kCancelled, "CANCELLED"}};
};
template <>
struct EnumNames<domain::BankEntryState> {
  static constexpr std::pair<domain::BankEntryState, std::string_view> kNames[] = {
      {domain::BankEntryState::kRecorded, "RECORDED"},
      {domain::BankEntryState::kPending, "PENDING"},
      {domain::BankEntryState::kDismissed, "DISMISSED"},
      {domain::BankEntryState::kReversal, "REVERSAL"}};
};

// "IMPORT_INVOICES": as the interface's OperationKind has it.
inline std::optional<Condition> OperationKindEquals(std::string_view column,
                                                    const std::string& value, Instant now) {
  constexpr std::string_view kPrefix = "IMPORT_";
  if (!value.starts_with(kPrefix)) return std::nullopt;
  return EnumEquals<domain::ImportKind>(column, value.substr(kPrefix.size()), now);
}

template <>
struct Mapping<domain::ImportMapping> {
  static constexpr std::string_view kTable = "import_mappings";
  static constexpr FilterField kFilters[] = {{"kind", "kind", EnumEquals<domain::ImportKind>}};
  static std::string Name(const domain::ImportMapping& row) { return "importMappings/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("display_name", row.display_name);
    io("kind", row.kind);
    io("columns", row.columns);
    io("defaults", row.defaults);
    io("delimiter", row.delimiter);
    io("date_format", row.date_format);
    io("decimal_separator", row.decimal_separator);
    io("encoding", row.encoding);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::Operation> {
  static constexpr std::string_view kTable = "operations";
  static constexpr FilterField kFilters[] = {
      {"kind", "kind", OperationKindEquals},
      {"state", "state", EnumEquals<domain::OperationState>}};
  static std::string Name(const domain::Operation& row) { return "operations/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("kind", row.kind);
    io("user", row.user);
    io("state", row.state);
    io("format", row.format);
    io.Hex("file_sha256", row.file_sha256);
    io("mapping_id", row.mapping_id);
    io("validate_only", row.validate_only);
    io("cancel_requested", row.cancel_requested);
    io("rows_done", row.rows_done);
    io("rows_total", row.rows_total);
    io("recorded", row.counts.recorded);
    io("unchanged", row.counts.unchanged);
    io("proposed", row.counts.proposed);
    io("reversed", row.counts.reversed);
    io("refused", row.counts.refused);
    io("skipped", row.counts.skipped);
    io("reason", row.reason);
    io("message", row.message);
    io("end_time", row.end_time);
    MetaFields(io, row.meta);
  }
};

template <>
struct Mapping<domain::ImportProblem> {
  static constexpr std::string_view kTable = "import_problems";
  static constexpr FilterField kFilters[] = {{"operation_id", "operation_id", TextEquals}};
  static std::string Name(const domain::ImportProblem& row) { return "import problem " + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("operation_id", row.operation_id);
    io("line", row.line);
    io("document", row.document);
    io("field", row.field);
    io("reason", row.reason);
    io("message", row.message);
  }
};

template <>
struct Mapping<domain::BankEntry> {
  static constexpr std::string_view kTable = "bank_entries";
  static constexpr FilterField kFilters[] = {
      {"customer", "customer_id", ReferenceEquals},
      {"state", "state", EnumEquals<domain::BankEntryState>}};
  static std::string Name(const domain::BankEntry& row) { return "bankEntries/" + row.id; }
  template <class Io, class Row>
  static void Fields(Io& io, Row& row) {
    io("id", row.id);
    io("state", row.state);
    io.NullIfEmpty("customer_id", row.customer_id);
    io.NullIfEmpty("candidates", row.candidates);
    io("account", row.account);
    io("reference", row.reference);
    io("end_to_end", row.end_to_end);
    MoneyFields(io, row.amount);
    io("date", row.date);
    io("payer", row.payer);
    io("proposed", row.proposed);
    io("note", row.note);
    io("payment_id", row.payment_id);
    io("operation_id", row.operation_id);
    MetaFields(io, row.meta);
  }
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_IMPORT_MAPPINGS_H_
