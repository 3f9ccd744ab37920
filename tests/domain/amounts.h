// Short names for the amounts, rates and dates of tests.
#ifndef COUNTERSIGN_TESTS_DOMAIN_AMOUNTS_H_
#define COUNTERSIGN_TESTS_DOMAIN_AMOUNTS_H_

#include <cstdint>
#include <limits>
#include <string_view>

#include "licensing/base/clock.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

inline constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
inline constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

inline Money Cny(std::int64_t minor_units) { return {"CNY", minor_units}; }
inline Money Eur(std::int64_t minor_units) { return {"EUR", minor_units}; }

// Both throw where the text is none.
inline Rate RateOf(std::string_view text) { return Rate::Parse("rate", text).value(); }
inline CivilDate On(std::string_view text) { return ParseCivilDate(text).value(); }

}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_DOMAIN_AMOUNTS_H_
