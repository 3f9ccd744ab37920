// Records with every member filled in, and their comparison.
#ifndef COUNTERSIGN_TESTS_STORE_RECORDS_H_
#define COUNTERSIGN_TESTS_STORE_RECORDS_H_

#include <ostream>
#include <string>

#include "licensing/app/ports.h"
#include "licensing/domain/approval.h"

namespace countersign::store {

inline constexpr Instant kNow{std::chrono::microseconds(1'770'000'000'123'456)};
// Made at that time, changed five seconds later.
inline domain::ResourceMeta AMeta() {
  return {.version = 1, .create_time = kNow, .update_time = kNow + std::chrono::seconds(5)};
}

app::Entry AnEntry();  // with an id of its own
domain::Product AProduct(std::string id);
domain::Policy APolicy(std::string id);
domain::Customer ACustomer(std::string id);
domain::Contact AContact(std::string id, std::string customer_id);
domain::License ALicense(std::string id);  // of customer "acme", product "cad", policy "std"
domain::Machine AMachine(std::string id, std::string license_id);
domain::Lease ALease(std::string id, std::string license_id, std::string machine_id);
domain::User AUser(std::string id);
domain::Token AToken(std::string id, std::string user_id);
domain::Contract AContract(std::string id);  // of customer "acme"; without what belongs to it
domain::SubContract ASubContract(std::string id, std::string contract_id);
domain::Disclosure ADisclosure(std::string id, std::string contract_id);
domain::Assent AnAssent(std::string id, std::string contract_id);
domain::Milestone AMilestone(std::string id, std::string contract_id, std::string sub_contract_id);
// With two rounds, accepted; without the invoices and the other milestone that it could refer to.
domain::Milestone AnAcceptedMilestone(std::string id, std::string contract_id,
                                      std::string sub_contract_id);
// Of the whole contract; accepted, without the invoice and the credit note that it could refer to.
domain::Settlement ASettlement(std::string id, std::string contract_id);
// Approved by users/bert; of nothing that there has to be.
domain::Approval AnApproval(std::string id);
domain::Blob ABlob(std::string id, std::string subject);
app::Answered AnAnswer(std::string request_id);

// Inserts contract `id` of the customer "acme", who must exist, with sub-contract `id`-s, milestone
// `id`-m, disclosure `id`-d and assent `id`-a.
Result<void> InsertContract(app::Transaction& transaction, const std::string& id);

// Inserts customer "acme", product "cad", policy "std" and licence `license_id` of them.
Result<void> InsertLicense(app::Transaction& transaction, std::string license_id);

std::string Repeat(std::string_view text, int times);

}  // namespace countersign::store

// Equal in every member.
namespace countersign::domain {
bool operator==(const Product& a, const Product& b);
bool operator==(const Policy& a, const Policy& b);
bool operator==(const Customer& a, const Customer& b);
bool operator==(const Contact& a, const Contact& b);
bool operator==(const License& a, const License& b);
bool operator==(const Machine& a, const Machine& b);
bool operator==(const Lease& a, const Lease& b);
bool operator==(const User& a, const User& b);
bool operator==(const Token& a, const Token& b);
bool operator==(const Contract& a, const Contract& b);
bool operator==(const SubContract& a, const SubContract& b);
bool operator==(const Disclosure& a, const Disclosure& b);
bool operator==(const Assent& a, const Assent& b);
bool operator==(const Milestone& a, const Milestone& b);
bool operator==(const Approval& a, const Approval& b);
}  // namespace countersign::domain
namespace countersign::app {
bool operator==(const Entry& a, const Entry& b);
bool operator==(const Answered& a, const Answered& b);
}  // namespace countersign::app

#endif  // COUNTERSIGN_TESTS_STORE_RECORDS_H_
