// The case of each overdue sub-contract: why it is not paid as a person judges it, who looks after
// it, and every contact.
#ifndef COUNTERSIGN_APP_CASES_H_
#define COUNTERSIGN_APP_CASES_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/app/act.h"
#include "licensing/domain/standing.h"

namespace countersign::app {

// The case of a sub-contract that is open, if there is one.
Result<std::optional<domain::Case>> OpenCaseOf(View& view, std::string_view contract_id,
                                               std::string_view sub_contract_id);

// Opens the case of a sub-contract that is overdue, escalates it (from URGENT on to collections, at
// the step `counsel` to counsel; never back), and closes it once nothing is overdue.
Result<void> KeepCase(Transaction& tx, const Act& act, const domain::Contract& contract,
                      const domain::SubContractStanding& standing);

// Says in the open case of a sub-contract, if there is one, what a person has to do next: before
// what stands there already, as far as there is room for both.
Result<void> AskInCase(Transaction& tx, const Act& act, std::string_view contract_id,
                       std::string_view sub_contract_id, std::string_view what);
// Takes that back, once it is done; the rest stays.
Result<void> TakeBackInCase(Transaction& tx, const Act& act, std::string_view contract_id,
                            std::string_view sub_contract_id, std::string_view what);

struct CaseChange {
  std::string id;
  std::string etag;  // empty: whatever it is
  std::optional<domain::CaseReason> reason;
  std::optional<std::string> grounds;      // at most 500 characters; needed with another reason
  std::optional<std::string> next_action;  // likewise
  std::optional<domain::CaseOwner> owner;
};
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT if it is closed.
Result<domain::Case> UpdateCase(Transaction& tx, const Act& act, const CaseChange& change);

struct NewCaseContact {
  std::string case_id;
  std::string etag;
  std::optional<Instant> time;  // nothing: now; not after it
  std::string kind;             // "visit", "call", "chat", "minutes", "recording"
  std::string summary;          // 1 to 500 characters, without personal data
  std::string contact_id;       // of the customer; empty: none on file
  std::string paper_sha256;     // an attachment; needed for a recording
};
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT if it is closed or has 1,000.
Result<domain::Case> RecordCaseContact(Transaction& tx, const Act& act,
                                       const NewCaseContact& contact);

// What a case with this reason suggests, a sentence for people. It never shortens a notice or a
// cure period.
std::string_view SuggestedAction(domain::CaseReason reason);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CASES_H_
