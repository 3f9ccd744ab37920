// Mailings: all that is to be said to one contact at one time, in one message, whichever contracts
// it is about.
#ifndef COUNTERSIGN_APP_MAILINGS_H_
#define COUNTERSIGN_APP_MAILINGS_H_

#include <optional>
#include <string>
#include <vector>

#include "licensing/app/notice_facts.h"
#include "licensing/app/recipients.h"

namespace countersign::app {

// Of a mailing, what tells of one thing. It is kept as a notice of its own.
struct MailingPart {
  std::string contract_id;
  NoticePlan plan;
  domain::NoticeTextFacts text;
  std::optional<domain::Notice> waiting;  // the notice, if it waited in another message already
};

struct Mailing {
  domain::Contact contact;
  domain::MessageChannel channel = domain::MessageChannel::kMail;
  Instant send_time{};  // not before this; also its place among the contact's messages
  Instant read_time{};  // its words are of this day, in each contract's zone
  std::vector<MailingPart> parts;
  std::string joined;    // the message that the first parts waited in; empty: none
  bool renewed = false;  // there is nothing in it but that message, as it reads now
};

// A mailing to the recipient. What waits for the contact's next slot, and was not tried yet, is
// taken along, as it would be said now. Without such a message it may go out in the first slot in
// which another message may go to the contact, see kMostMessages. Nothing is written.
Result<Mailing> BeginMailing(View& view, const Act& act, const NoticeSettings& settings,
                             const domain::ContractFacts& facts, const Recipient& recipient);

// What the plan says, as it reads on the day on which the mailing goes out. NOTICE_INCOMPLETE.
Result<MailingPart> WritePart(View& view, const NoticeSettings& settings,
                              const domain::ContractFacts& facts, NoticePlan plan,
                              const Mailing& mailing);

// Queues it, in place of the message that it took along. Each part has its notice.
Result<domain::Message> PostMailing(Transaction& tx, const Act& act, const Mailing& mailing);

// The day that a message's words are of is the zone's date at this instant.
Instant WordsTime(const domain::Message& message);

// Queues a message of notices that was never tried anew in its place, with what it says as that
// reads now, and cancels it. Nothing, with nothing written, where it cannot be said any more.
Result<std::optional<domain::Message>> RenewMessage(Transaction& tx, const Act& act,
                                                    const NoticeSettings& settings,
                                                    const domain::Message& message,
                                                    const domain::Contact& contact);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_MAILINGS_H_
