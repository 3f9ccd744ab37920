// Promises to pay and instalment plans: what was promised on which claims, and whether it was kept,
// as the records of the claims tell.
//
// Neither changes a due date. Whether one counts against enforcement just now is for the standing
// to say, which asks the functions below.
#ifndef COUNTERSIGN_DOMAIN_PROMISE_H_
#define COUNTERSIGN_DOMAIN_PROMISE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "licensing/base/civil_date.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/instalments.h"
#include "licensing/domain/receivable.h"

namespace countersign::domain {

inline constexpr std::size_t kMaxPromisedClaims = 100;

enum class PromiseState {
  kPending = 1,
  kKept = 2,
  kBroken = 3,
  kWithdrawn = 4,  // by whoever recorded it: a mistake, or a better one took its place
};

// That a named person of the customer will pay an amount by a date.
struct Promise {
  std::string id;
  std::string customer_id;
  std::vector<std::string> invoice_ids;  // the claims that it is about, at least one
  Money amount;
  CivilDate made_on;
  CivilDate date;         // through which it may be kept
  std::string condition;  // under which it was given; empty: none
  std::string contact_id;
  std::optional<CivilDate> withdrawn_on;
  std::string withdraw_reason;
  ResourceMeta meta;
};

// What was paid on its claims from the day it was made (of that day, what was put on record after
// it) through `promise.date`, set-offs and discounts included, and the state that follows: kept
// when that comes to the amount, or nothing is open on the claims any more.
struct PromiseStatus {
  PromiseState state = PromiseState::kPending;
  Money paid;
};

// `records`: of all its claims; `credited`: the ids of those by which credit notes pay, since a
// correction by the vendor is no payment. A payment that was reversed by `as_of` was none: a
// promise that it kept is broken then. The errors of BalanceAsOf.
Result<PromiseStatus> AssessPromise(const Promise& promise, const std::vector<ClaimRecord>& records,
                                    const std::set<std::string>& credited, const AsOf& as_of);

// Days that a part of a plan may be late.
inline constexpr std::int32_t kPlanGraceDays = 3;

enum class PlanState {
  kRunning = 1,
  kKept = 2,       // all of it was paid, or nothing is open on the claims any more
  kBroken = 3,     // a part was more than kPlanGraceDays late, whatever came later
  kCancelled = 4,  // by agreement, or a mistake
};

// An agreement to pay claims in parts, see SplitIntoInstalments.
struct InstalmentPlan {
  std::string id;
  std::string customer_id;
  std::vector<std::string> invoice_ids;
  Money total;
  CivilDate agreed_on;
  std::vector<CivilDate> due_dates;  // of the parts, each after the one before
  std::string contact_id;            // who agreed for the customer
  std::string paper_sha256;          // the signed agreement
  std::optional<CivilDate> cancelled_on;
  std::string cancel_reason;
  ResourceMeta meta;
};

// The parts with their amounts.
Result<std::vector<PlanPart>> PartsOf(const InstalmentPlan& plan);

struct PlanStatus {
  PlanState state = PlanState::kRunning;
  Money paid;     // what lowered the claims since it was agreed, credit notes included
  Money arrears;  // see PlanArrears
  std::optional<std::size_t> missed_part;  // index of the part that broke it
  std::optional<CivilDate> broken_on;      // the first day on which that part was too late
};

// `records`: of all its claims. The errors of BalanceAsOf.
Result<PlanStatus> AssessPlan(const InstalmentPlan& plan, const std::vector<ClaimRecord>& records,
                              const AsOf& as_of);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_PROMISE_H_
