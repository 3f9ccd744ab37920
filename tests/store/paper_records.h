// The papers about contracts and claims with every member filled in, and their comparison.
#ifndef COUNTERSIGN_TESTS_STORE_PAPER_RECORDS_H_
#define COUNTERSIGN_TESTS_STORE_PAPER_RECORDS_H_

#include <string>

#include "licensing/app/ports.h"
#include "licensing/domain/account_statement.h"
#include "licensing/domain/adjustment.h"
#include "licensing/domain/contract_papers.h"
#include "licensing/domain/promise.h"

namespace countersign::store {

// Of customer "acme", invoice "inv" and contract "c1".
domain::Promise APromise(std::string id);
domain::InstalmentPlan APlan(std::string id);
domain::Adjustment AnAdjustment(std::string id);
domain::Guarantee AGuarantee(std::string id);
domain::SentStatement ASentStatement(std::string id);
domain::Attestation AnAttestation(std::string id);
domain::ChangeOrderRecord AChangeOrder(std::string id);
domain::Amendment AnAmendment(std::string id);
domain::StoredCalendar ACalendar(const std::string& name, std::int32_t version);
domain::PackPaper APackPaper(std::string id);

// Inserts one of each; customer, invoice and contract exist.
Result<void> InsertPapers(app::Transaction& transaction);

}  // namespace countersign::store

// Equal in every member.
namespace countersign::domain {
bool operator==(const Promise& a, const Promise& b);
bool operator==(const InstalmentPlan& a, const InstalmentPlan& b);
bool operator==(const Adjustment& a, const Adjustment& b);
bool operator==(const Guarantee& a, const Guarantee& b);
bool operator==(const SentStatement& a, const SentStatement& b);
bool operator==(const Attestation& a, const Attestation& b);
bool operator==(const ChangeOrderRecord& a, const ChangeOrderRecord& b);
bool operator==(const Amendment& a, const Amendment& b);
bool operator==(const StoredCalendar& a, const StoredCalendar& b);
bool operator==(const PackPaper& a, const PackPaper& b);
}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_STORE_PAPER_RECORDS_H_
