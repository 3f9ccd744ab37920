// Whether the database's tables, triggers and marks are still as this program made them.
#ifndef COUNTERSIGN_STORE_SCHEMA_FAULTS_H_
#define COUNTERSIGN_STORE_SCHEMA_FAULTS_H_

#include <string>
#include <vector>

#include "licensing/store/db/connection.h"

namespace countersign::store {

// A line for each thing that is missing or too many. Compares with a database that is made anew, in
// memory.
Result<std::vector<std::string>> FindSchemaFaults(db::Connection& connection);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_SCHEMA_FAULTS_H_
