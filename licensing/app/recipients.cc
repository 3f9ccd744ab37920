#include "licensing/app/recipients.h"

#include <algorithm>
#include <limits>

#include "licensing/app/papers.h"

namespace countersign::app {
namespace {

using domain::Contact;
using domain::ContactRole;
using domain::NoticeKind;

// The first that there is, of each list.
std::vector<std::vector<ContactRole>> RolesFor(NoticeKind kind) {
  using enum ContactRole;
  switch (kind) {
    case NoticeKind::kUrgentNotice:
      return {{kPayer, kApprover, kSignatory}, {kApprover}};
    case NoticeKind::kFormalNotice:
      return {{kLegal, kSignatory, kApprover, kPayer}};
    case NoticeKind::kSupplyStopped:
    case NoticeKind::kSuspended:
    case NoticeKind::kRestored:
      return {{kLegal, kSignatory, kPayer}, {kPayer}};
    default:
      return {{kPayer, kApprover, kSignatory}};
  }
}

bool Has(const Contact& contact, ContactRole role) {
  return std::ranges::find(contact.roles, role) != contact.roles.end();
}

bool HasNoAddress(const Contact& contact) { return contact.email.empty(); }

// A message to it came back, or was refused for good, since it was last changed.
Result<bool> CameBack(View& view, const Contact& contact, std::string_view channel) {
  ASSIGN_OR_RETURN(const auto dead,
                   view.messages().List({.limit = std::numeric_limits<std::int32_t>::max(),
                                         .equals = {{"contact_id", contact.id},
                                                    {"channel", std::string(channel)},
                                                    {"state", "DEAD"}}}));
  return std::ranges::any_of(dead, [&](const domain::Message& message) {
    return message.meta.update_time > contact.meta.update_time;
  });
}

std::vector<const Contact*> ByRole(const std::vector<Contact>& contacts, NoticeKind kind) {
  std::vector<const Contact*> chosen;
  for (const auto& roles : RolesFor(kind))
    for (const ContactRole role : roles) {
      const auto found = std::ranges::find_if(
          contacts, [&](const Contact& contact) { return Has(contact, role); });
      if (found == contacts.end()) continue;
      if (std::ranges::find(chosen, &*found) == chosen.end()) chosen.push_back(&*found);
      break;
    }
  return chosen;
}

std::vector<const Contact*> Named(const std::vector<Contact>& contacts,
                                  const std::vector<std::string>& ids) {
  std::vector<const Contact*> named;
  for (const Contact& contact : contacts)
    if (std::ranges::find(ids, contact.id) != ids.end()) named.push_back(&contact);
  return named;
}

std::vector<const Contact*> ChooseOf(const std::vector<Contact>& contacts, NoticeKind kind,
                                     const std::vector<std::string>& named) {
  auto chosen = Named(contacts, named);
  if (chosen.empty()) chosen = ByRole(contacts, kind);
  if (chosen.empty() && !contacts.empty()) chosen.push_back(&contacts.front());
  return chosen;
}

}  // namespace

Result<Recipients> FindRecipients(View& view, std::string_view customer_id, bool gateway) {
  Recipients recipients;
  ASSIGN_OR_RETURN(const auto contacts, ListAll(view.contacts(), "customer_id", customer_id));
  for (const Contact& contact : contacts) {
    if (gateway) {
      ASSIGN_OR_RETURN(const bool takes, TakesGateway(view, contact));
      if (takes) recipients.phones.push_back(contact);
    }
    if (HasNoAddress(contact)) continue;
    ASSIGN_OR_RETURN(const bool came_back, CameBack(view, contact, "MAIL"));
    recipients.any_came_back = recipients.any_came_back || came_back;
    if (!came_back) recipients.contacts.push_back(contact);
  }
  return recipients;
}

std::vector<Recipient> RecipientsOf(const Recipients& recipients, NoticeKind kind,
                                    const std::vector<std::string>& named) {
  std::vector<Recipient> chosen;
  for (const Contact* contact : ChooseOf(recipients.contacts, kind, named))
    chosen.push_back({contact, domain::NoticeChannel::kMail});
  // A formal notice has to be kept by whoever gets it, and words of effects follow one.
  if (!chosen.empty() || kind > NoticeKind::kUrgentNotice) return chosen;
  for (const Contact* contact : ChooseOf(recipients.phones, kind, named))
    chosen.push_back({contact, domain::NoticeChannel::kWebhook});
  return chosen;
}

Result<bool> TakesGateway(View& view, const Contact& contact) {
  if (contact.phone.empty()) return false;
  ASSIGN_OR_RETURN(const bool came_back, CameBack(view, contact, "WEBHOOK"));
  return !came_back;
}

Result<std::optional<std::string>> DesignatedContact(View& view, const domain::Contract& contract) {
  if (contract.terms.service_contact_id) return contract.terms.service_contact_id;
  ASSIGN_OR_RETURN(auto contacts, ListAll(view.contacts(), "customer_id", contract.customer_id));
  std::erase_if(contacts, HasNoAddress);
  const auto chosen = ByRole(contacts, NoticeKind::kFormalNotice);
  if (chosen.empty()) return std::optional<std::string>();
  return std::optional(chosen.front()->id);
}

}  // namespace countersign::app
