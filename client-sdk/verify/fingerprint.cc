#include <algorithm>

#include "client-sdk/verify/verify.h"

namespace countersign::verify {
namespace {
constexpr int kExplicitKind = 7;  // FINGERPRINT_KIND_EXPLICIT
}

bool FingerprintMatches(const MachineClaim& claim, const std::map<int, std::string>& seen) {
  const auto agrees = [&](const std::pair<const int, std::string>& component) {
    const auto found = seen.find(component.first);
    return found != seen.end() && found->second == component.second;
  };
  const auto& recorded = claim.components;
  const auto total = static_cast<std::ptrdiff_t>(recorded.size());
  const auto agreeing = std::count_if(recorded.begin(), recorded.end(), agrees);
  if (agreeing == 0) return false;
  switch (claim.policy) {
    case FingerprintMatch::kAll:
      return agreeing == total;
    case FingerprintMatch::kMost:
      return agreeing * 2 > total;
    case FingerprintMatch::kAnyTwo:
      return agreeing >= 2 || total == 1;
    case FingerprintMatch::kExplicit: {
      const auto named = recorded.find(kExplicitKind);
      return named != recorded.end() && agrees(*named);
    }
  }
  return false;
}

}  // namespace countersign::verify
