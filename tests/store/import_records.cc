#include "tests/store/import_records.h"

#include <tuple>

#include "tests/store/row_key.h"

namespace countersign::store {
namespace {

const Instant kTime = *ParseInstant("2026-03-31T08:00:00.000001Z");

}  // namespace

domain::ImportMapping AnImportMapping(std::string id) {
  domain::ImportMapping mapping;
  mapping.id = std::move(id);
  mapping.display_name = "用友";
  mapping.kind = domain::ImportKind::kPayments;
  mapping.columns = {{"amount", "金额"}, {"date", "日期"}};
  mapping.defaults = {{"currency_code", "CNY"}};
  mapping.delimiter = "tab";
  mapping.date_format = "YYYY年MM月DD日";
  mapping.decimal_separator = ",";
  mapping.encoding = domain::TextEncoding::kGb18030;
  mapping.meta = {1, kTime, kTime + std::chrono::seconds(1)};
  return mapping;
}

domain::Operation AnOperation(std::string id) {
  domain::Operation operation;
  operation.id = std::move(id);
  operation.kind = domain::ImportKind::kPayments;
  operation.user = "users/anna";
  operation.state = domain::OperationState::kFailed;
  operation.format = domain::ImportFormat::kCamt053;
  operation.file_sha256 = std::string(32, 'f');
  operation.mapping_id = "map";
  operation.validate_only = true;
  operation.cancel_requested = true;
  operation.rows_done = 500;
  operation.rows_total = 1000;
  operation.counts = {1, 2, 3, 4, 5, 6};
  operation.reason = "FILE_MALFORMED";
  operation.message = "line 7";
  operation.end_time = kTime;
  operation.meta = {1, kTime, kTime + std::chrono::seconds(2)};
  return operation;
}

domain::ImportProblem AnImportProblem(std::string id, std::string operation_id) {
  return {std::move(id),   std::move(operation_id), 7, "INV-7", "invoice.amount",
          "FIELD_INVALID", "must be more than zero"};
}

domain::BankEntry ABankEntry(std::string id) {
  domain::BankEntry entry;
  entry.id = std::move(id);
  entry.state = domain::BankEntryState::kDismissed;
  entry.customer_id = "acme";
  entry.candidates = {"acme", "globex"};
  entry.account = "DE02";
  entry.reference = "A1";
  entry.end_to_end = "E1";
  entry.amount = {"EUR", 700};
  entry.date = *ParseCivilDate("2026-03-31");
  entry.payer = "ACME";
  entry.proposed = {"inv"};
  entry.note = "twice";
  entry.payment_id = "pay";
  entry.operation_id = "op";
  entry.meta = {1, kTime, kTime + std::chrono::seconds(3)};
  return entry;
}

Result<void> InsertImports(app::Transaction& transaction) {
  app::ImportRepository& imports = transaction.imports();
  RETURN_IF_ERROR(imports.mappings().Insert(AnImportMapping("map")));
  RETURN_IF_ERROR(imports.operations().Insert(AnOperation("op")));
  RETURN_IF_ERROR(imports.problems().Append(AnImportProblem("op-1", "op")));
  return imports.bank_entries().Insert(ABankEntry("entry"));
}

}  // namespace countersign::store

namespace countersign::domain {
namespace {

auto Key(const ImportCounts& counts) {
  return std::tie(counts.recorded, counts.unchanged, counts.proposed, counts.reversed,
                  counts.refused, counts.skipped);
}

}  // namespace

bool operator==(const ImportMapping& a, const ImportMapping& b) {
  const auto key = [](const ImportMapping& row) {
    return std::tuple_cat(
        std::tie(row.id, row.display_name, row.kind, row.columns, row.defaults, row.delimiter,
                 row.date_format, row.decimal_separator, row.encoding),
        Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const Operation& a, const Operation& b) {
  const auto key = [](const Operation& row) {
    return std::tuple_cat(
        std::tie(row.id, row.kind, row.user, row.state, row.format, row.file_sha256, row.mapping_id,
                 row.validate_only, row.cancel_requested, row.rows_done, row.rows_total, row.reason,
                 row.message, row.end_time),
        Key(row.counts), Key(row.meta));
  };
  return key(a) == key(b);
}

bool operator==(const ImportProblem& a, const ImportProblem& b) {
  const auto key = [](const ImportProblem& row) {
    return std::tie(row.id, row.operation_id, row.line, row.document, row.field, row.reason,
                    row.message);
  };
  return key(a) == key(b);
}

bool operator==(const BankEntry& a, const BankEntry& b) {
  const auto key = [](const BankEntry& row) {
    return std::tuple_cat(std::tie(row.id, row.state, row.customer_id, row.candidates, row.account,
                                   row.reference, row.end_to_end, row.amount, row.date, row.payer,
                                   row.proposed, row.note, row.payment_id, row.operation_id),
                          Key(row.meta));
  };
  return key(a) == key(b);
}

}  // namespace countersign::domain
