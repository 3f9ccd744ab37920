#include "licensing/domain/withheld_parts.h"

#include <algorithm>

namespace countersign::domain {
namespace {

std::optional<Instant> SuspendedSince(const LicensedContract& contract, const DeliveredPart& part) {
  for (const Effect& effect : contract.effects)
    if (effect.sub_contract_id == part.id && effect.kind == EffectKind::kSuspend &&
        !effect.end_time)
      return effect.start_time;
  return std::nullopt;
}

}  // namespace

std::vector<WithheldPart> WithheldParts(const License& license, const Product& product,
                                        const LicensedContract& contract) {
  const EnforcementFacts facts = LicenseEnforcement(license, contract);
  const auto granted = [&](auto left_out) {
    std::vector<std::string> names;
    for (const Entitlement& entitlement : license.entitlements) {
      const std::string& name = entitlement.name;
      const bool kept =
          facts.paid_up.contains(name) ||
          std::ranges::find(product.always_available, name) != product.always_available.end();
      if (!kept && left_out(name)) names.push_back(name);
    }
    return names;
  };
  std::vector<WithheldPart> parts;
  const auto add = [&](std::string id, std::optional<Instant> since,
                       std::vector<std::string> names) {
    if (!names.empty()) parts.push_back({std::move(id), since, std::move(names)});
  };
  for (const DeliveredPart& part : contract.parts) {
    if (part.stage != Stage::kSuspended || part.paid_up || !Concerns(part, license)) continue;
    add(part.id, SuspendedSince(contract, part), granted([&](const std::string& name) {
          return part.core ||
                 (facts.withheld.contains(name) &&
                  std::ranges::find(part.entitlements, name) != part.entitlements.end());
        }));
  }
  if (facts.restricted && facts.why == Reason::kContractTerminated)
    add("", std::nullopt, granted([](const std::string&) { return true; }));
  return parts;
}

}  // namespace countersign::domain
