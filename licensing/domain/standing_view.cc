#include "licensing/domain/standing_view.h"

#include <algorithm>

namespace countersign::domain::standing {
namespace {

constexpr CivilDate kFirstDay{std::chrono::year(1900), std::chrono::January, std::chrono::day(1)};

// The earliest day of receipt that is proved; not before it was sent.
PerhapsDay ReceivedOn(const Frame& frame, const Notice& notice, CivilDate sent_on) {
  PerhapsDay first;
  for (const NoticeReceipt& receipt : notice.receipts) {
    if (receipt.withdraw_time || receipt.date > frame.today ||
        !ProvesReceiptForEffects(receipt.receipt_class, frame.terms().service_clause))
      continue;
    const CivilDate day = std::max(receipt.date, sent_on);
    if (!first || day < *first) first = day;
  }
  return first;
}

// The claims of which an urgent notice went out the ladder's days before the formal one, even if it
// failed since: that step is open again then, and no effect begins before it was carried out.
std::vector<std::string> ClaimsInOrder(const Frame& frame, const SubView& sub,
                                       const FormalView& formal) {
  std::vector<std::string> ids;
  for (const Notice* const notice : sub.notices) {
    if (notice->kind != NoticeKind::kUrgentNotice || !notice->sent_time) continue;
    const PerhapsDay earliest = DayAfter(frame.zone.DateAt(*notice->sent_time),
                                         frame.terms().ladder.formal_after_urgent_days);
    if (!earliest || *earliest > formal.sent_on) continue;
    for (const NoticedClaim& claim : notice->claims) ids.push_back(claim.invoice_id);
  }
  return ids;
}

// The days after the notice was sent, to today, from which on a payment on the claim is undone.
std::set<CivilDate> ReversalsSince(const Frame& frame, const FormalView& formal,
                                   const ClaimView& claim) {
  std::set<CivilDate> days;
  for (const ClaimRecord& record : claim.claim->records)
    if (record.kind == RecordKind::kReversal && record.effective_date > formal.since &&
        record.effective_date <= frame.today)
      days.insert(record.effective_date);
  return days;
}

Result<bool> WasEnoughOn(const Frame& frame, const SubView& sub, const FormalView& formal,
                         CivilDate day) {
  ExactInteger sum = 0;
  for (const ClaimView* const claim : sub.claims) {
    if (!Names(*formal.notice, claim->invoice().id)) continue;
    ASSIGN_OR_RETURN(const std::int64_t unpaid, UnpaidOn(*claim, day));
    sum += unpaid;
  }
  return IsEnough(frame, sub, sum);
}

Result<std::vector<std::string>> ClaimsThatReliedOnPayment(const Frame& frame, const SubView& sub,
                                                           const FormalView& formal) {
  std::vector<std::string> ids;
  for (const ClaimView* const claim : sub.claims) {
    for (const CivilDate day : ReversalsSince(frame, formal, *claim)) {
      ASSIGN_OR_RETURN(const CivilDate before, PlusDays(day, -1));
      ASSIGN_OR_RETURN(const bool was_enough, WasEnoughOn(frame, sub, formal, before));
      if (was_enough) continue;
      ids.push_back(claim->invoice().id);
      break;
    }
  }
  return ids;
}

// An effect that rested on it ended.
bool BoreAnEndedEffect(const ContractFacts& facts, const Notice& notice) {
  return std::ranges::any_of(facts.effects, [&](const Effect& effect) {
    return effect.notice_id == notice.id && effect.end_time.has_value();
  });
}

Result<void> AddNotices(const Frame& frame, std::string_view sub_contract_id, SubView& sub) {
  for (const Notice& notice : frame.facts->notices) {
    if (notice.sub_contract_id != sub_contract_id) continue;
    sub.notices.push_back(&notice);
    if (notice.kind != NoticeKind::kFormalNotice || !WasSent(notice)) continue;
    FormalView formal;
    formal.notice = &notice;
    formal.sent_on = frame.zone.DateAt(*notice.sent_time);
    formal.since = std::min(formal.sent_on, frame.today);
    formal.received_on = ReceivedOn(frame, notice, formal.sent_on);
    ASSIGN_OR_RETURN(formal.relied_on_payment, ClaimsThatReliedOnPayment(frame, sub, formal));
    const auto covered = [&](const ClaimView* claim) {
      return claim->open > 0 && Covers(formal, *claim) &&
             std::ranges::any_of(claim->portions, [](const Portion& portion) {
               return portion.rest == Rest::kNone || portion.rest == Rest::kDispute;
             });
    };
    formal.consumed = notice.consume_time.has_value() || BoreAnEndedEffect(*frame.facts, notice) ||
                      std::ranges::none_of(sub.claims, covered);
    sub.formals.push_back(formal);
  }
  for (FormalView& formal : sub.formals) formal.in_order = ClaimsInOrder(frame, sub, formal);
  std::ranges::sort(sub.notices, {}, [](const Notice* notice) { return notice->id; });
  std::ranges::sort(sub.formals, {}, [](const FormalView& formal) { return formal.notice->id; });
  return {};
}

void AddHolds(const Frame& frame, std::string_view sub_contract_id, SubView& sub) {
  for (const Hold& hold : frame.facts->holds)
    if (!hold.release_time &&
        (hold.sub_contract_id.empty() || hold.sub_contract_id == sub_contract_id))
      sub.holds.push_back(&hold);
  std::ranges::sort(sub.holds, {}, [](const Hold* hold) { return hold->id; });
  for (const Hold* const hold : sub.holds) sub.held.push_back({kFirstDay, hold->last_date});
}

// An effect that nothing supports ends, and its notice with it, and so what else rests on that.
void AddEffects(const Frame& frame, SubView& sub) {
  for (const Effect& effect : frame.facts->effects)
    if (effect.sub_contract_id == sub.sub_contract->id && !effect.end_time)
      sub.in_force.push_back(&effect);
  std::ranges::sort(sub.in_force, {}, [](const Effect* effect) { return effect->id; });
  for (bool changed = true; changed;) {
    changed = false;
    for (const Effect* const effect : std::vector(sub.in_force)) {
      if (Supports(frame, sub, *effect)) continue;
      std::erase(sub.in_force, effect);
      sub.to_end.push_back(effect);
      for (FormalView& formal : sub.formals)
        if (formal.notice->id == effect->notice_id) formal.consumed = true;
      changed = true;
    }
  }
  std::ranges::sort(sub.to_end, {}, [](const Effect* effect) { return effect->id; });
}

void AddClaims(const Frame& frame, std::string_view sub_contract_id, SubView& sub) {
  for (const ClaimView& claim : frame.claims)
    if (claim.sub_contract_id == sub_contract_id) sub.claims.push_back(&claim);
}

// What an effect begun on that day, of the claims that it names, can rest on today.
std::vector<Bearer> BearersOfEffect(const Frame& frame, const SubView& sub,
                                    const FormalView& formal, const Effect& effect) {
  const CivilDate begun = frame.zone.DateAt(effect.start_time);
  std::vector<Bearer> bearers = BearersOf(frame, sub, &formal);
  std::erase_if(bearers, [&](const Bearer& bearer) {
    if (std::ranges::find(effect.invoice_ids, bearer.claim->invoice().id) ==
            effect.invoice_ids.end() ||
        !IsFree(bearer, frame.today))
      return true;
    const PerhapsDay cured = CureOf(frame, bearer, *formal.received_on, effect.kind);
    return !cured || *cured > begun;
  });
  return bearers;
}

}  // namespace

Result<void> FillFrame(const ContractFacts& facts, Instant now, Frame& frame) {
  frame.facts = &facts;
  frame.now = now;
  frame.today = frame.zone.DateAt(now);
  ASSIGN_OR_RETURN(frame.claims, ViewClaims(facts, frame.today));
  std::vector<const SubContract*> sorted;
  for (const SubContract& sub_contract : facts.contract.sub_contracts)
    sorted.push_back(&sub_contract);
  std::ranges::sort(sorted, {}, [](const SubContract* each) { return each->id; });
  for (const SubContract* const sub_contract : sorted) {
    SubView sub;
    sub.sub_contract = sub_contract;
    ASSIGN_OR_RETURN(sub.price, PriceToDate(*sub_contract));
    AddClaims(frame, sub_contract->id, sub);
    RETURN_IF_ERROR(AddNotices(frame, sub_contract->id, sub));
    AddHolds(frame, sub_contract->id, sub);
    AddEffects(frame, sub);
    frame.sub_contracts.push_back(std::move(sub));
  }
  AddClaims(frame, "", frame.others);
  RETURN_IF_ERROR(AddNotices(frame, "", frame.others));
  AddHolds(frame, "", frame.others);
  return {};
}

bool Names(const Notice& notice, std::string_view invoice_id) {
  return std::ranges::find(notice.claims, invoice_id, &NoticedClaim::invoice_id) !=
         notice.claims.end();
}

bool WasSent(const Notice& notice) {
  return notice.sent_time && notice.state != NoticeState::kFailed &&
         notice.state != NoticeState::kCancelled;
}

bool Covers(const FormalView& formal, const ClaimView& claim) {
  const auto reaches = [&](const DaySpan& days) { return days.last >= formal.since; };
  return Names(*formal.notice, claim.invoice().id) &&
         std::ranges::none_of(claim.settled, reaches) &&
         std::ranges::none_of(claim.planned, reaches) &&
         std::ranges::find(formal.relied_on_payment, claim.invoice().id) ==
             formal.relied_on_payment.end();
}

bool CoversInOrder(const FormalView& formal, const ClaimView& claim) {
  return Covers(formal, claim) &&
         std::ranges::find(formal.in_order, claim.invoice().id) != formal.in_order.end();
}

std::vector<Bearer> BearersOf(const Frame& frame, const SubView& sub, const FormalView* formal) {
  std::vector<Bearer> bearers;
  for (const ClaimView* const claim : sub.claims) {
    if (!claim->IsOverdue(frame.today) || !claim->assented || !claim->claim->papers_delivered ||
        (formal != nullptr && !Covers(*formal, *claim)))
      continue;
    for (const Portion& portion : claim->portions)
      if (portion.rest == Rest::kNone) bearers.push_back({claim, &portion});
  }
  return bearers;
}

std::vector<DaySpan> PausesOf(const Bearer& bearer) {
  std::vector<DaySpan> pauses = bearer.portion->disputed;
  const std::vector<DaySpan>& promised = bearer.claim->promise_pauses;
  pauses.insert(pauses.end(), promised.begin(), promised.end());
  return pauses;
}

bool IsFree(const Bearer& bearer, CivilDate day) {
  const auto stands_still = [&](const DaySpan& span) { return span.Has(day); };
  return std::ranges::none_of(bearer.portion->disputed, stands_still) &&
         std::ranges::none_of(bearer.claim->promised, stands_still);
}

PerhapsDay CureOf(const Frame& frame, const Bearer& bearer, CivilDate received, EffectKind kind) {
  const LadderPolicy& ladder = frame.terms().ladder;
  const std::int32_t days =
      kind == EffectKind::kStopSupply ? ladder.supply_cure_days : ladder.suspend_cure_days;
  return CureEnds(received, days, PausesOf(bearer));
}

bool IsEnough(const Frame& frame, const SubView& sub, const std::vector<Bearer>& bearers) {
  ExactInteger sum = 0;
  for (const Bearer& bearer : bearers) sum += bearer.portion->minor_units;
  return IsEnough(frame, sub, sum);
}

bool IsEnough(const Frame& frame, const SubView& sub, const ExactInteger& minor_units) {
  return minor_units > 0 &&
         minor_units * Rate::kOne >=
             ExactInteger(frame.terms().threshold.units()) * sub.price.minor_units;
}

const Effect* InForce(const SubView& sub, EffectKind kind) {
  const auto at =
      std::ranges::find(sub.in_force, kind, [](const Effect* each) { return each->kind; });
  return at == sub.in_force.end() ? nullptr : *at;
}

bool IsHeld(const SubView& sub, CivilDate day) {
  return std::ranges::any_of(sub.held, [&](const DaySpan& span) { return span.Has(day); });
}

std::string Exemption(const Frame& frame, const SubView& sub) {
  return ExemptionOf(*frame.facts, *sub.sub_contract);
}

bool Supports(const Frame& frame, const SubView& sub, const Effect& effect) {
  const auto formal = std::ranges::find(sub.formals, effect.notice_id,
                                        [](const FormalView& each) { return each.notice->id; });
  return formal != sub.formals.end() && !formal->consumed && formal->received_on &&
         Exemption(frame, sub).empty() && !IsHeld(sub, frame.today) &&
         IsEnough(frame, sub, BearersOfEffect(frame, sub, *formal, effect));
}

}  // namespace countersign::domain::standing

namespace countersign::domain {

std::string ExemptionOf(const ContractFacts& facts, const SubContract& sub_contract) {
  const Contract& contract = facts.contract;
  const std::string name = "contracts/" + contract.id;
  if (contract.terms.enforcement == Enforcement::kTrackOnly)
    return name + " is tracked only: nothing is ever stopped";
  if (contract.terms.consumer) return "the customer is a consumer: nothing is ever stopped";
  if (facts.consumer)
    return "customers/" + contract.customer_id + " is a consumer: nothing is ever stopped";
  const std::string part = name + "/subcontracts/" + sub_contract.id;
  if (sub_contract.safety_critical)
    return part + " is safety-critical: nothing of it is ever stopped";
  const auto products = facts.critical_products.find(sub_contract.id);
  if (products == facts.critical_products.end() || products->second.empty()) return {};
  return "products/" + *products->second.begin() + " is safety-critical: nothing of " + part +
         ", which delivers it, is ever stopped";
}

}  // namespace countersign::domain
