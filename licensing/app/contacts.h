// The people at a customer: create, read, change, erase. Their entries say that something was
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

// The person whose data and key a contact's are: what SubjectKeyRepository and Answered call the
// subject.
std::string ContactSubject(std::string_view id);

struct Erasure {
  std::string customer_id;
  std::string id;
  std::string etag;  // empty: whatever it is
  domain::ErasureReason reason{};
};
// Removes all that is known of the person, with the key under which it was committed to and under
// which answers are kept. Store::AwaitErasure then waits for what earlier transactions left in the
// store's files. Returns the person's attachments that were removed from the record: their files
// are to be removed once that is durable. RESOURCE_NOT_FOUND, ETAG_MISMATCH, RETENTION.
Result<std::vector<domain::Blob>> EraseContact(Transaction& tx, const Act& act,
                                               const Erasure& erasure);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CONTACTS_H_
