// Contracts: their terms, their sub-contracts and prices, and the right to suspend.
//
//   DRAFT ─Activate─► ACTIVE ─Complete─► COMPLETED
//                        └─Terminate─► TERMINATED
//
// All dates are civil dates in the contract's time zone; `today` is the one of now. STATE_CONFLICT,
// with the state in the metadata, where the state does not allow a command.
#ifndef COUNTERSIGN_DOMAIN_CONTRACT_H_
#define COUNTERSIGN_DOMAIN_CONTRACT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/domain/acceptance.h"
#include "licensing/domain/allocation.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/due_rule.h"
#include "licensing/domain/early_payment.h"
#include "licensing/domain/interest.h"
#include "licensing/domain/ladder.h"
#include "licensing/domain/limitation.h"
#include "licensing/domain/milestone.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

enum class ContractState { kDraft = 1, kActive = 2, kCompleted = 3, kTerminated = 4 };
// E.g. "ACTIVE".
std::string_view StateName(ContractState state);

enum class Enforcement {
  kTrackOnly = 1,  // the ladder's messages without effects
  kFull = 2,
};

struct DateRange {
  CivilDate first;
  CivilDate last;  // included
  bool operator==(const DateRange&) const = default;
};

// The terms by which effects begin, as they were agreed.
struct AgreedLadder {
  Enforcement enforcement = Enforcement::kTrackOnly;
  Rate threshold;
  LadderPolicy ladder;
  std::vector<DateRange> blackouts;
  bool operator==(const AgreedLadder&) const = default;
};

struct ContractTerms {
  std::string currency_code;
  std::string time_zone;  // IANA
  CalendarRef calendar;
  std::optional<DueRule> due_rule;
  std::optional<AcceptanceClause> acceptance;
  bool service_clause = false;  // designates the address at which notices arrive (送达条款)
  // The customer's contact whose postal address that is. Nothing: none was agreed for mail by post.
  std::optional<std::string> service_contact_id;
  bool part_completion_agreed = false;
  Jurisdiction jurisdiction = Jurisdiction::kDefault;
  Enforcement enforcement = Enforcement::kTrackOnly;
  // The text that grants the right to suspend; disclosed and assented to on its own.
  std::string enforcement_clause;
  // An annex to it: that keys for machines without a network run to the day on which a suspension
  // could begin (horizon, see standing.h). Shown and assented to together with the clause, as one
  // text (ClauseHash). Nothing: they run to the end of the licence.
  std::optional<std::string> offline_clause;
  // The undisputed overdue principal, as a share of the sub-contract's price, below which nothing
  // is stopped; more than 0, at most 1.
  Rate threshold = Rate::OfUnits(Rate::kOne / 20);
  LadderPolicy ladder;
  LimitationRule limitation;
  std::optional<InterestTerms> interest;  // on late payment
  // Within an invoice; each part once.
  std::vector<ClaimPart> allocation_order = {ClaimPart::kCosts, ClaimPart::kInterest,
                                             ClaimPart::kPrincipal};
  std::optional<EarlyPaymentTerms> early_payment;
  std::vector<DateRange> blackouts;  // no effect on these days
  bool consumer = false;             // the customer is one: no effects at all
  // Keys tell of the reminder while it is OVERDUE, not only from URGENT on. Nothing: not agreed.
  std::optional<bool> overdue_note;
  // What was agreed, where the vendor has gone easier on the customer since: no change without a
  // new assent goes beyond it. Nothing: what stands here is what was agreed.
  std::optional<AgreedLadder> agreed;
  bool operator==(const ContractTerms&) const = default;
};

// A dated, signed amendment of a sub-contract's price.
struct ChangeOrder {
  std::string id;
  CivilDate date;
  Money change;  // negative where it takes away
  std::string description;
  std::string paper_sha256;
  bool operator==(const ChangeOrder&) const = default;
};

struct SubContract {
  std::string id;
  std::string title;
  Money price;  // as signed
  bool core = false;
  std::vector<std::string> entitlements;
  bool safety_critical = false;
  std::vector<ChangeOrder> change_orders;
  std::string contract_id{};
  ResourceMeta meta{};
  // Of a core one: what depends on it, and so stops with it. Shown and assented to together with
  // the enforcement clause (ClauseHash).
  std::string dependents{};
};

// That the customer was shown the enforcement clause.
struct Disclosure {
  CivilDate date;
  std::string text_sha256;  // ClauseHash of the text that was shown
  std::string how;
  std::string contact_id;
  std::string id{};
  std::string contract_id{};
  ResourceMeta meta{};
};

// That a signatory agreed to it separately: a sealed clause page or the tender response counts.
struct Assent {
  CivilDate date;
  std::string text_sha256;
  std::string contact_id;
  SignatureMethod method = SignatureMethod::kPaper;
  std::string paper_sha256;  // kPaper only
  std::string id{};
  std::string contract_id{};
  ResourceMeta meta{};
};

struct Contract {
  std::string id;
  std::string customer_id;
  std::string title;
  ContractTerms terms;
  // It was signed before it was entered here: taken without a due-date rule, and flagged for it.
  bool signed_before = false;
  std::vector<SubContract> sub_contracts;
  std::vector<Disclosure> disclosures;
  std::vector<Assent> assents;
  ContractState state = ContractState::kDraft;
  std::optional<CivilDate> active_since;
  std::optional<CivilDate> ended_on;
  Labels labels;
  ResourceMeta meta;
};

// --- prices ---

// The price with its change orders, in no matter which order. The errors of Sum.
Result<Money> PriceToDate(const SubContract& sub_contract);
// The amounts of milestones that are given as shares of the price, in their order; they add up to
// the price, each being less than one minor unit from its exact share. FIELD_INVALID ("shares")
// unless the shares add up to exactly 1.
Result<std::vector<Money>> AmountsOfShares(const Money& price, const std::vector<Rate>& shares);

// The same for milestones that are planned one by one: the shares may add up to less than 1 yet.
// FIELD_INVALID ("shares") for more.
Result<std::vector<Money>> RunningAmounts(const Money& price, const std::vector<Rate>& shares);

// --- drafts (contract_draft.cc) ---

// A contract as it is drafted: what is there is in range; what is missing is CheckTerms' matter,
// but for the title, the currency and the time zone. FIELD_INVALID with paths as the interface has
// them, e.g. "contract.interest_rates".
Result<void> ValidateContract(const Contract& contract);
// FIELD_INVALID: a title of 1 to 200 characters, a price that is not negative and in
// `currency_code`, entitlements each once, dependents of a core one only.
Result<void> ValidateSubContract(const SubContract& sub_contract, std::string_view currency_code);
// STATE_CONFLICT unless the contract is DRAFT: what was signed is changed by change orders only.
Result<void> RequireDraft(const Contract& contract);

// Over the customer's credit limit, or with an urgent claim, a new delivery needs an approval.
Result<bool> DeliveryNeedsApproval(const std::optional<Money>& credit_limit, const Money& open,
                                   bool urgent);

// --- disclosure and assent (contract_assent.cc) ---

// SHA-256 of the text that is disclosed and assented to, 64 lower-case digits: the enforcement
// clause, the offline clause if there is one, and what depends on each core sub-contract that says
// so, in the order of their ids; an empty line between each two of them.
std::string ClauseHash(const ContractTerms& terms, const std::vector<std::string>& dependents = {});
std::string ClauseHash(const Contract& contract);
// DOCUMENT_MISMATCH unless the contract's clause was shown; FIELD_INVALID.
Result<Contract> RecordDisclosure(Contract contract, Disclosure disclosure, CivilDate today);
// SIGNATORY_MISSING unless the contact is one of `signatories`; DOCUMENT_MISMATCH unless the text
// is the contract's clause and was disclosed on or before that day.
Result<Contract> RecordAssent(Contract contract, Assent assent,
                              const std::vector<std::string>& signatories, CivilDate today);
// Whether the clause as it stands was disclosed and assented to before the day of an invoice: what
// guard rail 1 asks of each invoice.
bool IsAssentedBefore(const Contract& contract, CivilDate invoice_date);

// --- the contract's life (contract.cc) ---

// CONTRACT_INCOMPLETE with the complete list of what is missing, see CheckTerms: `missing` in the
// metadata has the ids of the findings.
Result<Contract> Activate(Contract contract, const std::vector<Milestone>& milestones,
                          CivilDate today);
// STATE_CONFLICT while a milestone is not paid.
Result<Contract> Complete(Contract contract, const std::vector<Milestone>& milestones,
                          CivilDate today);
// That two people agreed is checked by who calls.
Result<Contract> Terminate(Contract contract, CivilDate today);
// For an ACTIVE contract. `milestones` are the contract's as they will be then: FIELD_INVALID
// unless they add up to the new price, the order is dated, signed and described, and its id is new.
Result<Contract> AddChangeOrder(Contract contract, std::string_view sub_contract_id,
                                ChangeOrder order, const std::vector<Milestone>& milestones,
                                CivilDate today);

// --- check before signing (contract_terms.cc) ---

enum class FindingKind {
  kRequired = 1,  // without it the contract does not become active
  kRail = 2,      // a guard rail will never hold: no stop of supply and no suspension
  kClause = 3,    // a clause that is worth having is missing
};

struct TermsFinding {
  std::string id;  // stable, e.g. "due_rule", or with what it is about: "amounts:s1"
  FindingKind kind = FindingKind::kRequired;
  std::int32_t rail = 0;   // 1 to 10, of kRail
  std::string message;     // for people: what is missing, and what follows from that
  std::string example_en;  // example wording of the clause; empty: no clause would help
  std::string example_zh;
};

// Everything that stands in the way of activation or enforcement, or should be agreed before
// signing; what is required first. Empty: nothing. `milestones` are all of the contract's.
std::vector<TermsFinding> CheckTerms(const Contract& contract,
                                     const std::vector<Milestone>& milestones);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CONTRACT_H_
