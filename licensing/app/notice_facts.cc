#include "licensing/app/notice_facts.h"

#include <algorithm>
#include <set>

#include "licensing/app/contracts.h"
#include "licensing/app/delivery_notices.h"
#include "licensing/app/interest_due.h"
#include "licensing/app/resource.h"
#include "licensing/app/use_evidence.h"
#include "licensing/domain/notice_link.h"

namespace countersign::app {
namespace {

using domain::ContractFacts;
using domain::NoticeKind;
using domain::NoticeTextFacts;

const domain::StandingClaim* FindClaim(const ContractFacts& facts, std::string_view invoice_id) {
  const auto found = std::ranges::find_if(facts.claims, [&](const domain::StandingClaim& claim) {
    return claim.invoice.id == invoice_id;
  });
  return found == facts.claims.end() ? nullptr : &*found;
}

// What is open of it and not disputed, with the interest that is not paid.
Result<domain::NoticeClaimText> ClaimText(View& view, const domain::StandingClaim& claim,
                                          CivilDate date) {
  const domain::Invoice& invoice = claim.invoice;
  const domain::AsOf as_of{date, Instant::max()};
  ASSIGN_OR_RETURN(const domain::Balance balance,
                   domain::BalanceAsOf(invoice.amount.currency_code, claim.records, as_of));
  std::int64_t disputed = 0;
  for (const domain::Dispute& dispute : claim.disputes)
    if (dispute.state == domain::DisputeState::kOpen) disputed += dispute.amount.minor_units;
  domain::NoticeClaimText text;
  text.claim.invoice_id = invoice.id;
  text.claim.number = invoice.number;
  text.claim.principal = balance.open.principal;
  text.claim.principal.minor_units =
      std::max<std::int64_t>(0, balance.open.principal.minor_units - disputed);
  text.claim.due_date = invoice.due_date;
  text.claim.days_overdue =
      static_cast<std::int32_t>(domain::DaysOverdue(invoice.due_date, {}, date));
  ASSIGN_OR_RETURN(InterestDue interest, InterestDueOf(view, invoice, date));
  text.claim.interest = interest.unpaid;
  ASSIGN_OR_RETURN(text.noted_interest, domain::Subtract(interest.unpaid, interest.unclaimed));
  text.segments = std::move(interest.segments);
  return text;
}

// The functions that a restricted copy keeps, of all products that the sub-contract is delivered
// by.
Result<std::vector<std::string>> AlwaysAvailable(View& view, const domain::Contract& contract,
                                                 const domain::SubContract& sub) {
  ASSIGN_OR_RETURN(const auto licenses, LicensesOfUse(view, contract, sub));
  std::set<std::string> names;
  for (const std::string& id : licenses) {
    ASSIGN_OR_RETURN(const domain::License license, Load(view.licenses(), "licenses", id));
    ASSIGN_OR_RETURN(const domain::Product product,
                     Load(view.products(), "products", license.product_id));
    names.insert(product.always_available.begin(), product.always_available.end());
  }
  return std::vector<std::string>(names.begin(), names.end());
}

// For claims of no sub-contract nothing is ever stopped.
Result<void> FillSubContract(View& view, const ContractFacts& facts,
                             const std::string& sub_contract_id, NoticeTextFacts& text) {
  const domain::Contract& contract = facts.contract;
  text.effects = false;
  if (sub_contract_id.empty()) return {};
  ASSIGN_OR_RETURN(const domain::SubContract sub,
                   GetSubContract(view, contract.id, sub_contract_id));
  text.sub_contract_title = sub.title;
  text.effects = domain::ExemptionOf(facts, sub).empty();
  text.core = sub.core;
  text.dependents = sub.dependents;
  text.stops = sub.entitlements;
  ASSIGN_OR_RETURN(text.always_available, AlwaysAvailable(view, contract, sub));
  return {};
}

std::optional<CivilDate> DisclosedOn(const domain::Contract& contract) {
  const std::string hash = domain::ClauseHash(contract);
  std::optional<CivilDate> first;
  for (const domain::Disclosure& disclosure : contract.disclosures)
    if (disclosure.text_sha256 == hash && (!first || disclosure.date < *first))
      first = disclosure.date;
  return first;
}

Result<void> FillLadder(const domain::Contract& contract, const NoticePlan& plan,
                        NoticeTextFacts& text) {
  const domain::LadderPolicy& ladder = contract.terms.ladder;
  text.supply_cure_days = ladder.supply_cure_days;
  text.suspend_cure_days = ladder.suspend_cure_days;
  text.clause = contract.terms.enforcement_clause;
  text.disclosure_date = DisclosedOn(contract);
  if (plan.kind == NoticeKind::kUrgentNotice) {
    ASSIGN_OR_RETURN(text.formal_date, PlusDays(plan.date, ladder.formal_after_urgent_days));
  }
  if (plan.kind == NoticeKind::kFormalNotice) {
    ASSIGN_OR_RETURN(const auto effects, domain::EarliestEffects(plan.date, ladder));
    text.supply_date = effects.stop_supply;
    text.suspend_date = effects.suspend;
  }
  return {};
}

// The day on which the notice was received by a class that bears an effect.
std::optional<CivilDate> ReceivedOn(const domain::Notice& notice, bool service_clause) {
  std::optional<CivilDate> first;
  for (const domain::NoticeReceipt& receipt : notice.receipts)
    if (!receipt.withdraw_time &&
        domain::ProvesReceiptForEffects(receipt.receipt_class, service_clause) &&
        (!first || receipt.date < *first))
      first = receipt.date;
  return first;
}

void FillEffect(const ContractFacts& facts, const NoticePlan& plan, const TimeZone& zone,
                NoticeTextFacts& text) {
  const auto effect = std::ranges::find(facts.effects, plan.effect_id, &domain::Effect::id);
  if (effect == facts.effects.end()) return;
  text.effect_date = zone.DateAt(effect->start_time);
  if (plan.kind == NoticeKind::kRestored) text.ended_effect = effect->kind;
  text.formal_notice_id = effect->notice_id;
  const auto notice = std::ranges::find(facts.notices, effect->notice_id, &domain::Notice::id);
  if (notice != facts.notices.end())
    text.formal_received = ReceivedOn(*notice, facts.contract.terms.service_clause);
}

}  // namespace

const domain::NoticeSender& SenderOf(const NoticeSettings& settings, NoticeKind kind) {
  const auto found = settings.by_role.find(domain::SenderRoleOf(kind));
  return found == settings.by_role.end() ? settings.sender : found->second.person;
}

std::string ReleaserOf(const NoticeSettings& settings, NoticeKind kind) {
  const auto found = settings.by_role.find(domain::SenderRoleOf(kind));
  const bool waits = found != settings.by_role.end() && domain::MayWaitForRelease(kind);
  return waits ? found->second.released_by : "";
}

Result<NoticeTextFacts> FactsOfNotice(View& view, const NoticeSettings& settings,
                                      const ContractFacts& facts, const NoticePlan& plan,
                                      const domain::Contact& contact) {
  const domain::Contract& contract = facts.contract;
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(contract.terms.time_zone));
  ASSIGN_OR_RETURN(const domain::Customer customer,
                   Load(view.customers(), "customers", contract.customer_id));
  NoticeTextFacts text;
  text.kind = plan.kind;
  text.notice_id = plan.notice_id;
  text.automatic = plan.released_by.empty();
  text.sender = SenderOf(settings, plan.kind);
  text.customer = customer.display_name;
  text.contact = contact.display_name;
  text.date = plan.date;
  text.time_zone = contract.terms.time_zone;
  text.contract_title = contract.title;
  text.contract_number = contract.id;
  text.currency_code = contract.terms.currency_code;
  RETURN_IF_ERROR(FillSubContract(view, facts, plan.sub_contract_id, text));
  text.pay_to = settings.pay_to;
  text.disputes_to = settings.disputes_to;
  text.instalments_to = settings.instalments_to;
  text.export_from = settings.export_from;
  if (!settings.portal_address.empty())
    text.portal_link = domain::NoticeLinkAddress(settings.portal_address, plan.link_secret);
  for (const std::string& id : plan.invoice_ids) {
    const domain::StandingClaim* claim = FindClaim(facts, id);
    if (claim == nullptr) continue;
    ASSIGN_OR_RETURN(auto claim_text, ClaimText(view, *claim, plan.date));
    // What was paid is not asked for: after a restoration, only what is open still.
    if (claim_text.claim.principal.minor_units > 0) text.claims.push_back(std::move(claim_text));
  }
  RETURN_IF_ERROR(FillLadder(contract, plan, text));
  FillEffect(facts, plan, zone, text);
  if (!plan.milestone_id.empty()) RETURN_IF_ERROR(FillDelivery(view, facts, plan, text));
  return text;
}

}  // namespace countersign::app
