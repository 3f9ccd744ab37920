// To whom notices go.
#ifndef COUNTERSIGN_APP_RECIPIENTS_H_
#define COUNTERSIGN_APP_RECIPIENTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/domain/contract.h"
#include "licensing/domain/customer.h"
#include "licensing/domain/enforcement.h"

namespace countersign::app {

// Who can be reached at a customer.
struct Recipients {
  // Contacts with an e-mail address that no mail came back from, nor was refused at for good, since
  // the contact was last changed. Whoever sees to it that the address works again changes it.
  std::vector<domain::Contact> contacts;
  bool any_came_back = false;  // there are others
  // Contacts with a telephone number that the gateway for SMS and chat takes messages for: the same
  // of its messages.
  std::vector<domain::Contact> phones;
};
// `gateway`: there is one.
Result<Recipients> FindRecipients(View& view, std::string_view customer_id, bool gateway);

struct Recipient {
  const domain::Contact* contact = nullptr;
  domain::NoticeChannel channel = domain::NoticeChannel::kMail;  // or kWebhook
};
// Those that a kind of notice is for: an urgent one goes to the payer and the approver, a formal
// one to whoever can bind the customer. `named`: ids of contacts that it is for in place of these.
// Where mail can reach none of them, anybody of the customer whom it can; where it can reach
// nobody, a reminder or an urgent notice goes to one of them by the gateway.
std::vector<Recipient> RecipientsOf(const Recipients& recipients, domain::NoticeKind kind,
                                    const std::vector<std::string>& named);

// Whether the gateway can reach the contact; see Recipients.
Result<bool> TakesGateway(View& view, const domain::Contact& contact);

// The contact whose address counts as the one that the contract designates: its service contact, or
// else the first that a formal notice is for, whether or not mail comes back from there. Its id;
// nothing: nobody has an address.
Result<std::optional<std::string>> DesignatedContact(View& view, const domain::Contract& contract);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_RECIPIENTS_H_
