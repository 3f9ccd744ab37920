// The envelope sender of each mail is an address of its own, with a keyed tag: what comes back to
// it tells which message it is about, and that whoever sent it had seen that message's envelope.
// Delivery-status mails are forgeable; those without a valid tag count for nothing.
#ifndef COUNTERSIGN_DELIVERY_VERP_H_
#define COUNTERSIGN_DELIVERY_VERP_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/secret_bytes.h"

namespace countersign::delivery {

// "bounce+<message's id>.<tag>@domain", where the tag is the first 80 bits of HMAC-SHA256 of the
// id. "<message's id>.<tag>" alone is the tagged id, for reports that do not come by mail.
class Verp {
 public:
  // `key`: 32 bytes, of this purpose alone.
  Verp(SecretBytes key, std::string domain) : key_(std::move(key)), domain_(std::move(domain)) {}

  std::string AddressOf(std::string_view message_id) const;
  // The id of the message whose address this is; nothing for any other. Case does not matter.
  std::optional<std::string> MessageOf(std::string_view address) const;

  std::string TaggedId(std::string_view message_id) const;
  // As MessageOf.
  std::optional<std::string> MessageOfTaggedId(std::string_view tagged_id) const;

 private:
  std::string TagOf(std::string_view message_id) const;

  SecretBytes key_;
  std::string domain_;
};

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_VERP_H_
