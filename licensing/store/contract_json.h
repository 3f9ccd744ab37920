// Terms and parts of contracts and milestones as they are stored; form and errors as in json.h.
// Rates are texts; what is absent is left out.
#ifndef COUNTERSIGN_STORE_CONTRACT_JSON_H_
#define COUNTERSIGN_STORE_CONTRACT_JSON_H_

#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/result.h"
#include "licensing/domain/contract.h"
#include "licensing/domain/settlement_offer.h"

namespace countersign::store {

std::string ToJson(const domain::ContractTerms& terms);
std::string ToJson(const domain::Term& term);
std::string ToJson(const std::vector<domain::Criterion>& criteria);
std::string ToJson(const std::vector<domain::MilestoneItem>& items);
std::string ToJson(const std::vector<domain::Round>& rounds);
std::string ToJson(const domain::Acceptance& acceptance);
std::string ToJson(const std::vector<domain::PunchItem>& punch_list);
std::string ToJson(const domain::SettlementQuote& quote);
std::string ToJson(const domain::SettlementAcceptance& acceptance);
std::string ToJson(const domain::Commitment& commitment);

Result<void> FromJson(std::string_view json, domain::ContractTerms& terms);
Result<void> FromJson(std::string_view json, domain::Term& term);
Result<void> FromJson(std::string_view json, std::vector<domain::Criterion>& criteria);
Result<void> FromJson(std::string_view json, std::vector<domain::MilestoneItem>& items);
Result<void> FromJson(std::string_view json, std::vector<domain::Round>& rounds);
Result<void> FromJson(std::string_view json, domain::Acceptance& acceptance);
Result<void> FromJson(std::string_view json, std::vector<domain::PunchItem>& punch_list);
Result<void> FromJson(std::string_view json, domain::SettlementQuote& quote);
Result<void> FromJson(std::string_view json, domain::SettlementAcceptance& acceptance);
Result<void> FromJson(std::string_view json, domain::Commitment& commitment);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_CONTRACT_JSON_H_
