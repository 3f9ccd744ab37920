#include "client-sdk/src/rights.h"

#include <algorithm>

namespace countersign::sdk {

void Rights::Publish(Entitlements full, Entitlements rest, std::int64_t full_until) {
  const auto held = std::find_if(pairs_.begin(), pairs_.end(), [&](const auto& pair) {
    return pair->full == full && pair->rest == rest;
  });
  const Pair* pair = nullptr;
  if (held != pairs_.end()) {
    pair = held->get();
  } else {
    pairs_.push_back(std::make_unique<const Pair>(Pair{std::move(full), std::move(rest)}));
    pair = pairs_.back().get();
  }
  current_.store(pair, std::memory_order_release);
  full_until_.store(full_until, std::memory_order_release);
}

}  // namespace countersign::sdk
