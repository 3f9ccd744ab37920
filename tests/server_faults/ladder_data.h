// The data directory of a server that is not running, and what a running one says of a contract.
#ifndef COUNTERSIGN_TESTS_SERVER_FAULTS_LADDER_DATA_H_
#define COUNTERSIGN_TESTS_SERVER_FAULTS_LADDER_DATA_H_

#include <boost/json/object.hpp>
#include <filesystem>
#include <memory>
#include <string>

#include "licensing/store/sqlite_store.h"
#include "tests/support/server_process.h"

namespace countersign::testing {

std::unique_ptr<store::SqliteStore> OpenStore(const std::filesystem::path& data);

// The vendor's name and address, without which no formal notice is sent.
void ConfigureVendor(const std::filesystem::path& data);
// Mail goes to this relay.
void ConfigureRelay(const std::filesystem::path& data, const std::string& url);

// The standing of a contract's only sub-contract, as JSON.
boost::json::object StandingOf(const ServerProcess& server, const std::string& contract);
std::string StageOf(const ServerProcess& server, const std::string& contract);
std::string PageOf(const ServerProcess& server, const std::string& page);

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SERVER_FAULTS_LADDER_DATA_H_
