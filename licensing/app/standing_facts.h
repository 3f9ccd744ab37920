// Everything on file for one contract, put together for domain::Assess: the one place where records
// become its facts.
#ifndef COUNTERSIGN_APP_STANDING_FACTS_H_
#define COUNTERSIGN_APP_STANDING_FACTS_H_

#include <string>
#include <string_view>

#include "licensing/app/ports.h"
#include "licensing/domain/standing.h"

namespace countersign::app {

// What the guard rails ask of the whole installation (payment data, the daily cap) takes looking at
// more than the contract.
enum class Installation {
  kForEffects,  // looked at only where an effect may come: after a formal notice
  kAlways,      // for people, who read what is missing
};

// `doubt`: why the server is not sure of its clock or store, empty if it is (guard rail 9). What
// the store itself tells of records that it may lack is added. RESOURCE_NOT_FOUND for the contract;
// CALENDAR_UNKNOWN if it pins a calendar that there is not.
Result<domain::ContractFacts> LoadContractFacts(
    View& view, std::string_view contract_id, Instant now, std::string_view doubt = {},
    Installation installation = Installation::kForEffects);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_STANDING_FACTS_H_
