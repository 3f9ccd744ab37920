#include "licensing/app/short_words.h"

#include "licensing/app/recipients.h"
#include "licensing/app/resource.h"
#include "licensing/domain/notice_link.h"

namespace countersign::app {
namespace {

using domain::Message;
using domain::NoticeKind;

bool IsGrave(NoticeKind kind) {
  return kind >= NoticeKind::kUrgentNotice && kind <= NoticeKind::kRestored;
}

Result<bool> CarriesAGraveOne(View& view, const Message& mail) {
  for (const std::string& id : mail.notice_ids) {
    ASSIGN_OR_RETURN(const domain::Notice notice,
                     Load(view.enforcement().notices(), "notices", id));
    if (IsGrave(notice.kind)) return true;
  }
  return false;
}

// The first link in the text; of several notices the gravest comes first. Empty: there is none.
std::string LinkIn(const std::string& text, const std::string& portal_address) {
  const std::size_t begin = text.find(domain::NoticeLinkAddress(portal_address, ""));
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_first_of(" \r\n", begin) - begin);
}

}  // namespace

Result<void> QueueShortWords(Transaction& tx, const Act& act, const NoticeSettings& settings,
                             const Message& mail) {
  if (!settings.gateway || settings.portal_address.empty() || mail.erased ||
      mail.channel != domain::MessageChannel::kMail)
    return {};
  ASSIGN_OR_RETURN(const bool grave, CarriesAGraveOne(tx, mail));
  ASSIGN_OR_RETURN(const auto contact, tx.contacts().Find(mail.contact_id));
  if (!grave || !contact) return {};
  ASSIGN_OR_RETURN(const bool takes, TakesGateway(tx, *contact));
  const std::string link = LinkIn(mail.text, settings.portal_address);
  if (!takes || link.empty()) return {};
  NewMessage draft;
  draft.channel = domain::MessageChannel::kWebhook;
  draft.customer_id = mail.customer_id;
  draft.contact_id = mail.contact_id;
  draft.notice_ids = mail.notice_ids;
  draft.language = mail.language;
  draft.subject = mail.subject;
  draft.text = mail.subject + "\n" + link;
  draft.send_time = act.now;
  RETURN_IF_ERROR(QueueMessage(tx, act, draft));
  return {};
}

}  // namespace countersign::app
