// Writes the ladder's messages: to whom, what they say, and when they may go out; and what becomes
// of a notice when its message was sent, arrived or came back.
#ifndef COUNTERSIGN_APP_NOTICE_DESK_H_
#define COUNTERSIGN_APP_NOTICE_DESK_H_

#include <map>
#include <string>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/app/messages.h"
#include "licensing/domain/notice_text.h"
#include "licensing/domain/standing.h"

namespace countersign::app {

// Whose name the messages of a role bear.
struct RoleSender {
  domain::NoticeSender person;
  // "users/wang": who releases each before it goes out; it is then signed by the person. Empty:
  // they are automatic.
  std::string released_by;
  bool operator==(const RoleSender&) const = default;
};

// Who the vendor is to its customers, and where they turn.
struct NoticeSettings {
  domain::NoticeSender sender;
  std::map<domain::SenderRole, RoleSender> by_role;  // in place of `sender`, automatic
  std::string pay_to;
  std::string disputes_to;
  std::string instalments_to;
  std::string export_from;
  // The portal's base address, "https://licences.example.com"; empty: messages have no links.
  std::string portal_address;
  bool gateway = false;  // messages for SMS and chat have a way out
  bool operator==(const NoticeSettings&) const = default;
};

const domain::NoticeSender& SenderOf(const NoticeSettings& settings, domain::NoticeKind kind);
// Who has to release messages of the kind; empty: nobody.
std::string ReleaserOf(const NoticeSettings& settings, domain::NoticeKind kind);

// At most this many messages to one contact in kFrequencyDays, whatever they are about; further
// ones wait.
inline constexpr int kMostMessages = 5;
inline constexpr std::chrono::days kFrequencyDays{7};

class NoticeDesk {
 public:
  explicit NoticeDesk(NoticeSettings settings) : settings_(std::move(settings)) {}

  // Writes and queues what the standing asks for, and what tells of effects that began or ended, of
  // deliveries and of their receipt, and was not told yet. All that goes to one contact goes in one
  // mailing (mailings.h). A notice that a person has to release waits for that (releases.h). One
  // for which there is nobody, or that is not complete (NOTICE_INCOMPLETE), is not queued: its step
  // stays open, and its case says why. False, with nothing written, if there was nothing to queue.
  Result<bool> QueueDue(Transaction& tx, const Act& act, const domain::ContractFacts& facts,
                        const domain::ContractStanding& standing) const;

  // The next message of that kind that the ladder would send about a sub-contract, or, where none
  // is to come, about all that is open of it, as it would be now, in `language`: nothing is
  // written, and its link opens nothing. STATE_CONFLICT if nothing is to be said.
  Result<domain::NoticeText> Preview(View& view, const domain::ContractFacts& facts,
                                     std::string_view sub_contract_id, domain::NoticeKind kind,
                                     std::string_view language, Instant now) const;

  // The statement that a contract was terminated, for the vendor to publish or not. STATE_CONFLICT
  // unless it was; RESOURCE_NOT_FOUND; NOTICE_INCOMPLETE.
  Result<domain::NoticeText> TerminationStatement(View& view, std::string_view contract_id,
                                                  std::string_view language, Instant now) const;

 private:
  const NoticeSettings settings_;
};

// Follows the messages that carry notices. What it writes is followed by Reassess.
class NoticeFollower final : public MessageHook {
 public:
  explicit NoticeFollower(NoticeSettings settings) : settings_(std::move(settings)) {}

  // A message of notices goes out in the contact's window alone, at whichever attempt. One that was
  // never tried, and whose words are of an earlier day, is written anew; if that cannot be (see
  // QueueDue), it is taken back. What was tried keeps its words: the contact may have got them.
  Result<Clearance> Before(Transaction& tx, const Act& act,
                           const domain::Message& message) override;
  Result<void> Sent(Transaction& tx, const Act& act, const domain::Message& message) override;
  Result<void> Failed(Transaction& tx, const Act& act, const domain::Message& message) override;
  Result<void> Arrived(Transaction& tx, const Act& act, const domain::Message& message) override;
  Result<void> Bounced(Transaction& tx, const Act& act, const domain::Message& message) override;

 private:
  const NoticeSettings settings_;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_NOTICE_DESK_H_
