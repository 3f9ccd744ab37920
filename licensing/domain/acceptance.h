// When silence or use is acceptance.
//
// All dates are civil dates in the contract's time zone. The rules are those of the contract's
// clause; VOB/B section 12(5) and FIDIC (1999) clause 10.1 are models of such clauses.
#ifndef COUNTERSIGN_DOMAIN_ACCEPTANCE_H_
#define COUNTERSIGN_DOMAIN_ACCEPTANCE_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "licensing/base/civil_date.h"
#include "licensing/domain/calendar.h"

namespace countersign::domain {

// How receipt was proved. Opening a link is never receipt.
enum class ReceiptClass {
  kAcknowledged = 1,      // A: acknowledged in writing
  kPortalCode = 2,        // B: confirmed in the portal with a code sent to the contact
  kArrived = 3,           // C: arrived at the contract's designated address
  kRegistered = 4,        // D: registered mail signed for
  kRegisteredRefused = 5  // E: registered mail to the contract's address, refused or returned
};

struct Receipt {
  ReceiptClass receipt_class = ReceiptClass::kAcknowledged;
  CivilDate received;
  std::string proof_sha256;  // of the paper, mail or log that shows it; 64 lower-case digits
};

// Whether a receipt starts an acceptance term or shows that a reminder came: every class does, C
// and E only where the contract has a service clause (送达条款) that designates the address.
bool ProvesReceipt(ReceiptClass receipt_class, bool service_clause);

enum class Severity { kMinor = 1, kMajor = 2, kCritical = 3 };

// What the contract says about acceptance.
struct AcceptanceClause {
  Term review_term;
  // Silence through the term is acceptance. Without this the term has no effect of its own.
  bool deemed = false;
  // Defects of at least this severity are a rejection; smaller ones go on the punch list and stop
  // nothing (VOB/B section 12(3): acceptance may be refused for substantial defects only).
  Severity blocking_severity = Severity::kMinor;
  // Days of production use after delivery that prove acceptance; 1 to 365, nothing: not agreed.
  std::optional<std::int32_t> use_days;
  // How many of the customer's signatories have to sign; at least 1.
  std::int32_t signatures_required = 1;
  bool operator==(const AcceptanceClause&) const = default;
};

// FIELD_INVALID: a term out of range, deemed acceptance with a term of less than one day, use days
// or signatures out of range.
Result<void> CheckAcceptanceClause(const AcceptanceClause& clause);

// The last day on which the customer may answer. A reminder has to be received with at least ⌈N/3⌉
// of the N days left, counted like the term itself; one that comes later extends the term until
// that holds. `reminder_received`: of the first reminder after the delivery; nothing: none yet.
Result<CivilDate> LastReviewDay(const Calendar& calendar, CivilDate delivery_received,
                                const Term& term, std::optional<CivilDate> reminder_received);

// The last day on which a reminder can be received without extending the term.
Result<CivilDate> LatestReminderDay(const Calendar& calendar, CivilDate delivery_received,
                                    const Term& term);

struct DeemedAcceptance {
  CivilDate last_review_day;
  CivilDate accepted_on;  // the day after
  Instant effective;      // its first instant in the contract's time zone
};

// From when on silence is acceptance. Nothing without the clause, and until a reminder is received:
// without it the term has no end.
Result<std::optional<DeemedAcceptance>> AssessDeemedAcceptance(
    const AcceptanceClause& clause, const Calendar& calendar, const TimeZone& zone,
    CivilDate delivery_received, std::optional<CivilDate> reminder_received);

struct AcceptanceByUse {
  CivilDate proved_on;    // the last of the days of use that were agreed
  CivilDate accepted_on;  // the day after
  Instant effective;      // its first instant in the contract's time zone
};

// Acceptance by use (实际使用视为验收): `use_days` different days of production check-ins, each
// later than the receipt of the delivery and than the day on which the customer received the
// announcement of the rule. Nothing while there are fewer. The check-ins may come in any order,
// several a day.
Result<std::optional<AcceptanceByUse>> AssessAcceptanceByUse(std::int32_t use_days,
                                                             const TimeZone& zone,
                                                             CivilDate delivery_received,
                                                             CivilDate announcement_received,
                                                             std::span<const Instant> check_ins);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_ACCEPTANCE_H_
