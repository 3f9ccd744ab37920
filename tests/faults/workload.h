// A small load on an embedded store that keeps book of what was acknowledged, and the check that
// the store kept its word.
#ifndef COUNTERSIGN_TESTS_FAULTS_WORKLOAD_H_
#define COUNTERSIGN_TESTS_FAULTS_WORKLOAD_H_

#include <filesystem>
#include <set>
#include <string>

#include "licensing/store/sqlite_store.h"

namespace countersign::store {

// One unit of work: a customer named `id`, its setting, and an entry about it.
Result<void> WriteCustomer(app::Store& store, const std::string& id);

// What was promised.
struct Book {
  std::set<std::string> acknowledged;
  std::set<std::string> refused;
  bool fatal = false;  // the process would have been stopped
};

// Checks, with the VFS named or else the system's own, that the database at `path` opens, is sound,
// and holds every customer acknowledged, each with its entry, and none that was refused; where the
// process would have been stopped, the write that stopped it may have gone either way.
void ExpectKept(const std::filesystem::path& path, const Book& book, const std::string& vfs = {});

// Ids of the customers in the store.
Result<std::set<std::string>> Customers(app::Store& store);

}  // namespace countersign::store

#endif  // COUNTERSIGN_TESTS_FAULTS_WORKLOAD_H_
