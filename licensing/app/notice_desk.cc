#include "licensing/app/notice_desk.h"

#include <algorithm>
#include <map>

#include "licensing/app/cases.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/mailings.h"
#include "licensing/app/papers.h"
#include "licensing/app/recipients.h"
#include "licensing/app/resource.h"
#include "licensing/app/untold.h"
#include "licensing/domain/notice_link.h"

namespace countersign::app {
namespace {

using domain::Contact;
using domain::ContractFacts;
using domain::Notice;
using domain::NoticeKind;

constexpr std::string_view kNobody =
    "enter a contact of the customer with an e-mail address: a message waits for one";
constexpr std::string_view kCameBack =
    "mail to every e-mail address of the customer came back: enter another address, or post the "
    "notice as registered mail";

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

std::vector<NoticePlan> PlanNotices(const domain::ContractStanding& standing) {
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
  return plans;
}

// Puts what the plan says into the mailing; an incomplete notice is left out, and its step stays
// open.
Result<void> Write(Transaction& tx, const Act& act, const NoticeSettings& settings,
                   const ContractFacts& facts, NoticePlan plan, Mailing& mailing) {
  ASSIGN_OR_RETURN(plan.notice_id, TakeId("notice_id", "", act));
  plan.link_secret = domain::NewNoticeSecret(act.entropy);
  const std::string sub_contract_id = plan.sub_contract_id;
  auto part = WritePart(tx, settings, facts, std::move(plan), mailing);
  if (part) {
    mailing.parts.push_back(*std::move(part));
    return {};
  }
  if (part.error().reason != Reason::kNoticeIncomplete) return Pass(std::move(part));
  return AskInCase(tx, act, facts.contract.id, sub_contract_id, part.error().message);
}

// Asks for somebody to send it to, or takes that back.
Result<void> AskForAddress(Transaction& tx, const Act& act, const ContractFacts& facts,
                           const NoticePlan& plan, std::string_view what, bool needed) {
  return needed ? AskInCase(tx, act, facts.contract.id, plan.sub_contract_id, what)
                : TakeBackInCase(tx, act, facts.contract.id, plan.sub_contract_id, what);
}

bool HasNews(const Mailing& mailing) {
  return std::ranges::any_of(mailing.parts, [](const MailingPart& part) { return !part.waiting; });
}

}  // namespace

Result<bool> NoticeDesk::QueueDue(Transaction& tx, const Act& act, const ContractFacts& facts,
                                  const domain::ContractStanding& standing) const {
  std::vector<NoticePlan> plans = PlanNotices(standing);
  ASSIGN_OR_RETURN(const auto untold, Untold(tx, facts, act.now));
  plans.insert(plans.end(), untold.begin(), untold.end());
  if (plans.empty()) return false;
  ASSIGN_OR_RETURN(const Recipients recipients,
                   FindRecipients(tx, facts.contract.customer_id, settings_.gateway));
  std::map<std::pair<std::string, domain::NoticeChannel>, Mailing> mailings;
  for (const NoticePlan& plan : plans) {
    const auto chosen = RecipientsOf(recipients, plan.kind, plan.recipients);
    const bool came_back = chosen.empty() && recipients.any_came_back;
    RETURN_IF_ERROR(AskForAddress(tx, act, facts, plan, kNobody, chosen.empty() && !came_back));
    RETURN_IF_ERROR(AskForAddress(tx, act, facts, plan, kCameBack, came_back));
    for (const Recipient& recipient : chosen) {
      const std::pair to(recipient.contact->id, recipient.channel);
      auto mailing = mailings.find(to);
      if (mailing == mailings.end()) {
        ASSIGN_OR_RETURN(auto begun, BeginMailing(tx, act, settings_, facts, recipient));
        mailing = mailings.emplace(to, std::move(begun)).first;
      }
      RETURN_IF_ERROR(Write(tx, act, settings_, facts, plan, mailing->second));
    }
  }
  bool queued = false;
  for (const auto& [to, mailing] : mailings) {
    if (!HasNews(mailing)) continue;
    RETURN_IF_ERROR(PostMailing(tx, act, mailing));
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
  ASSIGN_OR_RETURN(const Recipients recipients,
                   FindRecipients(view, facts.contract.customer_id, settings_.gateway));
  const auto chosen = RecipientsOf(recipients, kind, {});
  ASSIGN_OR_RETURN(const auto text,
                   FactsOfNotice(view, settings_, facts, plan,
                                 chosen.empty() ? Contact{} : *chosen.front().contact));
  return domain::RenderNotice(text, language);
}

}  // namespace countersign::app
