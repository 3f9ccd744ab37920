#include "licensing/app/standing_steps.h"

#include <algorithm>

#include "licensing/app/arrivals.h"
#include "licensing/app/contracts.h"
#include "licensing/app/effects.h"
#include "licensing/app/near_ends.h"
#include "licensing/app/next_look.h"
#include "licensing/app/reassess.h"
#include "licensing/app/resource.h"
#include "licensing/app/standing_facts.h"

namespace countersign::app {
namespace {

using domain::ContractFacts;
using domain::ContractStanding;
using domain::SubContractStanding;

constexpr std::string_view kNameEnd = "/standing";

Result<void> Keep(Transaction& tx, const Act& act, const ContractFacts& facts,
                  const ContractStanding& standing) {
  ASSIGN_OR_RETURN(const auto next, NextLook(tx, facts, standing, act.now));
  return KeepStanding(tx, act, facts, standing, next);
}

bool TakesBack(const ContractStanding& standing) {
  return !standing.cancel.empty() ||
         std::ranges::any_of(standing.sub_contracts, [](const SubContractStanding& sub) {
           return !sub.actions.cancel.empty();
         });
}

// Whether there were any.
Result<bool> BeginEffects(Transaction& tx, const Act& act, const ContractFacts& facts,
                          const ContractStanding& standing) {
  bool began = false;
  for (const SubContractStanding& sub : standing.sub_contracts) {
    if (!sub.actions.effect) continue;
    RETURN_IF_ERROR(BeginEffect(tx, act, facts, sub));
    began = true;
  }
  return began;
}

}  // namespace

// Named after the version of the standing that it is due for: a step writes another one.
Result<std::vector<DueStep>> StandingSteps::Due(View& view, Instant now, int limit) {
  StandingReader& standings = view.enforcement().standings();
  std::vector<DueStep> due;
  const auto add = [&](const std::string& contract_id, std::int64_t version, Instant time) {
    due.push_back({Name("contracts", contract_id) + std::string(kNameEnd),
                   "assess-" + std::to_string(version), time});
  };
  if (!swept_) {
    ASSIGN_OR_RETURN(const auto never_assessed, standings.FindNeverAssessed(limit));
    for (const std::string& id : never_assessed) add(id, 0, Instant{});
    swept_ = never_assessed.empty();
  }
  ASSIGN_OR_RETURN(const auto looks, standings.FindDue(now, limit));
  for (const DueLook& look : looks) add(look.contract_id, look.version, look.time);
  if (due.size() > static_cast<std::size_t>(limit)) due.resize(static_cast<std::size_t>(limit));
  return due;
}

Result<bool> StandingSteps::Take(Transaction& tx, const Act& act, const DueStep& step) {
  constexpr std::string_view kNameBegin = "contracts/";
  const std::string id = step.resource.substr(
      kNameBegin.size(), step.resource.size() - kNameBegin.size() - kNameEnd.size());
  ASSIGN_OR_RETURN(std::string doubt, doubt_(act.now));
  ASSIGN_OR_RETURN(ContractFacts facts,
                   LoadContractFacts(tx, id, act.now, {std::move(doubt), customers_}));
  customers_ = std::max(customers_.load(), facts.installation.customers);
  ASSIGN_OR_RETURN(const bool arrived, RecordArrivals(tx, act, facts));
  if (arrived) RETURN_IF_ERROR(ReloadDone(tx, facts));
  ASSIGN_OR_RETURN(ContractStanding standing, domain::Assess(facts, act.now));
  RETURN_IF_ERROR(Keep(tx, act, facts, standing));
  // What is done changes what stands, what is to be told, and what comes next.
  const auto look_again = [&]() -> Result<void> {
    RETURN_IF_ERROR(ReloadDone(tx, facts));
    ASSIGN_OR_RETURN(standing, domain::Assess(facts, act.now));
    return {};
  };
  if (TakesBack(standing)) {
    RETURN_IF_ERROR(look_again());
    RETURN_IF_ERROR(Keep(tx, act, facts, standing));
  }
  ASSIGN_OR_RETURN(const bool began, BeginEffects(tx, act, facts, standing));
  if (began) RETURN_IF_ERROR(look_again());
  ASSIGN_OR_RETURN(const bool queued, desk_.QueueDue(tx, act, facts, standing));
  if (queued) RETURN_IF_ERROR(look_again());
  if (began || queued) RETURN_IF_ERROR(Keep(tx, act, facts, standing));
  RETURN_IF_ERROR(WarnOfEnds(tx, act, facts));
  RETURN_IF_ERROR(Record(tx, act, "standing.assess", step.resource, {}));
  return true;
}

}  // namespace countersign::app
