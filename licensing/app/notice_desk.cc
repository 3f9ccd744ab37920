#include "licensing/app/notice_desk.h"

#include <algorithm>
#include <map>

#include "licensing/app/cases.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/notice_facts.h"
#include "licensing/app/notice_links.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/domain/contact_window.h"

namespace countersign::app {
namespace {

using domain::Contact;
using domain::ContactRole;
using domain::ContractFacts;
using domain::Notice;
using domain::NoticeKind;

constexpr std::string_view kNobody =
    "enter a contact of the customer with an e-mail address: a message waits for one";

NoticeKind KindOf(domain::StepKind step) {
  switch (step) {
    case domain::StepKind::kPreDueReminder:
      return NoticeKind::kPreDueReminder;
    case domain::StepKind::kDueReminder:
      return NoticeKind::kDueReminder;
    case domain::StepKind::kUrgentNotice:
      return NoticeKind::kUrgentNotice;
    case domain::StepKind::kFormalNotice:
      return NoticeKind::kFormalNotice;
    default:
      return NoticeKind::kOverdueReminder;
  }
}

// Whom a kind of notice is for, the first that there is: an urgent one goes to the payer and the
// approver, a formal one to whoever can bind the customer.
std::vector<std::vector<ContactRole>> RecipientsOf(NoticeKind kind) {
  using enum ContactRole;
  switch (kind) {
    case NoticeKind::kUrgentNotice:
      return {{kPayer, kApprover, kSignatory}, {kApprover}};
    case NoticeKind::kFormalNotice:
      return {{kLegal, kSignatory, kApprover, kPayer}};
    case NoticeKind::kSupplyStopped:
    case NoticeKind::kSuspended:
    case NoticeKind::kRestored:
      return {{kLegal, kSignatory, kPayer}, {kPayer}};
    default:
      return {{kPayer, kApprover, kSignatory}};
  }
}

bool Has(const Contact& contact, ContactRole role) {
  return std::ranges::find(contact.roles, role) != contact.roles.end();
}

// The contacts of a customer with an address.
Result<std::vector<Contact>> ReachableContacts(View& view, std::string_view customer_id) {
  ASSIGN_OR_RETURN(auto contacts, ListAll(view.contacts(), "customer_id", customer_id));
  std::erase_if(contacts, [](const Contact& contact) { return contact.email.empty(); });
  return contacts;
}

std::vector<const Contact*> ChooseContacts(const std::vector<Contact>& contacts, NoticeKind kind) {
  std::vector<const Contact*> chosen;
  for (const auto& roles : RecipientsOf(kind))
    for (const ContactRole role : roles) {
      const auto found = std::ranges::find_if(
          contacts, [&](const Contact& contact) { return Has(contact, role); });
      if (found == contacts.end()) continue;
      if (std::ranges::find(chosen, &*found) == chosen.end()) chosen.push_back(&*found);
      break;
    }
  return chosen;
}

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

bool TellsOf(const ContractFacts& facts, const domain::Effect& effect, NoticeKind kind,
             Instant since) {
  return std::ranges::any_of(facts.notices, [&](const Notice& notice) {
    return notice.sub_contract_id == effect.sub_contract_id && notice.kind == kind &&
           notice.meta.create_time >= since;
  });
}

// The end of a stop of supply goes without saying where a suspension ended with it.
bool IsToldByAnother(const ContractFacts& facts, const domain::Effect& ended) {
  return ended.kind == domain::EffectKind::kStopSupply &&
         std::ranges::any_of(facts.effects, [&](const domain::Effect& other) {
           return other.sub_contract_id == ended.sub_contract_id && other.end_time &&
                  other.kind == domain::EffectKind::kSuspend && other.end_time == ended.end_time;
         });
}

// What tells of effects that began or ended and was not told yet.
void PlanTellings(const ContractFacts& facts, std::vector<NoticePlan>& plans) {
  for (const domain::Effect& effect : facts.effects) {
    if (effect.end_time && IsToldByAnother(facts, effect)) continue;
    const NoticeKind began = effect.kind == domain::EffectKind::kSuspend
                                 ? NoticeKind::kSuspended
                                 : NoticeKind::kSupplyStopped;
    const NoticeKind kind = effect.end_time ? NoticeKind::kRestored : began;
    if (TellsOf(facts, effect, kind, effect.end_time.value_or(effect.start_time))) continue;
    NoticePlan plan;
    plan.kind = kind;
    plan.sub_contract_id = effect.sub_contract_id;
    plan.invoice_ids = effect.invoice_ids;
    plan.effect_id = effect.id;
    plans.push_back(std::move(plan));
  }
}

std::vector<NoticePlan> PlanNotices(const ContractFacts& facts,
                                    const domain::ContractStanding& standing) {
  std::vector<NoticePlan> plans;
  const auto add = [&](const std::vector<domain::LadderStep>& steps,
                       const std::string& sub_contract_id) {
    for (const domain::LadderStep& step : steps) {
      NoticePlan plan;
      plan.kind = KindOf(step.kind);
      plan.sub_contract_id = sub_contract_id;
      plan.invoice_ids = step.invoice_ids;
      plans.push_back(std::move(plan));
    }
  };
  for (const domain::SubContractStanding& sub : standing.sub_contracts)
    add(sub.actions.notices, sub.sub_contract_id);
  add(standing.notices, "");
  PlanTellings(facts, plans);
  return plans;
}

// One contact's share of what is to be said.
struct Letterbox {
  const Contact* contact = nullptr;
  Instant send_time{};
  std::vector<NoticePlan> plans;
  std::vector<domain::NoticeTextFacts> texts;
};

Notice NewNotice(const Act& act, const ContractFacts& facts, const Letterbox& box, std::size_t i,
                 const domain::Message& message, std::string_view template_version) {
  const domain::NoticeTextFacts& text = box.texts[i];
  Notice notice;
  notice.id = text.notice_id;
  notice.contract_id = facts.contract.id;
  notice.sub_contract_id = box.plans[i].sub_contract_id;
  notice.customer_id = facts.contract.customer_id;
  notice.kind = text.kind;
  notice.contact_id = box.contact->id;
  notice.language = message.language;
  notice.template_version = template_version;
  notice.text_sha256 = message.text_sha256;
  for (const domain::NoticeClaimText& claim : text.claims) notice.claims.push_back(claim.claim);
  notice.supply_date = text.supply_date;
  notice.suspend_date = text.suspend_date;
  notice.send_time = message.send_time;
  notice.message = MessageName(message.id);
  notice.meta = NewMeta(act);
  return notice;
}

std::string AboutName(const Notice& notice) {
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

// Queues one message with all that is for the contact.
Result<void> Post(Transaction& tx, const Act& act, const ContractFacts& facts,
                  const Letterbox& box) {
  ASSIGN_OR_RETURN(const domain::NoticeText text,
                   domain::RenderTogether(box.texts, box.contact->language));
  NewMessage draft;
  draft.customer_id = facts.contract.customer_id;
  draft.contact_id = box.contact->id;
  for (const domain::NoticeTextFacts& part : box.texts) draft.notice_ids.push_back(part.notice_id);
  draft.language = box.contact->language;
  draft.subject = text.subject;
  draft.text = text.text;
  draft.html = text.html;
  draft.send_time = box.send_time;
  ASSIGN_OR_RETURN(const domain::Message message, QueueMessage(tx, act, draft));
  for (std::size_t i = 0; i < box.texts.size(); ++i) {
    const Notice notice = NewNotice(act, facts, box, i, message, text.template_version);
    RETURN_IF_ERROR(tx.enforcement().notices().Insert(notice));
    if (!box.texts[i].portal_link.empty())
      RETURN_IF_ERROR(KeepNoticeLink(tx, act, notice, box.plans[i].link_secret));
    RETURN_IF_ERROR(Record(tx, act, "notice.queue", Name("notices", notice.id), BodyOf(notice)));
  }
  return {};
}

// Puts what the plan says into the contact's letterbox; an incomplete notice is left out, and its
// step stays open.
Result<void> Write(Transaction& tx, const Act& act, const NoticeSettings& settings,
                   const ContractFacts& facts, NoticePlan plan, Letterbox& box) {
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(facts.contract.terms.time_zone));
  plan.date = zone.DateAt(box.send_time);
  ASSIGN_OR_RETURN(plan.notice_id, TakeId("notice_id", "", act));
  plan.link_secret = domain::NewNoticeSecret(act.entropy);
  ASSIGN_OR_RETURN(auto text, FactsOfNotice(tx, settings, facts, plan, *box.contact));
  if (const auto complete = domain::CheckNotice(text); !complete)
    return AskInCase(tx, act, facts.contract.id, plan.sub_contract_id, complete.error().message);
  box.plans.push_back(std::move(plan));
  box.texts.push_back(std::move(text));
  return {};
}

}  // namespace

Result<bool> NoticeDesk::QueueDue(Transaction& tx, const Act& act, const ContractFacts& facts,
                                  const domain::ContractStanding& standing) const {
  const std::vector<NoticePlan> plans = PlanNotices(facts, standing);
  if (plans.empty()) return false;
  ASSIGN_OR_RETURN(const auto contacts, ReachableContacts(tx, facts.contract.customer_id));
  std::map<std::string, Letterbox> boxes;  // by contact
  for (const NoticePlan& plan : plans) {
    const auto chosen = ChooseContacts(contacts, plan.kind);
    if (chosen.empty())
      RETURN_IF_ERROR(AskInCase(tx, act, facts.contract.id, plan.sub_contract_id, kNobody));
    for (const Contact* contact : chosen) {
      Letterbox& box = boxes[contact->id];
      if (box.contact == nullptr) {
        box.contact = contact;
        ASSIGN_OR_RETURN(box.send_time, NextSlot(tx, *contact, facts.calendar, act.now));
      }
      RETURN_IF_ERROR(Write(tx, act, settings_, facts, plan, box));
    }
  }
  bool queued = false;
  for (const auto& [id, box] : boxes) {
    if (box.texts.empty()) continue;
    RETURN_IF_ERROR(Post(tx, act, facts, box));
    queued = true;
  }
  return queued;
}

Result<domain::NoticeText> NoticeDesk::Preview(View& view, const ContractFacts& facts,
                                               std::string_view sub_contract_id, NoticeKind kind,
                                               std::string_view language, Instant now) const {
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(facts.contract.terms.time_zone));
  NoticePlan plan;
  plan.kind = kind;
  plan.notice_id = "preview";
  plan.link_secret = "preview";
  plan.sub_contract_id = sub_contract_id;
  plan.date = zone.DateAt(now);
  const std::string name = SubContractName(facts.contract.id, sub_contract_id);
  for (const domain::StandingClaim& claim : facts.claims)
    if (claim.invoice.sub_contract == name && claim.invoice.state == domain::InvoiceState::kOpen)
      plan.invoice_ids.push_back(claim.invoice.id);
  if (plan.invoice_ids.empty())
    return StateConflict(name, "PAID", "nothing is open that a notice could be about");
  ASSIGN_OR_RETURN(const auto contacts, ReachableContacts(view, facts.contract.customer_id));
  const auto chosen = ChooseContacts(contacts, kind);
  ASSIGN_OR_RETURN(const auto text, FactsOfNotice(view, settings_, facts, plan,
                                                  chosen.empty() ? Contact{} : *chosen.front()));
  return domain::RenderNotice(text, language);
}

}  // namespace countersign::app
