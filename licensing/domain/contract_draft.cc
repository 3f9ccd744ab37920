// What a draft's fields must be: single terms, and the whole of them.
#include <optional>
#include <set>
#include <utility>

#include "licensing/base/civil_date.h"
#include "licensing/domain/contract.h"
#include "licensing/domain/contract_steps.h"
#include "licensing/domain/currency.h"
#include "licensing/domain/milestone_steps.h"
#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

constexpr std::size_t kMostClause = 20'000;  // characters of the enforcement clause

// The same refusal with the path that the interface has for the field.
Result<void> As(std::string_view field, const Result<void>& checked) {
  if (checked) return checked;
  Error error = checked.error();
  std::string& named = error.metadata["field"];
  if (error.message.starts_with(named)) error.message.replace(0, named.size(), field);
  named = field;
  return tl::unexpected<Error>(std::move(error));
}

// A text of several paragraphs.
Result<void> CheckClauseText(std::string_view field, std::string text) {
  std::erase(text, '\n');
  return CheckText(field, text, 0, kMostClause);
}

Result<void> ValidateDays(const ContractTerms& terms) {
  if (terms.due_rule)
    RETURN_IF_ERROR(As("contract.credit_term", CheckTerm("term", terms.due_rule->credit_term)));
  if (!terms.acceptance) return {};
  RETURN_IF_ERROR(As("contract.review_term", CheckTerm("term", terms.acceptance->review_term)));
  const auto& clause = *terms.acceptance;
  if (clause.deemed && clause.review_term.days < 1)
    return FieldInvalid("contract.review_term",
                        "must be at least 1 day where silence is acceptance");
  if (clause.use_days) RETURN_IF_ERROR(CheckRange("contract.use_days", *clause.use_days, 1, 365));
  return As("contract.signatures_required", CheckAcceptanceClause(clause));
}

Result<void> ValidateMoneyTerms(const ContractTerms& terms) {
  if (terms.interest)
    RETURN_IF_ERROR(As("contract.interest_rates", CheckInterest(*terms.interest)));
  RETURN_IF_ERROR(As("contract.allocation_order", CheckOrder(terms.allocation_order)));
  if (terms.early_payment)
    RETURN_IF_ERROR(As("contract.early_payment", CheckEarlyPayment(*terms.early_payment)));
  return {};
}

}  // namespace

Result<void> CheckThreshold(Rate threshold) {
  if (threshold == Rate()) return FieldInvalid("threshold", "must be more than 0");
  return CheckAtMostOne("threshold", threshold);
}

Result<void> CheckBlackouts(const std::vector<DateRange>& blackouts) {
  if (blackouts.size() > kMostParts) return FieldInvalid("blackouts", "must be at most 200");
  for (const DateRange& range : blackouts) {
    RETURN_IF_ERROR(CheckDate("blackouts.first", range.first));
    RETURN_IF_ERROR(CheckDate("blackouts.last", range.last));
    if (range.last < range.first)
      return FieldInvalid("blackouts.last", "must not be before the first day");
  }
  return {};
}

Result<void> CheckInterest(const InterestTerms& terms) {
  if (terms.rates.empty()) return FieldInvalid("interest_rates", "must be at least one");
  if (terms.rates.size() > kMostParts) return FieldInvalid("interest_rates", "must be at most 200");
  std::set<std::optional<CivilDate>> days;
  for (const DatedRate& dated : terms.rates) {
    if (dated.from) RETURN_IF_ERROR(CheckDate("interest_rates.from", *dated.from));
    if (!days.insert(dated.from).second)
      return FieldInvalid("interest_rates", "must not have two rates from the same day");
  }
  return {};
}

Result<void> ValidateContract(const Contract& contract) {
  const ContractTerms& terms = contract.terms;
  RETURN_IF_ERROR(CheckText("contract.display_name", contract.title, 1, 200));
  RETURN_IF_ERROR(MinorDigits("contract.currency_code", terms.currency_code));
  RETURN_IF_ERROR(CheckLabels("contract.labels", contract.labels));
  if (!TimeZone::Find(terms.time_zone))
    return FieldInvalid("contract.time_zone", "must be an IANA name such as Asia/Shanghai");
  RETURN_IF_ERROR(CheckClauseText("contract.enforcement_clause", terms.enforcement_clause));
  RETURN_IF_ERROR(CheckClauseText("contract.offline_clause", terms.offline_clause.value_or("")));
  RETURN_IF_ERROR(As("contract.threshold", CheckThreshold(terms.threshold)));
  RETURN_IF_ERROR(As("contract.ladder", CheckLadder(terms.ladder, terms.jurisdiction)));
  RETURN_IF_ERROR(As("contract.limitation", CheckLimitationRule(terms.limitation)));
  RETURN_IF_ERROR(As("contract.blackouts", CheckBlackouts(terms.blackouts)));
  RETURN_IF_ERROR(ValidateDays(terms));
  return ValidateMoneyTerms(terms);
}

Result<void> ValidateSubContract(const SubContract& sub_contract, std::string_view currency_code) {
  RETURN_IF_ERROR(CheckText("subcontract.display_name", sub_contract.title, 1, 200));
  if (sub_contract.price.currency_code != currency_code)
    return FieldInvalid("subcontract.price",
                        "must be in the contract's currency, " + std::string(currency_code));
  RETURN_IF_ERROR(CheckNotNegative("subcontract.price", sub_contract.price));
  RETURN_IF_ERROR(CheckClauseText("subcontract.dependents", sub_contract.dependents));
  if (!sub_contract.core && !sub_contract.dependents.empty())
    return FieldInvalid("subcontract.dependents", "is for core sub-contracts only");
  std::vector<Entitlement> entitlements;
  entitlements.reserve(sub_contract.entitlements.size());
  for (const std::string& name : sub_contract.entitlements) entitlements.push_back({name, {}});
  return CheckEntitlements("subcontract.entitlements", entitlements);
}

}  // namespace countersign::domain
