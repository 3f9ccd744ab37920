// A licence under a contract, written shortly: for tests of what its standing does to keys.
#ifndef COUNTERSIGN_TESTS_DOMAIN_LICENSED_CONTRACT_H_
#define COUNTERSIGN_TESTS_DOMAIN_LICENSED_CONTRACT_H_

#include <functional>
#include <string>
#include <vector>

#include "licensing/domain/license_standing.h"
#include "tests/domain/check_facts.h"

namespace countersign::domain {

inline const Entitlement kOrders{"orders", std::nullopt};
inline const Entitlement kUsers{"users", 20};
inline const Entitlement kArchive{"archive", 3};

inline DeliveredPart Part(std::string id, std::vector<std::string> entitlements,
                          Stage stage = Stage::kCurrent) {
  DeliveredPart part;
  part.id = std::move(id);
  part.entitlements = std::move(entitlements);
  part.stage = stage;
  return part;
}

inline Effect InForce(std::string part, EffectKind kind, Instant since) {
  Effect effect;
  effect.id = part + "-" + std::string(EffectName(kind));
  effect.sub_contract_id = std::move(part);
  effect.kind = kind;
  effect.start_time = since;
  return effect;
}

// A contract of the licence of check_facts.h, which grants orders, users and archive.
inline LicensedContract Contract(std::vector<DeliveredPart> parts) {
  LicensedContract contract;
  contract.parts = std::move(parts);
  contract.time_zone = "Asia/Shanghai";
  return contract;
}

inline EnforcementFacts EnforcementOf(const LicensedContract& contract) {
  return LicenseEnforcement(*Facts().license, contract);
}

inline SupportedGrant Granted(const EnforcementFacts& enforcement,
                              const std::function<void(KeyFacts&)>& change = {}) {
  const CheckFacts checked = Facts();
  KeyFacts facts{*checked.product, *checked.license, *checked.policy, enforcement};
  if (change) change(facts);
  return GrantFor(facts, kNow);
}

}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_DOMAIN_LICENSED_CONTRACT_H_
