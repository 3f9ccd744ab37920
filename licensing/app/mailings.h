// Mailings: all that is to be said to one contact at one time, in one message, whichever contracts
// it is about.
#ifndef COUNTERSIGN_APP_MAILINGS_H_
#define COUNTERSIGN_APP_MAILINGS_H_

#include <optional>
#include <string>
#include <vector>

#include "licensing/app/notice_facts.h"

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
  Instant send_time{};
  std::vector<MailingPart> parts;
  std::string joined;  // the message that the first parts waited in; empty: none
};

// A mailing to the contact. What waits for the contact's next slot, and was not tried yet, is taken
// along, as it would be said now. Without such a message it may go out in the first slot in which
// another message may go to the contact, see kMostMessages. Nothing is written.
Result<Mailing> BeginMailing(View& view, const Act& act, const NoticeSettings& settings,
                             const domain::ContractFacts& facts, const domain::Contact& contact);

// What the plan says, as it reads on the day on which the mailing goes out. NOTICE_INCOMPLETE.
Result<MailingPart> WritePart(View& view, const NoticeSettings& settings,
                              const domain::ContractFacts& facts, NoticePlan plan,
                              const Mailing& mailing);

// Queues it, in place of the message that it took along. Each part has its notice.
Result<void> PostMailing(Transaction& tx, const Act& act, const Mailing& mailing);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_MAILINGS_H_
