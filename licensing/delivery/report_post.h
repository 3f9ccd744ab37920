// Reports of delivery that a mail provider, or the gateway for SMS and chat, posts to this server.
//
// Either JSON (application/json): {"type":"message.delivered" or "message.bounced","timestamp":when
// it happened (RFC 3339),"data":{"report_to":…}}, where `report_to` is the sender's address in the
// mail's envelope, or what the webhook's data called so. Any other type counts for nothing, and
// members that are not named here are not looked at. Or the report of RFC 3464 as it came by mail
// (message/rfc822), which is read as one in the mailbox is.
//
// Who posts it has to be known by a signature (webhook_signature.h), and the tag in `report_to` has
// to be valid like that of a mail.
#ifndef COUNTERSIGN_DELIVERY_REPORT_POST_H_
#define COUNTERSIGN_DELIVERY_REPORT_POST_H_

#include <optional>
#include <string_view>

#include "licensing/delivery/reports.h"

namespace countersign::delivery {

// Nothing if it names no message by a valid tag: whatever it says counts for nothing.
// INVALID_ARGUMENT with CONTENT_TYPE_UNSUPPORTED for another `media_type`, MESSAGE_MALFORMED for
// what is no JSON or no mail, FIELD_INVALID for a member that is missing or not of its form.
Result<std::optional<MailReport>> ReadPostedReport(std::string_view media_type,
                                                   std::string_view body, const Verp& verp);

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_REPORT_POST_H_
