// The people at a customer: create, read, change, delete. Their entries say that something was
// done, never what stood in a field: those are personal data, and entries are kept for good.
#ifndef COUNTERSIGN_APP_CONTACTS_H_
#define COUNTERSIGN_APP_CONTACTS_H_

#include "licensing/app/resource.h"

namespace countersign::app {

std::span<const UpdatableField<domain::Contact>> ContactFields();

// "customers/acme/contacts/anna"
std::string ContactName(std::string_view customer_id, std::string_view id);

// RESOURCE_NOT_FOUND, also if the contact is another customer's.
Result<domain::Contact> GetContact(View& view, std::string_view customer_id, std::string_view id);

// `draft.customer_id` counts; `draft.id`: chosen or empty. FIELD_INVALID, RESOURCE_EXISTS,
// RESOURCE_NOT_FOUND for the customer.
Result<domain::Contact> CreateContact(Transaction& tx, const Act& act, domain::Contact draft);
// `change.values.customer_id` counts. FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH.
Result<domain::Contact> UpdateContact(Transaction& tx, const Act& act,
                                      const Change<domain::Contact>& change);
// Removes the record. RESOURCE_NOT_FOUND, ETAG_MISMATCH.
Result<void> DeleteContact(Transaction& tx, const Act& act, std::string_view customer_id,
                           std::string_view id, std::string_view etag);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CONTACTS_H_
