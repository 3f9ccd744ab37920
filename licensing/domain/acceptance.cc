#include "licensing/domain/acceptance.h"

#include <algorithm>
#include <iterator>
#include <set>

#include "licensing/domain/validate.h"

namespace countersign::domain {

bool ProvesReceipt(ReceiptClass receipt_class, bool service_clause) {
  switch (receipt_class) {
    case ReceiptClass::kAcknowledged:
    case ReceiptClass::kPortalCode:
    case ReceiptClass::kRegistered:
      return true;
    case ReceiptClass::kArrived:
    case ReceiptClass::kRegisteredRefused:
      return service_clause;
  }
  return false;
}

Result<void> CheckAcceptanceClause(const AcceptanceClause& clause) {
  RETURN_IF_ERROR(CheckTerm("acceptance.review_term", clause.review_term));
  if (clause.deemed && clause.review_term.days < 1)
    return FieldInvalid("acceptance.review_term.days",
                        "must be at least 1 where silence is acceptance");
  if (clause.use_days) RETURN_IF_ERROR(CheckRange("acceptance.use_days", *clause.use_days, 1, 365));
  return CheckRange("acceptance.signatures_required", clause.signatures_required, 1, 20);
}

namespace {

// What has to be left of a term after the reminder: a third of it, rounded up.
Term Third(Term term) {
  term.days = (term.days + 2) / 3;
  return term;
}

}  // namespace

Result<CivilDate> LastReviewDay(const Calendar& calendar, CivilDate delivery_received,
                                const Term& term, std::optional<CivilDate> reminder_received) {
  ASSIGN_OR_RETURN(const CivilDate agreed, LastDayOf(calendar, delivery_received, term));
  if (!reminder_received) return agreed;
  ASSIGN_OR_RETURN(const CivilDate reminded, LastDayOf(calendar, *reminder_received, Third(term)));
  return std::max(agreed, reminded);
}

Result<CivilDate> LatestReminderDay(const Calendar& calendar, CivilDate delivery_received,
                                    const Term& term) {
  ASSIGN_OR_RETURN(const CivilDate agreed, LastDayOf(calendar, delivery_received, term));
  for (CivilDate day = agreed; day > delivery_received;) {
    ASSIGN_OR_RETURN(const CivilDate end, LastDayOf(calendar, day, Third(term)));
    if (end <= agreed) return day;
    ASSIGN_OR_RETURN(day, PlusDays(day, -1));
  }
  return delivery_received;
}

Result<std::optional<DeemedAcceptance>> AssessDeemedAcceptance(
    const AcceptanceClause& clause, const Calendar& calendar, const TimeZone& zone,
    CivilDate delivery_received, std::optional<CivilDate> reminder_received) {
  if (!clause.deemed || !reminder_received) return std::nullopt;
  DeemedAcceptance deemed;
  ASSIGN_OR_RETURN(deemed.last_review_day, LastReviewDay(calendar, delivery_received,
                                                         clause.review_term, reminder_received));
  ASSIGN_OR_RETURN(deemed.accepted_on, PlusDays(deemed.last_review_day, 1));
  deemed.effective = zone.StartOf(deemed.accepted_on);
  return deemed;
}

Result<std::optional<AcceptanceByUse>> AssessAcceptanceByUse(std::int32_t use_days,
                                                             const TimeZone& zone,
                                                             CivilDate delivery_received,
                                                             CivilDate announcement_received,
                                                             std::span<const Instant> check_ins) {
  RETURN_IF_ERROR(CheckRange("acceptance.use_days", use_days, 1, 365));
  const CivilDate after = std::max(delivery_received, announcement_received);
  std::set<CivilDate> days;
  for (const Instant check_in : check_ins)
    if (const CivilDate day = zone.DateAt(check_in); day > after) days.insert(day);
  if (days.size() < static_cast<std::size_t>(use_days)) return std::nullopt;
  AcceptanceByUse use;
  use.proved_on = *std::next(days.begin(), use_days - 1);
  ASSIGN_OR_RETURN(use.accepted_on, PlusDays(use.proved_on, 1));
  use.effective = zone.StartOf(use.accepted_on);
  return use;
}

}  // namespace countersign::domain
