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

// A new request_id.
std::string Uuid(Entropy& entropy);

// An answer of CheckLicense, or of ReleaseLicense, which leaves all but the first two empty.
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

  // Nullopt, of each, if no answer came.
  // Sends the activation; the same bytes each time, until something else is sent.
  std::optional<CheckReply> Activate(HttpConnection& connection) const {
    return Repeat(connection);
  }
  std::optional<CheckReply> Renew(HttpConnection& connection, Entropy& entropy);
  std::optional<CheckReply> Release(HttpConnection& connection, Entropy& entropy);
  // Sends what was sent last, to the byte.
  std::optional<CheckReply> Repeat(HttpConnection& connection) const;
  // Takes over what an acknowledged activation or renewal says.
  void Acknowledge(const CheckReply& reply);
  bool acknowledged() const { return !lease_id_.empty(); }
  const std::string& lease_id() const { return lease_id_; }

 private:
  struct Sent {
    std::string method;
    std::string body;
    std::string proof;
  };

  boost::json::object Common(Entropy& entropy) const;

  std::string product_;
  int number_;
  std::string seed_;
  Sent last_;
  std::string lease_id_;
  std::string secret_;
  std::uint64_t counter_ = 0;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SERVER_FAULTS_FLEET_H_
