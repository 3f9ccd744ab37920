// What the customer says to a delivery, and milestones that need no delivery. Until there is a
// portal, sign-offs are recorded by hand with the signed paper. Common errors: stage.h.
#ifndef COUNTERSIGN_APP_VERDICTS_H_
#define COUNTERSIGN_APP_VERDICTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/stage.h"

namespace countersign::app {

struct SignOff {
  MilestoneRef milestone;
  std::string customer_id;  // of the contact
  std::string contact_id;
  std::optional<CivilDate> date;        // nothing: today
  std::vector<std::string> items;       // empty: all
  std::string document_sha256;          // what was signed; empty: the current delivery's
  std::string paper_sha256;             // the signed paper, an attachment
  std::vector<std::string> punch_list;  // what remains to be done, in words
  std::string remainder_id;             // of a part that is not accepted; empty: made
};
// Adds a signature, see domain::Accept; the last one that is needed accepts the milestone, which
// makes its invoice in the same transaction. FIELD_INVALID, RESOURCE_NOT_FOUND for the contact or
// the paper, RESOURCE_EXISTS for the remainder.
Result<domain::MilestoneChange> AcceptMilestone(Transaction& tx, const Act& act,
                                                const SignOff& sign_off);

struct Refusal {
  MilestoneRef milestone;
  std::optional<CivilDate> date;        // on which the vendor received it; nothing: today
  std::vector<domain::Defect> defects;  // ids chosen or empty
  std::string paper_sha256;             // of the letter, an attachment; may be empty
};
// See domain::Reject.
Result<domain::MilestoneChange> RejectMilestone(Transaction& tx, const Act& act,
                                                const Refusal& refusal);

// Also after acceptance, and after the contract ended. FIELD_INVALID for what is not on the list.
Result<domain::MilestoneChange> CompletePunchItem(Transaction& tx, const Act& act,
                                                  const MilestoneRef& ref, std::string_view id);

// The signing of the contract, the end of the warranty; nothing: today. See domain::Fulfil.
Result<domain::MilestoneChange> FulfilMilestone(Transaction& tx, const Act& act,
                                                const MilestoneRef& ref,
                                                std::optional<CivilDate> date);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_VERDICTS_H_
