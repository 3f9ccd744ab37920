// Many machines that speak to a server over HTTP as the protocol says: JSON and proofs, made here
// without the client library.
#ifndef COUNTERSIGN_TESTS_SERVER_FAULTS_FLEET_H_
#define COUNTERSIGN_TESTS_SERVER_FAULTS_FLEET_H_

#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "licensing/base/entropy.h"
#include "tests/support/http_client.h"

namespace countersign::testing {

// An answer of CheckLicense.
struct CheckReply {
  int http_status = 0;
  std::string body;  // for messages of failed assertions
  std::string outcome;
  std::string lease_id;
  std::string lease_secret;  // raw
  std::uint64_t counter = 0;
};

class FleetMachine {
 public:
  FleetMachine(Entropy& entropy, int number, std::string product, const std::string& code);

  // Sends the activation; the same bytes each time. Nullopt if no answer came.
  std::optional<CheckReply> Activate(HttpConnection& connection) const;
  // Takes over what an acknowledged activation says.
  void Acknowledge(const CheckReply& reply);
  bool acknowledged() const { return !lease_id_.empty(); }
  const std::string& lease_id() const { return lease_id_; }
  std::optional<CheckReply> Renew(HttpConnection& connection, Entropy& entropy);

 private:
  boost::json::object Common(Entropy& entropy) const;

  std::string product_;
  int number_;
  std::string seed_;
  std::string activation_;  // the request's body
  std::string lease_id_;
  std::string secret_;
  std::uint64_t counter_ = 0;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SERVER_FAULTS_FLEET_H_
