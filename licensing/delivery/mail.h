// A mail as it is sent (RFC 5322, MIME): made by GMime.
#ifndef COUNTERSIGN_DELIVERY_MAIL_H_
#define COUNTERSIGN_DELIVERY_MAIL_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/clock.h"

namespace countersign::delivery {

struct Mailbox {
  std::string name;  // may be empty
  std::string address;
};

// All texts are UTF-8; lines of `text` and `html` end in LF.
struct Mail {
  Mailbox from;
  Mailbox to;
  std::string reply_to;    // empty: none
  std::string message_id;  // "<id@domain>"
  Instant date{};
  std::string subject;
  std::string text;
  std::string html;  // empty: text only
};

// Whether mail can be sent to the address: one "@", printable ASCII, nothing that ends a line or an
// address.
bool IsSendable(std::string_view address);

// The lines of the mail, ended by CRLF; multipart/alternative if there is HTML. Auto-Submitted says
// that no person sent it. Nothing for a value that would end its header's line, and for addresses
// that are not sendable.
std::optional<std::string> Compose(const Mail& mail);

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_MAIL_H_
