#include "licensing/app/stage.h"

#include <algorithm>
#include <boost/json/array.hpp>

#include "licensing/app/blobs.h"
#include "licensing/app/contracts.h"
#include "licensing/app/due_dates.h"
#include "licensing/app/milestone_invoices.h"
#include "licensing/app/milestones.h"

namespace countersign::app {
namespace {

using domain::Milestone;
using domain::MilestoneChange;

Result<Stage> StageOf(View& view, Milestone milestone, Instant now) {
  ASSIGN_OR_RETURN(domain::Contract contract, GetContract(view, milestone.contract_id));
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(contract.terms.time_zone));
  ASSIGN_OR_RETURN(domain::Calendar calendar, CalendarOf(view, contract));
  domain::AcceptanceClause clause = contract.terms.acceptance.value_or(domain::AcceptanceClause{});
  if (contract.state == domain::ContractState::kDraft)
    return StateConflict(Name("contracts", contract.id), "DRAFT",
                         "nothing is delivered or accepted under it until it is active");
  return Stage{
      std::move(contract), std::move(milestone), std::move(calendar), std::move(clause), zone,
      zone.DateAt(now)};
}

Result<void> Schedule(const Stage& stage, Milestone& milestone) {
  ASSIGN_OR_RETURN(const auto next, domain::NextActionOf(milestone, stage.rules()));
  ASSIGN_OR_RETURN(milestone.reminder_time, domain::ReminderTimeOf(milestone, stage.rules()));
  milestone.next_action.reset();
  milestone.next_action_time.reset();
  if (!next) return {};
  milestone.next_action = next->action;
  milestone.next_action_time = next->time;
  return {};
}

Result<void> SaveParts(Transaction& tx, const Act& act, const Stage& stage,
                       MilestoneChange& change) {
  RETURN_IF_ERROR(Schedule(stage, change.milestone));
  RETURN_IF_ERROR(Save(tx.milestones(), change.milestone, act));
  if (!change.remainder) return {};
  RETURN_IF_ERROR(Schedule(stage, *change.remainder));
  change.remainder->meta = NewMeta(act);
  return tx.milestones().Insert(*change.remainder);
}

// By what it is now: paying an invoice on the way may have changed it.
Result<void> TouchContract(Transaction& tx, const Act& act, std::string_view id) {
  ASSIGN_OR_RETURN(domain::Contract contract, Load(tx.contracts(), "contracts", id));
  return Save(tx.contracts(), contract, act);
}

boost::json::array EventsJson(const MilestoneChange& change) {
  boost::json::array events;
  for (const domain::MilestoneEvent& event : change.events)
    events.push_back(boost::json::object{{"kind", domain::EventName(event.kind)},
                                         {"date", FormatCivilDate(event.date)},
                                         {"detail", event.detail}});
  return events;
}

}  // namespace

std::string Stage::name() const { return MilestoneName(contract.id, milestone.id); }
std::string Stage::customer_name() const { return Name("customers", contract.customer_id); }

Result<Stage> LoadStage(View& view, const MilestoneRef& ref, Instant now) {
  ASSIGN_OR_RETURN(Milestone milestone, GetMilestone(view, ref.contract_id, ref.id));
  const std::string name = MilestoneName(ref.contract_id, ref.id);
  auto current = CheckEtag(ref.etag, milestone.meta, name);
  if (!current) {
    current.error().metadata["state"] = domain::StateName(milestone.state);
    return Pass(std::move(current));
  }
  return StageOf(view, std::move(milestone), now);
}

Result<Stage> LoadActiveStage(View& view, const MilestoneRef& ref, Instant now) {
  ASSIGN_OR_RETURN(Stage stage, LoadStage(view, ref, now));
  if (stage.contract.state != domain::ContractState::kActive)
    return StateConflict(Name("contracts", stage.contract.id),
                         domain::StateName(stage.contract.state),
                         "its milestones stay as they are");
  return stage;
}

Result<Stage> LoadStageById(View& view, std::string_view id, Instant now) {
  ASSIGN_OR_RETURN(Milestone milestone, Load(view.milestones(), "milestones", id));
  return StageOf(view, std::move(milestone), now);
}

Result<MilestoneChange> Keep(Transaction& tx, const Act& act, const Stage& stage,
                             MilestoneChange change, StageEntry entry) {
  const bool accepted = change.milestone.acceptance && !stage.milestone.acceptance;
  if (accepted) RETURN_IF_ERROR(InvoiceAcceptance(tx, act, stage, change));
  RETURN_IF_ERROR(SaveParts(tx, act, stage, change));
  // What an acceptance leads to beyond its own milestone begins here, once that is written.
  if (accepted) RETURN_IF_ERROR(ReleaseByFinalAcceptance(tx, act, stage, change.milestone));
  RETURN_IF_ERROR(TouchContract(tx, act, stage.contract.id));
  entry.body["state"] = domain::StateName(change.milestone.state);
  entry.body["events"] = EventsJson(change);
  RETURN_IF_ERROR(Record(tx, act, entry.action, stage.name(), entry.body, entry.attachments));
  return change;
}

Result<void> ScheduleMilestones(Transaction& tx, const Act& act, const domain::Contract& contract) {
  ASSIGN_OR_RETURN(const auto milestones, MilestonesOf(tx, contract.id));
  for (const Milestone& milestone : milestones) {
    if (!milestone.warranty_end) continue;  // nothing else comes by time alone before a delivery
    ASSIGN_OR_RETURN(Stage stage, StageOf(tx, milestone, act.now));
    RETURN_IF_ERROR(Schedule(stage, stage.milestone));
    RETURN_IF_ERROR(Save(tx.milestones(), stage.milestone, act));
  }
  return {};
}

Result<std::vector<std::string>> LoadAttachments(View& view, const Stage& stage,
                                                 std::string_view field,
                                                 const std::vector<std::string>& hashes) {
  std::vector<std::string> loaded;
  for (const std::string& hash : hashes) {
    ASSIGN_OR_RETURN(const domain::Blob blob,
                     LoadAttachment(view, field, hash, stage.customer_name()));
    loaded.push_back(blob.sha256);
  }
  return loaded;
}

std::string FreePartId(const Milestone& milestone, char letter,
                       const std::vector<std::string>& taken) {
  const auto is_taken = [&](const std::string& id) {
    if (std::ranges::find(taken, id) != taken.end()) return true;
    if (std::ranges::find(milestone.punch_list, id, &domain::PunchItem::id) !=
        milestone.punch_list.end())
      return true;
    return std::ranges::any_of(milestone.rounds, [&](const domain::Round& round) {
      return std::ranges::find(round.defects, id, &domain::Defect::id) != round.defects.end();
    });
  };
  for (int number = 1;; ++number)
    if (std::string id = letter + std::to_string(number); !is_taken(id)) return id;
}

}  // namespace countersign::app
