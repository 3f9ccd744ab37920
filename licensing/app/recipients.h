// To whom notices go.
#ifndef COUNTERSIGN_APP_RECIPIENTS_H_
#define COUNTERSIGN_APP_RECIPIENTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/domain/customer.h"
#include "licensing/domain/enforcement.h"

namespace countersign::app {

// Whom mail can reach at a customer.
struct Recipients {
  // Contacts with an e-mail address that no mail came back from, nor was refused at for good, since
  // the contact was last changed. Whoever sees to it that the address works again changes it.
  std::vector<domain::Contact> contacts;
  bool any_came_back = false;  // there are others
};
Result<Recipients> FindRecipients(View& view, std::string_view customer_id);

// Those that a kind of notice is for: an urgent one goes to the payer and the approver, a formal
// one to whoever can bind the customer. `named`: ids of contacts that it is for in place of these.
// Where none of them can be reached, anybody of the customer who can.
std::vector<const domain::Contact*> RecipientsOf(const Recipients& recipients,
                                                 domain::NoticeKind kind,
                                                 const std::vector<std::string>& named);

// The contact whose address counts as the one that the contract designates: the first that a formal
// notice is for, whether or not mail comes back from there. Its id; nothing: nobody has an address.
Result<std::optional<std::string>> DesignatedContact(View& view, std::string_view customer_id);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_RECIPIENTS_H_
