#include "licensing/delivery/rehearsal.h"

#include "licensing/delivery/mail.h"

namespace countersign::delivery {

// An address that no relay would take is refused here too: that is what one rehearses for.
app::Attempt Rehearsal::Send(const domain::Message&, const domain::Contact& contact, Instant) {
  if (IsSendable(contact.email)) return {};
  return {domain::DeliveryFailure::kNoAddress};
}

}  // namespace countersign::delivery
