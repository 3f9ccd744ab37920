// The ladder of one sub-contract: which notice is to be sent now, and what would come when.
#ifndef COUNTERSIGN_DOMAIN_STANDING_LADDER_H_
#define COUNTERSIGN_DOMAIN_STANDING_LADDER_H_

#include <optional>
#include <string>
#include <vector>

#include "licensing/domain/standing_rails.h"

namespace countersign::domain::standing {

// Notices to be sent now, the lowest kind first. The `earliest` of each is the first instant of the
// day from which on it could have been sent.
Result<std::vector<LadderStep>> NoticesDue(const Frame& frame, const SubView& sub);

// Ids of waiting notices that are not to go out as they are, see StandingActions.
std::vector<std::string> NoticesToCancel(const Frame& frame, const SubView& sub);

struct Forecast {
  std::vector<LadderStep> timeline;  // without kCounsel
  std::optional<Instant> horizon;
};
Result<Forecast> ForecastOf(const Frame& frame, const SubView& sub, const EffectCase& next);

// Days after today on which the ladder alone changes what is to be sent.
Result<std::vector<CivilDate>> LadderDays(const Frame& frame, const SubView& sub);

// What prevents a step.
std::vector<std::string> Preventions();

}  // namespace countersign::domain::standing

#endif  // COUNTERSIGN_DOMAIN_STANDING_LADDER_H_
