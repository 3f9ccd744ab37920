// Milestones: a stage of a sub-contract, from its plan to its payment.
//
//   PLANNED ─Deliver─► DELIVERED ─Accept─► ACCEPTED ─MarkInvoiced─► INVOICED ─MarkPaid─► PAID
//                        │  ▲  └─DeemAccepted─► DEEMED_ACCEPTED ─► (as ACCEPTED)
//                     Reject └─Deliver: a new round, a new term
//                        ▼
//                     REJECTED
//
// Each command is a function of the milestone as it stands and what happened; it answers the
// milestone as it stands then and what is worth telling, or an error. STATE_CONFLICT, with the
// state in the metadata, where the state does not allow the command; FIELD_INVALID where the
// command's fields are not as their comments say.
//
// All dates are civil dates in the contract's time zone; `today` is the one of now. No command
// takes a date after it.
#ifndef COUNTERSIGN_DOMAIN_MILESTONE_H_
#define COUNTERSIGN_DOMAIN_MILESTONE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/domain/acceptance.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/completion.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

enum class MilestoneState {
  kPlanned = 1,
  kDelivered = 2,
  kRejected = 3,
  kAccepted = 4,
  kDeemedAccepted = 5,
  kInvoiced = 6,
  kPaid = 7,
};
// E.g. "DEEMED_ACCEPTED".
std::string_view StateName(MilestoneState state);

// What makes the milestone's amount payable.
enum class Trigger {
  kSigning = 1,   // the contract's signing: no delivery, see Fulfil
  kDelivery = 2,  // receipt of the delivery: accepted with it
  kPreliminaryAcceptance = 3,
  kFinalAcceptance = 4,
  kWarrantyEnd = 5,  // the end of the warranty: no delivery, see Fulfil
};
// Preliminary and final acceptance: delivered, then judged by the customer.
bool IsJudged(Trigger trigger);

struct Criterion {
  std::string id;
  std::string text;
  bool operator==(const Criterion&) const = default;
};

// A part of the work that can be measured, and accepted on its own.
struct MilestoneItem {
  std::string id;
  std::string title;
  WorkItem work;
  bool operator==(const MilestoneItem&) const = default;
};

struct Delivery {
  CivilDate date;
  std::vector<std::string> files;       // their SHA-256, 64 lower-case digits
  std::string release;                  // of the product, if one was delivered
  std::vector<std::string> recipients;  // contacts, at least one
  // Its papers announce that use in production is acceptance: see AcceptByUse.
  bool announces_use = false;
  // Over the delivery and the criteria; what signatories sign for. 64 lower-case digits.
  std::string document_sha256;
};

struct Defect {
  std::string id;
  std::string criterion_id;  // the criterion that it offends
  std::string item_id;       // empty: of the whole
  std::string description;
  Severity severity = Severity::kMajor;
  bool caused_by_mending = false;  // in later rounds: was right before, and mending broke it
};

enum class SignatureMethod { kPortal = 1, kPaper = 2 };

struct PunchItem {
  std::string id;
  std::string description;
  std::optional<CivilDate> done_on;
};

struct Signature {
  CivilDate date;
  std::string contact_id;
  SignatureMethod method = SignatureMethod::kPortal;
  std::string document_sha256;        // the one of the delivery
  std::string paper_sha256;           // of the signed paper; kPaper only
  std::vector<std::string> items;     // those accepted; empty: all
  std::vector<PunchItem> punch_list;  // what remains to be done although it is accepted
};

// One delivery and what the customer said to it.
struct Round {
  Delivery delivery;
  std::optional<Receipt> receipt;
  std::optional<Receipt> reminder;  // that the term runs; the first one
  // The last day of the term, as it was told with the receipt or, later, the reminder.
  std::optional<CivilDate> review_end;
  std::vector<Signature> signatures;
  std::vector<Defect> defects;  // admitted ones, of a rejection or below the blocking severity
  std::optional<CivilDate> rejected_on;
  // Days of production use, ascending, and the last day that was looked at for them.
  std::vector<CivilDate> use_days;
  std::optional<CivilDate> use_seen_through;
};

enum class AcceptanceMode {
  kSigned = 1,
  kDeemed = 2,
  kByUse = 3,
  kTriggered = 4,
  kSettled = 5,  // what was done, by a settlement: see SettlePart
};

struct Acceptance {
  AcceptanceMode mode = AcceptanceMode::kSigned;
  CivilDate
      date;  // of the last signature needed; the day on which silence or use became acceptance
};

// What the server itself does about a milestone once its time has come: see NextActionOf.
enum class MilestoneAction {
  kDeemAccepted = 1,      // the term is over in silence
  kCountUse = 2,          // enough days have passed for use to be acceptance
  kFulfil = 3,            // the warranty has ended
  kReleaseRetention = 4,  // what was retained is to be released by its own date
};

struct Milestone {
  std::string id;
  std::string sub_contract_id;
  std::string title;
  Trigger trigger = Trigger::kFinalAcceptance;
  Money amount;
  // Of the sub-contract's price, where the amount was agreed so: see RunningAmounts.
  std::optional<Rate> share;
  std::vector<Criterion> criteria;
  std::vector<MilestoneItem> items;
  std::optional<Term> review_term;  // of its own; nothing: the contract's
  Rate retention_rate;
  std::optional<CivilDate> retention_release_date;
  // kWarrantyEnd: the last day of the warranty, where it is known ahead.
  std::optional<CivilDate> warranty_end;

  MilestoneState state = MilestoneState::kPlanned;
  std::vector<Round> rounds;  // the last one is the current one
  std::optional<Acceptance> acceptance;
  std::vector<PunchItem> punch_list;
  std::string invoice_id;  // of the amount less what is retained
  // That what was retained is claimed, or was never kept back because its day had come; from then
  // on nothing of the amount is retained.
  std::optional<CivilDate> retention_released_on;
  std::string retention_invoice_id;  // empty: there was nothing to claim, or invoice_id claims it
  // Kept by NextActionOf and ReminderTimeOf whenever the milestone changes.
  std::optional<MilestoneAction> next_action;
  std::optional<Instant> next_action_time;
  std::optional<Instant> reminder_time;
  std::string split_from;  // the milestone of which this is the part that was not accepted
  std::string contract_id;
  ResourceMeta meta;
};

// A milestone as it is planned. FIELD_INVALID: texts out of range, an amount that is negative, no
// criterion although the customer judges, ids that are none or not each once, weights that do not
// add up to 1, a term or a retention rate out of range, an end of the warranty for another trigger.
Result<void> ValidateMilestone(const Milestone& milestone);

// What the contract says that the commands depend on. The references outlive the call.
struct ReviewRules {
  const AcceptanceClause& clause;
  bool service_clause;  // see ProvesReceipt
  const Calendar& calendar;
  const TimeZone& zone;
};

enum class MilestoneEventKind {
  kDelivered = 1,
  kReceived = 2,  // detail: the last day of the term
  kReceiptWithdrawn = 3,
  kReminded = 4,         // detail: the last day of the term, extended or not
  kSigned = 5,           // detail: the contact; more signatures are needed
  kAccepted = 6,         // by signatures, use or its trigger
  kSplit = 7,            // detail: the id of the part that was not accepted
  kRejected = 8,         // detail: the blocking defects
  kDefectsNoted = 9,     // detail: defects below the blocking severity, now on the punch list
  kDefectsRefused = 10,  // detail: defects that are none, or come too late
  kDeemedAccepted = 11,  // detail: the last day of the term
  kPunchItemDone = 12,   // detail: its id
  kInvoiced = 13,        // detail: the invoice
  kPaid = 14,
  kPaymentReversed = 15,
  kMeasured = 16,
  kRetentionReleased = 17,  // detail: its invoice, empty where there was nothing to claim
  kWarrantyEndSet = 18,     // detail: its last day
  kUseCounted = 19,         // detail: how many days of how many
};

// E.g. "DEFECTS_REFUSED".
std::string_view EventName(MilestoneEventKind kind);

struct MilestoneEvent {
  MilestoneEventKind kind = MilestoneEventKind::kDelivered;
  CivilDate date;      // the day to which it belongs
  std::string detail;  // as the kinds say; ids separated by commas
  std::string why{};   // kDefectsRefused: what each lacks, for people
};

struct MilestoneChange {
  Milestone milestone;
  std::optional<Milestone> remainder;  // a new milestone, by partial acceptance
  std::vector<MilestoneEvent> events;
};

// --- delivery (milestone.cc) ---

// PLANNED, or REJECTED for a new round. Something must be delivered (files or a release), not
// before the rejection that it answers.
Result<MilestoneChange> Deliver(Milestone milestone, Delivery delivery, CivilDate today);

// Starts the term. RECEIPT_MISSING where the class of the proof proves nothing under this contract.
// A milestone that is payable on delivery is accepted by it.
Result<MilestoneChange> RecordReceipt(Milestone milestone, Receipt receipt,
                                      const ReviewRules& rules, CivilDate today);

// The mail bounced after all: the receipt, and a reminder with it, are as if they had not been.
Result<MilestoneChange> WithdrawReceipt(Milestone milestone, CivilDate today);

// Takes the first reminder of the round, received not before the delivery. RECEIPT_MISSING as
// above.
Result<MilestoneChange> RecordReminder(Milestone milestone, Receipt reminder,
                                       const ReviewRules& rules, CivilDate today);

// A milestone without a delivery: the contract was signed, the warranty has ended, on `date`. A day
// to come is taken as the last one of the warranty, after which the milestone is fulfilled.
Result<MilestoneChange> Fulfil(Milestone milestone, CivilDate date, CivilDate today);

// How much of each item is done. Not once it is accepted.
Result<MilestoneChange> Measure(Milestone milestone, const std::map<std::string, Rate>& complete,
                                CivilDate today);
Result<MilestoneChange> CompletePunchItem(Milestone milestone, std::string_view id,
                                          CivilDate today);

// --- money (milestone_money.cc) ---

// Whether every milestone of final acceptance of this sub-contract is accepted, and since when.
// Nothing where there is none.
std::optional<CivilDate> FinalAcceptanceOf(std::string_view sub_contract_id,
                                           const std::vector<Milestone>& milestones);
// Until when the milestone's retention is kept back: its own date, or final acceptance. What is
// retained of the final acceptance's own amount has no such event: without a date of its own it is
// kept until somebody releases it.
std::optional<CivilDate> ReleaseDayOf(const Milestone& milestone,
                                      std::optional<CivilDate> final_acceptance);
// What is kept back of the amount: amount × rate, rounded once, until it is released.
Result<Money> RetainedOf(const Milestone& milestone);

// What is retained is claimed from `date` on, by `invoice_id`, or is nothing (empty). Of a
// milestone all of whose amount was retained that invoice is its own. Accepted ones only, once.
Result<MilestoneChange> ReleaseRetention(Milestone milestone, std::string invoice_id,
                                         CivilDate date);

// Of an accepted milestone that has nothing to invoice and nothing retained: it is PAID.
Result<MilestoneChange> MarkFree(Milestone milestone, CivilDate today);
Result<MilestoneChange> MarkInvoiced(Milestone milestone, std::string invoice_id, CivilDate today);
Result<MilestoneChange> MarkPaid(Milestone milestone, CivilDate today);
// The payment was reversed.
Result<MilestoneChange> MarkUnpaid(Milestone milestone, CivilDate today);

// --- verdict (milestone_verdict.cc) ---

// Adds a signature, and accepts when there are as many as the clause requires. `signatories`: the
// customer's contacts with that role.
//
// Signatures for some of the items only split the milestone: those items are accepted, the others
// go on as a new milestone `remainder_id`, in the same round and term, with the rest of the amount.
// The weights of each part are scaled to 1, with 9 digits. Every signature of a round has to name
// the same items.
//
// SIGNATORY_MISSING for a contact who is none or has signed; DOCUMENT_MISMATCH for the hash of
// another document; TERM_OVER for a signature of a day on which silence was acceptance already.
Result<MilestoneChange> Accept(Milestone milestone, Signature signature, const ReviewRules& rules,
                               const std::vector<std::string>& signatories,
                               std::string_view remainder_id, CivilDate today);

struct Rejection {
  CivilDate date;  // on which the vendor received it
  std::vector<Defect> defects;
};

// Each defect is admitted if it has a description and names one of the criteria and, in a round
// after the first, was rejected before (its criterion and item were) or was caused by mending. One
// admitted defect of the clause's blocking severity rejects the delivery, so that silence means
// nothing in this round; lesser ones are noted on the punch list and the term goes on. Others are
// refused, which the events tell.
//
// Without any admitted defect it is no rejection: ALREADY_ACCEPTED_BEFORE if all of them come too
// late, else DEFECT_MISSING, with what is missing in the metadata. TERM_OVER as above.
Result<MilestoneChange> Reject(Milestone milestone, Rejection rejection, const ReviewRules& rules,
                               CivilDate today);

// When silence is, or will be, acceptance of the current round. Nothing where it is not delivered,
// not received, not reminded of, or the clause is missing.
Result<std::optional<DeemedAcceptance>> DeemedAcceptanceOf(const Milestone& milestone,
                                                           const ReviewRules& rules);
// The last day of the current round's term as it stands, whatever became of it; nothing where no
// delivery was received.
Result<std::optional<CivilDate>> ReviewEnd(const Milestone& milestone, const ReviewRules& rules);

// Accepts what silence has accepted by `now`; nothing to do otherwise.
Result<std::optional<MilestoneChange>> DeemAccepted(Milestone milestone, const ReviewRules& rules,
                                                    Instant now);
// Accepts what use has accepted by `now`, see AssessAcceptanceByUse; nothing to do otherwise.
Result<std::optional<MilestoneChange>> AcceptByUse(Milestone milestone, const ReviewRules& rules,
                                                   CivilDate announcement_received,
                                                   std::span<const Instant> check_ins, Instant now);

// --- what comes next (milestone_next.cc) ---

struct NextAction {
  MilestoneAction action = MilestoneAction::kDeemAccepted;
  Instant time;
  bool operator==(const NextAction&) const = default;
};
// The earliest thing that happens to the milestone by time alone:
// - silence becomes acceptance at the first instant of the day after the term's last day;
// - use may be acceptance on the day after as many days as are still missing have passed;
// - the warranty is over at the first instant of the day after its last one;
// - what is retained is released at the first instant of its own date.
// All of them in the contract's time zone. Nothing while only people can do something.
Result<std::optional<NextAction>> NextActionOf(const Milestone& milestone,
                                               const ReviewRules& rules);
// When a reminder that the term runs is to be sent, so that it does not extend the term: the first
// instant of the last day on which it can be received in time. Nothing where no reminder is needed
// (silence means nothing), or it was received.
Result<std::optional<Instant>> ReminderTimeOf(const Milestone& milestone, const ReviewRules& rules);

// The milestone with what was found out about the days of use up to and including `through`: the
// days on which the customer's licences checked in, in any order. Nothing if it is not one that use
// can accept.
Result<std::optional<MilestoneChange>> CountUse(Milestone milestone, const ReviewRules& rules,
                                                std::span<const CivilDate> days, CivilDate through);
// The day after which days of use count: receipt of a delivery that announces the rule. Nothing
// where use is not acceptance.
std::optional<CivilDate> UseCountsAfter(const Milestone& milestone, const ReviewRules& rules);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_MILESTONE_H_
