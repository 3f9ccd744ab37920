// A client whose server may end at any moment: it acts, remembers what was acknowledged, and checks
// afterwards that the server kept its word.
#ifndef COUNTERSIGN_TESTS_SERVER_FAULTS_LOAD_H_
#define COUNTERSIGN_TESTS_SERVER_FAULTS_LOAD_H_

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "licensing/base/entropy.h"
#include "tests/server_faults/fleet.h"
#include "tests/support/http_client.h"

namespace countersign::testing {

// What is checked after a restart: what was acted on since the last check, or all there is.
enum class Scope { kTouched, kAll };

// Customers, contacts and licences, by the admin surface. One client's are its own.
class RecordLoad {
 public:
  RecordLoad(int client, std::string token) : client_(client), token_(std::move(token)) {}

  // One mutation. False if no answer came: it may have happened or not.
  bool Act(HttpConnection& connection, std::mt19937& random);
  // What was acknowledged is there to the letter, and what was erased is not. The unanswered
  // mutation, if there is one, is repeated, twice: it has happened once.
  void ExpectKept(HttpConnection& connection, Scope scope);
  std::int64_t acknowledged() const { return acknowledged_; }

 private:
  struct Mutation {
    std::string method;
    boost::json::object request;
    std::string name;  // of the resource
  };
  using Content = std::optional<boost::json::object>;  // nullopt: erased

  std::string NewId(char kind) {
    return kind + std::to_string(client_) + "-" + std::to_string(++made_);
  }
  Mutation Choose(std::mt19937& random);
  Mutation CreateCustomer();
  Mutation CreateContact(const std::string& customer);
  Mutation CreateLicense();
  Mutation Update(const std::string& name);
  Mutation EraseContact(const std::string& name);
  Mutation SuspendOrRestore(const std::string& name);
  // One of the latest of this kind that are there; nullopt if there is none.
  std::optional<std::string> Pick(std::mt19937& random, std::string_view kind) const;

  std::optional<HttpReply> Post(HttpConnection& connection, const std::string& method,
                                const boost::json::object& request) const;
  void Adopt(const HttpReply& reply);
  void ExpectAsAcknowledged(HttpConnection& connection, const std::string& name) const;
  void Settle(HttpConnection& connection);

  const int client_;
  const std::string token_;
  SystemEntropy entropy_;
  int made_ = 0;
  std::map<std::string, Content> contents_;                // as acknowledged, by name
  std::map<std::string, std::vector<std::string>> names_;  // in order, by kind
  std::set<std::string> touched_;
  std::optional<Mutation> unanswered_;
  std::int64_t acknowledged_ = 0;
};

// Machines of one licence: activations, renewals and releases.
class MachineLoad {
 public:
  MachineLoad(int client, std::string code) : client_(client), code_(std::move(code)) {}

  // As RecordLoad's.
  bool Act(HttpConnection& connection, std::mt19937& random);
  // A repeated request gets the answer that was acknowledged, to the byte; a lease that was given
  // back is of no use.
  void ExpectKept(HttpConnection& connection, Scope scope);
  std::int64_t acknowledged() const { return acknowledged_; }

 private:
  struct Member {
    FleetMachine machine;
    std::string answer;  // the last that was acknowledged
    bool releasing = false;
    bool released = false;
  };

  void Adopt(std::size_t at, const CheckReply& reply);
  void ExpectAsAcknowledged(HttpConnection& connection, Member& member);
  void Settle(HttpConnection& connection);

  const int client_;
  const std::string code_;
  SystemEntropy entropy_;
  std::vector<Member> members_;
  std::set<std::size_t> touched_;
  std::optional<std::size_t> unanswered_;
  std::int64_t acknowledged_ = 0;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SERVER_FAULTS_LOAD_H_
