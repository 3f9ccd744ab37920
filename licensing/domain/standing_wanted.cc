#include "licensing/domain/standing_wanted.h"

#include <algorithm>

#include "licensing/domain/standing_chain.h"

namespace countersign::domain {

Result<bool> IsStillWanted(const ContractFacts& facts, const Notice& notice, Instant now) {
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(facts.contract.terms.time_zone));
  standing::Frame frame(zone);
  RETURN_IF_ERROR(standing::FillFrame(facts, now, frame));
  const auto sub =
      std::ranges::find(frame.sub_contracts, notice.sub_contract_id,
                        [](const standing::SubView& each) { return each.sub_contract->id; });
  return sub != frame.sub_contracts.end() && standing::IsStillWanted(frame, *sub, notice);
}

}  // namespace countersign::domain
