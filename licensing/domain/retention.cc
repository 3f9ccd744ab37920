#include "licensing/domain/retention.h"

#include <algorithm>

namespace countersign::domain {

std::vector<RetentionNeed> NeedsOf(const Contact& contact) {
  std::vector<RetentionNeed> needs;
  if (contact.retain_until) needs.push_back({"a legal hold", *contact.retain_until});
  return needs;
}

Result<void> CheckErasable(std::string_view resource, const std::vector<RetentionNeed>& needs,
                           Instant now) {
  std::string by;
  Instant last = now;
  for (const RetentionNeed& need : needs) {
    if (need.until <= now) continue;
    if (!by.empty()) by += ", ";
    by += need.by;
    last = std::max(last, need.until);
  }
  if (by.empty()) return {};
  const std::string until = FormatInstant(last);
  return Fail(
      Code::kFailedPrecondition, Reason::kRetention,
      std::string(resource) + " cannot be erased before " + until + ": it is needed for " + by,
      {{"resource", std::string(resource)}, {"by", by}, {"until", until}});
}

}  // namespace countersign::domain
