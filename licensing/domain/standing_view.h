// The facts of a contract as they count at an instant: what Assess works on.
//
// All dates are civil dates in the contract's time zone.
#ifndef COUNTERSIGN_DOMAIN_STANDING_VIEW_H_
#define COUNTERSIGN_DOMAIN_STANDING_VIEW_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "licensing/domain/exact.h"
#include "licensing/domain/standing.h"
#include "licensing/domain/standing_claims.h"
#include "licensing/domain/standing_days.h"

namespace countersign::domain::standing {

// A formal notice that was sent.
struct FormalView {
  const Notice* notice = nullptr;
  CivilDate sent_on;
  CivilDate since;         // as of which it covers claims: sent_on; today if that is yet to come
  PerhapsDay received_on;  // with proof that is enough for an effect
  bool consumed = false;   // or to be consumed
  // Ids of the claims whose urgent notice had gone out long enough before it.
  std::vector<std::string> in_order;
  // Ids of the claims of which a payment was undone that had, since it was sent, brought all that
  // it names beneath the threshold: who had paid that much, and believed it, is warned again.
  std::vector<std::string> relied_on_payment;
};

struct SubView {
  const SubContract* sub_contract = nullptr;  // nothing: the claims of no sub-contract
  Money price;                                // to date
  std::vector<const ClaimView*> claims;
  std::vector<const Notice*> notices;
  std::vector<FormalView> formals;
  std::vector<const Effect*> in_force;  // those that the facts support
  std::vector<const Effect*> to_end;    // those that nothing supports any more
  std::vector<const Hold*> holds;       // that are not released
  std::vector<DaySpan> held;            // their days
};

struct Frame {
  explicit Frame(const TimeZone& its_zone) : zone(its_zone) {}

  const ContractFacts* facts = nullptr;
  TimeZone zone;
  Instant now{};
  CivilDate today;
  std::vector<ClaimView> claims;
  std::vector<SubView> sub_contracts;  // by id
  SubView others;                      // of no sub-contract

  const ContractTerms& terms() const { return facts->contract.terms; }
};

// What an effect can rest on: a portion that is overdue and does not rest, of a claim that was
// assented to and whose papers were delivered.
struct Bearer {
  const ClaimView* claim = nullptr;
  const Portion* portion = nullptr;
};

// `frame` holds pointers into `facts` and into itself: it is neither copied nor outlives them.
Result<void> FillFrame(const ContractFacts& facts, Instant now, Frame& frame);

bool Names(const Notice& notice, std::string_view invoice_id);

// Whether the notice went out, and did not fail since.
bool WasSent(const Notice& notice);

// Whether the notice still counts for the claim: it names it, and since it was sent the claim was
// never settled nor under a plan, and none of its payments was undone that had brought what the
// notice names beneath the threshold. What comes after such a restoration needs a fresh notice.
bool Covers(const FormalView& formal, const ClaimView& claim);

// Whether, moreover, it did not skip the steps before it: an effect may begin on it.
bool CoversInOrder(const FormalView& formal, const ClaimView& claim);

// Of the claims that the notice covers; without a notice, of all.
std::vector<Bearer> BearersOf(const Frame& frame, const SubView& sub, const FormalView* formal);

// Days that do not count for the cure of a portion.
std::vector<DaySpan> PausesOf(const Bearer& bearer);

// Nothing stops its clock on that day.
bool IsFree(const Bearer& bearer, CivilDate day);

// The first day on which the effect may take place for this portion.
PerhapsDay CureOf(const Frame& frame, const Bearer& bearer, CivilDate received, EffectKind kind);

// Whether the amount is at least the contract's share of the price, and more than nothing. Not more
// than 64 bits: the sum of what is open on a contract.
bool IsEnough(const Frame& frame, const SubView& sub, const std::vector<Bearer>& bearers);
bool IsEnough(const Frame& frame, const SubView& sub, const ExactInteger& minor_units);

// The effect of a kind that is in force; nothing: none is.
const Effect* InForce(const SubView& sub, EffectKind kind);

bool IsHeld(const SubView& sub, CivilDate day);

// ExemptionOf it.
std::string Exemption(const Frame& frame, const SubView& sub);

// See SupportsEffect.
bool Supports(const Frame& frame, const SubView& sub, const Effect& effect);

}  // namespace countersign::domain::standing

#endif  // COUNTERSIGN_DOMAIN_STANDING_VIEW_H_
