#include "licensing/app/standing_views.h"

#include <algorithm>
#include <map>

#include "licensing/app/resource.h"
#include "licensing/app/standing_facts.h"

namespace countersign::app {
namespace {

using domain::ContractFacts;

constexpr std::size_t kMostAssumptions = 100;

Result<domain::Money> OpenPrincipal(const domain::StandingClaim& claim, CivilDate date) {
  ASSIGN_OR_RETURN(const domain::Balance balance,
                   domain::BalanceAsOf(claim.invoice.amount.currency_code, claim.records,
                                       {date, Instant::max()}));
  return balance.open.principal;
}

// A payment in the midst of the facts: it lowers the principal, as an allocation would.
Result<void> Assume(const AssumedPayment& payment, std::string id, Instant now,
                    ContractFacts& facts) {
  const auto claim = std::ranges::find_if(facts.claims, [&](const domain::StandingClaim& one) {
    return one.invoice.id == payment.invoice_id;
  });
  if (claim == facts.claims.end())
    return FieldInvalid("payments.invoice", "must be one of the contract's invoices");
  RETURN_IF_ERROR(CheckDate("payments.date", payment.date));
  ASSIGN_OR_RETURN(const domain::Money open, OpenPrincipal(*claim, payment.date));
  const domain::Money amount = payment.amount.value_or(open);
  RETURN_IF_ERROR(domain::CheckPositiveAmount("payments.amount", amount));
  RETURN_IF_ERROR(domain::CheckCurrency(open.currency_code, {amount}));
  if (amount.minor_units > open.minor_units)
    return FieldInvalid("payments.amount", "is more than what is open");
  domain::ClaimRecord record;
  record.id = std::move(id);
  record.kind = domain::RecordKind::kAllocation;
  record.amount = amount;
  record.effective_date = payment.date;
  record.record_time = now;
  claim->records.push_back(std::move(record));
  return {};
}

Result<void> Assume(const AssumedReceipt& receipt, Instant now, ContractFacts& facts) {
  const auto notice = std::ranges::find(facts.notices, receipt.notice_id, &domain::Notice::id);
  if (notice == facts.notices.end() || !notice->sent_time)
    return FieldInvalid("receipts.notice", "must be a notice of the contract that was sent");
  RETURN_IF_ERROR(CheckDate("receipts.date", receipt.date));
  domain::NoticeReceipt assumed;
  assumed.date = receipt.date;
  assumed.record_time = now;
  notice->receipts.push_back(std::move(assumed));
  notice->state = domain::NoticeState::kReceived;
  return {};
}

std::vector<std::string> MissingOf(const domain::SubContractStanding& sub) {
  std::vector<std::string> missing;
  for (const domain::RailFinding& rail : sub.rails)
    if (!rail.holds) missing.push_back(rail.missing);
  return missing;
}

bool IsEffect(domain::StepKind step) {
  return step == domain::StepKind::kStopSupply || step == domain::StepKind::kSuspend;
}

Result<void> AddEntries(const StandingView& view, Instant until, std::vector<QueueEntry>& entries) {
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(view.facts.contract.terms.time_zone));
  for (const domain::SubContractStanding& sub : view.standing.sub_contracts)
    for (const domain::LadderStep& step : sub.timeline) {
      if (step.earliest > until) continue;
      QueueEntry entry;
      entry.time = step.earliest;
      entry.date = zone.DateAt(step.earliest);
      entry.step = step.kind;
      entry.contract_id = view.facts.contract.id;
      entry.sub_contract_id = sub.sub_contract_id;
      entry.customer_id = view.facts.contract.customer_id;
      entry.invoice_ids = step.invoice_ids;
      if (IsEffect(step.kind)) entry.missing = MissingOf(sub);
      entries.push_back(std::move(entry));
    }
  return {};
}

Result<StandingView> StandingOf(View& view, std::string_view contract_id, Instant now,
                                const Doubt& doubt, Installation installation) {
  StandingView found;
  ASSIGN_OR_RETURN(found.facts,
                   LoadContractFacts(view, contract_id, now, {doubt(now)}, installation));
  ASSIGN_OR_RETURN(found.standing, domain::Assess(found.facts, now));
  found.time = now;
  return found;
}

Result<StandingLine> LineOf(const StandingView& contract, const domain::StandingRecord& record) {
  const domain::Contract& signed_one = contract.facts.contract;
  StandingLine line;
  line.kept = record;
  line.customer_id = signed_one.customer_id;
  const auto sub = std::ranges::find(contract.standing.sub_contracts, record.id,
                                     &domain::SubContractStanding::sub_contract_id);
  if (sub != contract.standing.sub_contracts.end()) line.standing = *sub;
  const auto part =
      std::ranges::find(signed_one.sub_contracts, record.id, &domain::SubContract::id);
  if (part != signed_one.sub_contracts.end()) line.title = part->title;
  if (line.standing.timeline.empty()) return line;
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(signed_one.terms.time_zone));
  line.next_date = zone.DateAt(line.standing.timeline.front().earliest);
  return line;
}

}  // namespace

Result<StandingView> GetStanding(View& view, std::string_view contract_id, Instant now,
                                 const Doubt& doubt) {
  return StandingOf(view, contract_id, now, doubt, Installation::kAlways);
}

Result<std::vector<StandingLine>> LinesOf(View& view,
                                          const std::vector<domain::StandingRecord>& records,
                                          Instant now, const Doubt& doubt) {
  std::map<std::string, StandingView> contracts;
  std::vector<StandingLine> lines;
  for (const domain::StandingRecord& record : records) {
    if (!contracts.contains(record.contract_id)) {
      ASSIGN_OR_RETURN(contracts[record.contract_id],
                       StandingOf(view, record.contract_id, now, doubt, Installation::kForEffects));
    }
    ASSIGN_OR_RETURN(lines.emplace_back(), LineOf(contracts[record.contract_id], record));
  }
  return lines;
}

Result<StandingView> PreviewStanding(View& view, std::string_view contract_id,
                                     const Assumptions& assumptions, Instant now,
                                     const Doubt& doubt) {
  if (assumptions.payments.size() > kMostAssumptions ||
      assumptions.receipts.size() > kMostAssumptions)
    return FieldInvalid("payments", "and receipts are at most 100 each");
  StandingView found;
  found.time = assumptions.time.value_or(now);
  if (found.time < now) return FieldInvalid("time", "must not be before now");
  ASSIGN_OR_RETURN(found.facts, LoadContractFacts(view, contract_id, found.time, {doubt(now)},
                                                  Installation::kAlways));
  int number = 0;
  for (const AssumedPayment& payment : assumptions.payments)
    RETURN_IF_ERROR(Assume(payment, "assumed-" + std::to_string(++number), now, found.facts));
  for (const AssumedReceipt& receipt : assumptions.receipts)
    RETURN_IF_ERROR(Assume(receipt, now, found.facts));
  ASSIGN_OR_RETURN(found.standing, domain::Assess(found.facts, found.time));
  return found;
}

Result<Queue> GetQueue(View& view, Instant until, Instant now, const Doubt& doubt) {
  if (until < now) return FieldInvalid("until", "must not be before now");
  Queue queue;
  ASSIGN_OR_RETURN(const auto looks,
                   view.enforcement().standings().FindDue(until, kMostContractsInQueue + 1));
  queue.truncated = looks.size() > kMostContractsInQueue;
  for (const DueLook& look : looks) {
    ASSIGN_OR_RETURN(const StandingView one,
                     StandingOf(view, look.contract_id, now, doubt, Installation::kForEffects));
    RETURN_IF_ERROR(AddEntries(one, until, queue.entries));
  }
  std::ranges::stable_sort(queue.entries, {}, &QueueEntry::time);
  return queue;
}

}  // namespace countersign::app
