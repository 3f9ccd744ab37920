// Late interest on an invoice as of a date, by the terms of its contract: the one place that tells
// it, for statements, allocation, interest notes and settlement quotes.
//
// Interest accrues by the day and is claimed at times: by an interest note, and when a payment is
// allocated to it. A claim is a record that raises the interest part of the invoice and takes
// effect on the last day that it is for. Between two claims interest is computed over all days and
// rounded once. What is known later about days that were claimed (a payment that was recorded late,
// a payment that bounced, a credit for what was never owed) counts: such days are computed
// again, and the next claim is higher or lower by the difference.
//
// Interest runs on while the invoice is disputed. What a dispute finds for the customer was never
// owed, and has earned none.
#ifndef COUNTERSIGN_APP_INTEREST_DUE_H_
#define COUNTERSIGN_APP_INTEREST_DUE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "licensing/app/ports.h"
#include "licensing/domain/contract.h"
#include "licensing/domain/interest.h"
#include "licensing/domain/receivable.h"

namespace countersign::app {

struct InterestDue {
  domain::Money accrued;    // through the date, claimed or not, each period rounded once
  domain::Money claimed;    // on record as interest of the invoice: in its balance, paid or not
  domain::Money paid;       // of that
  domain::Money unpaid;     // accrued less paid, not less than zero
  domain::Money unclaimed;  // what of `unpaid` is not in the invoice's balance yet
  std::optional<CivilDate> claimed_through;
  // How the interest since then was computed.
  std::vector<domain::InterestSegment> segments;
  // The contract has no rate for one of the days: nothing is computed, only what was claimed is
  // told.
  bool rate_missing = false;
};

// The terms of the contract that an invoice is of; nothing where it is of none.
Result<std::optional<domain::ContractTerms>> TermsOf(View& view, const domain::Invoice& invoice);

// Reads each contract's terms once.
class TermsCache {
 public:
  explicit TermsCache(View& view) : view_(view) {}
  // As TermsOf; null where it is of none. Holds until the cache goes.
  Result<const domain::ContractTerms*> Of(const domain::Invoice& invoice);

 private:
  View& view_;
  std::map<std::string, std::optional<domain::ContractTerms>> terms_;
};

// The interest through `through`, inclusive, from the invoice's records that count as of `as_of`.
// `terms`: null, or without interest, where none is agreed. Days after `through` that were claimed
// already are not in `accrued`, and nothing is unclaimed then. AMOUNT_OVERFLOW.
Result<InterestDue> InterestThrough(const domain::Invoice& invoice,
                                    const domain::ContractTerms* terms,
                                    const std::vector<domain::ClaimRecord>& records,
                                    const domain::AsOf& as_of, CivilDate through);

// The same, read from the store: of all that is on record by now.
Result<InterestDue> InterestDueOf(View& view, const domain::Invoice& invoice, CivilDate through);

// The time zone that all of a customer's contracts have; "UTC" where there are none or several.
Result<std::string> ZoneOfCustomer(View& view, std::string_view customer_id);
// The day that it is where the invoice's contract is; without a contract, in its customer's zone.
Result<CivilDate> TodayOfInvoice(View& view, const domain::Invoice& invoice, Instant now);
// `given`, or that day. Not in the future: FIELD_INVALID (`field`).
Result<CivilDate> DateOrToday(View& view, const domain::Invoice& invoice, std::string_view field,
                              std::optional<CivilDate> given, Instant now);
// The same in the customer's zone.
Result<CivilDate> DateOrToday(View& view, std::string_view customer_id, std::string_view field,
                              std::optional<CivilDate> given, Instant now);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_INTEREST_DUE_H_
