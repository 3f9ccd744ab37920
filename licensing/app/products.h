// Products: create, change, archive.
#ifndef COUNTERSIGN_APP_PRODUCTS_H_
#define COUNTERSIGN_APP_PRODUCTS_H_

#include "licensing/app/resource.h"

namespace countersign::app {

std::span<const UpdatableField<domain::Product>> ProductFields();

// `draft.id`: chosen or empty; without a display name it gets its id; state and meta are not looked
// at. FIELD_INVALID, RESOURCE_EXISTS.
Result<domain::Product> CreateProduct(Transaction& tx, const Act& act, domain::Product draft);
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH; APPROVAL_REQUIRED where one that is in use
// ceases to be safety-critical. Where that flag changes, so does what may be stopped: an effect
// that nothing supports any more ends with it.
Result<domain::Product> UpdateProduct(Transaction& tx, const Act& act,
                                      const Change<domain::Product>& change);
// RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT unless it is active.
Result<domain::Product> ArchiveProduct(Transaction& tx, const Act& act, std::string_view id,
                                       std::string_view etag);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PRODUCTS_H_
