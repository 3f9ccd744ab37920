#include "licensing/domain/suspended_time.h"

#include <algorithm>

namespace countersign::domain {

std::optional<Instant> EndAfterSuspension(const License& license, Instant since, Instant now,
                                          const std::vector<Instant>& others) {
  if (!license.end_time || *license.end_time <= since) return std::nullopt;
  const Instant from = std::max(since, license.start_time);
  Instant through = now;
  for (const Instant other : others) through = std::min(through, other);
  if (through <= from) return std::nullopt;
  return *license.end_time + (through - from);
}

}  // namespace countersign::domain
