// A settlement quote: what may be collected on a date if work stops now or a stage is only part
// done, line by line, each with the rule that made it, so that both sides can check it.
#ifndef COUNTERSIGN_DOMAIN_SETTLEMENT_H_
#define COUNTERSIGN_DOMAIN_SETTLEMENT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/domain/completion.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

// Why a line is there.
enum class SettlementRule {
  kAcceptedStage = 1,  // accepted, or deemed accepted: all of its amount
  kPartCompleted = 2,  // not accepted, measured, and the contract pays for part completion
  kRetention = 3,      // less what may be kept back of the two
  kPaid = 4,           // less what was paid or credited
  kInterest = 5,
  kCosts = 6,
  kDiscount = 7,  // less what is offered for payment up to the line's last day
};
// E.g. "ACCEPTED_STAGE": what a quote shows. Never empty.
std::string_view SettlementRuleName(SettlementRule rule);

struct SettlementStage {
  // Its name, for the lines; or that of an invoice that is no milestone's.
  std::string milestone;
  Money amount;
  bool accepted = false;
  std::vector<WorkItem> items;  // as measured; empty: not measured
  Rate retention_rate;          // 0 to 1
  bool retention_released = false;
  Money paid;  // and credited, on this stage
};

struct SettlementOffer {
  Money discount;      // not less than zero
  CivilDate last_day;  // on which the customer can take it
};

struct SettlementInput {
  std::string currency_code;
  CivilDate date;
  bool part_completion_agreed = false;
  std::vector<SettlementStage> stages;
  Money interest;  // accrued through `date` and not paid
  Money costs;     // claimed and not paid
  std::optional<SettlementOffer> offer;
};

struct SettlementLine {
  SettlementRule rule = SettlementRule::kAcceptedStage;
  std::string milestone;              // empty for a line of the whole quote
  Money amount;                       // signed: what it adds to the total; never zero
  std::optional<CivilDate> last_day;  // of a discount
  bool operator==(const SettlementLine&) const = default;
};

struct SettlementQuote {
  std::vector<SettlementLine> lines;  // by stage as given, then those of the whole
  Money total;                        // Σ lines; negative: the customer has paid more
  Money total_without_discount;       // what is to be paid after the discount's last day
};

// FIELD_INVALID: a negative amount ("amount", "paid", "interest", "costs", "discount"), what
// CompletedValue refuses, a "retention_rate" above 1, a discount of more than there is to pay
// ("discount"). An offer whose last day is before `date` makes no line. CURRENCY_MISMATCH,
// AMOUNT_OVERFLOW.
Result<SettlementQuote> QuoteSettlement(const SettlementInput& input);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_SETTLEMENT_H_
