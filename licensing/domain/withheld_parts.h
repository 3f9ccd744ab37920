// What the contract of a licence withholds from it, for people who look at the licence: its own
// state tells nothing of it. Pure, computed whenever somebody reads.
#ifndef COUNTERSIGN_DOMAIN_WITHHELD_PARTS_H_
#define COUNTERSIGN_DOMAIN_WITHHELD_PARTS_H_

#include <optional>
#include <string>
#include <vector>

#include "licensing/domain/license_standing.h"

namespace countersign::domain {

struct WithheldPart {
  std::string sub_contract_id;            // that is suspended; empty: the contract was terminated
  std::optional<Instant> since;           // of a suspension
  std::vector<std::string> entitlements;  // names of what the licence grants and does not get
};

// In the order of the contract's parts: each suspended one that withholds something of the licence,
// a core one all of it; a terminated contract last. What is always available or paid up is never
// withheld. `contract` has its effects in force.
std::vector<WithheldPart> WithheldParts(const License& license, const Product& product,
                                        const LicensedContract& contract);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_WITHHELD_PARTS_H_
