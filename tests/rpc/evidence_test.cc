// The record and its proofs, as a caller without any trust in the server sees them.
#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "countersign/v1/evidence.pb.h"
#include "licensing/app/act.h"
#include "licensing/base/encoding.h"
#include "licensing/ledger/checkpoint.h"
#include "licensing/ledger/merkle.h"
#include "tests/rpc/admin_surface.h"
#include "tests/support/intruder.h"

namespace countersign::rpc {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::Intruder;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using State = v1::LedgerVerification;

class EvidenceTest : public AdminSurface {
 protected:
  // Seven entries: the installation, its owner, his token, a product, a policy, a customer, a
  // licence.
  void SetUp() override { MakeLicense(); }

  void Grow(int count) {
    const app::Act act{"machines/m1", "", now_, entropy_};
    ASSERT_TRUE(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      for (int i = 0; i < count; ++i)
        RETURN_IF_ERROR(app::Record(tx, act, "machine.fork", "machines/m1", {}));
      return app::Finish::kCommit;
    }));
  }

  template <class Response>
  Response Must(std::string_view method, const std::string& json = "{}") {
    auto answer = Call<Response>("EvidenceService/" + std::string(method), json);
    if (!answer) throw std::runtime_error(answer.error().message + " for " + json);
    return *std::move(answer);
  }

  v1::ListEntriesResponse List(const std::string& json) {
    return Must<v1::ListEntriesResponse>("ListEntries", json);
  }
  std::vector<std::string> Resources(const std::string& filter) {
    std::vector<std::string> resources;
    const auto page = List(R"({"filter":")" + filter + R"("})");
    for (const auto& entry : page.entries()) resources.push_back(entry.resource());
    return resources;
  }
  // The indexes on all pages.
  std::vector<std::int64_t> AllIndexes(int page_size, bool newest_first) {
    std::vector<std::int64_t> indexes;
    std::string token;
    do {
      const auto page =
          List(R"({"pageSize":)" + std::to_string(page_size) + R"(,"newestFirst":)" +
               (newest_first ? "true" : "false") + R"(,"pageToken":")" + token + R"("})");
      EXPECT_LE(page.entries_size(), page_size);
      for (const auto& entry : page.entries()) indexes.push_back(entry.index());
      token = page.next_page_token();
    } while (!token.empty());
    return indexes;
  }

  v1::LedgerCheckpoint Checkpoint() { return Must<v1::LedgerCheckpoint>("GetCheckpoint"); }

  // The checkpoint as whoever has the verifier key reads it.
  static ledger::Checkpoint Opened(const v1::LedgerCheckpoint& checkpoint) {
    for (const std::string& key : checkpoint.verifier_keys())
      if (auto opened = ledger::OpenCheckpoint(checkpoint.note(), *ledger::ParseNoteKey(key)))
        return *std::move(opened);
    throw std::runtime_error("nobody signed " + checkpoint.note());
  }

  v1::ConsistencyProof Growth(std::int64_t old_size, std::int64_t size) {
    return Must<v1::ConsistencyProof>(
        "GetConsistencyProof", R"({"oldSize":")" + std::to_string(old_size) + R"(","size":")" +
                                   std::to_string(size) + R"("})");
  }

  // A check that begins now, of a ledger that is signed for: not the one that the start began.
  v1::LedgerVerification VerifyToTheEnd() {
    AwaitVerification();
    Must<v1::LedgerCheckpoint>("GetCheckpoint");
    EXPECT_EQ(Must<v1::LedgerVerification>("VerifyLedger").state(), State::RUNNING);
    return AwaitVerification();
  }

  v1::LedgerVerification AwaitVerification() {
    v1::LedgerVerification verification;
    do {
      std::this_thread::yield();
      verification = Must<v1::LedgerVerification>("GetLedgerVerification");
    } while (!verification.has_end_time());
    return verification;
  }
};

template <class Proof>
std::vector<std::string> HashesOf(const Proof& proof) {
  return {proof.hashes().begin(), proof.hashes().end()};
}

TEST_F(EvidenceTest, TheListIsFilteredByResourceActionAndActor) {
  Grow(2);
  EXPECT_THAT(Resources(""), ElementsAre("installation", "users/admin", StartsWith("tokens/"),
                                         "products/acme", "policies/node", "customers/huzhou",
                                         "licenses/erp", "machines/m1", "machines/m1"));
  EXPECT_THAT(Resources(R"(resource = \"licenses/erp\")"), ElementsAre("licenses/erp"));
  EXPECT_THAT(Resources(R"(action = \"customer.create\")"), ElementsAre("customers/huzhou"));
  EXPECT_THAT(Resources(R"(actor = \"machines/m1\")"), ElementsAre("machines/m1", "machines/m1"));
  EXPECT_THAT(Resources(R"(actor = \"users/anna\" AND action = \"policy.create\")"),
              ElementsAre("policies/node"));
  EXPECT_THAT(Resources(R"(actor = \"machines/m1\" AND action = \"policy.create\")"), IsEmpty());
  EXPECT_THAT(Resources(R"(resource = \"licenses/er\")"), IsEmpty());
  for (const char* filter :
       {R"(body = \"x\")", R"(request_id = \"r\")", R"(position = \"1\")", R"(seal = \"x\")",
        R"(action)", R"(action = license.create)", R"(action = \"a\" OR action = \"b\")"})
    Refused(Code::kInvalidArgument, Reason::kFilterInvalid, "EvidenceService/ListEntries",
            R"({"filter":")" + std::string(filter) + R"("})");
}

TEST_F(EvidenceTest, ThePagesHaveEveryEntryOnceInEitherOrder) {
  Grow(1000);
  const auto total = static_cast<std::int64_t>(Entries().size());
  std::vector<std::int64_t> expected;
  for (std::int64_t index = 0; index < total; ++index) expected.push_back(index);
  for (const int page_size : {7, 50, 1000}) EXPECT_EQ(AllIndexes(page_size, false), expected);
  std::ranges::reverse(expected);
  for (const int page_size : {7, 50, 1000}) EXPECT_EQ(AllIndexes(page_size, true), expected);

  EXPECT_EQ(List("{}").entries_size(), 50);
  EXPECT_EQ(List(R"({"pageSize":1})").entries_size(), 1);
  EXPECT_EQ(List(R"({"pageSize":5000})").entries_size(), 1000);
  RefusedField("page_size", "EvidenceService/ListEntries", R"({"pageSize":-1})");
}

TEST_F(EvidenceTest, ThePagesAreSteadyWhileTheLedgerGrows) {
  const auto first = List(R"({"pageSize":2,"newestFirst":true})");
  ASSERT_EQ(first.entries(1).index(), 5);
  Grow(3);
  const auto second =
      List(R"({"pageSize":2,"newestFirst":true,"pageToken":")" + first.next_page_token() + R"("})");
  EXPECT_EQ(second.entries(0).index(), 4);
  EXPECT_EQ(second.entries(1).index(), 3);
}

TEST_F(EvidenceTest, APageTokenIsOfOneListInOneOrder) {
  const std::string filter = R"("filter":"actor = \"users/anna\"",)";
  const auto token_of = [this](const std::string& request) {
    return R"("pageSize":1,"pageToken":")" +
           List("{" + request + R"("pageSize":1})").next_page_token() + R"("})";
  };
  const std::string forwards = token_of("");
  const std::string backwards = token_of(R"("newestFirst":true,)");
  const std::string filtered = token_of(filter);
  EXPECT_EQ(List("{" + forwards).entries(0).index(), 1);
  EXPECT_EQ(List(R"({"newestFirst":true,)" + backwards).entries(0).index(), 5);
  EXPECT_EQ(List("{" + filter + filtered).entries(0).index(), 4);
  for (const std::string& request :
       {R"({"newestFirst":true,)" + forwards, "{" + backwards, "{" + filtered,
        "{" + filter + forwards, R"({"newestFirst":true,)" + filter + backwards,
        std::string(R"({"pageToken":"AAAA"})"), std::string(R"({"pageToken":"?"})")})
    Refused(Code::kInvalidArgument, Reason::kPageTokenInvalid, "EvidenceService/ListEntries",
            request);
  Refused(Code::kInvalidArgument, Reason::kPageTokenInvalid, "CustomerService/ListCustomers",
          "{" + forwards);
}

TEST_F(EvidenceTest, AnEntryIsShownWholeAndInListsWithoutItsLeaf) {
  const auto listed = List(R"({"filter":"action = \"license.create\""})").entries(0);
  const auto entry = Must<v1::Entry>("GetEntry", R"({"name":")" + listed.name() + R"("})");
  EXPECT_EQ(listed.leaf_data(), "");
  EXPECT_EQ(entry.index(), 6);
  EXPECT_EQ(entry.actor(), "users/anna");
  EXPECT_EQ(entry.resource(), "licenses/erp");
  EXPECT_EQ(entry.time().seconds(), ToSeconds(now_));
  EXPECT_THAT(entry.body(), HasSubstr(R"("customer":"customers/huzhou")"));
  ASSERT_TRUE(entry.digests().contains("licenses/erp"));
  EXPECT_THAT(entry.leaf_data(), HasSubstr(entry.digests().at("licenses/erp")));
  EXPECT_THAT(entry.leaf_data(), HasSubstr(R"("body":)" + entry.body()));
}

TEST_F(EvidenceTest, NamesOfEntriesAreReadStrictly) {
  const std::string name = List("{}").entries(0).name();
  const std::string id = name.substr(std::string("entries/").size());
  for (const char* method : {"GetEntry", "GetInclusionProof"}) {
    const std::string path = "EvidenceService/" + std::string(method);
    for (const std::string& wrong :
         {std::string(), std::string("entries"), std::string("entries/"), id, "entry/" + id,
          "/" + name, name + "/", name + "/x", "products/" + id, std::string("entries/ÿ")})
      RefusedField("name", path, R"({"name":")" + wrong + R"("})");
    for (const char* unknown : {"entries/ghost", "entries/00000000000000000000000000"})
      Refused(Code::kNotFound, Reason::kResourceNotFound, path,
              R"({"name":")" + std::string(unknown) + R"("})");
  }
}

TEST_F(EvidenceTest, ACheckpointCoversWhatWasCommittedJustBefore) {
  for (int round = 0; round < 20; ++round) {
    const auto checkpoint = Checkpoint();
    EXPECT_EQ(checkpoint.size(), static_cast<std::int64_t>(Entries().size()));
    const ledger::Checkpoint opened = Opened(checkpoint);
    EXPECT_EQ(opened.origin, "https://licences.example");
    EXPECT_EQ(opened.size, checkpoint.size());
    EXPECT_EQ(opened.root, checkpoint.root_hash());
    Grow(1);
  }
  const auto once = Checkpoint();
  EXPECT_EQ(Checkpoint().note(), once.note()) << "signed again without a new entry";
}

TEST_F(EvidenceTest, EveryEntryIsProvedAtOnce) {
  Grow(300);
  const auto total = static_cast<std::int64_t>(Entries().size());
  for (const std::int64_t count : {total, total + 1}) {
    const auto page = List(R"({"pageSize":1000})");
    ASSERT_EQ(page.entries_size(), count);
    for (const auto& listed : page.entries()) {
      const auto proof =
          Must<v1::InclusionProof>("GetInclusionProof", R"({"name":")" + listed.name() + R"("})");
      ASSERT_EQ(proof.entry().name(), listed.name());
      const ledger::Checkpoint opened = Opened(proof.checkpoint());
      EXPECT_EQ(opened.size, count);
      EXPECT_TRUE(ledger::InclusionHolds(ledger::LeafHash(proof.entry().leaf_data()),
                                         proof.entry().index(), opened.size, HashesOf(proof),
                                         opened.root));
      const auto text = ledger::ParseProof(proof.proof());
      ASSERT_TRUE(text);
      EXPECT_EQ(text->index, listed.index());
      EXPECT_EQ(text->hashes, HashesOf(proof));
      EXPECT_EQ(text->checkpoint_note, proof.checkpoint().note());
      const auto whole = Must<v1::Entry>("GetEntry", R"({"name":")" + listed.name() + R"("})");
      EXPECT_EQ(whole.leaf_data(), proof.entry().leaf_data());
      if (HasFailure()) return;
    }
    Grow(1);
  }
}

TEST_F(EvidenceTest, GrowthIsProvedBetweenAllSizes) {
  std::map<std::int64_t, std::string> roots;  // as signed, by size
  roots[0] = Sha256("");
  for (const int more : {0, 1, 1, 2, 7, 237, 1, 1, 1, 2, 252, 1, 1}) {
    Grow(more);
    const ledger::Checkpoint opened = Opened(Checkpoint());
    roots[opened.size] = opened.root;
  }
  ASSERT_TRUE(roots.contains(256) && roots.contains(257) && roots.contains(513));
  for (const auto& [size, root] : roots) {
    if (size == 0) continue;
    for (const auto& [old_size, old_root] : roots) {
      if (old_size > size) break;
      const auto proof = Growth(old_size, size);
      EXPECT_EQ(proof.old_size(), old_size);
      EXPECT_EQ(proof.size(), size);
      EXPECT_EQ(proof.old_root_hash(), old_root);
      EXPECT_EQ(proof.root_hash(), root);
      EXPECT_TRUE(ledger::ConsistencyHolds(old_size, old_root, size, root, HashesOf(proof)))
          << old_size << " to " << size;
      EXPECT_EQ(proof.hashes().empty(), old_size == 0 || old_size == size);
    }
  }
}

TEST_F(EvidenceTest, GrowthThatThereWasNotIsRefused) {
  const std::int64_t size = Checkpoint().size();
  EXPECT_EQ(Growth(0, 0).size(), size);
  EXPECT_EQ(Growth(size, 0).size(), size);
  EXPECT_THAT(HashesOf(Growth(size, 0)), IsEmpty());
  const std::string method = "EvidenceService/GetConsistencyProof";
  const auto sizes = [](std::int64_t old_size, std::int64_t new_size) {
    return R"({"oldSize":")" + std::to_string(old_size) + R"(","size":")" +
           std::to_string(new_size) + R"("})";
  };
  RefusedField("old_size", method, sizes(3, 2));
  RefusedField("old_size", method, sizes(size + 1, 0));
  RefusedField("old_size", method, sizes(-1, size));
  RefusedField("old_size", method, sizes(std::numeric_limits<std::int64_t>::max(), 0));
  RefusedField("old_size", method, sizes(std::numeric_limits<std::int64_t>::min(), 0));
  RefusedField("size", method, sizes(1, size + 1));
  RefusedField("size", method, sizes(1, -1));
  RefusedField("size", method, sizes(1, std::numeric_limits<std::int64_t>::max()));
}

TEST_F(EvidenceTest, AnUntouchedLedgerIsSound) {
  Grow(10);
  const auto verification = VerifyToTheEnd();
  EXPECT_EQ(verification.state(), State::SOUND) << verification.faults(0);
  EXPECT_EQ(verification.entries(), static_cast<std::int64_t>(Entries().size()));
  EXPECT_EQ(verification.entries_in_all(), verification.entries());
  EXPECT_GE(verification.rows(), 4);
  EXPECT_GE(verification.checkpoints(), 1);
  EXPECT_EQ(verification.fault_count(), 0);
  EXPECT_TRUE(verification.has_start_time() && verification.has_end_time());
}

TEST_F(EvidenceTest, WhatWasAlteredBehindTheServersBackIsNamed) {
  ASSERT_EQ(VerifyToTheEnd().state(), State::SOUND);
  {
    Intruder intruder(store_.database());
    intruder.Run("UPDATE customers SET display_name = 'Nobody' WHERE id = 'huzhou'");
  }
  auto verification = VerifyToTheEnd();
  EXPECT_EQ(verification.state(), State::FAULTY);
  EXPECT_EQ(verification.fault_count(), 1);
  EXPECT_THAT(verification.faults(), ElementsAre(HasSubstr("customers/huzhou")));

  const auto entry = List(R"({"filter":"action = \"license.create\""})").entries(0);
  {
    Intruder intruder(store_.database());
    intruder.RunOnEntries("UPDATE entries SET actor = 'users/eve' WHERE action = 'license.create'");
  }
  verification = VerifyToTheEnd();
  EXPECT_EQ(verification.fault_count(), 2);
  EXPECT_THAT(verification.faults(),
              Contains(HasSubstr(entry.name().substr(std::string("entries/").size()))));
  // Nor is there a proof of what nobody did.
  const Error error =
      Refused(Code::kFailedPrecondition, Reason::kLedgerContradicted,
              "EvidenceService/GetInclusionProof", R"({"name":")" + entry.name() + R"("})");
  EXPECT_THAT(error.message, HasSubstr(std::to_string(entry.index() + 1)));
}

}  // namespace
}  // namespace countersign::rpc
