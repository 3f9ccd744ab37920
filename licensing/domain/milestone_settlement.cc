#include "licensing/domain/milestone_settlement.h"

#include <algorithm>
#include <cstdint>

#include "licensing/domain/milestone_steps.h"

namespace countersign::domain {
namespace {

constexpr std::int64_t kDigits = 1'000'000'000;  // weights have 9 digits: see WorkItem

// A part of an item's work: what is done of it, or what is not.
struct Part {
  MilestoneItem item;
  std::int64_t units = 0;  // its weight in the milestone before
};

// Weight × completeness: exact, since both have 9 digits.
std::int64_t DoneUnits(const WorkItem& work) {
  return (work.weight.units() / kDigits) * (work.complete.units() / kDigits);
}

// The items of the parts that there are, with weights that add up to 1; the last one takes what
// rounding leaves.
std::vector<MilestoneItem> ItemsOf(std::vector<Part> parts, Rate complete) {
  std::erase_if(parts, [](const Part& part) { return part.units == 0; });
  std::int64_t sum = 0;
  for (const Part& part : parts) sum += part.units;
  std::vector<MilestoneItem> items;
  std::int64_t left = kDigits;
  for (Part& part : parts) {
    const bool last = &part == &parts.back();
    const auto scaled =
        static_cast<std::int64_t>(static_cast<__int128>(part.units) * kDigits / sum);
    const std::int64_t weight = last ? left : scaled;
    part.item.work = {Rate::OfUnits(weight * kDigits), complete};
    left -= weight;
    items.push_back(std::move(part.item));
  }
  return items;
}

bool IsOpen(const Milestone& milestone) {
  return milestone.state == MilestoneState::kPlanned ||
         milestone.state == MilestoneState::kDelivered ||
         milestone.state == MilestoneState::kRejected;
}

}  // namespace

bool IsPartDone(const Milestone& milestone) {
  return IsOpen(milestone) && std::ranges::any_of(milestone.items, [](const MilestoneItem& item) {
           return DoneUnits(item.work) > 0;
         });
}

Result<MilestoneChange> SettlePart(Milestone milestone, std::string_view remainder_id,
                                   CivilDate date, CivilDate today) {
  RETURN_IF_ERROR(RequireState(milestone, {MilestoneState::kPlanned, MilestoneState::kDelivered,
                                           MilestoneState::kRejected}));
  if (!IsPartDone(milestone)) return StateConflict(milestone, "has nothing that is done");
  RETURN_IF_ERROR(CheckPast("date", date, today));
  std::vector<WorkItem> work;
  std::vector<Part> done;
  std::vector<Part> rest;
  for (const MilestoneItem& item : milestone.items) {
    work.push_back(item.work);
    const std::int64_t units = DoneUnits(item.work);
    done.push_back({item, units});
    rest.push_back({item, item.work.weight.units() - units});
  }
  ASSIGN_OR_RETURN(const Completion completion, CompletedValue(milestone.amount, work));
  Milestone remainder = milestone;
  ASSIGN_OR_RETURN(remainder.amount, Subtract(milestone.amount, completion.value));
  remainder.items = ItemsOf(std::move(rest), Rate());
  milestone.amount = completion.value;
  milestone.items = ItemsOf(std::move(done), Rate::One());
  milestone.state = MilestoneState::kAccepted;
  milestone.acceptance = Acceptance{AcceptanceMode::kSettled, date};
  MilestoneChange change = Changed(std::move(milestone), MilestoneEventKind::kAccepted, date);
  if (remainder.items.empty()) return change;
  if (!IsId(remainder_id) || remainder_id == change.milestone.id)
    return FieldInvalid("remainder_id", "must be a new id for the part that is not done");
  remainder.id = remainder_id;
  remainder.split_from = change.milestone.id;
  remainder.punch_list.clear();
  if (!remainder.rounds.empty()) remainder.rounds.back().signatures.clear();
  change.remainder = std::move(remainder);
  change.events.push_back({MilestoneEventKind::kSplit, date, std::string(remainder_id)});
  return change;
}

}  // namespace countersign::domain
