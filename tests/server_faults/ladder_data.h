// The data directory of a server that is not running: its store, and how it reaches the world.
#ifndef COUNTERSIGN_TESTS_SERVER_FAULTS_LADDER_DATA_H_
#define COUNTERSIGN_TESTS_SERVER_FAULTS_LADDER_DATA_H_

#include <filesystem>
#include <memory>
#include <string>

#include "licensing/store/sqlite_store.h"

namespace countersign::testing {

std::unique_ptr<store::SqliteStore> OpenStore(const std::filesystem::path& data);

// The vendor's name and address, without which no formal notice is sent.
void ConfigureVendor(const std::filesystem::path& data);
// Mail goes to this relay.
void ConfigureRelay(const std::filesystem::path& data, const std::string& url);

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SERVER_FAULTS_LADDER_DATA_H_
