#include "licensing/app/notice_desk.h"

#include <algorithm>
#include <map>

#include "licensing/app/cases.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contract_changes.h"
#include "licensing/app/contracts.h"
#include "licensing/app/mailings.h"
#include "licensing/app/papers.h"
#include "licensing/app/recipients.h"
#include "licensing/app/releases.h"
#include "licensing/app/resource.h"
#include "licensing/app/untold.h"
#include "licensing/domain/notice_link.h"
#include "licensing/domain/termination_statement.h"

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

bool IsNotice(domain::StepKind step) { return step <= domain::StepKind::kFormalNotice; }

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

std::vector<NoticePlan> PlanNotices(const NoticeSettings& settings,
                                    const domain::ContractStanding& standing) {
  std::vector<NoticePlan> plans;
  const auto add = [&](const std::vector<domain::LadderStep>& steps,
                       const std::string& sub_contract_id) {
    for (const domain::LadderStep& step : steps) {
      NoticePlan plan;
      plan.kind = KindOf(step.kind);
      plan.released_by = ReleaserOf(settings, plan.kind);
      plan.to_release = !plan.released_by.empty();
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

// Puts what the plan says into the mailing. A notice that is incomplete, or not released by whom it
// is to be, is left out, and its step stays open. A release is of the notice to all recipients.
Result<void> Write(Transaction& tx, const Act& act, const NoticeSettings& settings,
                   const ContractFacts& facts, NoticePlan& plan, Mailing& mailing) {
  ASSIGN_OR_RETURN(plan.notice_id, TakeId("notice_id", "", act));
  plan.link_secret = domain::NewNoticeSecret(act.entropy);
  auto part = WritePart(tx, settings, facts, plan, mailing);
  if (!part && part.error().reason == Reason::kNoticeIncomplete)
    return AskInCase(tx, act, facts.contract.id, plan.sub_contract_id, part.error().message);
  if (!part) return Pass(std::move(part));
  if (plan.to_release) {
    ASSIGN_OR_RETURN(const bool released, TakeRelease(tx, act, facts.contract.id, plan));
    if (!released) return {};
    plan.to_release = false;
  }
  mailing.parts.push_back(*std::move(part));
  return {};
}

// Asks for somebody to send it to, or takes that back.
Result<void> AskForAddress(Transaction& tx, const Act& act, const ContractFacts& facts,
                           const NoticePlan& plan, std::string_view what, bool needed) {
  return needed ? AskInCase(tx, act, facts.contract.id, plan.sub_contract_id, what)
                : TakeBackInCase(tx, act, facts.contract.id, plan.sub_contract_id, what);
}

// The claims of the ladder's next step of the kind; where none is to come, all that is open.
std::vector<std::string> InvoicesOf(const ContractFacts& facts,
                                    const domain::ContractStanding& standing,
                                    std::string_view sub_contract_id, NoticeKind kind) {
  const auto sub = std::ranges::find(standing.sub_contracts, sub_contract_id,
                                     &domain::SubContractStanding::sub_contract_id);
  if (sub != standing.sub_contracts.end())
    for (const auto* steps : {&sub->actions.notices, &sub->timeline})
      for (const domain::LadderStep& step : *steps)
        if (IsNotice(step.kind) && KindOf(step.kind) == kind) return step.invoice_ids;
  std::vector<std::string> open;
  const std::string name = SubContractName(facts.contract.id, sub_contract_id);
  for (const domain::StandingClaim& claim : facts.claims)
    if (claim.invoice.sub_contract == name && claim.invoice.state == domain::InvoiceState::kOpen)
      open.push_back(claim.invoice.id);
  return open;
}

bool HasNews(const Mailing& mailing) {
  return std::ranges::any_of(mailing.parts, [](const MailingPart& part) { return !part.waiting; });
}

}  // namespace

Result<bool> NoticeDesk::QueueDue(Transaction& tx, const Act& act, const ContractFacts& facts,
                                  const domain::ContractStanding& standing) const {
  std::vector<NoticePlan> plans = PlanNotices(settings_, standing);
  ASSIGN_OR_RETURN(const auto untold, Untold(tx, facts, act.now));
  plans.insert(plans.end(), untold.begin(), untold.end());
  if (plans.empty()) return false;
  ASSIGN_OR_RETURN(const Recipients recipients,
                   FindRecipients(tx, facts.contract.customer_id, settings_.gateway));
  std::map<std::pair<std::string, domain::NoticeChannel>, Mailing> mailings;
  for (NoticePlan& plan : plans) {
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
  plan.released_by = ReleaserOf(settings_, kind);
  ASSIGN_OR_RETURN(const auto standing, domain::Assess(facts, now));
  plan.invoice_ids = InvoicesOf(facts, standing, sub_contract_id, kind);
  if (plan.invoice_ids.empty())
    return StateConflict(SubContractName(facts.contract.id, sub_contract_id), "PAID",
                         "nothing is open that a notice could be about");
  ASSIGN_OR_RETURN(const Recipients recipients,
                   FindRecipients(view, facts.contract.customer_id, settings_.gateway));
  const auto chosen = RecipientsOf(recipients, kind, {});
  ASSIGN_OR_RETURN(const auto text,
                   FactsOfNotice(view, settings_, facts, plan,
                                 chosen.empty() ? Contact{} : *chosen.front().contact));
  return domain::RenderNotice(text, language);
}

Result<domain::NoticeText> NoticeDesk::TerminationStatement(View& view,
                                                            std::string_view contract_id,
                                                            std::string_view language,
                                                            Instant now) const {
  ASSIGN_OR_RETURN(const domain::Contract contract, GetContract(view, contract_id));
  if (contract.state != domain::ContractState::kTerminated || !contract.ended_on)
    return StateConflict(Name("contracts", contract_id), domain::StateName(contract.state),
                         "only of a TERMINATED contract there is a statement");
  ASSIGN_OR_RETURN(const domain::Customer customer,
                   Load(view.customers(), "customers", contract.customer_id));
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(contract.terms.time_zone));
  domain::TerminationFacts facts;
  facts.vendor = settings_.sender.vendor;
  facts.customer = customer.display_name;
  facts.contract_title = contract.title;
  facts.contract_number = contract.id;
  facts.end_date = *contract.ended_on;
  facts.issue_date = zone.DateAt(now);
  ASSIGN_OR_RETURN(facts.export_through, PlusDays(facts.end_date, kExportDays));
  for (const domain::SubContract& sub : contract.sub_contracts) {
    ASSIGN_OR_RETURN(const auto standing, view.enforcement().standings().Find(sub.id));
    (standing && standing->paid_up ? facts.paid_parts : facts.unpaid_parts).push_back(sub.title);
  }
  return domain::RenderTermination(facts, language);
}

}  // namespace countersign::app
