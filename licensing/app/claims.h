// What is open on invoices and left of payments, and how money is allocated to invoices: the part
// that all use cases of receivables share.
//
// After every use case, a customer who has credit in a currency has nothing open in it; so the next
// claim is paid by what there is.
#ifndef COUNTERSIGN_APP_CLAIMS_H_
#define COUNTERSIGN_APP_CLAIMS_H_

#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/app/receivable_ports.h"

namespace countersign::app {

// All that is on record, whatever day it takes effect on.
domain::AsOf AllOnRecord();
std::vector<domain::ClaimRecord> RecordsOf(const std::vector<ClaimLine>& lines);

Result<domain::Money> SumOfParts(const domain::ClaimParts& parts);

// What is open on an invoice now.
Result<domain::ClaimParts> OpenParts(View& view, const domain::Invoice& invoice);
Result<domain::Money> OpenAmount(View& view, const domain::Invoice& invoice);
// What of a payment is the customer's credit now.
Result<domain::Money> CreditOf(View& view, const domain::Payment& payment);

// A part of an invoice that is paid.
struct PartPaid {
  domain::Invoice invoice;
  domain::ClaimPart part = domain::ClaimPart::kPrincipal;
  domain::Money amount;  // more than zero
  // From when on: the day of the payment, but not before that of the invoice.
  CivilDate date;
};
struct AllocationPlan {
  std::vector<PartPaid> paid;
  domain::Money credit;  // what is left
};

// Where a payment's money goes, in the order in which it pays; `amount` may be a part of the
// payment's. `designated`: ids of invoices. FIELD_INVALID (`payment.designated_invoices`) if one of
// them is not an open one of the payment's customer and currency, or is named twice.
// The invoice that a credit note corrects, if something is open on it: what the note pays first.
Result<std::vector<std::string>> CorrectedIfOpen(View& view, const domain::Payment& payment);

Result<AllocationPlan> PlanAllocation(View& view, const domain::Payment& payment,
                                      const domain::Money& amount,
                                      const std::vector<std::string>& designated);
// What a payment pays now, by date, then the invoices' numbers.
Result<AllocationPlan> CurrentAllocation(View& view, const domain::Payment& payment);

// Puts the plan on record, for a payment that is stored; brings its state, and those of the
// invoices, up to date.
Result<void> CarryOut(Transaction& tx, const Act& act, const AllocationPlan& plan,
                      domain::Payment& payment);

// Pays what is open of a customer's invoices with the customer's credits, the earliest first. No
// allocation takes effect before `from`.
Result<void> ApplyCredits(Transaction& tx, const Act& act, std::string_view customer_id,
                          std::string_view currency_code, CivilDate from);

// A record of the act, still without whose it is.
ClaimLine NewLine(const Act& act, domain::RecordKind kind, const domain::Money& amount,
                  CivilDate date);
// The record that raises an invoice's or a payment's balance.
ClaimLine RaisingLine(const Act& act, const domain::Invoice& invoice);
ClaimLine RaisingLine(const Act& act, const domain::Payment& payment);
// Undoes `line` from `date` on.
ClaimLine ReversalOf(const Act& act, const ClaimLine& line, CivilDate date);

// Brings an invoice's state up to date with its records.
Result<void> RefreshInvoice(Transaction& tx, const Act& act, std::string_view invoice_id);

// The current day of the act, UTC: what a date that is left out stands for.
CivilDate TodayOf(Instant now);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CLAIMS_H_
