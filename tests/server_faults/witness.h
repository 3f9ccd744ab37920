// Somebody who keeps the last checkpoint of a server's ledger, and believes nothing without proof.
#ifndef COUNTERSIGN_TESTS_SERVER_FAULTS_WITNESS_H_
#define COUNTERSIGN_TESTS_SERVER_FAULTS_WITNESS_H_

#include <boost/json/object.hpp>
#include <string>

#include "licensing/ledger/checkpoint.h"
#include "tests/support/server_process.h"

namespace countersign::testing {

// Has the server check its ledger, and waits for what it found: a LedgerVerification.
boost::json::object VerifyLedger(const ServerProcess& server);
// That it finds all as it wrote it: no entry without its state, no state without its entry.
void ExpectSound(const ServerProcess& server);

class Witness {
 public:
  // The server's newest checkpoint covers all that the last one did, in the same places.
  void ExpectOnlyGrown(const ServerProcess& server);
  std::int64_t size() const { return last_.size; }

 private:
  std::string key_;  // as the first checkpoint named it
  ledger::Checkpoint last_;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SERVER_FAULTS_WITNESS_H_
