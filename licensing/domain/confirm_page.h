// What a notice's personal link shows (notice_link.h), as HTML, and the mail with the code: in
// Chinese for "zh", with or without a region, and in English for every other language.
//
// The page is complete in itself: no scripts, nothing is loaded, and its one style sheet is named
// by its hash. Every value is escaped; names are cleaned as in notice_text.h.
#ifndef COUNTERSIGN_DOMAIN_CONFIRM_PAGE_H_
#define COUNTERSIGN_DOMAIN_CONFIRM_PAGE_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/domain/ladder.h"
#include "licensing/domain/notice_text.h"

namespace countersign::domain {

enum class ConfirmStep {
  kAskForCode = 1,  // a button that has a code sent
  kEnterCode = 2,   // a code is on its way: code and name
  kConfirmed = 3,
  kClosed = 4,  // nothing of the notice is shown
};

// Why what was asked for was not done.
enum class ConfirmProblem {
  kWrongCode = 1,
  kCodeUsedUp = 2,   // too many wrong ones
  kCodeExpired = 3,  // by now, or there is none any more
  kNameMissing = 4,  // or too long
  kTooManyCodes = 5,
  kNoAddress = 6,   // the contact has none that a code could be sent to
  kNotCurrent = 7,  // the notice was given up, came back or is not out yet
  // Of kClosed.
  kExpired = 8,
  kRevoked = 9,
  // That depend on no link.
  kUnknown = 10,        // there is no such link
  kElsewhere = 11,      // the form came from another site
  kNotUnderstood = 12,  // the request is none of the page's own
  kTooOften = 13,
  kFault = 14,  // the server's own: the same may go through a little later
};

struct ConfirmPage {
  ConfirmStep step = ConfirmStep::kClosed;
  std::optional<ConfirmProblem> problem;
  std::string language;  // empty: not known, and everything is said in both
  NoticeSender sender;
  // Of the rest nothing is shown by kClosed.
  std::string customer;  // to whom: the firm, and the contact
  std::string contact;
  std::string email;  // masked
  std::string contract_title;
  std::string contract_number;
  std::string sub_contract_title;  // empty: none
  std::string notice_id;
  NoticeKind kind = NoticeKind::kOverdueReminder;
  std::string subject;
  std::string text;  // as it went out
  std::string text_sha256;
  std::optional<CivilDate> last_day;  // on which the link can be used
  std::string time_zone;
  // Of kConfirmed:
  std::string confirmed_by;  // the name that was given; empty: it was erased
  std::optional<CivilDate> received;
  std::optional<EffectDays> effects;  // the first days of what may follow; nothing: none may
};

std::string ToHtml(const ConfirmPage& page);
// For the header Content-Security-Policy of every answer with such a page.
const std::string& ConfirmPagePolicy();

// The name that somebody confirms with, as it was typed: cleaned as in notice_text.h. Nothing if
// that leaves none, or more than kMostConfirmedName characters.
std::optional<std::string> TypedName(std::string_view typed);

// The mail with a code. `link`: to the page where it is entered; it also keeps the hash of the text
// from telling the code, since nobody else has its secret.
NoticeText CodeMail(const ConfirmPage& page, std::string_view code, std::string_view link);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CONFIRM_PAGE_H_
