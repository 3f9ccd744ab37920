#include "licensing/checkin/enforcement.h"

#include <algorithm>

#include "licensing/app/calendars.h"
#include "licensing/app/resource.h"
#include "licensing/app/standing_facts.h"
#include "licensing/checkin/recorded_answer.h"
#include "licensing/domain/effect_window.h"
#include "licensing/domain/offline_key.h"
#include "licensing/keys/payload.h"

namespace countersign::checkin {
namespace {

using domain::CheckFacts;
using domain::EnforcementFacts;
using domain::LicensedContract;

bool HasSomethingToTell(const LicensedContract& contract, const domain::License& license) {
  return contract.terminated ||
         std::ranges::any_of(contract.parts, [&](const domain::DeliveredPart& part) {
           return part.stage >= contract.told_from && domain::Concerns(part, license);
         });
}

Result<LicensedContract> LoadContract(app::View& view, const domain::License& license) {
  ASSIGN_OR_RETURN(LicensedContract contract, view.licenses().FindContract(license.contract_id));
  if (!HasSomethingToTell(contract, license)) return contract;
  ASSIGN_OR_RETURN(contract.effects, view.enforcement().effects().InForce(license.contract_id));
  ASSIGN_OR_RETURN(contract.notices, view.enforcement().notices().OfContract(license.contract_id));
  ASSIGN_OR_RETURN(const domain::Contract terms,
                   app::Load(view.contracts(), "contracts", license.contract_id));
  contract.time_zone = terms.terms.time_zone;
  return contract;
}

Result<domain::EffectWindow> LoadWindow(app::View& view, const domain::License& license,
                                        Instant now) {
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   app::Load(view.contracts(), "contracts", license.contract_id));
  ASSIGN_OR_RETURN(const domain::Calendar calendar,
                   app::LoadCalendar(view, contract.terms.calendar));
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(contract.terms.time_zone));
  return domain::EffectWindowAt(contract.terms, calendar, zone, now);
}

// What the machine was given last, where it holds a lease.
std::optional<domain::DeliveredKey> LastKey(const CheckFacts& facts) {
  if (!facts.lease || facts.lease->last_answer.empty()) return std::nullopt;
  const auto answer = DecodeAnswer(facts.lease->last_answer);
  if (!answer) return std::nullopt;
  return keys::ReadDelivered(answer->pushed_payload.empty() ? answer->key_payload
                                                            : answer->pushed_payload);
}

Result<EnforcementFacts> AtThisHour(app::View& view, const CheckFacts& facts,
                                    EnforcementFacts enforcement, Instant now) {
  if (!enforcement.Withholds()) return enforcement;
  const auto last = LastKey(facts);
  if (!last) return enforcement;
  ASSIGN_OR_RETURN(const domain::EffectWindow window, LoadWindow(view, *facts.license, now));
  if (window.open) return enforcement;
  return domain::DeferDelivery(std::move(enforcement), *last, window.opens);
}

bool CannotRead(const Error& error) {
  return error.code == Code::kUnavailable || error.code == Code::kInternal;
}

// The contract's facts; nothing where they do not fit together.
Result<std::optional<domain::ContractFacts>> ReadableFacts(app::View& view,
                                                           std::string_view contract_id,
                                                           Instant now) {
  auto facts = app::LoadContractFacts(view, contract_id, now);
  if (!facts && CannotRead(facts.error())) return tl::unexpected<Error>(facts.error());
  if (!facts) return std::optional<domain::ContractFacts>();
  return std::optional(*std::move(facts));
}

// Ids of the effects in force that the facts on file support.
Result<std::set<std::string, std::less<>>> Supported(app::View& view, std::string_view contract_id,
                                                     Instant now) {
  std::set<std::string, std::less<>> supported;
  ASSIGN_OR_RETURN(const auto facts, ReadableFacts(view, contract_id, now));
  if (!facts) return supported;
  for (const domain::Effect& effect : facts->effects) {
    if (effect.end_time) continue;
    const auto supports = domain::SupportsEffect(*facts, effect, now);
    if (supports && *supports) supported.insert(effect.id);
  }
  return supported;
}

}  // namespace

Result<EnforcementFacts> LoadEnforcement(app::View& view, const CheckFacts& facts, Instant now) {
  const domain::License& license = *facts.license;
  if (license.contract_id.empty()) return EnforcementFacts();
  ASSIGN_OR_RETURN(const LicensedContract contract, LoadContract(view, license));
  return AtThisHour(view, facts, domain::LicenseEnforcement(license, contract), now);
}

Result<EnforcementFacts> LoadSupportedEnforcement(app::View& view, const CheckFacts& facts,
                                                  Instant now) {
  const domain::License& license = *facts.license;
  ASSIGN_OR_RETURN(LicensedContract contract, LoadContract(view, license));
  ASSIGN_OR_RETURN(const auto supported, Supported(view, license.contract_id, now));
  contract = domain::SupportedContract(std::move(contract), supported);
  return AtThisHour(view, facts, domain::LicenseEnforcement(license, contract), now);
}

bool WasAddedAfterStop(const CheckFacts& facts) {
  const auto& stop = facts.enforcement.part_stop;
  if (!stop || !facts.machine || facts.machine->meta.create_time < stop->time) return false;
  const auto last = LastKey(facts);
  return last && domain::WasAddedAfter(*stop, *last, facts.product->always_available);
}

Result<std::optional<Instant>> LoadHorizon(app::View& view, const domain::License& license,
                                           Instant now) {
  if (license.contract_id.empty()) return std::optional<Instant>();
  ASSIGN_OR_RETURN(const auto facts, ReadableFacts(view, license.contract_id, now));
  if (!facts) return std::optional<Instant>();
  return domain::OfflineHorizon(*facts, license, now).value_or(std::nullopt);
}

}  // namespace countersign::checkin
