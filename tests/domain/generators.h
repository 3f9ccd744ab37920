// Random amounts, rates and dates for properties.
#ifndef COUNTERSIGN_TESTS_DOMAIN_GENERATORS_H_
#define COUNTERSIGN_TESTS_DOMAIN_GENERATORS_H_

#include <algorithm>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "tests/domain/amounts.h"
#include "tests/support/properties.h"

namespace countersign::domain {

// Small numbers, where ties and equal amounts are common, any others, and `most`.
inline std::int64_t AnyUpTo(std::int64_t most) {
  const auto kind = *rc::gen::inRange(0, 8);
  if (kind == 0) return most;
  const std::int64_t end = kind < 4 ? std::min<std::int64_t>(most, 20) : most;
  return *rc::gen::inRange<std::int64_t>(0, end) + (kind == 7 && end > 0 ? 1 : 0);
}

inline Rate AnyRate(std::int64_t most_units = Rate::kOne) {
  return Rate::OfUnits(*rc::gen::element<std::int64_t>(1, 1'000'000'000, most_units / 100) *
                       *rc::gen::inRange<std::int64_t>(0, 100) % (most_units + 1));
}

inline CivilDate DaysAfter(CivilDate date, std::int64_t days) {
  return std::chrono::sys_days(date) + std::chrono::days(days);
}

// About the turn of a leap year's February, `spread` days in both directions.
inline CivilDate AnyDate(int spread) {
  return DaysAfter(On("2024-02-28"), *rc::gen::inRange(-spread, spread + 1));
}

template <class T>
std::vector<T> Shuffled(std::vector<T> values) {
  std::shuffle(values.begin(), values.end(), std::mt19937(*rc::gen::arbitrary<unsigned>()));
  return values;
}

// Sums that fit.
inline Money Plus(const Money& a, const Money& b) { return Add(a, b).value(); }
inline Money Total(std::span<const Money> amounts) { return Sum("CNY", amounts).value(); }

}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_DOMAIN_GENERATORS_H_
