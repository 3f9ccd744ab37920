#include "licensing/app/operations.h"

#include "licensing/app/blobs.h"
#include "licensing/app/resource.h"
#include "licensing/base/encoding.h"

namespace countersign::app {
namespace {

using domain::ImportFormat;
using domain::ImportKind;

Result<void> CheckFormat(const NewImport& import) {
  const auto other =
      import.kind == ImportKind::kInvoices ? ImportFormat::kCamt053 : ImportFormat::kUbl;
  if (import.format == other)
    return FieldInvalid("format", import.kind == ImportKind::kInvoices ? "must be CSV or UBL"
                                                                       : "must be CSV or CAMT053");
  if (import.format == ImportFormat::kCsv && import.mapping_id.empty())
    return FieldInvalid("mapping", "must say how the columns of a CSV file become fields");
  if (import.format == ImportFormat::kCamt053 && !import.mapping_id.empty())
    return FieldInvalid("mapping", "is for CSV files");
  return {};
}

Result<void> CheckMappingFits(View& view, const NewImport& import) {
  if (import.mapping_id.empty()) return {};
  ASSIGN_OR_RETURN(const domain::ImportMapping mapping,
                   Load(view.imports().mappings(), "importMappings", import.mapping_id));
  if (mapping.kind != import.kind)
    return FieldInvalid(
        "mapping", import.kind == ImportKind::kInvoices ? "is for payments" : "is for invoices");
  return {};
}

std::string_view ActionOf(ImportKind kind) {
  return kind == ImportKind::kInvoices ? "invoice.import" : "payment.import";
}

}  // namespace

Result<domain::Operation> StartImport(Transaction& tx, const Act& act, const NewImport& import) {
  RETURN_IF_ERROR(CheckFormat(import));
  RETURN_IF_ERROR(CheckMappingFits(tx, import));
  ASSIGN_OR_RETURN(const domain::Blob file,
                   LoadAttachment(tx, "file_sha256", import.file_sha256, kImportSubject));
  domain::Operation operation;
  ASSIGN_OR_RETURN(operation.id, TakeId("operation_id", "", act));
  operation.kind = import.kind;
  operation.user = act.actor;
  operation.format = import.format;
  operation.file_sha256 = file.sha256;
  operation.mapping_id = import.mapping_id;
  operation.validate_only = import.validate_only;
  operation.meta = NewMeta(act);
  RETURN_IF_ERROR(tx.imports().operations().Insert(operation));
  const std::string mapping =
      import.mapping_id.empty() ? "" : Name("importMappings", import.mapping_id);
  RETURN_IF_ERROR(Record(tx, act, ActionOf(import.kind), Name("operations", operation.id),
                         {{"mapping", mapping}, {"validate_only", import.validate_only}},
                         {file.sha256}));
  return operation;
}

Result<domain::Operation> CancelOperation(Transaction& tx, const Act& act, std::string_view id) {
  ASSIGN_OR_RETURN(domain::Operation operation, Load(tx.imports().operations(), "operations", id));
  const std::string name = Name("operations", operation.id);
  if (operation.state != domain::OperationState::kRunning)
    return StateConflict(name, "ended", "there is nothing to cancel");
  operation.cancel_requested = true;
  RETURN_IF_ERROR(Save(tx.imports().operations(), operation, act));
  RETURN_IF_ERROR(Record(tx, act, "operation.cancel", name, {}));
  return operation;
}

}  // namespace countersign::app
