// The guard rails: what has to hold for a stop of supply or a suspension for non-payment. All of
// them, whoever asks; nobody can switch one off.
//
// Each is a named predicate with its text for people and where it comes from. They are checked when
// the engine decides, and by the key issuer from the committed facts.
#ifndef COUNTERSIGN_DOMAIN_GUARD_RAILS_H_
#define COUNTERSIGN_DOMAIN_GUARD_RAILS_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/clock.h"

namespace countersign::domain {

enum class Rail {
  kAssent = 1,        // the clause was disclosed and assented to before the invoice's date
  kReceipt = 2,       // the formal notice was received and named the claims; their papers were too
  kCure = 3,          // the cure period has run out
  kThreshold = 4,     // enough undisputed principal is overdue
  kNothingRests = 5,  // no dispute, promise, plan or hold
  kNotExempt = 6,     // not safety-critical, no consumer, not tracked only
  kDay = 7,           // a business day, 09:00 to 15:00, not near a closure, no blackout
  kPaymentData = 8,   // payment data is complete, no payment slip is being looked at
  kSureOfItself = 9,  // the server is sure of its clock and its store
  kCap = 10,          // not more customers a day than the cap allows
};

struct RailText {
  Rail rail;
  std::string_view id;      // stable, for programs: "ASSENT", "RECEIPT", ...
  std::string_view text;    // what has to hold, one sentence
  std::string_view source;  // the law, clause or reason behind it
};
// All ten, in their order.
std::span<const RailText> GuardRails();

struct RailFinding {
  Rail rail = Rail::kAssent;
  bool holds = false;
  std::string missing;  // what is missing, with the records' names; empty if it holds
  // When it holds if nothing else changes, where that is known: of rails about time.
  std::optional<Instant> holds_from;
};

// What is known of the installation that decides.
struct InstallationFacts {
  // Bank data is imported, or finance attested, through this day.
  std::optional<CivilDate> payments_complete_through;
  // The name of a receipt that is unmatched and may be this customer's; empty: there is none.
  std::string unmatched_receipt;
  // Why the server is not sure of its clock or store (rail 9); empty: it is sure.
  std::string doubt;
  // Rail 10: customers for whom an effect began in the last kCapSpan, without this contract's own
  // (no more than so many, where the cap holds nothing up), and how many there are.
  std::int64_t customers_affected_today = 0;
  std::int64_t customers = 0;
  bool cap_lifted = false;  // by two people, for this day
  bool this_customer_affected_today = false;
};

// What a day is to rail 10, the same for contracts of all zones: so long that all that may begin on
// one date counts together, wherever it is that date, and so short that what began in the window of
// rail 7 on the day before does not count.
inline constexpr std::chrono::hours kCapSpan{18};
// max(5, 2 % of the customers): how many customers a day may be affected.
std::int64_t DailyCap(std::int64_t customers);
// With how many customers the cap is above `affected`: to count more of them tells nothing.
std::int64_t CustomersForCap(std::int64_t affected);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_GUARD_RAILS_H_
