// The words of the ladder's messages, in English and Chinese: as plain text and as HTML.
//
// A text depends on the facts alone: the same facts give the same bytes, so that what was previewed
// is what is sent, and what was sent can be made again and compared with its hash. Every template
// has a version, which changes whenever its words do (docs/notices.md).
//
// What comes from elsewhere (names, titles, clauses) is cleaned before it is used: control and
// bidirectional formatting characters are taken out, line breaks only stay where a value may have
// lines, bytes that are no UTF-8 become U+FFFD. HTML is escaped and loads nothing.
//
// All dates are civil dates in the contract's time zone.
#ifndef COUNTERSIGN_DOMAIN_NOTICE_TEXT_H_
#define COUNTERSIGN_DOMAIN_NOTICE_TEXT_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/result.h"
#include "licensing/domain/calendar.h"
#include "licensing/domain/enforcement.h"
#include "licensing/domain/interest.h"

namespace countersign::domain {

// Who sends it, and the person who answers for it or, where it is automatic, answers questions.
struct NoticeSender {
  std::string vendor;   // the firm
  std::string name;     // the person's
  std::string title;    // the person's position, e.g. "Head of Receivables"
  std::string address;  // postal; may have lines
  std::string phone;
  std::string email;
  bool operator==(const NoticeSender&) const = default;
};

// Whose message a kind is. Deliveries, effects and restorations are told by who looks after the
// account and who demands payment; a project manager sends no demand.
enum class SenderRole { kAccountManager = 1, kCollections = 2, kManager = 3 };
SenderRole SenderRoleOf(NoticeKind kind);
// Whether it may wait until the person whose name it bears releases it. What tells of something
// that was done never does.
bool MayWaitForRelease(NoticeKind kind);

// A claim, and how its interest came about: what interest notes claimed and is open still, and what
// accrued since by the segments. What is left between these and claim.interest is a correction of
// days that were claimed earlier, and is shown as one.
struct NoticeClaimText {
  NoticedClaim claim;
  Money noted_interest;
  std::vector<InterestSegment> segments;
};

struct NoticeAttachment {
  std::string name;
  std::string sha256;
};

// A delivery of a milestone: of kDispatch and kReceiptConfirmed.
struct NoticeDelivery {
  std::string milestone;   // its title
  std::int32_t round = 1;  // 1: the first delivery; later ones follow a rejection
  CivilDate date;          // on which it was sent
  std::vector<std::string> items;
  std::string release;  // of the product; empty: none
  std::vector<NoticeAttachment> attachments;
  std::optional<Term> review_term;  // nothing: none is agreed
  bool deemed = false;              // silence through the term is acceptance
  // Of kReceiptConfirmed:
  std::optional<CivilDate> received;
  std::optional<CivilDate> last_review_day;  // there if review_term is
};

// When the money for a delivery is due, of kReceiptConfirmed.
struct NoticePaymentTerm {
  Money amount;
  CivilDate from;  // the first day of the payment term
  CivilDate through;
  // The days are those that hold if the stage is accepted on the last day of the acceptance term.
  bool assumes_last_review_day = false;
};

struct NoticeTextFacts {
  NoticeKind kind = NoticeKind::kOverdueReminder;
  bool automatic = true;  // no person releases it
  // Whether a stop of supply and a suspension may follow at all: not where the contract is tracked
  // only, or the sub-contract is exempt. Without it nothing of them is said or asked for.
  bool effects = true;
  bool core = false;  // a suspension puts the licence into restricted mode
  std::string notice_id;
  NoticeSender sender;
  std::string customer;  // the firm's name
  std::string contact;   // the recipient's name; empty: nobody in particular
  CivilDate date;        // of the message; interest is through this day
  std::string time_zone;
  std::string contract_title;
  std::string contract_number;
  std::string sub_contract_title;  // empty: the claims are of no sub-contract
  std::string currency_code;
  std::vector<NoticeClaimText> claims;

  std::string clause;  // the text that grants the right; may have lines
  std::optional<CivilDate> disclosure_date;
  // The cure periods, in full days after the day of receipt.
  std::int32_t supply_cure_days = 0;
  std::int32_t suspend_cure_days = 0;
  // The first days of the effects. Of a formal notice: if it is received on `date`.
  std::optional<CivilDate> supply_date;
  std::optional<CivilDate> suspend_date;
  std::vector<std::string> stops;  // names of all entitlements that a suspension withholds
  std::string
      dependents;  // of a core sub-contract: what depends on it, as disclosed; may have lines
  std::vector<std::string> always_available;
  // Of kUrgentNotice: the first day on which a formal notice may follow, if one may.
  std::optional<CivilDate> formal_date;
  // Of kSupplyStopped and kSuspended: the formal notice that they rest on.
  std::string formal_notice_id;
  std::optional<CivilDate> formal_received;
  // Of kSupplyStopped, kSuspended and kRestored: the first day of the effect; of kRestored also
  // which effect ended.
  std::optional<CivilDate> effect_date;
  std::optional<EffectKind> ended_effect;

  // Where to turn: an address, a number or a page each, but for the first; empty ones are left out.
  std::string pay_to;  // the bank details; may have lines
  std::string disputes_to;
  std::string instalments_to;
  std::string export_from;
  std::string portal_link;  // empty: none; a link in the HTML if it is an http or https address

  std::optional<NoticeDelivery> delivery;
  std::optional<NoticePaymentTerm> payment_term;
};

struct NoticeText {
  std::string subject;  // one line
  std::string text;     // UTF-8; lines of at most 78 columns but for longer words
  std::string html;     // a complete document
  // E.g. "formal_notice/zh/1"; of several in one message
  // "together/zh/1+formal_notice/zh/1+overdue_reminder/zh/1", in their order, each once.
  std::string template_version;
};

// Whether the facts have all that a notice of their kind must contain: FAILED_PRECONDITION /
// NOTICE_INCOMPLETE, whose metadata `missing` has the ids of all that is missing, with commas
// between them: the names of the fields above, e.g. "disclosure_date,claims[0].number,pay_to".
// FIELD_INVALID where facts contradict each other: an effect earlier than its cure period allows,
// more days overdue than have passed.
Result<void> CheckNotice(const NoticeTextFacts& facts);

// In Chinese for "zh", with or without a region, and in English for every other language. The
// errors of CheckNotice; CURRENCY_MISMATCH, AMOUNT_OVERFLOW.
Result<NoticeText> RenderNotice(const NoticeTextFacts& facts, std::string_view language);

// Several notices to one contact as one message, with a part for each. Formal notices come first,
// each complete; the others keep their order. Of a single notice it is RenderNotice. FIELD_INVALID
// ("notices") unless there is one at least, and all are to the same contact of one customer.
Result<NoticeText> RenderTogether(std::span<const NoticeTextFacts> notices,
                                  std::string_view language);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_NOTICE_TEXT_H_
