#include "licensing/app/milestone_schedule.h"

#include <boost/json/array.hpp>

#include "licensing/app/contracts.h"
#include "licensing/app/milestone_invoices.h"
#include "licensing/app/use_evidence.h"

namespace countersign::app {
namespace {

using domain::MilestoneAction;
using domain::MilestoneChange;
using Step = Result<std::optional<MilestoneChange>>;

// The milestone as it is, with its next action found anew.
MilestoneChange Unchanged(const Stage& stage) { return {stage.milestone, {}, {}}; }

Step KeepStep(Transaction& tx, const Act& act, const Stage& stage, MilestoneChange change,
              StageEntry entry) {
  ASSIGN_OR_RETURN(MilestoneChange kept, Keep(tx, act, stage, std::move(change), std::move(entry)));
  return std::optional(std::move(kept));
}

// For one whose contract has ended: nothing happens to it any more.
Step StandStill(Transaction& tx, const Act& act, const Stage& stage) {
  MilestoneChange change = Unchanged(stage);
  change.milestone.next_action.reset();
  change.milestone.next_action_time.reset();
  change.milestone.reminder_time.reset();
  RETURN_IF_ERROR(Save(tx.milestones(), change.milestone, act));
  RETURN_IF_ERROR(Record(tx, act, "milestone.stand_still", stage.name(),
                         {{"contract_state", domain::StateName(stage.contract.state)}}));
  return std::optional(std::move(change));
}

Step DeemAccepted(Transaction& tx, const Act& act, const Stage& stage) {
  ASSIGN_OR_RETURN(auto accepted, domain::DeemAccepted(stage.milestone, stage.rules(), act.now));
  if (!accepted) return KeepStep(tx, act, stage, Unchanged(stage), {"milestone.reschedule"});
  return KeepStep(tx, act, stage, *std::move(accepted), {"milestone.deem_accepted"});
}

boost::json::object UseBody(const std::vector<std::string>& licenses,
                            const std::vector<CivilDate>& days) {
  boost::json::array names;
  for (const std::string& id : licenses) names.emplace_back(Name("licenses", id));
  boost::json::array dates;
  for (const CivilDate day : days) dates.emplace_back(FormatCivilDate(day));
  return {{"licenses", std::move(names)}, {"use_days", std::move(dates)}};
}

Step CountUse(Transaction& tx, const Act& act, const Stage& stage) {
  const auto after = domain::UseCountsAfter(stage.milestone, stage.rules());
  if (!after) return KeepStep(tx, act, stage, Unchanged(stage), {"milestone.reschedule"});
  const domain::Round& before = stage.milestone.rounds.back();
  ASSIGN_OR_RETURN(const CivilDate yesterday, PlusDays(stage.today, -1));
  ASSIGN_OR_RETURN(const auto sub_contract,
                   GetSubContract(tx, stage.contract.id, stage.milestone.sub_contract_id));
  ASSIGN_OR_RETURN(const auto licenses, LicensesOfUse(tx, stage.contract, sub_contract));
  ASSIGN_OR_RETURN(const auto days, DaysOfUse(tx, licenses, stage.zone,
                                              before.use_seen_through.value_or(*after), yesterday));
  ASSIGN_OR_RETURN(auto counted, domain::CountUse(stage.milestone, stage.rules(), days, yesterday));
  const domain::Round& round = counted->milestone.rounds.back();
  std::vector<Instant> check_ins;
  for (const CivilDate day : round.use_days) check_ins.push_back(stage.zone.StartOf(day));
  boost::json::object body = UseBody(licenses, round.use_days);
  ASSIGN_OR_RETURN(auto accepted, domain::AcceptByUse(counted->milestone, stage.rules(),
                                                      round.receipt->received, check_ins, act.now));
  if (!accepted)
    return KeepStep(tx, act, stage, *std::move(counted), {"milestone.count_use", std::move(body)});
  accepted->events.insert(accepted->events.begin(), counted->events.begin(), counted->events.end());
  return KeepStep(tx, act, stage, *std::move(accepted),
                  {"milestone.accept_by_use", std::move(body)});
}

Step Fulfil(Transaction& tx, const Act& act, const Stage& stage) {
  ASSIGN_OR_RETURN(MilestoneChange change,
                   domain::Fulfil(stage.milestone, *stage.milestone.warranty_end, stage.today));
  return KeepStep(tx, act, stage, std::move(change), {"milestone.fulfil"});
}

Step Release(Transaction& tx, const Act& act, const Stage& stage) {
  ASSIGN_OR_RETURN(MilestoneChange change, ReleaseRetention(tx, act, stage));
  return std::optional(std::move(change));
}

std::string_view StepName(MilestoneAction action) {
  switch (action) {
    case MilestoneAction::kDeemAccepted:
      return "deem-accepted";
    case MilestoneAction::kCountUse:
      return "count-use";
    case MilestoneAction::kFulfil:
      return "fulfil";
    case MilestoneAction::kReleaseRetention:
      return "release-retention";
  }
  return "unknown";
}

}  // namespace

Result<std::vector<std::string>> FindDueMilestones(View& view, Instant now, int limit) {
  ASSIGN_OR_RETURN(const auto due, view.milestones().FindDue(now, limit));
  std::vector<std::string> ids;
  ids.reserve(due.size());
  for (const domain::Milestone& milestone : due) ids.push_back(milestone.id);
  return ids;
}

Result<std::optional<MilestoneChange>> TakeMilestoneStep(Transaction& tx, const Act& scheduler,
                                                         std::string_view milestone_id,
                                                         Instant now) {
  const Act act{scheduler.actor, scheduler.request_id, now, scheduler.entropy};
  ASSIGN_OR_RETURN(const Stage stage, LoadStageById(tx, milestone_id, now));
  const auto& time = stage.milestone.next_action_time;
  if (!time || now < *time) return std::nullopt;
  const MilestoneAction action = *stage.milestone.next_action;
  if (action == MilestoneAction::kReleaseRetention) return Release(tx, act, stage);
  if (stage.contract.state != domain::ContractState::kActive) return StandStill(tx, act, stage);
  switch (action) {
    case MilestoneAction::kDeemAccepted:
      return DeemAccepted(tx, act, stage);
    case MilestoneAction::kCountUse:
      return CountUse(tx, act, stage);
    case MilestoneAction::kFulfil:
      return Fulfil(tx, act, stage);
    case MilestoneAction::kReleaseRetention:
      break;
  }
  return std::nullopt;
}

Result<std::vector<DueStep>> MilestoneSteps::Due(View& view, Instant now, int limit) {
  ASSIGN_OR_RETURN(const auto milestones, view.milestones().FindDue(now, limit));
  std::vector<DueStep> due;
  due.reserve(milestones.size());
  for (const domain::Milestone& milestone : milestones) {
    const Instant time = *milestone.next_action_time;
    due.push_back({MilestoneName(milestone.contract_id, milestone.id),
                   std::string(StepName(*milestone.next_action)) + "@" + FormatInstant(time),
                   time});
  }
  return due;
}

Result<bool> MilestoneSteps::Take(Transaction& tx, const Act& act, const DueStep& step) {
  const std::string id = step.resource.substr(step.resource.rfind('/') + 1);
  ASSIGN_OR_RETURN(const auto taken, TakeMilestoneStep(tx, act, id, act.now));
  return taken.has_value();
}

}  // namespace countersign::app
