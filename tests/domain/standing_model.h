// The standing once more, as a person would work it out with a calendar and a pencil: day by day,
// and one unit of money at a time. It is slow, and shares nothing with what it is compared to but
// the facts, the business days of a calendar and the state of a plan as of a day.
#ifndef COUNTERSIGN_TESTS_DOMAIN_STANDING_MODEL_H_
#define COUNTERSIGN_TESTS_DOMAIN_STANDING_MODEL_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "licensing/domain/standing.h"

namespace countersign::domain {

struct ModelStanding {
  Stage stage = Stage::kCurrent;
  bool paid_up = false;
  bool counsel = false;
  // The effect that may begin now: by which notice, resting on which claims.
  std::optional<EffectKind> effect;
  std::map<std::string, std::set<std::string>> bearers_by_notice;
  std::set<std::string> end_effects;
  std::set<std::string> consume;
  std::set<std::pair<StepKind, std::string>> notices;  // with the invoice's id
};

ModelStanding ModelOf(const ContractFacts& facts, const std::string& sub_contract_id, Instant now);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_DOMAIN_STANDING_MODEL_H_
