// What is open on invoices and left of payments, and how money is allocated to invoices: the part
// that all use cases of receivables share.
//
// Interest that has accrued is owed to a payment as what is open is: what of it was not claimed yet
// is claimed when a payment is allocated to it. A credit note lowers the principal of the invoice
// that it corrects first.
//
// After every use case, a customer who has credit in a currency has nothing open in it; so the next
// claim is paid by what there is.
#ifndef COUNTERSIGN_APP_CLAIMS_H_
#define COUNTERSIGN_APP_CLAIMS_H_

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/app/receivable_ports.h"
#include "licensing/app/resource.h"

namespace countersign::app {

// All that is on record, whatever day it takes effect on.
domain::AsOf AllOnRecord();
std::vector<domain::ClaimRecord> RecordsOf(const std::vector<ClaimLine>& lines);

// The ids of the invoices' records by which credit notes pay.
Result<std::set<std::string>> CreditedRecords(View& view,
                                              const std::vector<std::string>& invoice_ids);

Result<domain::Money> SumOfParts(const domain::ClaimParts& parts);

// What is open on an invoice now.
Result<domain::ClaimParts> OpenParts(View& view, const domain::Invoice& invoice);
Result<domain::Money> OpenAmount(View& view, const domain::Invoice& invoice);
// What of a payment is the customer's credit now.
Result<domain::Money> CreditOf(View& view, const domain::Payment& payment);

// As LoadForChange, for invoices, payments and disputes: who lost a race learns the state as it is
// now from the metadata.
template <class T>
Result<T> LoadClaimForChange(Reader<T>& reader, std::string_view collection, std::string_view id,
                             std::string_view etag) {
  ASSIGN_OR_RETURN(T found, Load(reader, collection, id));
  auto current = CheckEtag(etag, found.meta, Name(collection, id));
  if (current) return found;
  current.error().metadata["state"] = domain::StateName(found.state);
  return Pass(std::move(current));
}

// A part of an invoice that is paid.
struct PartPaid {
  domain::Invoice invoice;
  domain::ClaimPart part = domain::ClaimPart::kPrincipal;
  domain::Money amount;  // more than zero
  // From when on: the day of the payment, but not before that of the invoice; a bill's maturity.
  CivilDate date;
  std::optional<CivilDate> value_date;  // see domain::ClaimRecord
};
// Interest that is claimed because a payment is allocated to it.
struct InterestClaimed {
  domain::Invoice invoice;
  domain::Money amount;  // more than zero
  CivilDate through;
};
// An early-payment discount that a payment takes.
struct DiscountTaken {
  domain::Invoice invoice;
  domain::Money amount;  // more than zero
  CivilDate date;
  std::optional<CivilDate> value_date;  // see domain::ClaimRecord
};
struct AllocationPlan {
  std::vector<PartPaid> paid;
  std::vector<InterestClaimed> claimed;  // before it is paid; of plans only
  std::vector<DiscountTaken> discounts;
  domain::Money credit;  // what is left
};

// The invoice that a credit note corrects, if something is open on it: what the note pays first.
Result<std::vector<std::string>> CorrectedIfOpen(View& view, const domain::Payment& payment);

// Where a payment's money goes, in the order in which it pays; `amount` may be a part of the
// payment's. `designated`: ids of invoices. No allocation takes effect before `from`. FIELD_INVALID
// (`payment.designated_invoices`) if one of them is not an open one of the payment's customer and
// currency, or is named twice. AMOUNT_OVERFLOW.
Result<AllocationPlan> PlanAllocation(View& view, const domain::Payment& payment,
                                      const domain::Money& amount,
                                      const std::vector<std::string>& designated, CivilDate from);
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

// The records that raise an invoice's balance by interest through a day, and by costs. `cause`: the
// name of what claims them.
ClaimLine InterestLine(const Act& act, const domain::Invoice& invoice, const domain::Money& amount,
                       CivilDate through, std::string cause);
ClaimLine CostsLine(const Act& act, const domain::Invoice& invoice, const domain::Money& amount,
                    CivilDate date, std::string cause);
// Those that no other one undoes, without reversals.
std::vector<ClaimLine> Standing(std::vector<ClaimLine> lines);

// Brings an invoice up to date with its records: its state, and interest that was claimed, is open,
// and turns out not to have accrued.
Result<void> RefreshInvoice(Transaction& tx, const Act& act, std::string_view invoice_id);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CLAIMS_H_
