#include "licensing/domain/settlement.h"

#include <algorithm>

namespace countersign::domain {
namespace {

class QuoteBuilder {
 public:
  explicit QuoteBuilder(const SettlementInput& input) : input_(input) {}

  Result<SettlementQuote> Build() {
    for (const SettlementStage& stage : input_.stages) RETURN_IF_ERROR(AddStage(stage));
    RETURN_IF_ERROR(Charge(SettlementRule::kInterest, "", "interest", input_.interest));
    RETURN_IF_ERROR(Charge(SettlementRule::kCosts, "", "costs", input_.costs));
    ASSIGN_OR_RETURN(quote_.total_without_discount, Total());
    RETURN_IF_ERROR(AddOffer());
    ASSIGN_OR_RETURN(quote_.total, Total());
    return std::move(quote_);
  }

 private:
  Result<void> AddStage(const SettlementStage& stage) {
    RETURN_IF_ERROR(CheckAtMostOne("retention_rate", stage.retention_rate));
    RETURN_IF_ERROR(CheckNotNegative("amount", stage.amount));
    const auto rule =
        stage.accepted ? SettlementRule::kAcceptedStage : SettlementRule::kPartCompleted;
    ASSIGN_OR_RETURN(const Money value, ValueOf(stage));
    RETURN_IF_ERROR(Charge(rule, stage.milestone, "amount", value));
    const Rate kept = stage.retention_released ? Rate() : stage.retention_rate;
    ASSIGN_OR_RETURN(const Money retained, Multiply(value, kept));
    RETURN_IF_ERROR(Deduct(SettlementRule::kRetention, stage.milestone, "amount", retained));
    return Deduct(SettlementRule::kPaid, stage.milestone, "paid", stage.paid);
  }

  // What of a stage may be collected, before retention.
  Result<Money> ValueOf(const SettlementStage& stage) const {
    if (stage.accepted) return stage.amount;
    if (!input_.part_completion_agreed || stage.items.empty())
      return Money{stage.amount.currency_code, 0};
    ASSIGN_OR_RETURN(const Completion completion, CompletedValue(stage.amount, stage.items));
    return completion.value;
  }

  Result<void> AddOffer() {
    if (!input_.offer || input_.offer->last_day < input_.date) return {};
    const Money& discount = input_.offer->discount;
    if (discount.minor_units > std::max<std::int64_t>(0, quote_.total_without_discount.minor_units))
      return FieldInvalid("discount", "must not exceed what there is to pay");
    return Deduct(SettlementRule::kDiscount, "", "discount", discount, input_.offer->last_day);
  }

  Result<void> Charge(SettlementRule rule, const std::string& milestone, std::string_view field,
                      const Money& amount) {
    RETURN_IF_ERROR(Check(field, amount));
    if (amount.minor_units > 0) quote_.lines.push_back({rule, milestone, amount, {}});
    return {};
  }

  Result<void> Deduct(SettlementRule rule, const std::string& milestone, std::string_view field,
                      const Money& amount, std::optional<CivilDate> last_day = {}) {
    RETURN_IF_ERROR(Check(field, amount));
    ASSIGN_OR_RETURN(const Money less, Negate(amount));
    if (less.minor_units < 0) quote_.lines.push_back({rule, milestone, less, last_day});
    return {};
  }

  Result<void> Check(std::string_view field, const Money& amount) const {
    RETURN_IF_ERROR(CheckCurrency(input_.currency_code, {amount}));
    return CheckNotNegative(field, amount);
  }

  Result<Money> Total() const {
    std::vector<Money> amounts;
    amounts.reserve(quote_.lines.size());
    for (const SettlementLine& line : quote_.lines) amounts.push_back(line.amount);
    return Sum(input_.currency_code, amounts);
  }

  const SettlementInput& input_;
  SettlementQuote quote_;
};

}  // namespace

std::string_view SettlementRuleName(SettlementRule rule) {
  switch (rule) {
    case SettlementRule::kAcceptedStage:
      return "ACCEPTED_STAGE";
    case SettlementRule::kPartCompleted:
      return "PART_COMPLETED";
    case SettlementRule::kRetention:
      return "RETENTION";
    case SettlementRule::kPaid:
      return "PAID";
    case SettlementRule::kInterest:
      return "INTEREST";
    case SettlementRule::kCosts:
      return "COSTS";
    case SettlementRule::kDiscount:
      return "DISCOUNT";
  }
  return "SETTLEMENT_RULE_UNSPECIFIED";
}

Result<SettlementQuote> QuoteSettlement(const SettlementInput& input) {
  return QuoteBuilder(input).Build();
}

}  // namespace countersign::domain
