#include "licensing/domain/offline_key.h"

#include <algorithm>

#include "licensing/domain/license_standing.h"

namespace countersign::domain {
namespace {

bool Concerns(const Contract& contract, std::string_view sub_contract_id, const License& license) {
  const auto part = std::ranges::find(contract.sub_contracts, sub_contract_id, &SubContract::id);
  if (part == contract.sub_contracts.end()) return false;
  DeliveredPart delivered;
  delivered.core = part->core;
  delivered.entitlements = part->entitlements;
  return Concerns(delivered, license);
}

}  // namespace

Result<std::optional<Instant>> OfflineHorizon(const ContractFacts& facts, const License& license,
                                              Instant now) {
  std::optional<Instant> first;
  if (!facts.contract.terms.offline_clause) return first;
  ASSIGN_OR_RETURN(const ContractStanding standing, Assess(facts, now));
  for (const SubContractStanding& part : standing.sub_contracts) {
    if (!part.horizon || part.stage == Stage::kSuspended ||
        !Concerns(facts.contract, part.sub_contract_id, license))
      continue;
    first = first ? std::min(*first, *part.horizon) : part.horizon;
  }
  return first;
}

}  // namespace countersign::domain
