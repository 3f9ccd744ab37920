#include "licensing/app/effects.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "licensing/app/contracts.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/app/suspended_time.h"

namespace countersign::app {
namespace {

domain::EffectKind KindOf(domain::StepKind step) {
  return step == domain::StepKind::kSuspend ? domain::EffectKind::kSuspend
                                            : domain::EffectKind::kStopSupply;
}

std::string_view RailId(domain::Rail rail) {
  const auto rails = domain::GuardRails();
  return std::ranges::find(rails, rail, &domain::RailText::rail)->id;
}

Result<void> RequireRails(const domain::SubContractStanding& sub, std::string_view name) {
  std::string missing;
  for (const domain::RailFinding& rail : sub.rails) {
    if (rail.holds) continue;
    if (!missing.empty()) missing += ",";
    missing += RailId(rail.rail);
  }
  if (missing.empty() && sub.rails.size() == domain::GuardRails().size()) return {};
  return Fail(Code::kFailedPrecondition, Reason::kGuardRails,
              "nothing of " + std::string(name) + " is stopped: a guard rail does not hold",
              {{"resource", std::string(name)}, {"rails", missing}});
}

boost::json::object BodyOf(const domain::Effect& effect) {
  return {{"contract", Name("contracts", effect.contract_id)},
          {"subcontract", SubContractName(effect.contract_id, effect.sub_contract_id)},
          {"kind", domain::EffectName(effect.kind)},
          {"notice", Name("notices", effect.notice_id)},
          {"invoices", InvoiceNames(effect.invoice_ids)}};
}

}  // namespace

Result<void> BeginEffect(Transaction& tx, const Act& act, const domain::ContractFacts& facts,
                         const domain::SubContractStanding& sub) {
  const domain::LadderStep& step = *sub.actions.effect;
  RETURN_IF_ERROR(RequireRails(sub, SubContractName(facts.contract.id, sub.sub_contract_id)));
  domain::Effect effect;
  ASSIGN_OR_RETURN(effect.id, TakeId("effect_id", "", act));
  effect.contract_id = facts.contract.id;
  effect.sub_contract_id = sub.sub_contract_id;
  effect.kind = KindOf(step.kind);
  effect.notice_id = step.notice_id;
  effect.invoice_ids = step.invoice_ids;
  effect.start_time = act.now;
  effect.meta = NewMeta(act);
  RETURN_IF_ERROR(tx.enforcement().effects().Insert(effect));
  return Record(tx, act, "effect.begin", Name("effects", effect.id), BodyOf(effect));
}

Result<void> EndEffect(Transaction& tx, const Act& act, std::string_view id,
                       std::string_view cause) {
  EffectRepository& effects = tx.enforcement().effects();
  ASSIGN_OR_RETURN(domain::Effect effect, Load(effects, "effects", id));
  effect.end_time = act.now;
  effect.end_cause = cause;
  RETURN_IF_ERROR(Save(effects, effect, act));
  boost::json::object body = BodyOf(effect);
  body["cause"] = effect.end_cause;
  RETURN_IF_ERROR(Record(tx, act, "effect.end", Name("effects", effect.id), body));
  if (effect.kind != domain::EffectKind::kSuspend) return {};
  return GiveBackTime(tx, act, effect);
}

}  // namespace countersign::app
