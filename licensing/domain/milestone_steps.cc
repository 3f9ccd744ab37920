#include "licensing/domain/milestone_steps.h"

#include <algorithm>
#include <utility>

#include "licensing/base/encoding.h"

namespace countersign::domain {

tl::unexpected<Error> StateConflict(const Milestone& milestone, std::string_view what) {
  const std::string state(StateName(milestone.state));
  return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
              "milestone " + milestone.id + " is " + state + " and " + std::string(what),
              {{"state", state}});
}

Result<void> RequireState(const Milestone& milestone,
                          std::initializer_list<MilestoneState> states) {
  if (std::ranges::find(states, milestone.state) != states.end()) return {};
  std::string needed;
  for (const MilestoneState state : states)
    needed += (needed.empty() ? "" : " or ") + std::string(StateName(state));
  return StateConflict(milestone, "has to be " + needed + " for this");
}

Result<void> CheckPast(std::string_view field, CivilDate date, CivilDate today) {
  RETURN_IF_ERROR(CheckDate(field, date));
  if (date > today) return FieldInvalid(field, "must not be in the future");
  return {};
}

Result<void> CheckHash(std::string_view field, std::string_view hash) {
  if (hash.size() == 64 && HexDecode(hash)) return {};
  return FieldInvalid(field, "must be a SHA-256 as 64 lower-case hexadecimal digits");
}

std::string Joined(const std::vector<std::string>& ids) {
  std::string joined;
  for (const std::string& id : ids) joined += (joined.empty() ? "" : ",") + id;
  return joined;
}

MilestoneChange Changed(Milestone milestone, MilestoneEventKind kind, CivilDate date,
                        std::string detail) {
  MilestoneChange change;
  change.milestone = std::move(milestone);
  change.events.push_back({kind, date, std::move(detail)});
  return change;
}

}  // namespace countersign::domain
