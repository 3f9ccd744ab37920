#include "licensing/app/untold.h"

#include <algorithm>

#include "licensing/app/delivery_notices.h"
#include "licensing/app/unreached.h"

namespace countersign::app {
namespace {

using domain::ContractFacts;
using domain::Notice;
using domain::NoticeKind;

bool IsTold(const ContractFacts& facts, const domain::Effect& effect, NoticeKind kind) {
  return std::ranges::any_of(facts.notices, [&](const Notice& notice) {
    return notice.effect_id == effect.id && notice.kind == kind &&
           notice.state != domain::NoticeState::kCancelled &&
           notice.state != domain::NoticeState::kFailed;
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

std::vector<NoticePlan> UntoldEffects(const ContractFacts& facts) {
  std::vector<NoticePlan> plans;
  for (const domain::Effect& effect : facts.effects) {
    if (effect.end_time && IsToldByAnother(facts, effect)) continue;
    const NoticeKind began = effect.kind == domain::EffectKind::kSuspend
                                 ? NoticeKind::kSuspended
                                 : NoticeKind::kSupplyStopped;
    const NoticeKind kind = effect.end_time ? NoticeKind::kRestored : began;
    if (IsTold(facts, effect, kind)) continue;
    NoticePlan plan;
    plan.kind = kind;
    plan.sub_contract_id = effect.sub_contract_id;
    plan.invoice_ids = effect.invoice_ids;
    plan.effect_id = effect.id;
    plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace

Result<std::vector<NoticePlan>> Untold(View& view, const ContractFacts& facts, Instant now) {
  std::vector<NoticePlan> plans = UntoldEffects(facts);
  ASSIGN_OR_RETURN(const auto deliveries, UntoldDeliveries(view, facts, now));
  plans.insert(plans.end(), deliveries.begin(), deliveries.end());
  ASSIGN_OR_RETURN(const Unreached unreached, FindUnreached(view, facts, now));
  plans.insert(plans.end(), unreached.plans.begin(), unreached.plans.end());
  return plans;
}

}  // namespace countersign::app
