#include "licensing/app/notice_links.h"

#include <algorithm>

#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/exemptions.h"
#include "licensing/app/messages.h"
#include "licensing/app/notice_facts.h"
#include "licensing/app/notice_receipts.h"
#include "licensing/app/paging.h"
#include "licensing/app/papers.h"
#include "licensing/app/reassess.h"
#include "licensing/app/resource.h"

namespace countersign::app {
namespace {

using domain::CodeVerdict;
using domain::ConfirmPage;
using domain::ConfirmProblem;
using domain::ConfirmStep;
using domain::Notice;
using domain::NoticeState;
using domain::PersonalLink;
using domain::PersonalLinkState;

// A link that was found, with what it is about.
struct Opened {
  PersonalLink link;
  Notice notice;
  std::optional<domain::Contact> contact;  // nothing: erased
};

Result<std::optional<Opened>> Open(View& view, std::string_view secret) {
  ASSIGN_OR_RETURN(auto link, view.notice_links().FindBySecret(domain::HashNoticeSecret(secret)));
  if (!link) return std::nullopt;
  ASSIGN_OR_RETURN(Notice notice, Load(view.enforcement().notices(), "notices", link->id));
  ASSIGN_OR_RETURN(auto contact, view.contacts().Find(link->contact_id));
  if (contact && contact->customer_id != notice.customer_id) contact.reset();
  return Opened{*std::move(link), std::move(notice), std::move(contact)};
}

// Nothing: it is open or confirmed.
std::optional<ConfirmProblem> WhyClosed(const Opened& opened, Instant now) {
  switch (StateOf(opened.link, now)) {
    case PersonalLinkState::kRevoked:
      return ConfirmProblem::kRevoked;
    case PersonalLinkState::kExpired:
      return ConfirmProblem::kExpired;
    case PersonalLinkState::kConfirmed:
      return std::nullopt;
    case PersonalLinkState::kOpen:
      break;
  }
  if (!opened.contact) return ConfirmProblem::kRevoked;
  const bool out =
      opened.notice.state == NoticeState::kSent || opened.notice.state == NoticeState::kReceived;
  return out ? std::nullopt : std::optional(ConfirmProblem::kNotCurrent);
}

ConfirmStep StepOf(const PersonalLink& link, Instant now) {
  if (link.confirm_time) return ConfirmStep::kConfirmed;
  const bool code_is_good = !link.code_mac.empty() && now < *link.code_expire_time &&
                            link.code_attempts < domain::kNoticeCodeAttempts;
  return code_is_good ? ConfirmStep::kEnterCode : ConfirmStep::kAskForCode;
}

// What may follow from a formal notice that was received, if anything.
Result<std::optional<domain::EffectDays>> EffectsOf(View& view, const domain::Contract& contract,
                                                    const Notice& notice, CivilDate received) {
  if (notice.kind != domain::NoticeKind::kFormalNotice || notice.sub_contract_id.empty())
    return std::nullopt;
  ASSIGN_OR_RETURN(const domain::SubContract sub,
                   GetSubContract(view, contract.id, notice.sub_contract_id));
  ASSIGN_OR_RETURN(const bool may_have, MayHaveEffects(view, contract, sub));
  if (!may_have) return std::nullopt;
  ASSIGN_OR_RETURN(const domain::EffectDays days,
                   domain::EarliestEffects(received, contract.terms.ladder));
  return days;
}

Result<void> FillText(View& view, const Notice& notice, ConfirmPage& page) {
  constexpr std::string_view kMessages = "messages/";
  ASSIGN_OR_RETURN(const domain::Message message,
                   Load(view.messages(), "messages", notice.message.substr(kMessages.size())));
  page.subject = message.subject;
  page.text = message.text;
  page.text_sha256 = notice.text_sha256;
  return {};
}

Result<void> FillMatter(View& view, const Opened& opened, ConfirmPage& page) {
  const Notice& notice = opened.notice;
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   Load(view.contracts(), "contracts", notice.contract_id));
  ASSIGN_OR_RETURN(const domain::Customer customer,
                   Load(view.customers(), "customers", notice.customer_id));
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(contract.terms.time_zone));
  page.customer = customer.display_name;
  page.contact = opened.contact->display_name;
  page.email = domain::MaskedEmail(opened.contact->email);
  page.contract_title = contract.title;
  page.contract_number = contract.id;
  if (!notice.sub_contract_id.empty()) {
    ASSIGN_OR_RETURN(const domain::SubContract sub,
                     GetSubContract(view, contract.id, notice.sub_contract_id));
    page.sub_contract_title = sub.title;
  }
  page.notice_id = notice.id;
  page.kind = notice.kind;
  page.time_zone = contract.terms.time_zone;
  page.last_day = zone.DateAt(opened.link.expire_time - std::chrono::microseconds(1));
  if (opened.link.confirm_time) {
    page.received = zone.DateAt(*opened.link.confirm_time);
    ASSIGN_OR_RETURN(page.confirmed_by, view.notice_links().FindName(opened.link));
    ASSIGN_OR_RETURN(page.effects, EffectsOf(view, contract, notice, *page.received));
  }
  return FillText(view, notice, page);
}

Act ActOf(const PortalAct& act, const Notice& notice) {
  return {ContactName(notice.customer_id, notice.contact_id), "", act.now, act.entropy};
}

// The code is used up, or was wrong once more.
Result<PortalOutcome> Refuse(Transaction& tx, const Act& act, CodeVerdict verdict,
                             PersonalLink& link) {
  if (verdict == CodeVerdict::kUsedUp) return ConfirmProblem::kCodeUsedUp;
  if (verdict != CodeVerdict::kWrong) return ConfirmProblem::kCodeExpired;
  ++link.code_attempts;
  RETURN_IF_ERROR(Save(tx.notice_links(), link, act));
  RETURN_IF_ERROR(Record(
      tx, act, "notice.wrong_code", Name("notices", link.id),
      {{"attempts", link.code_attempts}, {"code_message", MessageName(link.code_message_id)}}));
  return link.code_attempts < domain::kNoticeCodeAttempts ? ConfirmProblem::kWrongCode
                                                          : ConfirmProblem::kCodeUsedUp;
}

Result<void> Revoke(Transaction& tx, const Act& act, PersonalLink& link) {
  link.revoke_time = act.now;
  link.code_mac.clear();
  link.code_expire_time.reset();
  RETURN_IF_ERROR(Save(tx.notice_links(), link, act));
  return Record(tx, act, "notice.revoke_link", Name("notices", link.id), {});
}

}  // namespace

Result<void> KeepNoticeLink(Transaction& tx, const Act& act, const Notice& notice,
                            std::string_view secret) {
  ASSIGN_OR_RETURN(const auto kept, tx.notice_links().Find(notice.id));
  PersonalLink link = kept.value_or(PersonalLink{});
  link.id = notice.id;
  link.contact_id = notice.contact_id;
  link.secret_sha256 = domain::HashNoticeSecret(secret);
  link.expire_time = std::max(notice.send_time, act.now) + domain::kNoticeLinkLife;
  if (kept) return Save(tx.notice_links(), link, act);
  link.meta = NewMeta(act);
  return tx.notice_links().Insert(link);
}

Result<PersonalLink> RevokeNoticeLink(Transaction& tx, const Act& act, std::string_view notice_id) {
  ASSIGN_OR_RETURN(auto link, tx.notice_links().Find(notice_id));
  if (!link) return NotFound("the link of " + Name("notices", notice_id));
  if (link->revoke_time)
    return StateConflict(Name("notices", notice_id), "REVOKED", "its link was revoked before");
  RETURN_IF_ERROR(Revoke(tx, act, *link));
  return *std::move(link);
}

Result<void> RevokeNoticeLinksOf(Transaction& tx, const Act& act, std::string_view contact_id) {
  ASSIGN_OR_RETURN(auto links, ListAll(tx.notice_links(), "contact_id", contact_id));
  for (PersonalLink& link : links)
    if (!link.revoke_time) RETURN_IF_ERROR(Revoke(tx, act, link));
  return {};
}

Result<ConfirmPage> ReadConfirmPage(View& view, const NoticeSettings& settings,
                                    std::string_view secret, Instant now) {
  ConfirmPage page;
  ASSIGN_OR_RETURN(const auto opened, Open(view, secret));
  if (!opened) {
    page.problem = ConfirmProblem::kUnknown;
    return page;
  }
  page.language = opened->notice.language;
  page.sender = SenderOf(settings, opened->notice.kind);
  page.problem = WhyClosed(*opened, now);
  if (page.problem) return page;
  page.step = StepOf(opened->link, now);
  RETURN_IF_ERROR(FillMatter(view, *opened, page));
  return page;
}

Result<PortalOutcome> SendNoticeCode(Transaction& tx, const PortalAct& portal,
                                     const NoticeSettings& settings, std::string_view secret) {
  ASSIGN_OR_RETURN(auto opened, Open(tx, secret));
  if (!opened) return ConfirmProblem::kUnknown;
  if (const auto closed = WhyClosed(*opened, portal.now)) return closed;
  PersonalLink& link = opened->link;
  if (link.confirm_time) return std::nullopt;
  if (opened->contact->email.empty()) return ConfirmProblem::kNoAddress;
  if (domain::NextCodeTime(link, portal.now)) return ConfirmProblem::kTooManyCodes;
  const Act act = ActOf(portal, opened->notice);
  if (!link.code_message_id.empty()) RETURN_IF_ERROR(CancelMessage(tx, act, link.code_message_id));
  ASSIGN_OR_RETURN(const ConfirmPage page, ReadConfirmPage(tx, settings, secret, act.now));
  const std::string code = domain::NewNoticeCode(act.entropy);
  const domain::NoticeText mail =
      CodeMail(page, code, domain::NoticeLinkAddress(settings.portal_address, secret));
  NewMessage draft;
  draft.customer_id = opened->notice.customer_id;
  draft.contact_id = opened->notice.contact_id;
  draft.language = opened->notice.language;
  draft.subject = mail.subject;
  draft.text = mail.text;
  draft.html = mail.html;
  draft.send_time = act.now;
  ASSIGN_OR_RETURN(const domain::Message message, QueueMessage(tx, act, draft));
  KeepCode(link, secret, code, act.now);
  link.code_message_id = message.id;
  RETURN_IF_ERROR(Save(tx.notice_links(), link, act));
  RETURN_IF_ERROR(Record(tx, act, "notice.send_code", Name("notices", link.id),
                         {{"code_message", MessageName(message.id)}}));
  return std::nullopt;
}

Result<PortalOutcome> ConfirmNotice(Transaction& tx, const PortalAct& portal,
                                    std::string_view secret, std::string_view code,
                                    std::string_view name) {
  ASSIGN_OR_RETURN(auto opened, Open(tx, secret));
  if (!opened) return ConfirmProblem::kUnknown;
  if (const auto closed = WhyClosed(*opened, portal.now)) return closed;
  PersonalLink& link = opened->link;
  if (link.confirm_time) return std::nullopt;
  const auto confirmed_by = domain::TypedName(name);
  if (!confirmed_by) return ConfirmProblem::kNameMissing;
  const Act act = ActOf(portal, opened->notice);
  const CodeVerdict verdict = domain::JudgeCode(link, secret, domain::TypedCode(code), portal.now);
  if (verdict != CodeVerdict::kRight) return Refuse(tx, act, verdict, link);
  link.confirm_time = act.now;
  link.code_mac.clear();
  link.code_expire_time.reset();
  RETURN_IF_ERROR(Save(tx.notice_links(), link, act));
  RETURN_IF_ERROR(tx.notice_links().KeepName(link, *confirmed_by));
  RETURN_IF_ERROR(ConfirmNoticeReceipt(tx, act, link.id, MessageName(link.code_message_id)));
  RETURN_IF_ERROR(Reassess(tx, act));
  return std::nullopt;
}

}  // namespace countersign::app
