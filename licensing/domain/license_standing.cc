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

// The parts of a contract by whether they are supplied, as a licence sees them.
class Supply {
 public:
  Supply(const License& license, const LicensedContract& contract)
      : license_(license), contract_(contract) {}

  void Add(const DeliveredPart& part) {
    const Effect* stop = StopOf(part);
    (stop == nullptr ? supplied_ : stopped_)
        .insert(part.entitlements.begin(), part.entitlements.end());
    if (!Concerns(part, license_)) return;
    if (stop == nullptr) {
      supplies_ = true;
    } else if (part.core) {
      core_ = std::min(core_.value_or(stop->start_time), stop->start_time);
    } else {
      first_ = std::min(first_.value_or(stop->start_time), stop->start_time);
      last_ = std::max(last_.value_or(stop->start_time), stop->start_time);
    }
  }

  // Nothing is supplied any more since a core part was stopped, or the last of them all.
  void Put(EnforcementFacts& facts) const {
    facts.supply_stop_time = core_ ? core_ : supplies_ ? std::nullopt : last_;
    if (facts.supply_stop_time) facts.supply_stop_date = DayOf(contract_, *facts.supply_stop_time);
    if (!first_ || (facts.supply_stop_time && *facts.supply_stop_time <= *first_)) return;
    PartStop stop{*first_, DayOf(contract_, *first_), {}};
    for (const Entitlement& granted : license_.entitlements)
      if (stopped_.contains(granted.name) && !supplied_.contains(granted.name) &&
          !facts.paid_up.contains(granted.name))
        stop.entitlements.insert(granted.name);
    if (!stop.entitlements.empty()) facts.part_stop = std::move(stop);
  }

 private:
  // The supply of a part was stopped by this, or at the latest by the suspension.
  const Effect* StopOf(const DeliveredPart& part) const {
    if (part.stage != Stage::kSupplyStopped && part.stage != Stage::kSuspended) return nullptr;
    const Effect* stop = InForce(contract_, part.id, EffectKind::kStopSupply);
    return stop != nullptr ? stop : InForce(contract_, part.id, EffectKind::kSuspend);
  }

  const License& license_;
  const LicensedContract& contract_;
  bool supplies_ = false;  // a part that concerns the licence
  std::optional<Instant> core_, first_, last_;
  EntitlementNames supplied_, stopped_;
};

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

NoticeKind KindToldAt(Stage stage) {
  if (stage < Stage::kUrgent) return NoticeKind::kOverdueReminder;
  return stage == Stage::kUrgent ? NoticeKind::kUrgentNotice : NoticeKind::kFormalNotice;
}

// The last reminder or urgent one; from the receipt of a formal one on, the last of these that was
// received.
const Notice* LastNotice(const LicensedContract& contract, const DeliveredPart& part) {
  const NoticeKind kind = KindToldAt(part.stage);
  const Notice* last = nullptr;
  for (const Notice& notice : contract.notices) {
    if (notice.sub_contract_id != part.id || notice.kind != kind || !Counts(notice) ||
        (kind == NoticeKind::kFormalNotice && !WasReceived(notice)))
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
  Supply supply(license, contract);
  for (const DeliveredPart& part : contract.parts) {
    supply.Add(part);
    if (part.paid_up) facts.paid_up.insert(part.entitlements.begin(), part.entitlements.end());
    (IsWithheld(part) ? facts.withheld : delivered)
        .insert(part.entitlements.begin(), part.entitlements.end());
    if (!Concerns(part, license)) continue;
    unpaid = unpaid || !part.paid_up;
    if (part.core && IsWithheld(part)) Restrict(facts, Reason::kLicenseSuspended);
    if (part.stage >= contract.told_from && (worst == nullptr || worst->stage < part.stage))
      worst = &part;
  }
  std::erase_if(facts.withheld, [&](const std::string& name) {
    return delivered.contains(name) || facts.paid_up.contains(name);
  });
  supply.Put(facts);
  if (contract.terminated && unpaid) Restrict(facts, Reason::kContractTerminated);
  if (worst != nullptr) facts.notice = NoticeOf(contract, *worst);
  return facts;
}

EnforcementFacts AfterPartStop(EnforcementFacts facts, bool added, bool newer) {
  if (!facts.part_stop || (!added && !newer)) return facts;
  facts.withheld.insert(facts.part_stop->entitlements.begin(), facts.part_stop->entitlements.end());
  if (newer) facts.part_stop.reset();
  return facts;
}

bool WasAddedAfter(const PartStop& stop, const DeliveredKey& last,
                   const std::vector<std::string>& always_available) {
  if (last.restricted || !stop.date || !last.releases_until || *last.releases_until > *stop.date)
    return false;
  bool any = false;
  for (const std::string& name : stop.entitlements) {
    if (std::ranges::find(always_available, name) != always_available.end()) continue;
    if (last.entitlements.contains(name)) return false;
    any = true;
  }
  return any;
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
