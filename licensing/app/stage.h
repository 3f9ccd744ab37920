// A milestone at work: what the use cases of its life after activation share.
//
// Every one of them names the milestone with its etag (empty: whatever it is). One that was changed
// meanwhile is ABORTED / ETAG_MISMATCH, with the milestone's state as it is now in the metadata, so
// that the loser of a race learns what the winner did. Errors common to all: RESOURCE_NOT_FOUND,
// STATE_CONFLICT unless the contract is ACTIVE, CALENDAR_UNKNOWN, and those of the domain's
// command.
#ifndef COUNTERSIGN_APP_STAGE_H_
#define COUNTERSIGN_APP_STAGE_H_

#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/resource.h"
#include "licensing/domain/contract.h"

namespace countersign::app {

struct MilestoneRef {
  std::string contract_id;
  std::string id;
  std::string etag;
};

struct Stage {
  domain::Contract contract;
  domain::Milestone milestone;
  domain::Calendar calendar;
  domain::AcceptanceClause clause;  // the contract's, or one by which nothing happens by itself
  TimeZone zone;
  CivilDate today;  // there

  // Refers to this object.
  domain::ReviewRules rules() const {
    return {clause, contract.terms.service_clause, calendar, zone};
  }
  std::string name() const;
  std::string customer_name() const;
};

// STATE_CONFLICT while the contract is a draft.
Result<Stage> LoadStage(View& view, const MilestoneRef& ref, Instant now);
// And STATE_CONFLICT unless it is ACTIVE.
Result<Stage> LoadActiveStage(View& view, const MilestoneRef& ref, Instant now);
// The same milestone's stage where only its id is known.
Result<Stage> LoadStageById(View& view, std::string_view id, Instant now);

// How an act goes on record.
struct StageEntry {
  std::string_view action;
  boost::json::object body = {};
  std::vector<std::string> attachments = {};  // the SHA-256 of each, 32 bytes
};

// Writes what a command made of the stage's milestone, with an entry that tells the events: the
// milestone, with what comes next, and the part that was split off; the contract gets another etag.
// A milestone that the command accepted gets its invoice (milestone_invoices.h). Returns `change`
// as it is stored.
Result<domain::MilestoneChange> Keep(Transaction& tx, const Act& act, const Stage& stage,
                                     domain::MilestoneChange change, StageEntry entry);

// For a contract that has just become active, within an act that records an entry of its own: finds
// what comes next of each of its milestones.
Result<void> ScheduleMilestones(Transaction& tx, const Act& act, const domain::Contract& contract);

// The SHA-256 (hexadecimal) of each as an attachment of the customer's, 32 bytes each. Errors of
// LoadAttachment.
Result<std::vector<std::string>> LoadAttachments(View& view, const Stage& stage,
                                                 std::string_view field,
                                                 const std::vector<std::string>& hashes);

// "d3": the first id of this letter and a number that neither a defect nor a punch item of the
// milestone has, and that is none of `taken`.
std::string FreePartId(const domain::Milestone& milestone, char letter,
                       const std::vector<std::string>& taken);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_STAGE_H_
