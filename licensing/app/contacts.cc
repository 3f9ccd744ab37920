#include "licensing/app/contacts.h"

#include "licensing/app/blobs.h"
#include "licensing/app/cancel_notices.h"
#include "licensing/app/notice_links.h"
#include "licensing/base/civil_date.h"
#include "licensing/domain/retention.h"
#include "licensing/domain/validate_resources.h"

namespace countersign::app {
namespace {

using domain::Contact;

constexpr UpdatableField<Contact> kFields[] = {
    {"display_name", [](Contact& to, const Contact& from) { to.display_name = from.display_name; }},
    {"roles", [](Contact& to, const Contact& from) { to.roles = from.roles; }},
    {"email", [](Contact& to, const Contact& from) { to.email = from.email; }},
    {"phone", [](Contact& to, const Contact& from) { to.phone = from.phone; }},
    {"postal_address",
     [](Contact& to, const Contact& from) { to.postal_address = from.postal_address; }},
    {"language", [](Contact& to, const Contact& from) { to.language = from.language; }},
    {"time_zone", [](Contact& to, const Contact& from) { to.time_zone = from.time_zone; }},
    {"window_start", [](Contact& to, const Contact& from) { to.window_start = from.window_start; }},
    {"window_end", [](Contact& to, const Contact& from) { to.window_end = from.window_end; }},
    {"retain_until",
     [](Contact& to, const Contact& from) {
       to.retain_until = from.retain_until;
       if (!to.retain_until) to.retain_reason.reset();
     }},
    {"retain_reason",
     [](Contact& to, const Contact& from) { to.retain_reason = from.retain_reason; }},
};

Result<void> Validate(const Contact& contact) {
  RETURN_IF_ERROR(domain::ValidateContact(contact));
  if (TimeZone::Find(contact.time_zone)) return {};
  return FieldInvalid("contact.time_zone", "must be an IANA name such as Asia/Shanghai");
}

Result<Contact> LoadOwn(View& view, std::string_view customer_id, std::string_view id,
                        std::string_view etag) {
  ASSIGN_OR_RETURN(Contact contact, GetContact(view, customer_id, id));
  RETURN_IF_ERROR(CheckEtag(etag, contact.meta, ContactName(customer_id, id)));
  return contact;
}

std::string_view ReasonText(domain::ErasureReason reason) {
  switch (reason) {
    case domain::ErasureReason::kPurposeEnded:
      return "PURPOSE_ENDED";
    case domain::ErasureReason::kConsentWithdrawn:
      return "CONSENT_WITHDRAWN";
    case domain::ErasureReason::kObjection:
      return "OBJECTION";
    case domain::ErasureReason::kUnlawfulProcessing:
      return "UNLAWFUL_PROCESSING";
    case domain::ErasureReason::kLegalObligation:
      return "LEGAL_OBLIGATION";
  }
  return "";
}

// Everything that is kept about the person, wherever: each kind of record has its line here.
Result<std::vector<domain::Blob>> RemovePerson(Transaction& tx, const Act& act,
                                               std::string_view contact_id) {
  RETURN_IF_ERROR(CancelNoticesOf(tx, act, contact_id));
  RETURN_IF_ERROR(RevokeNoticeLinksOf(tx, act, contact_id));
  ASSIGN_OR_RETURN(auto blobs, RemoveBlobs(tx, ContactSubject(contact_id)));
  RETURN_IF_ERROR(tx.contacts().Delete(contact_id));
  RETURN_IF_ERROR(tx.subject_keys().Erase(ContactSubject(contact_id)));
  return blobs;
}

}  // namespace

std::span<const UpdatableField<Contact>> ContactFields() { return kFields; }

std::string ContactName(std::string_view customer_id, std::string_view id) {
  return Name("customers", customer_id) + "/" + Name("contacts", id);
}

Result<Contact> GetContact(View& view, std::string_view customer_id, std::string_view id) {
  ASSIGN_OR_RETURN(std::optional<Contact> found, view.contacts().Find(id));
  if (!found || found->customer_id != customer_id) return NotFound(ContactName(customer_id, id));
  return *std::move(found);
}

Result<Contact> CreateContact(Transaction& tx, const Act& act, Contact draft) {
  ASSIGN_OR_RETURN(draft.id, TakeId("contact_id", draft.id, act));
  draft.meta = NewMeta(act);
  RETURN_IF_ERROR(Validate(draft));
  RETURN_IF_ERROR(Load(tx.customers(), "customers", draft.customer_id));
  RETURN_IF_ERROR(tx.contacts().Insert(draft));
  RETURN_IF_ERROR(Record(tx, act, "contact.create", ContactName(draft.customer_id, draft.id), {}));
  return draft;
}

Result<Contact> UpdateContact(Transaction& tx, const Act& act, const Change<Contact>& change) {
  ASSIGN_OR_RETURN(Contact contact, LoadOwn(tx, change.values.customer_id, change.id, change.etag));
  RETURN_IF_ERROR(Apply(change, ContactFields(), contact));
  RETURN_IF_ERROR(Validate(contact));
  RETURN_IF_ERROR(Save(tx.contacts(), contact, act));
  RETURN_IF_ERROR(Record(tx, act, "contact.update", ContactName(contact.customer_id, contact.id),
                         ChangedFields(change.paths)));
  return contact;
}

std::string ContactSubject(std::string_view id) { return Name("contacts", id); }

Result<std::vector<domain::Blob>> EraseContact(Transaction& tx, const Act& act,
                                               const Erasure& erasure) {
  ASSIGN_OR_RETURN(const Contact contact,
                   LoadOwn(tx, erasure.customer_id, erasure.id, erasure.etag));
  const std::string name = ContactName(contact.customer_id, contact.id);
  RETURN_IF_ERROR(domain::CheckErasable(name, domain::NeedsOf(contact), act.now));
  ASSIGN_OR_RETURN(auto blobs, RemovePerson(tx, act, contact.id));
  RETURN_IF_ERROR(Record(tx, act, "contact.erase", name, {{"reason", ReasonText(erasure.reason)}}));
  return blobs;
}

}  // namespace countersign::app
