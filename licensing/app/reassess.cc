#include "licensing/app/reassess.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <functional>
#include <set>

#include "licensing/app/cancel_notices.h"
#include "licensing/app/cases.h"
#include "licensing/app/contracts.h"
#include "licensing/app/delivery_notices.h"
#include "licensing/app/effects.h"
#include "licensing/app/license_effects.h"
#include "licensing/app/near_ends.h"
#include "licensing/app/next_look.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/app/silence.h"
#include "licensing/app/standing_facts.h"
#include "licensing/app/untold.h"
#include "licensing/domain/ladder_in_use.h"

namespace countersign::app {
namespace {

using domain::ContractFacts;
using domain::ContractStanding;
using domain::SubContractStanding;

bool HasActions(const SubContractStanding& sub) {
  const domain::StandingActions& actions = sub.actions;
  return !actions.notices.empty() || actions.effect || !actions.end_effects.empty() ||
         !actions.cancel.empty();
}

// At once, where there is something to send, to begin or to tell: also what waited in a message
// that is taken back.
Result<std::optional<Instant>> LookOf(View& view, const ContractFacts& facts,
                                      const ContractStanding& standing, Instant now) {
  if (!standing.notices.empty() || !standing.cancel.empty() ||
      std::ranges::any_of(standing.sub_contracts, HasActions))
    return std::optional(now);
  ASSIGN_OR_RETURN(const auto untold, Untold(view, facts, now));
  if (!untold.empty()) return std::optional(now);
  return NextLook(view, facts, standing, now);
}

boost::json::array ReasonsOf(const SubContractStanding& sub) {
  boost::json::array reasons;
  for (const domain::StandingReason& reason : sub.reasons)
    reasons.push_back({{"record", reason.record}, {"id", reason.id}});
  return reasons;
}

Result<void> RecordStage(Transaction& tx, const Act& act, std::string_view contract_id,
                         domain::Stage before, const SubContractStanding& sub) {
  return Record(tx, act, "standing.change", SubContractName(contract_id, sub.sub_contract_id),
                {{"from", domain::StageName(before)},
                 {"to", domain::StageName(sub.stage)},
                 {"overdue_principal", sub.overdue.principal.minor_units},
                 {"undisputed_principal", sub.overdue.undisputed.minor_units},
                 {"currency", sub.overdue.principal.currency_code},
                 {"reasons", ReasonsOf(sub)}});
}

// As keys tell it: the day of the next effect, once a formal notice was received.
std::optional<CivilDate> FirstEffectDate(const TimeZone& zone, const SubContractStanding& sub) {
  if (sub.stage != domain::Stage::kNoticed && sub.stage != domain::Stage::kSupplyStopped)
    return std::nullopt;
  const auto effect = std::ranges::find_if(sub.timeline, [](const domain::LadderStep& step) {
    return step.kind == domain::StepKind::kStopSupply || step.kind == domain::StepKind::kSuspend;
  });
  if (effect == sub.timeline.end()) return std::nullopt;
  return zone.DateAt(effect->earliest);
}

Result<void> KeepStage(Transaction& tx, const Act& act, const domain::Contract& contract,
                       const SubContractStanding& sub, std::optional<Instant> next_look) {
  const std::string& contract_id = contract.id;
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(contract.terms.time_zone));
  StandingRepository& standings = tx.enforcement().standings();
  ASSIGN_OR_RETURN(auto kept, standings.Find(sub.sub_contract_id));
  const bool is_new = !kept;
  if (is_new) {
    kept.emplace();
    kept->id = sub.sub_contract_id;
    kept->contract_id = contract_id;
    kept->since = act.now;
    kept->meta = NewMeta(act);
  }
  const domain::Stage before = kept->stage;
  const auto first_effect = FirstEffectDate(zone, sub);
  const bool same_to_keys = before == sub.stage && kept->paid_up == sub.paid_up &&
                            kept->first_effect_date == first_effect;
  if (!is_new && same_to_keys && kept->next_action_time == next_look) return {};
  if (before != sub.stage) kept->since = act.now;
  kept->stage = sub.stage;
  kept->paid_up = sub.paid_up;
  kept->first_effect_date = first_effect;
  kept->next_action_time = next_look;
  RETURN_IF_ERROR(is_new ? standings.Insert(*kept) : Save(standings, *kept, act));
  if (!same_to_keys) RETURN_IF_ERROR(TouchLicenses(tx, act, contract_id));
  if (before == sub.stage) return {};
  return RecordStage(tx, act, contract_id, before, sub);
}

bool IsExempt(const SubContractStanding& sub) {
  return std::ranges::any_of(sub.rails, [](const domain::RailFinding& finding) {
    return finding.rail == domain::Rail::kNotExempt && !finding.holds;
  });
}

// Why an effect is over, by the record that ended it; without one, the claims were paid, credited
// or given up.
std::string CauseOfEnd(const domain::ContractTerms& terms, const SubContractStanding& sub) {
  if (sub.stage == domain::Stage::kTerminated) return "TERMINATED";
  if (IsExempt(sub)) return "EXEMPT";
  constexpr std::string_view kCauses[] = {"PLANNED", "DISPUTED", "PROMISED", "HELD"};
  for (const std::string_view cause : kCauses)
    if (std::ranges::find(sub.reasons, cause, &domain::StandingReason::id) != sub.reasons.end())
      return std::string(cause);
  return domain::IsEased(terms, sub.overdue.share_bp) ? "EASED" : "PAID";
}

Result<void> Consume(Transaction& tx, const Act& act, std::string_view id) {
  auto& notices = tx.enforcement().notices();
  ASSIGN_OR_RETURN(domain::Notice notice, Load(notices, "notices", id));
  notice.consume_time = act.now;
  RETURN_IF_ERROR(Save(notices, notice, act));
  return Record(tx, act, "notice.consume", Name("notices", notice.id), {});
}

Result<void> ReassessOne(Transaction& tx, const Act& act, const std::string& contract_id) {
  ASSIGN_OR_RETURN(const domain::Contract contract, Load(tx.contracts(), "contracts", contract_id));
  if (contract.state == domain::ContractState::kDraft) return {};
  ASSIGN_OR_RETURN(const ContractFacts facts, LoadContractFacts(tx, contract_id, act.now));
  ASSIGN_OR_RETURN(const ContractStanding standing, domain::Assess(facts, act.now));
  ASSIGN_OR_RETURN(const auto next_look, LookOf(tx, facts, standing, act.now));
  RETURN_IF_ERROR(KeepStanding(tx, act, facts, standing, next_look));
  return WarnOfEnds(tx, act, facts);
}

Result<void> LookNow(Transaction& tx, const Act& act, const std::string& contract_id) {
  StandingRepository& standings = tx.enforcement().standings();
  ASSIGN_OR_RETURN(auto kept, standings.OfContract(contract_id));
  for (domain::StandingRecord& standing : kept) {
    if (standing.next_action_time && *standing.next_action_time <= act.now) continue;
    standing.next_action_time = act.now;
    RETURN_IF_ERROR(Save(standings, standing, act));
  }
  return {};
}

Result<void> LookSoon(Transaction& tx, const Act& act, const std::string& contract_id) {
  ASSIGN_OR_RETURN(const auto in_force, tx.enforcement().effects().InForce(contract_id));
  return in_force.empty() ? LookNow(tx, act, contract_id) : ReassessOne(tx, act, contract_id);
}

Result<void> KeepLetters(Transaction& tx, const Act& act, const ContractFacts& facts) {
  RETURN_IF_ERROR(TakeBackLetters(tx, act, facts));
  return AskForLetters(tx, act, facts);
}

// Also those that `look` itself touches: a message that is taken back may have carried notices of
// other contracts.
Result<void> ForEachTouched(Transaction& tx,
                            const std::function<Result<void>(const std::string&)>& look) {
  std::set<std::string> done;
  for (bool more = true; more;) {
    more = false;
    ASSIGN_OR_RETURN(const auto touched, tx.ContractsTouched());
    for (const std::string& id : touched) {
      if (!done.insert(id).second) continue;
      RETURN_IF_ERROR(look(id));
      more = true;
    }
  }
  return {};
}

}  // namespace

Result<void> KeepStanding(Transaction& tx, const Act& act, const ContractFacts& facts,
                          const ContractStanding& standing, std::optional<Instant> next_look) {
  for (const SubContractStanding& sub : standing.sub_contracts) {
    for (const std::string& id : sub.actions.end_effects)
      RETURN_IF_ERROR(EndEffect(tx, act, id, CauseOfEnd(facts.contract.terms, sub)));
    for (const std::string& id : sub.actions.consume) RETURN_IF_ERROR(Consume(tx, act, id));
    for (const std::string& id : sub.actions.cancel) RETURN_IF_ERROR(CancelNotice(tx, act, id));
    RETURN_IF_ERROR(KeepStage(tx, act, facts.contract, sub, next_look));
    RETURN_IF_ERROR(KeepCase(tx, act, facts.contract, sub));
  }
  for (const std::string& id : standing.cancel) RETURN_IF_ERROR(CancelNotice(tx, act, id));
  RETURN_IF_ERROR(TakeBackDispatches(tx, act, facts));
  const bool consumed = std::ranges::any_of(
      standing.sub_contracts,
      [](const SubContractStanding& sub) { return !sub.actions.consume.empty(); });
  if (!consumed) return KeepLetters(tx, act, facts);
  ContractFacts after = facts;  // nobody has to post what was consumed
  RETURN_IF_ERROR(ReloadDone(tx, after));
  return KeepLetters(tx, act, after);
}

Result<void> Reassess(Transaction& tx, const Act& act) {
  return ForEachTouched(tx, [&](const std::string& id) { return ReassessOne(tx, act, id); });
}

Result<void> LookAgain(Transaction& tx, const Act& act) {
  return ForEachTouched(tx, [&](const std::string& id) { return LookNow(tx, act, id); });
}

Result<void> ReassessSoon(Transaction& tx, const Act& act) {
  return ForEachTouched(tx, [&](const std::string& id) { return LookSoon(tx, act, id); });
}

Result<void> ReassessSoon(Transaction& tx, const Act& act,
                          const std::vector<std::string>& contract_ids) {
  for (const std::string& id : contract_ids) RETURN_IF_ERROR(LookSoon(tx, act, id));
  return {};
}

}  // namespace countersign::app
