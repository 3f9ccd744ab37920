// What the milestone's commands share.
#ifndef COUNTERSIGN_DOMAIN_MILESTONE_STEPS_H_
#define COUNTERSIGN_DOMAIN_MILESTONE_STEPS_H_

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/ids.h"
#include "licensing/domain/milestone.h"

namespace countersign::domain {

// STATE_CONFLICT: the milestone `what`.
tl::unexpected<Error> StateConflict(const Milestone& milestone, std::string_view what);
// STATE_CONFLICT unless the milestone is in one of the states.
Result<void> RequireState(const Milestone& milestone, std::initializer_list<MilestoneState> states);
// FIELD_INVALID that names `field` for a date that is none or after `today`.
Result<void> CheckPast(std::string_view field, CivilDate date, CivilDate today);
// 64 lower-case hexadecimal digits.
Result<void> CheckHash(std::string_view field, std::string_view hash);

inline constexpr std::size_t kMostParts = 200;  // of any list of a milestone or contract
inline constexpr std::size_t kMostText = 4000;  // characters of a description
// At most kMostParts, with ids that differ.
template <class T>
Result<void> CheckIds(std::string_view field, const std::vector<T>& parts) {
  if (parts.size() > kMostParts) return FieldInvalid(field, "must be at most 200");
  std::set<std::string_view> ids;
  for (const T& part : parts)
    if (!IsId(part.id) || !ids.insert(part.id).second)
      return FieldInvalid(field, "must have ids, each once");
  return {};
}

// Its own term, or the contract's.
const Term& ReviewTermOf(const Milestone& milestone, const ReviewRules& rules);

// Separated by commas.
std::string Joined(const std::vector<std::string>& ids);
MilestoneChange Changed(Milestone milestone, MilestoneEventKind kind, CivilDate date,
                        std::string detail = {});

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_MILESTONE_STEPS_H_
