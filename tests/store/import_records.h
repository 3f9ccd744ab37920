// Records of imports with every member filled in, and their comparison.
#ifndef COUNTERSIGN_TESTS_STORE_IMPORT_RECORDS_H_
#define COUNTERSIGN_TESTS_STORE_IMPORT_RECORDS_H_

#include <string>

#include "licensing/app/ports.h"

namespace countersign::store {

domain::ImportMapping AnImportMapping(std::string id);
domain::Operation AnOperation(std::string id);
domain::ImportProblem AnImportProblem(std::string id, std::string operation_id);
// Of customer "acme", payment "pay" and operation "op".
domain::BankEntry ABankEntry(std::string id);

// Inserts mapping "map", operation "op", problem "op-1" and bank entry "entry"; customer "acme" and
// payment "pay" exist.
Result<void> InsertImports(app::Transaction& transaction);

}  // namespace countersign::store

// Equal in every member.
namespace countersign::domain {
bool operator==(const ImportMapping& a, const ImportMapping& b);
bool operator==(const Operation& a, const Operation& b);
bool operator==(const ImportProblem& a, const ImportProblem& b);
bool operator==(const BankEntry& a, const BankEntry& b);
}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_STORE_IMPORT_RECORDS_H_
