// What becomes of notices when the messages that carry them are sent, arrive or come back.
#include <algorithm>
#include <functional>

#include "licensing/app/contracts.h"
#include "licensing/app/notice_desk.h"
#include "licensing/app/papers.h"
#include "licensing/app/reassess.h"
#include "licensing/app/resource.h"
#include "licensing/app/short_words.h"

namespace countersign::app {
namespace {

using domain::Notice;
using domain::NoticeState;

// Changes each notice that the message carries, puts it on record, and brings the standings up to
// date.
Result<void> Follow(Transaction& tx, const Act& act, const domain::Message& message,
                    std::string_view action, const std::function<Result<bool>(Notice&)>& change) {
  for (const std::string& id : message.notice_ids) {
    ASSIGN_OR_RETURN(Notice notice, Load(tx.enforcement().notices(), "notices", id));
    if (notice.message != MessageName(message.id)) continue;  // short words, see short_words.h
    ASSIGN_OR_RETURN(const bool changed, change(notice));
    if (!changed) continue;
    RETURN_IF_ERROR(Save(tx.enforcement().notices(), notice, act));
    RETURN_IF_ERROR(Record(tx, act, action, Name("notices", notice.id),
                           {{"message", MessageName(message.id)}}));
  }
  return Reassess(tx, act);
}

bool Stands(const domain::NoticeReceipt& receipt) { return !receipt.withdraw_time; }

std::string FailureOf(const domain::Message& message) {
  if (!message.last_failure) return "";
  return std::string(domain::FailureText(*message.last_failure));
}

}  // namespace

Result<void> NoticeFollower::Sent(Transaction& tx, const Act& act, const domain::Message& message) {
  RETURN_IF_ERROR(QueueShortWords(tx, act, settings_, message));
  return Follow(tx, act, message, "notice.sent", [&](Notice& notice) -> Result<bool> {
    if (notice.sent_time) return false;
    notice.sent_time = message.sent_time.value_or(act.now);
    if (notice.state == NoticeState::kWaiting || notice.state == NoticeState::kCancelled)
      notice.state = NoticeState::kSent;
    return true;
  });
}

Result<void> NoticeFollower::Failed(Transaction& tx, const Act& act,
                                    const domain::Message& message) {
  return Follow(tx, act, message, "notice.failed", [&](Notice& notice) -> Result<bool> {
    if (notice.state != NoticeState::kWaiting) return false;
    notice.state = NoticeState::kFailed;
    notice.failure = FailureOf(message);
    return true;
  });
}

// It proves nothing before it has not come back for a while: see arrivals.h, which the standings
// are brought up to date for.
Result<void> NoticeFollower::Arrived(Transaction& tx, const Act& act,
                                     const domain::Message& message) {
  return Follow(tx, act, message, "notice.arrived", [](Notice&) -> Result<bool> { return true; });
}

// A bounce, at any time, takes back what the mail's arrival proved. What a person acknowledged
// stays.
Result<void> NoticeFollower::Bounced(Transaction& tx, const Act& act,
                                     const domain::Message& message) {
  return Follow(tx, act, message, "notice.bounced", [&](Notice& notice) -> Result<bool> {
    for (domain::NoticeReceipt& receipt : notice.receipts)
      if (receipt.receipt_class == domain::ReceiptClass::kArrived && Stands(receipt))
        receipt.withdraw_time = act.now;
    if (std::ranges::any_of(notice.receipts, Stands)) return true;
    notice.state = NoticeState::kFailed;
    notice.failure = FailureOf(message);
    return true;
  });
}

}  // namespace countersign::app
