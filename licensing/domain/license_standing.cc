#include "licensing/domain/license_standing.h"

#include <algorithm>

namespace countersign::domain {
namespace {

bool IsWithheld(const DeliveredPart& part) {
  return !part.paid_up && (part.stage == Stage::kSuspended || part.stage == Stage::kTerminated);
}

const Effect* InForce(const LicensedContract& contract, std::string_view sub_contract_id,
                      EffectKind kind) {
  const auto found = std::ranges::find_if(contract.effects, [&](const Effect& effect) {
    return effect.sub_contract_id == sub_contract_id && effect.kind == kind && !effect.end_time;
  });
  return found == contract.effects.end() ? nullptr : &*found;
}

// The day in the contract's time zone; nothing for a zone that the database does not know, which
// no contract that became active has.
std::optional<CivilDate> DayOf(const LicensedContract& contract, Instant t) {
  const auto zone = TimeZone::Find(contract.time_zone);
  if (!zone) return std::nullopt;
  return zone->DateAt(t);
}

// The supply of a part was stopped by the effect, or at the latest by the suspension.
const Effect* SupplyStop(const LicensedContract& contract, const DeliveredPart& part) {
  const Effect* stop = InForce(contract, part.id, EffectKind::kStopSupply);
  return stop != nullptr ? stop : InForce(contract, part.id, EffectKind::kSuspend);
}

void StopSupply(const LicensedContract& contract, const DeliveredPart& part,
                EnforcementFacts& facts) {
  if (part.stage != Stage::kSupplyStopped && part.stage != Stage::kSuspended) return;
  const Effect* stop = SupplyStop(contract, part);
  if (stop == nullptr) return;
  if (facts.supply_stop_time && *facts.supply_stop_time <= stop->start_time) return;
  facts.supply_stop_time = stop->start_time;
  facts.supply_stop_date = DayOf(contract, stop->start_time);
}

// It went out, did not come back, and was not used up.
bool Counts(const Notice& notice) {
  return notice.sent_time && !notice.consume_time &&
         (notice.state == NoticeState::kSent || notice.state == NoticeState::kReceived);
}

// By a class that may bear an effect. Class E is on record only where the contract has a service
// clause.
bool WasReceived(const Notice& notice) {
  return std::ranges::any_of(notice.receipts, [](const NoticeReceipt& receipt) {
    return !receipt.withdraw_time && receipt.receipt_class != ReceiptClass::kArrived;
  });
}

// The last urgent one; from the receipt of a formal one on, the last of these that was received.
const Notice* LastNotice(const LicensedContract& contract, const DeliveredPart& part) {
  const bool urgent = part.stage == Stage::kUrgent;
  const NoticeKind kind = urgent ? NoticeKind::kUrgentNotice : NoticeKind::kFormalNotice;
  const Notice* last = nullptr;
  for (const Notice& notice : contract.notices) {
    if (notice.sub_contract_id != part.id || notice.kind != kind || !Counts(notice) ||
        !(urgent || WasReceived(notice)))
      continue;
    if (last == nullptr || *last->sent_time < *notice.sent_time) last = &notice;
  }
  return last;
}

// The worst that is in force; none before supply was stopped.
const Effect* EffectOf(const LicensedContract& contract, const DeliveredPart& part) {
  const Effect* suspended =
      part.stage == Stage::kSuspended ? InForce(contract, part.id, EffectKind::kSuspend) : nullptr;
  if (suspended != nullptr || part.stage < Stage::kSupplyStopped) return suspended;
  return InForce(contract, part.id, EffectKind::kStopSupply);
}

const Notice* NoticeFor(const LicensedContract& contract, const DeliveredPart& part,
                        const Effect* effect) {
  if (effect != nullptr) {
    const auto borne = std::ranges::find(contract.notices, effect->notice_id, &Notice::id);
    if (borne != contract.notices.end()) return &*borne;
  }
  return LastNotice(contract, part);
}

KeyNotice NoticeOf(const LicensedContract& contract, const DeliveredPart& part) {
  KeyNotice told;
  told.stage = part.stage;
  const Effect* effect = EffectOf(contract, part);
  if (const Notice* notice = NoticeFor(contract, part, effect)) {
    told.notice_id = notice->id;
    told.text_sha256 = notice->text_sha256;
  }
  if (effect != nullptr && effect->kind == EffectKind::kSuspend)
    told.first_day = DayOf(contract, effect->start_time);
  else if (part.stage == Stage::kNoticed || part.stage == Stage::kSupplyStopped)
    told.first_day = part.first_effect_date;
  return told;
}

void Restrict(EnforcementFacts& facts, Reason why) {
  facts.restricted = true;
  facts.why = why;
}

}  // namespace

bool Concerns(const DeliveredPart& part, const License& license) {
  return part.core || std::ranges::any_of(license.entitlements, [&](const Entitlement& granted) {
           return std::ranges::find(part.entitlements, granted.name) != part.entitlements.end();
         });
}

EnforcementFacts LicenseEnforcement(const License& license, const LicensedContract& contract) {
  EnforcementFacts facts;
  facts.hashes = contract.hashes;
  EntitlementNames delivered;  // by what is not withheld
  const DeliveredPart* worst = nullptr;
  bool unpaid = false;
  for (const DeliveredPart& part : contract.parts) {
    if (part.paid_up) facts.paid_up.insert(part.entitlements.begin(), part.entitlements.end());
    (IsWithheld(part) ? facts.withheld : delivered)
        .insert(part.entitlements.begin(), part.entitlements.end());
    if (!Concerns(part, license)) continue;
    unpaid = unpaid || !part.paid_up;
    if (part.core && IsWithheld(part)) Restrict(facts, Reason::kLicenseSuspended);
    StopSupply(contract, part, facts);
    if (part.stage >= Stage::kUrgent && (worst == nullptr || worst->stage < part.stage))
      worst = &part;
  }
  std::erase_if(facts.withheld, [&](const std::string& name) {
    return delivered.contains(name) || facts.paid_up.contains(name);
  });
  if (contract.terminated && unpaid) Restrict(facts, Reason::kContractTerminated);
  if (worst != nullptr) facts.notice = NoticeOf(contract, *worst);
  return facts;
}

LicensedContract SupportedContract(LicensedContract contract,
                                   const std::set<std::string, std::less<>>& supported) {
  std::erase_if(contract.effects,
                [&](const Effect& effect) { return !supported.contains(effect.id); });
  for (DeliveredPart& part : contract.parts) {
    const bool borne = part.stage == Stage::kTerminated
                           ? contract.terminated
                           : InForce(contract, part.id, EffectKind::kSuspend) != nullptr;
    if (part.stage >= Stage::kSuspended && !borne) part.stage = Stage::kNoticed;
  }
  return contract;
}

EnforcementFacts DeferDelivery(EnforcementFacts facts, const DeliveredKey& last,
                               std::optional<Instant> opens) {
  const EnforcementFacts whole = facts;
  if (facts.restricted && !last.restricted) {
    facts.restricted = false;
    facts.why = Reason::kUnspecified;
  }
  if (!last.restricted)
    std::erase_if(facts.withheld,
                  [&](const std::string& name) { return last.entitlements.contains(name); });
  facts.deferred = facts.restricted != whole.restricted || facts.withheld != whole.withheld;
  if (facts.deferred) facts.delivery_time = opens;
  return facts;
}

}  // namespace countersign::domain
