// Mail in a simulated installation without a relay: it is taken for sent, and nothing leaves this
// machine. What it would have said is kept like every message's words.
#ifndef COUNTERSIGN_DELIVERY_REHEARSAL_H_
#define COUNTERSIGN_DELIVERY_REHEARSAL_H_

#include <optional>
#include <string>

#include "licensing/delivery/channel.h"

namespace countersign::delivery {

class Rehearsal final : public Channel {
 public:
  domain::MessageChannel kind() const override { return domain::MessageChannel::kMail; }
  const std::string& id_domain() const override { return domain_; }
  std::optional<domain::DeliveryFailure> Probe() override { return std::nullopt; }
  app::Attempt Send(const domain::Message&, const domain::Contact& contact, Instant) override;
  void Interrupt() override {}

 private:
  // Reserved, so that it is nobody's (RFC 2606).
  const std::string domain_ = "rehearsal.invalid";
};

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_REHEARSAL_H_
