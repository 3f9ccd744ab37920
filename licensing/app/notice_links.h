// The personal links in mailed notices: made with the notice, opened and confirmed by its contact
// (docs/notices.md), revoked.
//
// Whoever has a link's secret may use it; no other account is asked for. To open it is a matter of
// reading. Acts under it go on record as the contact's.
#ifndef COUNTERSIGN_APP_NOTICE_LINKS_H_
#define COUNTERSIGN_APP_NOTICE_LINKS_H_

#include <optional>
#include <string_view>

#include "licensing/app/act.h"
#include "licensing/app/notice_desk.h"
#include "licensing/domain/confirm_page.h"
#include "licensing/domain/notice_link.h"

namespace countersign::app {

// Of a notice that is queued, or queued anew, in this transaction, whose text has the secret. Put
// on record with the notice.
Result<void> KeepNoticeLink(Transaction& tx, const Act& act, const domain::Notice& notice,
                            std::string_view secret);

// Takes the link of a notice out of use. STATE_CONFLICT if it was revoked before;
// RESOURCE_NOT_FOUND if the notice has none.
Result<domain::PersonalLink> RevokeNoticeLink(Transaction& tx, const Act& act,
                                              std::string_view notice_id);
// All of a contact, who is being erased.
Result<void> RevokeNoticeLinksOf(Transaction& tx, const Act& act, std::string_view contact_id);

// What the link shows at `now`. kClosed with the problem where it cannot be used; kUnknown, which
// tells nothing, for what is no link's secret.
Result<domain::ConfirmPage> ReadConfirmPage(View& view, const NoticeSettings& settings,
                                            std::string_view secret, Instant now);

// When and by what randomness something is done under a link.
struct PortalAct {
  Instant now{};
  Entropy& entropy;
};
// Why it was not done; nothing: it was. What is to be kept of it is written either way.
using PortalOutcome = std::optional<domain::ConfirmProblem>;

// Queues a mail with a new code for the contact, at once: somebody waits for it. Of the codes
// before it none counts any more. kTooManyCodes, kNoAddress, and what closes the link.
Result<PortalOutcome> SendNoticeCode(Transaction& tx, const PortalAct& act,
                                     const NoticeSettings& settings, std::string_view secret);

// Receipt of class B, today, with the name that was given: in one transaction, with the standings
// that follow from it. A link that is confirmed stays so, and nothing is written. kNameMissing,
// kWrongCode (which is counted), kCodeUsedUp, kCodeExpired, and what closes the link.
Result<PortalOutcome> ConfirmNotice(Transaction& tx, const PortalAct& act, std::string_view secret,
                                    std::string_view code, std::string_view name);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_NOTICE_LINKS_H_
