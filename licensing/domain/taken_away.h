// What a change takes away from licences that are in use. Such a change takes two users: nobody is
// to switch off a customer alone by editing what was granted. What only gives is free.
//
// Each function answers phrases for people, the field first: "end_time 2026-04-01T00:00:00Z instead
// of none", "entitlements without export". Empty: the change takes nothing.
#ifndef COUNTERSIGN_DOMAIN_TAKEN_AWAY_H_
#define COUNTERSIGN_DOMAIN_TAKEN_AWAY_H_

#include <string>
#include <vector>

#include "licensing/domain/catalog.h"
#include "licensing/domain/license.h"

namespace countersign::domain {

// A machine was given a full key by it. Before that, a mistake in a new licence is mended by one
// user.
bool InUse(const License& license);

// By the new licence from who holds the old one, at `now`:
// - entitlements: one that goes, gets a limit, or a lower one;
// - start_time: one that is put off to after `now`;
// - end_time: an earlier one, or one where there was none, unless the old one is over;
// - max_machines: fewer than the licence's own or, with 0, the policy's (`policy_machines`);
// - contract: any other one. It decides what is paid up, and what may be withheld.
std::vector<std::string> TakenFromLicense(const License& before, const License& after,
                                          std::int32_t policy_machines, Instant now);

// By the new policy from the licences that were given by it: shorter lease, offline time or offline
// keys, fewer machines or re-installations, overage that is refused, versions and releases that are
// not covered any more, and a way of telling machines apart that may refuse one that was accepted
// (any but from ALL to MOST or ANY_TWO). Not `trial`: it is over for a licence in use, or dated.
std::vector<std::string> TakenByPolicy(const Policy& before, const Policy& after);

// By the new product from its licences, which keep their entitlements: what a restricted key keeps
// (always_available, and without a number what the licence does not grant), a release that is no
// security release any more, and one that is dated later, or at all, so that `releases_until` and a
// stop of supply may exclude it. An archived product takes no machine that is new.
std::vector<std::string> TakenByProduct(const Product& before, const Product& after);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_TAKEN_AWAY_H_
