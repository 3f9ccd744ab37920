// When a claim falls due, and when the customer is reminded of it.
//
// All dates are civil dates in the contract's time zone.
#ifndef COUNTERSIGN_DOMAIN_DUE_RULE_H_
#define COUNTERSIGN_DOMAIN_DUE_RULE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "licensing/domain/calendar.h"

namespace countersign::domain {

// The day from which the credit term counts, as the contract says.
enum class DueBase {
  kInvoiceDate = 1,
  kAcceptanceDate = 2,    // signed, deemed, or by use
  kInspectionEnd = 3,     // the last day of the acceptance term
  kTaxInvoiceReceipt = 4  // the customer received the tax invoice (发票)
};

struct DueRule {
  DueBase base = DueBase::kInvoiceDate;
  Term credit_term;
  bool operator==(const DueRule&) const = default;
};

// A demand to pay a claim for which no due date was agreed.
struct Demand {
  CivilDate received;
  std::int32_t days = 0;  // the reasonable time that it gives, 1 to kMaxTermDays calendar days
};

// What is on file about one claim.
struct DueFacts {
  CivilDate invoice_date;
  std::optional<CivilDate> acceptance_date;
  std::optional<CivilDate> inspection_end;
  std::optional<CivilDate> tax_invoice_received;
  std::vector<Demand> demands;
};

// base + credit term; nothing while the day of the base has not come.
//
// Without a rule (a contract that was signed before anyone asked for one) a claim falls due by a
// demand with reasonable time, PRC Civil Code art. 511(4), at the earliest day that any of the
// demands sets; nothing while there is none. Errors as of LastDayOf.
Result<std::optional<CivilDate>> DueDate(const std::optional<DueRule>& rule, const DueFacts& facts,
                                         const Calendar& calendar);

// How the customer pays. It moves reminders, never due dates.
struct PaymentProfile {
  std::string approver_contact_id;
  std::vector<std::string> required_papers;       // what its procedure asks for with a claim
  std::optional<std::int32_t> usual_payment_day;  // of the month, 1 to 31; see LastPaymentDay
  bool operator==(const PaymentProfile&) const = default;
};

// FIELD_INVALID: a usual payment day out of range, more than 20 papers, an empty or long name.
Result<void> ValidatePaymentProfile(const PaymentProfile& profile);

// The last of the customer's usual payment days on or before `day`: the usual day of the month, or
// the month's last where it has no such day. `usual_payment_day` is 1 to 31.
Result<CivilDate> LastPaymentDay(std::int32_t usual_payment_day, CivilDate day);

// The day of the reminder before a claim falls due: `lead_days` before the last usual payment day
// on which it can still be paid in time, or before the due date where none is known; never before
// the invoice's date.
Result<CivilDate> PreDueReminderDay(CivilDate due, CivilDate invoice_date, std::int32_t lead_days,
                                    const PaymentProfile& profile);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_DUE_RULE_H_
