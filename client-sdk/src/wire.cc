#include "client-sdk/src/wire.h"

#include <algorithm>
#include <charconv>

namespace countersign::sdk {

std::int64_t RetryAfter(const Refusal& refusal) {
  const auto wish = refusal.metadata.find("retry_after");
  if (wish == refusal.metadata.end()) return 0;
  return static_cast<std::int64_t>(
      std::min<std::uint64_t>(ParseNumber(wish->second), std::uint64_t{24} * 60 * 60));
}

std::uint64_t ParseNumber(std::string_view text) {
  std::uint64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = result.ec == std::errc() && result.ptr == text.data() + text.size();
  return whole ? number : 0;
}

}  // namespace countersign::sdk
