// Acts that take two users: one asks, another one approves, and then the first may do it once.
//
// An approval is of one call with one content: what was approved is what is done. It is about
// users, not about their tokens. It lapses after a time, used or not.
#ifndef COUNTERSIGN_DOMAIN_APPROVAL_H_
#define COUNTERSIGN_DOMAIN_APPROVAL_H_

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/result.h"
#include "licensing/domain/catalog.h"

namespace countersign::domain {

enum class ApprovalState {
  kPending = 1,
  kApproved = 2,  // the act may be done once
  kDeclined = 3,
  kUsed = 4,     // the act was done by it
  kExpired = 5,  // its time ran out, or there is nothing left to approve
};
// E.g. "PENDING".
std::string_view StateName(ApprovalState state);

// The acts, by names that stay.
inline constexpr std::string_view kTerminateContract = "TERMINATE_CONTRACT";
inline constexpr std::string_view kRevokeLicense = "REVOKE_LICENSE";
inline constexpr std::string_view kDeliverOnCredit = "DELIVER_ON_CREDIT";
inline constexpr std::string_view kResolveDispute = "RESOLVE_DISPUTE";
inline constexpr std::string_view kWithdrawPromise = "WITHDRAW_PROMISE";
inline constexpr std::string_view kCancelPlan = "CANCEL_PLAN";
inline constexpr std::string_view kLiftCap = "LIFT_CAP";
inline constexpr std::string_view kConfirmRecords = "CONFIRM_RECORDS";
inline constexpr std::string_view kChangeLadder = "CHANGE_LADDER";
inline constexpr std::string_view kLiftExemption = "LIFT_EXEMPTION";
inline constexpr std::string_view kSuspendAgain = "SUSPEND_AGAIN";
// Changes that take something away from licences in use, see taken_away.h.
inline constexpr std::string_view kReduceLicense = "REDUCE_LICENSE";
inline constexpr std::string_view kReducePolicy = "REDUCE_POLICY";
inline constexpr std::string_view kReduceProduct = "REDUCE_PRODUCT";
// A notice under a person's name, which that person releases.
inline constexpr std::string_view kSendNotice = "SEND_NOTICE";
// What was done already, by one user, and ends by itself unless a second one approves.
inline constexpr std::string_view kConfirmSuspension = "CONFIRM_SUSPENSION";

inline constexpr std::chrono::days kApprovalLife{7};
inline constexpr std::chrono::hours kUnconfirmedSuspension{72};

struct Approval {
  std::string id;
  std::string method;        // "countersign.v1.ContractService/TerminateContract"
  std::string content_hash;  // of that call: hex SHA-256 of method and request
  std::string resource;      // the name of what the act is about
  std::string act;           // one of the above
  std::string summary;       // for people: what is done if it is approved. No personal data.
  std::string reason;        // in the words of who asked; may be empty
  std::string requested_by;  // "users/anna"; "system" of what the engine asks
  std::string decider;       // who alone may decide; empty: any other user that may
  ApprovalState state = ApprovalState::kPending;
  std::string decided_by;  // empty until it is decided
  std::optional<Instant> decide_time;
  std::string decide_note;
  std::optional<Instant> use_time;
  Instant expire_time{};  // from then on it can be neither decided nor used
  ResourceMeta meta;
};

// PENDING or APPROVED, and before its expire_time.
bool IsOpen(const Approval& approval, Instant now);

// The second user's yes. FAILED_PRECONDITION / STATE_CONFLICT unless it is PENDING and before its
// expire_time; PERMISSION_DENIED / SELF_APPROVAL if `user` asked for it, DECIDER_OTHER if another
// one is its decider; FIELD_INVALID for a note of more than 500 characters.
Result<Approval> Approve(Approval approval, std::string_view user, std::string_view note,
                         Instant now);
// The second user's no, or that of the one who asked, who takes it back. The same errors but
// SELF_APPROVAL.
Result<Approval> Decline(Approval approval, std::string_view user, std::string_view note,
                         Instant now);

// Whether `user` may do the act by it at `now`: APPROVED by somebody else, and before its
// expire_time.
bool Allows(const Approval& approval, std::string_view user, Instant now);
// USED at `now`.
Approval Use(Approval approval, Instant now);
// EXPIRED; nothing unless it is open by its state.
std::optional<Approval> Expire(Approval approval);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_APPROVAL_H_
