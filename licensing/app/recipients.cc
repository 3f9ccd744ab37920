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

Result<std::vector<Contact>> ContactsWithAddress(View& view, std::string_view customer_id) {
  ASSIGN_OR_RETURN(auto contacts, ListAll(view.contacts(), "customer_id", customer_id));
  std::erase_if(contacts, [](const Contact& contact) { return contact.email.empty(); });
  return contacts;
}

// A mail to it came back, or was refused for good, since it was last changed.
Result<bool> CameBack(View& view, const Contact& contact) {
  ASSIGN_OR_RETURN(
      const auto dead,
      view.messages().List(
          {.limit = std::numeric_limits<std::int32_t>::max(),
           .equals = {{"contact_id", contact.id}, {"channel", "MAIL"}, {"state", "DEAD"}}}));
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

}  // namespace

Result<Recipients> FindRecipients(View& view, std::string_view customer_id) {
  Recipients recipients;
  ASSIGN_OR_RETURN(auto contacts, ContactsWithAddress(view, customer_id));
  for (Contact& contact : contacts) {
    ASSIGN_OR_RETURN(const bool came_back, CameBack(view, contact));
    recipients.any_came_back = recipients.any_came_back || came_back;
    if (!came_back) recipients.contacts.push_back(std::move(contact));
  }
  return recipients;
}

std::vector<const Contact*> RecipientsOf(const Recipients& recipients, NoticeKind kind,
                                         const std::vector<std::string>& named) {
  auto chosen = Named(recipients.contacts, named);
  if (chosen.empty()) chosen = ByRole(recipients.contacts, kind);
  if (chosen.empty() && !recipients.contacts.empty())
    chosen.push_back(&recipients.contacts.front());
  return chosen;
}

Result<std::optional<std::string>> DesignatedContact(View& view, std::string_view customer_id) {
  ASSIGN_OR_RETURN(const auto contacts, ContactsWithAddress(view, customer_id));
  const auto chosen = ByRole(contacts, NoticeKind::kFormalNotice);
  if (chosen.empty()) return std::optional<std::string>();
  return std::optional(chosen.front()->id);
}

}  // namespace countersign::app
