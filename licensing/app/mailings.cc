#include "licensing/app/mailings.h"

#include <algorithm>
#include <map>

#include "licensing/app/contracts.h"
#include "licensing/app/notice_links.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/app/standing_facts.h"
#include "licensing/domain/contact_window.h"

namespace countersign::app {
namespace {

using domain::Contact;
using domain::ContractFacts;
using domain::Message;
using domain::Notice;

// A mail that nobody would read to its end is two.
constexpr std::size_t kMostTaken = 20;

// The first instant at which another message may go to the contact.
Result<Instant> NextSlot(View& view, const Contact& contact, const domain::Calendar& calendar,
                         Instant now) {
  ASSIGN_OR_RETURN(const auto notices,
                   ListAll(view.enforcement().notices(), "contact_id", contact.id));
  std::map<std::string, Instant> messages;  // by name
  for (const Notice& notice : notices)
    if (notice.state != domain::NoticeState::kCancelled && !notice.message.empty())
      messages[notice.message] = notice.sent_time.value_or(notice.send_time);
  std::vector<Instant> times;
  for (const auto& [name, time] : messages) times.push_back(time);
  std::ranges::sort(times, std::greater());
  Instant from = now;
  if (times.size() >= kMostMessages)
    from = std::max(from, times[kMostMessages - 1] + kFrequencyDays);
  return domain::NextInWindow(contact, calendar, from);
}

domain::MessageChannel ChannelFor(domain::NoticeChannel channel) {
  return channel == domain::NoticeChannel::kWebhook ? domain::MessageChannel::kWebhook
                                                    : domain::MessageChannel::kMail;
}

domain::NoticeChannel ChannelOf(const Message& message) {
  return message.channel == domain::MessageChannel::kWebhook ? domain::NoticeChannel::kWebhook
                                                             : domain::NoticeChannel::kMail;
}

// Short words about a notice that went out by mail are not its message.
Result<bool> IsOfItsNotices(View& view, const Message& message) {
  if (message.notice_ids.empty()) return false;
  ASSIGN_OR_RETURN(const Notice notice,
                   Load(view.enforcement().notices(), "notices", message.notice_ids.front()));
  return notice.message == MessageName(message.id);
}

// A message of notices that was not tried yet and whose time is one for this contract's notices,
// too.
Result<bool> CanTakeAlong(View& view, const Message& message, const Mailing& mailing,
                          const domain::Calendar& calendar, Instant now) {
  ASSIGN_OR_RETURN(const bool own, IsOfItsNotices(view, message));
  if (!own || message.channel != mailing.channel || message.attempts > 0 ||
      message.notice_ids.size() > kMostTaken)
    return false;
  const Contact& contact = mailing.contact;
  const Instant time = std::max(message.send_time, now);
  ASSIGN_OR_RETURN(const Instant slot, domain::NextInWindow(contact, calendar, time));
  return slot == time;
}

// Its link is another one, since the secret of the one before is in that one's text alone.
NoticePlan PlanOf(const Act& act, const Notice& notice) {
  NoticePlan plan;
  plan.link_secret = domain::NewNoticeSecret(act.entropy);
  plan.kind = notice.kind;
  plan.notice_id = notice.id;
  plan.sub_contract_id = notice.sub_contract_id;
  for (const domain::NoticedClaim& claim : notice.claims)
    plan.invoice_ids.push_back(claim.invoice_id);
  plan.effect_id = notice.effect_id;
  plan.milestone_id = notice.milestone_id;
  plan.round = notice.round;
  plan.released_by = notice.released_by;
  return plan;
}

// What the message says, as it would be said now. Nothing where that cannot be said any more: the
// message is left to its own contracts.
Result<std::vector<MailingPart>> PartsOf(View& view, const Act& act, const NoticeSettings& settings,
                                         const Message& message, const Mailing& mailing) {
  std::vector<MailingPart> parts;
  for (const std::string& id : message.notice_ids) {
    ASSIGN_OR_RETURN(Notice notice, Load(view.enforcement().notices(), "notices", id));
    ASSIGN_OR_RETURN(const ContractFacts facts,
                     LoadContractFacts(view, notice.contract_id, act.now));
    auto part = WritePart(view, settings, facts, PlanOf(act, notice), mailing);
    if (!part && part.error().reason == Reason::kNoticeIncomplete)
      return std::vector<MailingPart>();
    if (!part) return Pass(std::move(part));
    part->waiting = std::move(notice);
    parts.push_back(*std::move(part));
  }
  return parts;
}

std::string AboutName(const Notice& notice) {
  if (!notice.milestone_id.empty()) return MilestoneName(notice.contract_id, notice.milestone_id);
  if (notice.sub_contract_id.empty()) return Name("contracts", notice.contract_id);
  return SubContractName(notice.contract_id, notice.sub_contract_id);
}

boost::json::object BodyOf(const Notice& notice) {
  std::vector<std::string> invoices;
  for (const domain::NoticedClaim& claim : notice.claims) invoices.push_back(claim.invoice_id);
  return {{"about", AboutName(notice)},        {"kind", domain::NoticeKindName(notice.kind)},
          {"message", notice.message},         {"template", notice.template_version},
          {"text_sha256", notice.text_sha256}, {"invoices", InvoiceNames(invoices)}};
}

std::string_view ActionOf(const Mailing& mailing, const MailingPart& part) {
  if (!part.waiting) return "notice.queue";
  return mailing.renewed ? "notice.renew" : "notice.merge";
}

Result<void> KeepPart(Transaction& tx, const Act& act, const MailingPart& part,
                      const domain::Message& message, std::string_view template_version,
                      std::string_view action) {
  const bool is_new = !part.waiting;
  Notice notice = part.waiting.value_or(Notice{});
  notice.id = part.plan.notice_id;
  notice.contract_id = part.contract_id;
  notice.sub_contract_id = part.plan.sub_contract_id;
  notice.customer_id = message.customer_id;
  notice.kind = part.plan.kind;
  notice.channel = ChannelOf(message);
  notice.contact_id = message.contact_id;
  notice.language = message.language;
  notice.template_version = template_version;
  notice.text_sha256 = message.text_sha256;
  notice.claims.clear();
  for (const domain::NoticeClaimText& claim : part.text.claims)
    notice.claims.push_back(claim.claim);
  notice.effect_id = part.plan.effect_id;
  notice.milestone_id = part.plan.milestone_id;
  notice.round = part.plan.round;
  notice.released_by = part.plan.released_by;
  notice.supply_date = part.text.supply_date;
  notice.suspend_date = part.text.suspend_date;
  notice.send_time = message.send_time;
  notice.message = MessageName(message.id);
  auto& notices = tx.enforcement().notices();
  if (is_new) notice.meta = NewMeta(act);
  RETURN_IF_ERROR(is_new ? notices.Insert(notice) : Save(notices, notice, act));
  if (!part.text.portal_link.empty())
    RETURN_IF_ERROR(KeepNoticeLink(tx, act, notice, part.plan.link_secret));
  return Record(tx, act, action, Name("notices", notice.id), BodyOf(notice));
}

}  // namespace

Result<Mailing> BeginMailing(View& view, const Act& act, const NoticeSettings& settings,
                             const ContractFacts& facts, const Recipient& recipient) {
  const Contact& contact = *recipient.contact;
  Mailing mailing;
  mailing.contact = contact;
  mailing.channel = ChannelFor(recipient.channel);
  ASSIGN_OR_RETURN(const auto waiting, view.messages().FindWaiting(contact.id));
  for (const Message& message : waiting) {
    ASSIGN_OR_RETURN(const bool can, CanTakeAlong(view, message, mailing, facts.calendar, act.now));
    if (!can) continue;
    mailing.send_time = message.send_time;
    mailing.read_time = std::max(message.send_time, act.now);
    ASSIGN_OR_RETURN(mailing.parts, PartsOf(view, act, settings, message, mailing));
    if (mailing.parts.empty()) continue;
    mailing.joined = message.id;
    return mailing;
  }
  ASSIGN_OR_RETURN(mailing.send_time, NextSlot(view, contact, facts.calendar, act.now));
  mailing.read_time = mailing.send_time;
  return mailing;
}

Result<MailingPart> WritePart(View& view, const NoticeSettings& settings,
                              const ContractFacts& facts, NoticePlan plan, const Mailing& mailing) {
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(facts.contract.terms.time_zone));
  plan.date = zone.DateAt(mailing.read_time);
  MailingPart part;
  part.contract_id = facts.contract.id;
  ASSIGN_OR_RETURN(part.text, FactsOfNotice(view, settings, facts, plan, mailing.contact));
  RETURN_IF_ERROR(domain::CheckNotice(part.text));
  part.plan = std::move(plan);
  return part;
}

Result<Message> PostMailing(Transaction& tx, const Act& act, const Mailing& mailing) {
  std::vector<domain::NoticeTextFacts> texts;
  NewMessage draft;
  for (const MailingPart& part : mailing.parts) {
    texts.push_back(part.text);
    draft.notice_ids.push_back(part.plan.notice_id);
  }
  const std::string& language = mailing.contact.language;
  ASSIGN_OR_RETURN(const domain::NoticeText text, domain::RenderTogether(texts, language));
  draft.channel = mailing.channel;
  draft.customer_id = mailing.contact.customer_id;
  draft.contact_id = mailing.contact.id;
  draft.language = language;
  draft.subject = text.subject;
  draft.text = text.text;
  if (mailing.channel == domain::MessageChannel::kMail) draft.html = text.html;
  draft.send_time = mailing.send_time;
  if (!mailing.joined.empty()) RETURN_IF_ERROR(CancelMessage(tx, act, mailing.joined));
  ASSIGN_OR_RETURN(const Message message, QueueMessage(tx, act, draft));
  for (const MailingPart& part : mailing.parts)
    RETURN_IF_ERROR(
        KeepPart(tx, act, part, message, text.template_version, ActionOf(mailing, part)));
  return message;
}

// It was written when it was queued: for the day on which it was to go out, or, where that had come
// already, for that day itself.
Instant WordsTime(const Message& message) {
  return std::max(message.send_time, message.meta.create_time);
}

Result<std::optional<Message>> RenewMessage(Transaction& tx, const Act& act,
                                            const NoticeSettings& settings, const Message& message,
                                            const Contact& contact) {
  Mailing mailing;
  mailing.contact = contact;
  mailing.send_time = message.send_time;
  mailing.read_time = act.now;
  mailing.joined = message.id;
  mailing.channel = message.channel;
  mailing.renewed = true;
  ASSIGN_OR_RETURN(mailing.parts, PartsOf(tx, act, settings, message, mailing));
  if (mailing.parts.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(Message renewed, PostMailing(tx, act, mailing));
  return std::optional(std::move(renewed));
}

}  // namespace countersign::app
