// What a check found, for the program that asked.
#ifndef COUNTERSIGN_STATUS_H_
#define COUNTERSIGN_STATUS_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "countersign/export.h"

namespace countersign::sdk {

// Stable numbers: the C interface uses the same ones.
enum class Outcome {
  kValid = 1,  // a full key, within its time
  kGrace = 2,  // the key has run out, the agreed offline time has not, or an emergency code is in
               // use (EMERGENCY_CODE): full function
  kOfflineLimit =
      3,            // no contact for longer than agreed: acts as restricted until the next contact
  kRestricted = 4,  // the licence is suspended or has ended, says a signed statement
  kNotActivated = 5,  // no usable key
  kWrongMachine = 6,  // the key is for another machine
  kWrongProductOrVersion = 7,
  kClockSuspect = 8,  // the clock is behind signed time: full function, on the signed time
  kNoSeat = 9,        // every seat is taken
};

// "VALID", "GRACE", "OFFLINE_LIMIT", ... Never null.
COUNTERSIGN_EXPORT const char* OutcomeName(Outcome outcome) noexcept;

enum class Mode { kFull = 1, kRestricted = 2 };

// Where the outcome comes from.
enum class Source { kCache = 1, kServer = 2 };

// nullopt: the feature is on. A number: on, with this limit.
using Entitlements = std::map<std::string, std::optional<std::int64_t>>;

// What the key tells of the notices about the licence's contract. Amounts, names and links are in
// the customer's portal only.
struct Notice {
  std::string
      stage;  // "OVERDUE", "URGENT", "NOTICED", "SUPPLY_STOPPED", "SUSPENDED"; empty: there is none
  std::string number;     // of the notice; empty: none was sent yet
  std::string first_day;  // of the next effect, or since when: "YYYY-MM-DD"; empty: none is near
  std::string portal;     // its address, without a link to anything there; empty: there is none
};

struct Status {
  Outcome outcome = Outcome::kNotActivated;
  Mode mode = Mode::kRestricted;
  // What the program may offer just now; in restricted mode what stays available.
  Entitlements entitlements;
  // Instants are seconds since 1970 UTC; 0 where there is none.
  std::int64_t until = 0;          // end of the key
  std::int64_t offline_until = 0;  // until when the program may run in full without contact
  std::int64_t checked_at = 0;     // signed time of the last answer of a server
  std::int64_t now = 0;            // the instant, by signed time, at which this was found
  // GRACE: whole days left, rounded up. Else 0.
  int days_left = 0;
  // GRACE: 45, 30, 15 or 7 once no more days than that are left; else 0. A change is reported.
  int warning_days = 0;
  Source source = Source::kCache;
  // Why, unless the outcome is VALID: a name from the interface's list of reasons
  // ("LICENSE_SUSPENDED", ...) or one of the client's own (docs/sdk.md).
  std::string reason;
  // What went wrong with the last contact, for a log; empty if nothing did or there was none.
  std::string problem;
  Notice notice;
  // A sentence for the user, that exposes nobody.
  std::string sentence_en, sentence_zh;
  std::string license_id, lease_id;

  // True where the program may run in full: VALID, GRACE and CLOCK_SUSPECT.
  bool ok() const { return mode == Mode::kFull; }
};

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_STATUS_H_
