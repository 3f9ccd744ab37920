#include "licensing/app/standing_steps.h"

#include <algorithm>

#include "licensing/app/contracts.h"
#include "licensing/app/effects.h"
#include "licensing/app/reassess.h"
#include "licensing/app/resource.h"
#include "licensing/app/standing_facts.h"

namespace countersign::app {
namespace {

using domain::ContractFacts;
using domain::ContractStanding;
using domain::SubContractStanding;

// What cannot be done just now, for want of a contact's address, of payment data or of certainty,
// is looked at again after these: nothing on the contract tells when that changes.
constexpr std::chrono::hours kRetryNotices{1};
constexpr std::chrono::minutes kRetryEffects{10};

constexpr std::string_view kNameEnd = "/standing";

bool WaitsForTheInstallation(const SubContractStanding& sub) {
  const auto is_about_installation = [](domain::Rail rail) {
    return rail == domain::Rail::kPaymentData || rail == domain::Rail::kSureOfItself ||
           rail == domain::Rail::kCap;
  };
  return !sub.rails.empty() && std::ranges::all_of(sub.rails, [&](const domain::RailFinding& rail) {
    return rail.holds || is_about_installation(rail.rail);
  });
}

std::optional<Instant> NextLook(const ContractStanding& standing, Instant now) {
  std::optional<Instant> next = standing.next_action_time;
  const auto no_later_than = [&](Instant time) { next = next ? std::min(*next, time) : time; };
  if (!standing.notices.empty()) no_later_than(now + kRetryNotices);
  for (const SubContractStanding& sub : standing.sub_contracts) {
    if (!sub.actions.notices.empty()) no_later_than(now + kRetryNotices);
    if (WaitsForTheInstallation(sub)) no_later_than(now + kRetryEffects);
  }
  return next;
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
  const std::string doubt = doubt_(act.now);
  ASSIGN_OR_RETURN(ContractFacts facts, LoadContractFacts(tx, id, act.now, doubt));
  ASSIGN_OR_RETURN(ContractStanding standing, domain::Assess(facts, act.now));
  RETURN_IF_ERROR(KeepStanding(tx, act, facts, standing, NextLook(standing, act.now)));
  bool acted = false;
  for (const SubContractStanding& sub : standing.sub_contracts) {
    if (sub.actions.effect) {
      RETURN_IF_ERROR(BeginEffect(tx, act, facts, sub));
      acted = true;
    }
  }
  ASSIGN_OR_RETURN(const bool queued, desk_.QueueDue(tx, act, facts, standing));
  if (acted || queued) {
    // What was done changes what stands and what comes next.
    ASSIGN_OR_RETURN(facts, LoadContractFacts(tx, id, act.now, doubt));
    ASSIGN_OR_RETURN(standing, domain::Assess(facts, act.now));
    RETURN_IF_ERROR(KeepStanding(tx, act, facts, standing, NextLook(standing, act.now)));
  }
  RETURN_IF_ERROR(Record(tx, act, "standing.assess", step.resource, {}));
  return true;
}

}  // namespace countersign::app
