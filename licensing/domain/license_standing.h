// What the standing of a contract means to a licence that belongs to it: what its keys leave out,
// and what they tell. Pure; the rules stand in docs/checks.md.
#ifndef COUNTERSIGN_DOMAIN_LICENSE_STANDING_H_
#define COUNTERSIGN_DOMAIN_LICENSE_STANDING_H_

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "licensing/base/civil_date.h"
#include "licensing/base/reason.h"
#include "licensing/domain/enforcement.h"
#include "licensing/domain/license.h"

namespace countersign::domain {

using EntitlementNames = std::set<std::string, std::less<>>;

// A sub-contract as the licences of its contract see it, as it was last committed.
struct DeliveredPart {
  std::string id;
  bool core = false;
  std::vector<std::string> entitlements;  // names of what it delivers
  Stage stage = Stage::kCurrent;
  bool paid_up = false;
  std::optional<CivilDate> first_effect_date;  // see StandingRecord
};

// What was agreed, as keys tell it: hex SHA-256, empty where there is none.
struct ContractHashes {
  std::string terms;       // as they are kept, in canonical form, of a contract that was activated
  std::string disclosure;  // of the text that was disclosed (ClauseHash)
  bool operator==(const ContractHashes&) const = default;
};

// What is committed of a licence's contract.
struct LicensedContract {
  bool terminated = false;
  std::vector<DeliveredPart> parts;
  ContractHashes hashes;
  Stage told_from = Stage::kUrgent;  // OVERDUE where that is agreed
  // The rest is needed only where a part that concerns the licence is at `told_from` or worse; see
  // Concerns.
  std::vector<Effect> effects;  // in force
  std::vector<Notice> notices;
  std::string time_zone;
};

// What a key tells of the notices, from URGENT on, or OVERDUE if that is agreed. No amounts, names
// or links.
struct KeyNotice {
  Stage stage = Stage::kUrgent;
  // Of the reminder or the urgent notice that went out; from NOTICED on, of the formal notice that
  // was received (A, B, D or E), and once something was stopped, of the one that this rests on.
  // Empty: there is none.
  std::string notice_id;
  std::string text_sha256;  // of that notice
  // Of the next effect at the earliest, by the notice's receipt and all that paused the cure
  // period, as it was last committed; once suspended, since when.
  std::optional<CivilDate> first_day;
  bool operator==(const KeyNotice&) const = default;
};

// The supply of some of the parts that concern a licence was stopped, but not of all, nor of a core
// one.
struct PartStop {
  Instant time{};                 // of the first of them
  std::optional<CivilDate> date;  // the day of it in the contract's time zone
  // What the licence grants that they deliver and no other part does, without what is paid up.
  EntitlementNames entitlements;
};

// What withholds from a licence, and what nothing can withhold.
struct EnforcementFacts {
  bool restricted = false;
  Reason why = Reason::kUnspecified;  // it is restricted
  EntitlementNames withheld;
  EntitlementNames paid_up;
  // Since when, and the day of it in the contract's time zone, no additional machine and no newer
  // release is supplied.
  std::optional<Instant> supply_stop_time;
  std::optional<CivilDate> supply_stop_date;
  // An additional machine, and a newer release, go without these entitlements; see AfterPartStop.
  std::optional<PartStop> part_stop;
  std::optional<KeyNotice> notice;
  // Something is withheld from this instant on, and not from a machine that it was not withheld
  // from before; see DeferDelivery.
  std::optional<Instant> delivery_time;
  bool deferred = false;  // DeferDelivery left something out
  ContractHashes hashes;

  bool Withholds() const { return restricted || !withheld.empty(); }
};

// Whether the stage of a sub-contract concerns the licence: a core one always, another one if it
// delivers something that the licence grants.
bool Concerns(const DeliveredPart& part, const License& license);

// - A sub-contract that is SUSPENDED withholds its entitlements, but for those that another one
//   delivers that is not, and those that are paid up. A core one restricts the licence.
// - A terminated contract restricts its licences, unless every sub-contract that concerns them is
//   paid up.
// - SUPPLY_STOPPED or worse: no additional machines and no newer releases, once that holds for a
//   core sub-contract or for all that concern the licence. While it holds for some of them only,
//   these come without what those deliver (part_stop).
// `contract` may be what is committed, or what of it is supported (SupportedContract).
EnforcementFacts LicenseEnforcement(const License& license, const LicensedContract& contract);

// What is withheld from a machine that was added after the supply of a part was stopped, or that
// runs a release from after that: what the part delivers. The key for such a release covers it;
// every other key covers releases up to the stop.
EnforcementFacts AfterPartStop(EnforcementFacts facts, bool added, bool newer);

// The contract with the stages that `supported` effects (ids) bear: a sub-contract that is
// SUSPENDED without a supported suspension, or TERMINATED while the contract is not, counts as
// NOTICED.
LicensedContract SupportedContract(LicensedContract contract,
                                   const std::set<std::string, std::less<>>& supported);

// What a machine was given with its last key.
struct DeliveredKey {
  bool restricted = false;
  EntitlementNames entitlements;
  std::optional<CivilDate> releases_until{};
};

// Whether the last key shows that its machine was added after the supply of a part was stopped: it
// covers releases up to the stop, and has nothing of what the part delivers, but for what is
// always available. Nobody is taken for that who had any of it.
bool WasAddedAfter(const PartStop& stop, const DeliveredKey& last,
                   const std::vector<std::string>& always_available);

// What is withheld outside the hours in which an effect may reach a machine for the first time:
// what the machine's last key left out already. `opens`: when they begin, if that is known. A
// machine that never had a key has nothing to lose: it gets what `facts` say at any time.
EnforcementFacts DeferDelivery(EnforcementFacts facts, const DeliveredKey& last,
                               std::optional<Instant> opens);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_LICENSE_STANDING_H_
