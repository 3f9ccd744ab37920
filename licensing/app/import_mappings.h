// Saved mappings of CSV columns to fields.
#ifndef COUNTERSIGN_APP_IMPORT_MAPPINGS_H_
#define COUNTERSIGN_APP_IMPORT_MAPPINGS_H_

#include "licensing/app/resource.h"

namespace countersign::app {

std::span<const UpdatableField<domain::ImportMapping>> ImportMappingFields();

// `draft.id`: chosen or empty. The errors of domain::CheckMapping, RESOURCE_EXISTS.
Result<domain::ImportMapping> CreateImportMapping(Transaction& tx, const Act& act,
                                                  domain::ImportMapping draft);
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH.
Result<domain::ImportMapping> UpdateImportMapping(Transaction& tx, const Act& act,
                                                  const Change<domain::ImportMapping>& change);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_IMPORT_MAPPINGS_H_
