// Products: create, change, archive.
#ifndef COUNTERSIGN_APP_PRODUCTS_H_
#define COUNTERSIGN_APP_PRODUCTS_H_

#include "licensing/app/resource.h"

namespace countersign::app {

std::span<const UpdatableField<domain::Product>> ProductFields();

// `draft.id`: chosen or empty; without a display name it gets its id; state and meta are not looked
// at. FIELD_INVALID, RESOURCE_EXISTS.
Result<domain::Product> CreateProduct(Transaction& tx, const Act& act, domain::Product draft);
// What takes something away from licences in use takes two users and a reason (takings.h), and so
// does that one that is in use ceases to be safety-critical. Where that flag changes, so does what
// may be stopped: an effect that nothing supports any more ends with it. FIELD_INVALID,
// RESOURCE_NOT_FOUND, ETAG_MISMATCH, APPROVAL_REQUIRED.
Result<domain::Product> UpdateProduct(Transaction& tx, const Act& act,
                                      const Change<domain::Product>& change);
// The same, as no machine that is new gets in any more; STATE_CONFLICT unless it is active.
Result<domain::Product> ArchiveProduct(Transaction& tx, const Act& act, std::string_view id,
                                       std::string_view etag, const std::string& reason = {});

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PRODUCTS_H_
