// Instants and who tells them. Time is an argument everywhere else: read it once per request, here.
#ifndef COUNTERSIGN_BASE_CLOCK_H_
#define COUNTERSIGN_BASE_CLOCK_H_

#include <chrono>
#include <string>
#include <string_view>

#include "licensing/base/result.h"

namespace countersign {

// A point in time, UTC, in microseconds.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

class Clock {
 public:
  virtual ~Clock() = default;
  // Safe to call from any thread.
  virtual Instant Now() const = 0;
};

// The machine's wall clock.
class SystemClock final : public Clock {
 public:
  Instant Now() const override;
};

inline std::int64_t ToSeconds(Instant t) {
  return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}
inline std::int64_t ToMicros(Instant t) { return t.time_since_epoch().count(); }
inline Instant FromSeconds(std::int64_t s) { return Instant(std::chrono::seconds(s)); }
inline Instant FromMicros(std::int64_t us) { return Instant(std::chrono::microseconds(us)); }

// RFC 3339 in UTC, e.g. "2026-03-31T08:00:00Z", with a fraction only where there is one. Parse
// takes any offset and years 1970 to 9998.
std::string FormatInstant(Instant t);
Result<Instant> ParseInstant(std::string_view text);

// Civil dates, "YYYY-MM-DD", years 1 to 9999.
using CivilDate = std::chrono::year_month_day;
std::string FormatCivilDate(CivilDate date);
Result<CivilDate> ParseCivilDate(std::string_view text);

}  // namespace countersign

#endif  // COUNTERSIGN_BASE_CLOCK_H_
