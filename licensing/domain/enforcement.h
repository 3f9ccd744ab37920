// What is kept about the enforcement of contracts: where each sub-contract stands, the notices that
// were sent and what proves their receipt, the effects that were committed, holds, cases, and what
// is known of the payments' completeness.
//
// Rules over these are in standing.h. All dates are civil dates in the contract's time zone.
#ifndef COUNTERSIGN_DOMAIN_ENFORCEMENT_H_
#define COUNTERSIGN_DOMAIN_ENFORCEMENT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/civil_date.h"
#include "licensing/domain/acceptance.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

// Where a sub-contract stands, the worse the greater.
enum class Stage {
  kCurrent = 1,        // nothing overdue
  kDueSoon = 2,        // a claim falls due within the reminder lead
  kOverdue = 3,        // past due, within the one-third tolerance
  kUrgent = 4,         // 3 × days overdue > credit term
  kNoticed = 5,        // a formal notice was received; the cure period runs
  kSupplyStopped = 6,  // no additional machines, deliveries or feature releases
  kSuspended = 7,      // its entitlements are withheld
  kTerminated = 8,
};
std::string_view StageName(Stage stage);  // "CURRENT", "DUE_SOON", ...

enum class EffectKind { kStopSupply = 1, kSuspend = 2 };
std::string_view EffectName(EffectKind kind);  // "STOP_SUPPLY", "SUSPEND"

// --- notices ---

enum class NoticeKind {
  kPreDueReminder = 1,
  kDueReminder = 2,
  kOverdueReminder = 3,
  kUrgentNotice = 4,
  kFormalNotice = 5,
  kSupplyStopped = 6,  // tells of an effect; so do the next two
  kSuspended = 7,
  kRestored = 8,
  kDispatch = 9,           // what was delivered
  kReceiptConfirmed = 10,  // from when the terms of acceptance and payment run
};
std::string_view NoticeKindName(NoticeKind kind);

enum class NoticeChannel {
  kMail = 1,
  kWebhook = 2,  // a gateway for SMS or chat
  kLetter = 3,   // registered mail, sent by hand
};

enum class NoticeState {
  kWaiting = 1,    // rendered; goes out in the contact's window
  kSent = 2,       // our relay took it, or the post: no proof of anything more
  kReceived = 3,   // at least one receipt stands
  kFailed = 4,     // it bounced, or could not be sent; the step is open again
  kCancelled = 5,  // what it asks for was done before it went out
};

// What proves that a notice was received. C and E count only where the contract has a service
// clause; C is not enough for a suspension (see SupportsEffects in standing.h).
struct NoticeReceipt {
  ReceiptClass receipt_class = ReceiptClass::kAcknowledged;
  CivilDate date;                        // on which it was received
  Instant record_time{};                 // when that was put on record
  std::string contact_id;                // who received it; empty: nobody in particular
  std::string proof_sha256;              // an attachment; empty for what the server itself saw
  std::optional<Instant> withdraw_time;  // a bounce came, or it was a mistake
  bool operator==(const NoticeReceipt&) const = default;
};

// A claim as a notice named it.
struct NoticedClaim {
  std::string invoice_id;
  std::string number;
  Money principal;  // overdue and not disputed then
  Money interest;   // accrued through the notice's date, not claimed yet or open
  CivilDate due_date;
  std::int32_t days_overdue = 0;
  bool operator==(const NoticedClaim&) const = default;
};

// A message of the ladder, to one contact, about one sub-contract.
struct Notice {
  std::string id;
  std::string contract_id;
  std::string sub_contract_id;  // empty: its claims are of none
  std::string customer_id;
  NoticeKind kind = NoticeKind::kOverdueReminder;
  NoticeChannel channel = NoticeChannel::kMail;
  std::string contact_id;
  std::string language;          // "en" or "zh"
  std::string template_version;  // e.g. "formal_notice/en/1"
  std::string text_sha256;       // of the text that went out, 64 lower-case digits
  std::vector<NoticedClaim> claims;
  std::string effect_id;                 // of what tells of one
  std::string milestone_id;              // of what tells of a delivery
  std::int32_t round = 0;                // of that milestone, from 1 on
  std::optional<CivilDate> supply_date;  // of a formal notice: the first days of the effects
  std::optional<CivilDate> suspend_date;
  NoticeState state = NoticeState::kWaiting;
  Instant send_time{};               // not before this; see state
  std::optional<Instant> sent_time;  // when it went out
  std::string message;  // "messages/m1", in which it goes out and its text is kept; empty: a letter
  std::string tracking_number;  // of a letter
  std::vector<NoticeReceipt> receipts;
  std::optional<Instant> consume_time;  // what it led to was restored: it bears no effect any more
  std::string failure;                  // why, of kFailed
  std::string released_by;              // "users/wang", under whose name it is; empty: automatic
  ResourceMeta meta;
};

// --- effects ---

// A stop of supply or a suspension of one sub-contract. It is in force until end_time.
struct Effect {
  std::string id;
  std::string contract_id;
  std::string sub_contract_id;
  EffectKind kind = EffectKind::kStopSupply;
  std::string notice_id;                 // the formal notice that it rests on
  std::vector<std::string> invoice_ids;  // of the notice's claims, those that bore it
  Instant start_time{};
  std::optional<Instant> end_time;
  std::string end_cause;  // why it ended, e.g. "PAID"
  ResourceMeta meta;
};

// --- holds ---

// A person's word that nothing is to happen to a sub-contract through a day.
struct Hold {
  std::string id;
  std::string contract_id;
  std::string sub_contract_id;  // empty: all of the contract's
  std::string reason;
  CivilDate last_date;  // included
  std::string user;     // "users/anna"
  std::optional<Instant> release_time;
  ResourceMeta meta;
};

// --- what is known of the payments ---

// A payment slip that the customer showed: it holds effects on its claims for three business days,
// once a claim.
struct PaymentSlip {
  std::string id;
  std::string customer_id;
  std::vector<std::string> invoice_ids;
  CivilDate date;  // on which it was shown
  std::string paper_sha256;
  ResourceMeta meta;
};

// --- the case ---

enum class CaseReason {
  kUnknown = 1,
  kForgotten = 2,
  kCashFlow = 3,
  kPrioritisesOthers = 4,
  kGrievance = 5,
  kWilful = 6,
};
enum class CaseState { kOpen = 1, kClosed = 2 };
enum class CaseOwner { kAccountManager = 1, kCollections = 2, kManager = 3, kCounsel = 4 };

// A visit, call or chat, with its evidence.
struct CaseContact {
  Instant time{};
  std::string kind;     // "visit", "call", "chat", "minutes", "recording"
  std::string summary;  // no personal data: who it was is the contact's id
  std::string contact_id;
  std::string user;
  std::string paper_sha256;
  bool operator==(const CaseContact&) const = default;
};

// Of an overdue sub-contract, from the first day overdue until nothing is.
struct Case {
  std::string id;
  std::string contract_id;
  std::string sub_contract_id;
  std::string customer_id;
  CaseReason reason = CaseReason::kUnknown;
  std::string grounds;
  std::string next_action;
  CaseOwner owner = CaseOwner::kAccountManager;
  std::vector<CaseContact> contacts;
  CaseState state = CaseState::kOpen;
  std::optional<Instant> close_time;
  ResourceMeta meta;
};

// --- what was committed of a sub-contract's standing ---

// The stage as it was last committed. Its id is the sub-contract's.
struct StandingRecord {
  std::string id;
  std::string contract_id;
  Stage stage = Stage::kCurrent;
  bool paid_up = false;  // every due claim of it is paid, and at least one was
  Instant since{};       // of this stage
  // Of the next effect at the earliest, while it is NOTICED or SUPPLY_STOPPED and one may come.
  std::optional<CivilDate> first_effect_date;
  std::optional<Instant> next_action_time;  // when it has to be looked at again
  ResourceMeta meta;
};

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_ENFORCEMENT_H_
