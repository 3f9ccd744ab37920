// Customers: create, change, archive.
#ifndef COUNTERSIGN_APP_CUSTOMERS_H_
#define COUNTERSIGN_APP_CUSTOMERS_H_

#include "licensing/app/resource.h"

namespace countersign::app {

std::span<const UpdatableField<domain::Customer>> CustomerFields();

// `draft.id`: chosen or empty; state and meta are not looked at. FIELD_INVALID, RESOURCE_EXISTS,
// RESOURCE_NOT_FOUND for an approver who is none of its contacts.
Result<domain::Customer> CreateCustomer(Transaction& tx, const Act& act, domain::Customer draft);
// FIELD_INVALID, RESOURCE_NOT_FOUND (also for the approver), ETAG_MISMATCH; APPROVAL_REQUIRED where
// one with an ACTIVE or COMPLETED contract ceases to be a consumer.
Result<domain::Customer> UpdateCustomer(Transaction& tx, const Act& act,
                                        const Change<domain::Customer>& change);
// RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT unless the customer is active.
Result<domain::Customer> ArchiveCustomer(Transaction& tx, const Act& act, std::string_view id,
                                         std::string_view etag);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CUSTOMERS_H_
