// Imports as operations: how they are started and cancelled. import_run.h runs them.
#ifndef COUNTERSIGN_APP_OPERATIONS_H_
#define COUNTERSIGN_APP_OPERATIONS_H_

#include <string>
#include <string_view>

#include "licensing/app/act.h"

namespace countersign::app {

using domain::kImportSubject;

struct NewImport {
  domain::ImportKind kind = domain::ImportKind::kInvoices;
  domain::ImportFormat format = domain::ImportFormat::kCsv;
  std::string file_sha256;  // hexadecimal
  std::string mapping_id;   // or empty
  bool validate_only = false;
};

// Puts an operation on record, which waits for its turn. FIELD_INVALID: a format that is not one of
// this kind, a CSV file without a mapping, one of the other kind; RESOURCE_NOT_FOUND: the file (of
// kImportSubject or of nothing), the mapping.
Result<domain::Operation> StartImport(Transaction& tx, const Act& act, const NewImport& import);

// RESOURCE_NOT_FOUND; STATE_CONFLICT if it has ended.
Result<domain::Operation> CancelOperation(Transaction& tx, const Act& act, std::string_view id);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_OPERATIONS_H_
