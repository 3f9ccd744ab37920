// Numbers without gaps.
#ifndef COUNTERSIGN_APP_NUMBERS_H_
#define COUNTERSIGN_APP_NUMBERS_H_

#include <string>
#include <string_view>

#include "licensing/app/receivable_ports.h"

namespace countersign::app {

// The series of credit notes: no invoice has a number of it.
inline constexpr std::string_view kCreditNoteSeries = "CN";
// The series of interest notes; likewise.
inline constexpr std::string_view kInterestNoteSeries = "INT";

// The next number of the series in the year of `date`, e.g. "CN-2026-000007". Taken last in a
// transaction.
inline Result<std::string> TakeNumber(NumberCounters& counters, std::string_view series,
                                      CivilDate date) {
  ASSIGN_OR_RETURN(const std::int64_t count, counters.Next(series, static_cast<int>(date.year())));
  return domain::FormatNumber(series, date, count);
}

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_NUMBERS_H_
