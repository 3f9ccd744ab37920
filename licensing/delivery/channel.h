// One way out of the outbox.
#ifndef COUNTERSIGN_DELIVERY_CHANNEL_H_
#define COUNTERSIGN_DELIVERY_CHANNEL_H_

#include <optional>
#include <string>

#include "licensing/app/messages.h"
#include "licensing/domain/customer.h"

namespace countersign::delivery {

// Used by one thread at a time, but for Interrupt. Every call ends within a deadline of its own.
class Channel {
 public:
  virtual ~Channel() = default;
  virtual domain::MessageChannel kind() const = 0;
  // The part of a new message's id after the "@".
  virtual const std::string& id_domain() const = 0;
  // Why nothing at all can be sent just now. Asked before a message is touched, so that what waits
  // for a server that is down is left alone. Nothing: try.
  virtual std::optional<domain::DeliveryFailure> Probe() = 0;
  // Tries once, at `now`. `contact`: nobody for what goes to no contact.
  virtual app::Attempt Send(const domain::Message& message, const domain::Contact& contact,
                            Instant now) = 0;
  // From now on nothing new is begun, and a call that has not handed a message over yet fails soon.
  // From any thread.
  virtual void Interrupt() = 0;
};

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_CHANNEL_H_
