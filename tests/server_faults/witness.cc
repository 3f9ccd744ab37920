#include "tests/server_faults/witness.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <thread>
#include <vector>

#include "licensing/base/encoding.h"
#include "licensing/ledger/merkle.h"
#include "tests/server_faults/installation.h"

namespace countersign::testing {
namespace {

namespace json = boost::json;

// Numbers of 64 bits are strings in JSON, and left out if they are 0.
std::string Method(const char* name) { return std::string("EvidenceService/") + name; }

std::vector<std::string> HashesIn(const json::object& proof) {
  std::vector<std::string> hashes;
  if (const json::value* list = proof.if_contains("hashes"))
    for (const json::value& hash : list->as_array())
      hashes.push_back(Base64Decode(std::string_view(hash.as_string())).value());
  return hashes;
}

}  // namespace

json::object VerifyLedger(const ServerProcess& server) {
  json::object verification = Must(server.Call(Method("VerifyLedger"), "{}"));
  while (verification.at("state") == "RUNNING") {
    std::this_thread::yield();
    verification = Must(server.Call(Method("GetLedgerVerification"), "{}"));
  }
  return verification;
}

void ExpectSound(const ServerProcess& server) {
  const json::object verification = VerifyLedger(server);
  EXPECT_EQ(verification.at("state"), "SOUND") << json::serialize(verification);
}

void Witness::ExpectOnlyGrown(const ServerProcess& server) {
  const json::object answer = Must(server.Call(Method("GetCheckpoint"), "{}"));
  const std::string note = TextIn(answer, "note");
  if (key_.empty()) key_ = std::string(answer.at("verifierKeys").as_array().at(0).as_string());
  const auto now = ledger::OpenCheckpoint(note, ledger::ParseNoteKey(key_).value());
  ASSERT_TRUE(now) << now.error().message << ": " << note;
  ASSERT_GE(now->size, last_.size) << "what was signed for is gone";
  if (last_.size > 0) {
    const json::object proof = Must(
        server.Call(Method("GetConsistencyProof"),
                    json::serialize(json::object{{"oldSize", last_.size}, {"size", now->size}})));
    ASSERT_TRUE(
        ledger::ConsistencyHolds(last_.size, last_.root, now->size, now->root, HashesIn(proof)))
        << last_.size << " entries were signed for, and other ones now: " << note;
  }
  last_ = *now;
}

}  // namespace countersign::testing
