// What a claim or a credit amounts to as of a date, from the records about it.
//
// Nothing is ever changed or deleted: every record has the date from which it takes effect and the
// instant at which it was put on record. A statement counts what was on record by a given instant,
// so that one for a past date is the same whenever it is made: a payment that is recorded later
// under an earlier date shows in the next statement.
//
// The records of an invoice make what is owed on it; those of a payment or credit note make what of
// it is still the customer's credit. Over all of a customer's records,
// Σ payments = Σ allocations + Σ credits + Σ refunds.
#ifndef COUNTERSIGN_DOMAIN_RECEIVABLE_H_
#define COUNTERSIGN_DOMAIN_RECEIVABLE_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/domain/allocation.h"
#include "licensing/domain/interest.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

enum class RecordKind {
  // What raises an invoice's balance.
  kInvoice = 1,
  kInterestNote = 2,
  kCosts = 3,
  // What raises a credit's.
  kPayment = 4,
  kCredit = 5,  // by a credit note
  // What lowers either.
  kAllocation = 6,  // a payment's or a credit note's money pays an invoice: a record of both
  kDiscount = 7,
  kWriteOff = 8,
  kSetOff = 9,
  kAssignment = 10,  // the claim was assigned to somebody else
  kRefund = 11,
  // What undoes another record, from its own date on: a payment that bounced, a mistake.
  kReversal = 12,
};

struct ClaimRecord {
  std::string id;  // unique
  RecordKind kind = RecordKind::kInvoice;
  ClaimPart part = ClaimPart::kPrincipal;  // that it raises or lowers
  Money amount;                            // not less than zero; a reversal's is not looked at
  CivilDate effective_date;                // counts from this day on
  Instant record_time{};
  std::string reverses;  // of a reversal, the id of the record that it undoes
  // What lowers principal stops its interest from the day after this one on, where that is not
  // effective_date: the day on which a bill came in that is paid at its maturity, or the due date
  // for what was never owed. Not after effective_date.
  std::optional<CivilDate> value_date = {};
};

// Whether a record of this kind raises a balance; a reversal neither raises nor lowers one.
bool Raises(RecordKind kind);

struct AsOf {
  CivilDate date;           // records that take effect on it, or earlier, count,
  Instant recorded_before;  // if they were on record before this: usually the end of that day
};

struct Balance {
  // Negative in a part that was lowered by more than it was raised by then.
  ClaimParts open;
  // What was recorded of each kind and neither undone nor a reversal.
  std::map<RecordKind, Money> totals;
};

// The order of `records` never matters. FIELD_INVALID ("records"): an id twice, a negative amount,
// a reversal of nothing, of a reversal, or of what is undone already. CURRENCY_MISMATCH,
// AMOUNT_OVERFLOW.
Result<Balance> BalanceAsOf(std::string_view currency_code, const std::vector<ClaimRecord>& records,
                            const AsOf& as_of);

// What counts by then: without reversals and what they undo, by date, then by when it was put on
// record. The errors of BalanceAsOf.
Result<std::vector<ClaimRecord>> RecordsInEffect(const std::vector<ClaimRecord>& records,
                                                 const AsOf& as_of);

// What lowered the principal by then, for AccrueInterest, each at its value date. What a reversal
// undid is not among it: a claim that was paid by a bounced payment earned interest all along. The
// errors of BalanceAsOf.
Result<std::vector<PrincipalPayment>> PrincipalPaymentsAsOf(const std::vector<ClaimRecord>& records,
                                                            const AsOf& as_of);

// The days through which interest was claimed by then, each once, in their order: a record that
// raises interest takes effect on the last day that it is for. The errors of BalanceAsOf.
Result<std::vector<CivilDate>> InterestClaimDays(const std::vector<ClaimRecord>& records,
                                                 const AsOf& as_of);

// What lowered the claim by then, and has not taken effect yet: bills that wait for their maturity.
// The errors of BalanceAsOf.
Result<std::vector<ClaimRecord>> PendingAsOf(const std::vector<ClaimRecord>& records,
                                             const AsOf& as_of);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_RECEIVABLE_H_
