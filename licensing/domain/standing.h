// Where the sub-contracts of a contract stand today: the one function that the scheduler, the
// console, the preview and the key issuer share.
//
// It is a function of its arguments: the same facts and instant give the same answer, in whatever
// order the facts come and after any restart. Nothing in it knows the time or the store.
//
// All dates are civil dates in the contract's time zone.
#ifndef COUNTERSIGN_DOMAIN_STANDING_H_
#define COUNTERSIGN_DOMAIN_STANDING_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/domain/calendar.h"
#include "licensing/domain/contract.h"
#include "licensing/domain/enforcement.h"
#include "licensing/domain/guard_rails.h"
#include "licensing/domain/invoice.h"
#include "licensing/domain/promise.h"
#include "licensing/domain/receivable.h"

namespace countersign::domain {

// An invoice of the contract with all that bears on it. `invoice.sub_contract` says whose it is; a
// claim of no sub-contract counts for none: it is reminded of, and nothing is ever stopped for it.
struct StandingClaim {
  Invoice invoice;
  std::vector<ClaimRecord> records;
  std::set<std::string> credited;  // ids of the records by which credit notes pay, see promise.h
  std::vector<Dispute> disputes;
  bool papers_delivered = true;  // those that were agreed: tax invoice, acceptance sheet
};

// Everything on file for one contract. The order within each list never matters.
struct ContractFacts {
  Contract contract;      // with its sub-contracts, disclosures and assents
  Calendar calendar;      // that the contract pins
  bool consumer = false;  // the customer is one, whatever the contract says
  // By sub-contract, the ids of products that its licences are of and that are safety-critical.
  std::map<std::string, std::set<std::string>, std::less<>> critical_products;
  std::vector<StandingClaim> claims;
  // Records of claims of other contracts that a plan names too, by the invoice's id: a plan is
  // judged by all of its claims. One whose records are not on file here is taken for kept.
  std::map<std::string, std::vector<ClaimRecord>> other_claims;
  std::vector<Promise> promises;  // of its customer; those over other claims do not matter
  std::vector<InstalmentPlan> plans;
  std::vector<PaymentSlip> slips;
  std::vector<Hold> holds;
  std::vector<Notice> notices;
  std::vector<Effect> effects;
  InstallationFacts installation;
};

// Why it stands there; each cites its record.
struct StandingReason {
  std::string record;  // a resource's name: "invoices/i1", "notices/n1", "disputes/d1", ...
  std::string id;  // stable: "OVERDUE", "DISPUTED", "PROMISED", "PLANNED", "HELD", "NOTICED", ...
  Money amount;    // of principal, where it is about one; else nothing of the currency
  std::int32_t days = 0;  // overdue, where it is about a claim
  std::string text;       // a sentence for people, in English
};

enum class StepKind {
  kPreDueReminder = 1,
  kDueReminder = 2,
  kOverdueReminder = 3,
  kUrgentNotice = 4,
  kFormalNotice = 5,
  kStopSupply = 6,
  kSuspend = 7,
  kCounsel = 8,  // the evidence is put together for counsel
};
std::string_view StepName(StepKind kind);

// A step of the ladder that has not been carried out.
struct LadderStep {
  StepKind kind = StepKind::kOverdueReminder;
  Instant
      earliest{};  // if nothing changes, and every step before it is carried out at its earliest
  std::vector<std::string> invoice_ids;   // of the claims that it is about
  std::string notice_id;                  // of an effect: the formal notice that it would rest on
  std::vector<std::string> prevented_by;  // "payment", "dispute", "promise", "plan", "hold", ...
};

struct OverdueSum {
  Money principal;            // past due and open
  Money undisputed;           // of it, without what is disputed or rests by a plan
  std::int32_t days = 0;      // of the oldest undisputed claim
  std::int32_t share_bp = 0;  // undisputed, as 1/10,000 of the sub-contract's price, rounded down
};

// What is to be done now for what is on file to be true of the world.
struct StandingActions {
  std::vector<LadderStep> notices;       // to be sent: kinds kPreDueReminder to kFormalNotice
  std::optional<LadderStep> effect;      // to begin: all rails hold
  std::vector<std::string> end_effects;  // ids of effects that nothing supports any more
  std::vector<std::string> consume;      // ids of notices that bear no effect any more
  // Ids of waiting notices that are not to go out as they are: a claim that they name was paid, in
  // part or whole, is disputed or promised, or a hold was placed. What is still to be said comes
  // among `notices` again.
  std::vector<std::string> cancel;
  bool counsel = false;  // the step `counsel` has come
};

struct SubContractStanding {
  std::string sub_contract_id;
  Stage stage = Stage::kCurrent;
  std::vector<StandingReason> reasons;
  OverdueSum overdue;
  bool paid_up = false;  // every due claim of it is paid, and at least one was
  // The ladder's further steps if nothing changes, the earliest first.
  std::vector<LadderStep> timeline;
  // The first instant at which a suspension could begin, if nothing more is paid and every step is
  // carried out and proved at its earliest. Nothing where there is no open claim, or a rail that no
  // time mends does not hold.
  std::optional<Instant> horizon;
  // Of the next effect (of a suspension once supply was stopped): every rail, as it is at `now`.
  std::vector<RailFinding> rails;
  StandingActions actions;
};

struct ContractStanding {
  std::string contract_id;
  std::vector<SubContractStanding> sub_contracts;  // in the order of their ids
  // Of the claims of no sub-contract: they are reminded of, up to the urgent notice.
  std::vector<LadderStep> notices;
  std::vector<std::string> cancel;
  // When, if nothing is put on record meanwhile, this function may first give another stage or
  // action than at `now`. Nothing: never.
  std::optional<Instant> next_action_time;
};

// The errors of the facts that do not fit together: CURRENCY_MISMATCH, AMOUNT_OVERFLOW,
// FIELD_INVALID; CALENDAR_UNKNOWN never: a day that the calendar does not know is no business day,
// and rail 7 says so.
Result<ContractStanding> Assess(const ContractFacts& facts, Instant now);

// Whether the facts support an effect that was begun: the rails that are about the claims and the
// contract (1, 2, 4, 5, 6) hold for its notice and claims, it was not begun before the cure period
// had run out, and its notice was not consumed. The rails about days and the installation bind its
// beginning only. The issuer asks this before it withholds anything.
Result<bool> SupportsEffect(const ContractFacts& facts, const Effect& effect, Instant now);

// Why nothing of the sub-contract is ever stopped, by the records' names (guard rail 6); empty: it
// may be.
std::string ExemptionOf(const ContractFacts& facts, const SubContract& sub_contract);

// Whether the class is receipt for an effect: A, B and D, and E with a service clause.
bool ProvesReceiptForEffects(ReceiptClass receipt_class, bool service_clause);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_STANDING_H_
