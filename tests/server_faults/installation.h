// An installation to put a load on, and what must be true of its records at any time.
#ifndef COUNTERSIGN_TESTS_SERVER_FAULTS_INSTALLATION_H_
#define COUNTERSIGN_TESTS_SERVER_FAULTS_INSTALLATION_H_

#include <boost/json/object.hpp>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "tests/support/server_process.h"

namespace countersign::testing {

// The object that a successful reply holds; throws with the body of another one.
boost::json::object Must(const HttpReply& reply);
// A text member, or empty.
std::string TextIn(const boost::json::object& object, std::string_view name);

// Makes products/pump, policies/many with so many seats, customers/works and licenses/pumps; the
// licence's activation code.
std::string MakeLicense(const ServerProcess& server, int seats);
// Of licenses/pumps.
std::int64_t SeatsTaken(const ServerProcess& server);

// Encrypts the key files anew at next to no cost, because most of a start's time goes into opening
// them.
void CheapenKeys(const std::filesystem::path& data);

// Looks into the database of a server that runs: no act went on record twice, and no answer was
// kept of one that did not. (That state and entries fit is what the server's own check finds out.)
void ExpectOnRecordOnce(const std::filesystem::path& data);

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SERVER_FAULTS_INSTALLATION_H_
