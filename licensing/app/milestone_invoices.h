// What milestones are owed: the invoice that acceptance makes, the claim for what was retained, and
// how a milestone follows the payment of its invoice.
//
// An invoice is dated on the day on which it is recorded, in the contract's time zone, has the next
// number of its series, and falls due by the contract's rule (due_dates.h); what the customer has
// as credit pays it at once.
#ifndef COUNTERSIGN_APP_MILESTONE_INVOICES_H_
#define COUNTERSIGN_APP_MILESTONE_INVOICES_H_

#include "licensing/app/stage.h"

namespace countersign::app {

// Invoices the amount of the milestone that `change` has just accepted, less what is retained of
// it, and brings the milestone to INVOICED, or PAID where credit or an amount of nothing leaves
// nothing to pay. One all of whose amount is retained stays as it is until the release. Nothing is
// written of the milestone itself.
Result<void> InvoiceAcceptance(Transaction& tx, const Act& act, const Stage& stage,
                               domain::MilestoneChange& change);

// Once the last milestone of final acceptance of a sub-contract is accepted (`accepted`, stored),
// what is retained of its other accepted milestones, as far as these have no date of their own, is
// released.
Result<void> ReleaseByFinalAcceptance(Transaction& tx, const Act& act, const Stage& stage,
                                      const domain::Milestone& accepted);

// Claims what is retained, by an invoice of its own. STATE_CONFLICT unless the milestone is
// accepted and something is retained; RETENTION_HELD before its day, or before final acceptance
// where it has none.
Result<domain::MilestoneChange> ReleaseRetention(Transaction& tx, const Act& act,
                                                 const MilestoneRef& ref);
// The same for a stage that was loaded before.
Result<domain::MilestoneChange> ReleaseRetention(Transaction& tx, const Act& act,
                                                 const Stage& stage);

// For whoever changes what is open on an invoice: the milestone that it is of is PAID when nothing
// is open, and INVOICED again when something is. Nothing happens for other invoices.
Result<void> FollowInvoice(Transaction& tx, const Act& act, const domain::Invoice& invoice);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_MILESTONE_INVOICES_H_
