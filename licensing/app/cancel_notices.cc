#include "licensing/app/cancel_notices.h"

#include "licensing/app/messages.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"

namespace countersign::app {
namespace {

constexpr std::string_view kMessages = "messages/";

Result<void> Cancel(Transaction& tx, const Act& act, domain::Notice notice) {
  notice.state = domain::NoticeState::kCancelled;
  RETURN_IF_ERROR(Save(tx.enforcement().notices(), notice, act));
  return Record(tx, act, "notice.cancel", Name("notices", notice.id), {});
}

}  // namespace

Result<void> CancelNotice(Transaction& tx, const Act& act, std::string_view id) {
  auto& notices = tx.enforcement().notices();
  ASSIGN_OR_RETURN(const domain::Notice cancelled, Load(notices, "notices", id));
  if (cancelled.state != domain::NoticeState::kWaiting) return {};
  ASSIGN_OR_RETURN(const bool taken_out,
                   CancelMessage(tx, act, cancelled.message.substr(kMessages.size())));
  if (!taken_out) return {};
  ASSIGN_OR_RETURN(const auto together, ListAll(notices, "message", cancelled.message));
  for (const domain::Notice& notice : together) RETURN_IF_ERROR(Cancel(tx, act, notice));
  return {};
}

Result<void> CancelNoticesOf(Transaction& tx, const Act& act, std::string_view contact_id) {
  RETURN_IF_ERROR(CancelMessagesOf(tx, act, contact_id));
  ASSIGN_OR_RETURN(const auto notices,
                   ListAll(tx.enforcement().notices(), "contact_id", contact_id));
  for (const domain::Notice& notice : notices)
    if (notice.state == domain::NoticeState::kWaiting) RETURN_IF_ERROR(Cancel(tx, act, notice));
  return {};
}

}  // namespace countersign::app
