// Standings as people ask for them: as they are, as they would be, and what comes next of all.
#ifndef COUNTERSIGN_APP_STANDING_VIEWS_H_
#define COUNTERSIGN_APP_STANDING_VIEWS_H_

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/domain/standing.h"

namespace countersign::app {

// Why the server is not sure of its clock or store at an instant; empty if it is.
using Doubt = std::function<std::string(Instant now)>;

struct StandingView {
  domain::ContractFacts facts;
  domain::ContractStanding standing;
  Instant time{};
};

// RESOURCE_NOT_FOUND; the errors of LoadContractFacts and domain::Assess.
Result<StandingView> GetStanding(View& view, std::string_view contract_id, Instant now,
                                 const Doubt& doubt);

// Of one sub-contract.
struct StandingLine {
  domain::StandingRecord kept;           // what was last committed
  domain::SubContractStanding standing;  // as of now
  std::string title;
  std::string customer_id;
  std::optional<CivilDate> next_date;  // of the first step to come, in the contract's time zone
};
// In the order of `records`; each contract is looked at once. The errors of GetStanding.
Result<std::vector<StandingLine>> LinesOf(View& view,
                                          const std::vector<domain::StandingRecord>& records,
                                          Instant now, const Doubt& doubt);

struct AssumedPayment {
  std::string invoice_id;               // of the contract
  std::optional<domain::Money> amount;  // of principal; nothing: all that is open
  CivilDate date;
};
struct AssumedReceipt {
  std::string notice_id;  // of the contract, one that was sent
  CivilDate date;
};
struct Assumptions {
  std::vector<AssumedPayment> payments;
  std::vector<AssumedReceipt> receipts;
  std::optional<Instant> time;  // for which the standing is found; nothing: now
};
// What would be, if that happened and nothing else. FIELD_INVALID, also for a time before now, and
// for a payment of more than is open.
Result<StandingView> PreviewStanding(View& view, std::string_view contract_id,
                                     const Assumptions& assumptions, Instant now,
                                     const Doubt& doubt);

struct QueueEntry {
  Instant time{};
  CivilDate date;  // of it in the contract's time zone
  domain::StepKind step = domain::StepKind::kOverdueReminder;
  std::string contract_id;
  std::string sub_contract_id;
  std::string customer_id;
  std::vector<std::string> invoice_ids;
  std::vector<std::string> missing;  // of an effect: what guard rails miss at `now`
};
struct Queue {
  std::vector<QueueEntry> entries;  // by time
  bool truncated = false;
};
inline constexpr int kMostContractsInQueue = 1'000;
// What will happen by `until` if nothing changes.
Result<Queue> GetQueue(View& view, Instant until, Instant now, const Doubt& doubt);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_STANDING_VIEWS_H_
