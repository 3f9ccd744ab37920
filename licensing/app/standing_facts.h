// Everything on file for one contract, put together for domain::Assess: the one place where records
// become its facts.
#ifndef COUNTERSIGN_APP_STANDING_FACTS_H_
#define COUNTERSIGN_APP_STANDING_FACTS_H_

#include <cstdint>
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

// What the server itself knows, beside the records.
struct ServerFacts {
  // Why it is not sure of its clock or store, empty if it is (guard rail 9). What the store itself
  // tells of records that it may lack is added.
  std::string doubt;
  std::int64_t customers = 0;  // at least as many there are: none is ever deleted
};

// RESOURCE_NOT_FOUND for the contract; CALENDAR_UNKNOWN if it pins a calendar that there is not.
Result<domain::ContractFacts> LoadContractFacts(
    View& view, std::string_view contract_id, Instant now, const ServerFacts& server = {},
    Installation installation = Installation::kForEffects);

// Reads anew what a look of the engine writes itself: the contract's notices and effects. All else
// of `facts` stays as it was loaded in the same unit of work.
Result<void> ReloadDone(View& view, domain::ContractFacts& facts);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_STANDING_FACTS_H_
