// What proves that a notice was received, put on record by people, and notices that are sent again.
#ifndef COUNTERSIGN_APP_NOTICE_RECEIPTS_H_
#define COUNTERSIGN_APP_NOTICE_RECEIPTS_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/app/act.h"
#include "licensing/domain/enforcement.h"

namespace countersign::app {

struct NewNoticeReceipt {
  std::string notice_id;
  std::string etag;  // empty: whatever it is
  domain::ReceiptClass receipt_class = domain::ReceiptClass::kAcknowledged;
  std::optional<CivilDate> date;  // of receipt, in the contract's zone; nothing: today there
  std::string contact_id;         // of the notice's customer; empty: nobody in particular
  std::string proof_sha256;       // an attachment, always needed
};
// FIELD_INVALID: a day before the notice went out or in the future, class B (see
// ConfirmNoticeReceipt), class C by mail that the server sent (it sees that itself), D or E of what
// is no letter, C or E without a service clause, E of a letter that did not go to the contract's
// service contact; STATE_CONFLICT unless it was sent; RESOURCE_NOT_FOUND, ETAG_MISMATCH.
Result<domain::Notice> RecordNoticeReceipt(Transaction& tx, const Act& act,
                                           const NewNoticeReceipt& receipt);

// Class B: the notice's contact confirmed today, in the portal, with the code that went out in
// `code_message` ("messages/m1"). The entry tells both messages and the hash of the notice's text.
// STATE_CONFLICT unless it was sent; RESOURCE_NOT_FOUND.
Result<domain::Notice> ConfirmNoticeReceipt(Transaction& tx, const Act& act, std::string_view id,
                                            std::string_view code_message);

// Class C, of the day on which the notice's mail arrived at the designated address, from which it
// did not come back; see arrivals.h. FIELD_INVALID without a service clause in the contract;
// STATE_CONFLICT unless it was sent; RESOURCE_NOT_FOUND.
Result<domain::Notice> RecordArrival(Transaction& tx, const Act& act, std::string_view id,
                                     Instant arrived);

// Takes a receipt back that was put on record by mistake: `number` counts them from 1 on.
// FIELD_INVALID, STATE_CONFLICT if it was withdrawn before, RESOURCE_NOT_FOUND, ETAG_MISMATCH.
Result<domain::Notice> WithdrawNoticeReceipt(Transaction& tx, const Act& act, std::string_view id,
                                             std::string_view etag, int number,
                                             std::string_view reason);

// A notice that is sent again as registered mail, by hand.
struct Letter {
  std::string notice_id;  // of a notice that was sent, or could not be
  std::string etag;
  std::string tracking_number;    // 1 to 64 characters
  std::optional<CivilDate> date;  // on which it was posted; nothing: today
  std::string paper_sha256;       // the letter as it was posted, with its list of contents
  std::string sealing_sha256;     // a scan or video of the sealing
  // To whom it was posted, of the notice's customer; empty: the contract's service contact, or else
  // the notice's contact. The service contact must have a postal address.
  std::string contact_id{};
};
// The letter is a notice of its own, with the same claims, and the one that counts from then on.
// FIELD_INVALID, STATE_CONFLICT, RESOURCE_NOT_FOUND, ETAG_MISMATCH.
Result<domain::Notice> SendLetter(Transaction& tx, const Act& act, const Letter& letter);

// Gives a notice that was sent and not received up, so that the ladder sends a new one with what is
// owed then. STATE_CONFLICT unless it is SENT or FAILED; RESOURCE_NOT_FOUND, ETAG_MISMATCH.
Result<domain::Notice> ResendNotice(Transaction& tx, const Act& act, std::string_view id,
                                    std::string_view etag);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_NOTICE_RECEIPTS_H_
