#include "licensing/domain/due_rule.h"

#include <algorithm>

#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

std::optional<CivilDate> BaseDay(DueBase base, const DueFacts& facts) {
  switch (base) {
    case DueBase::kInvoiceDate:
      return facts.invoice_date;
    case DueBase::kAcceptanceDate:
      return facts.acceptance_date;
    case DueBase::kInspectionEnd:
      return facts.inspection_end;
    case DueBase::kTaxInvoiceReceipt:
      return facts.tax_invoice_received;
  }
  return std::nullopt;
}

Result<std::optional<CivilDate>> DueByDemand(const std::vector<Demand>& demands) {
  std::optional<CivilDate> earliest;
  for (const Demand& demand : demands) {
    RETURN_IF_ERROR(CheckRange("demand.days", demand.days, 1, kMaxTermDays));
    ASSIGN_OR_RETURN(const CivilDate due, PlusDays(demand.received, demand.days));
    earliest = earliest ? std::min(*earliest, due) : due;
  }
  return earliest;
}

CivilDate PaymentDayIn(std::chrono::year_month month, std::int32_t usual_payment_day) {
  const CivilDate last = month / std::chrono::last;
  return std::min(last,
                  CivilDate(month / std::chrono::day(static_cast<unsigned>(usual_payment_day))));
}

}  // namespace

Result<std::optional<CivilDate>> DueDate(const std::optional<DueRule>& rule, const DueFacts& facts,
                                         const Calendar& calendar) {
  if (!rule) return DueByDemand(facts.demands);
  const std::optional<CivilDate> base = BaseDay(rule->base, facts);
  if (!base) return std::nullopt;
  ASSIGN_OR_RETURN(const CivilDate due, LastDayOf(calendar, *base, rule->credit_term));
  return due;
}

Result<void> ValidatePaymentProfile(const PaymentProfile& profile) {
  if (profile.usual_payment_day)
    RETURN_IF_ERROR(
        CheckRange("payment_profile.usual_payment_day", *profile.usual_payment_day, 1, 31));
  if (profile.required_papers.size() > 20)
    return FieldInvalid("payment_profile.required_papers", "must be at most 20");
  for (const std::string& paper : profile.required_papers)
    RETURN_IF_ERROR(CheckText("payment_profile.required_papers", paper, 1, 200));
  return {};
}

Result<CivilDate> LastPaymentDay(std::int32_t usual_payment_day, CivilDate day) {
  const CivilDate payment = PaymentDayIn(day.year() / day.month(), usual_payment_day);
  if (payment <= day) return payment;
  // By the first of the month: a short month must not cut the day of the one before it.
  ASSIGN_OR_RETURN(const CivilDate before, PlusMonths(day.year() / day.month() / 1, -1));
  return PaymentDayIn(before.year() / before.month(), usual_payment_day);
}

Result<CivilDate> PreDueReminderDay(CivilDate due, CivilDate invoice_date, std::int32_t lead_days,
                                    const PaymentProfile& profile) {
  CivilDate payment = due;
  if (profile.usual_payment_day) {
    ASSIGN_OR_RETURN(payment, LastPaymentDay(*profile.usual_payment_day, due));
  }
  ASSIGN_OR_RETURN(const CivilDate reminder, PlusDays(payment, -std::int64_t{lead_days}));
  return std::max(reminder, invoice_date);
}

}  // namespace countersign::domain
