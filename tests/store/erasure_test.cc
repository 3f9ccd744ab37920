// What was erased is not in the files any more.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "licensing/base/encoding.h"
#include "tests/store/engine.h"
#include "tests/store/records.h"
#include "tests/support/store_snapshot.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_store.h"

namespace countersign::store {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::chrono::minutes kLong{1};
constexpr char kEmail[] = "canary@example.org";

Result<void> Erase(app::Transaction& transaction, const std::string& id) {
  RETURN_IF_ERROR(transaction.contacts().Delete(id));
  return transaction.subject_keys().Erase("contacts/" + id);
}

class ErasureTest : public StoreTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
      RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
      return transaction.contacts().Insert(AContact("anna", "acme"));
    }));
  }

  app::Answered Find(const std::string& request_id) {
    app::Answered found;
    EXPECT_TRUE(store().Write([&](app::Transaction& transaction) -> Result<app::Finish> {
      ASSIGN_OR_RETURN(const auto answered, transaction.requests().Find(request_id));
      if (answered) found = *answered;
      return app::Finish::kRollback;
    }));
    return found;
  }
};

TEST_P(ErasureTest, AnAnswerAboutAPersonGoesWithTheKeyAndDoesNotComeBackWithTheName) {
  app::Answered answer = AnAnswer("r1");
  answer.subject = "contacts/anna";
  ASSERT_TRUE(Commit([&](auto& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.requests().Insert(AnAnswer("r2")));
    return transaction.requests().Insert(answer);
  }));
  Restart();
  EXPECT_EQ(Find("r1"), answer);
  ASSERT_TRUE(Commit([](auto& transaction) { return Erase(transaction, "anna"); }));
  EXPECT_TRUE(store().AwaitErasure(kLong));
  answer.content_hash.clear();
  answer.reply.clear();
  answer.erased = true;
  EXPECT_EQ(Find("r1"), answer);
  ASSERT_TRUE(Commit(
      [](auto& transaction) { return transaction.contacts().Insert(AContact("anna", "acme")); }));
  EXPECT_EQ(Find("r1"), answer);
  EXPECT_EQ(Find("r2"), AnAnswer("r2"));
}

TEST_P(ErasureTest, TheLedgerTellsThatTheRowAndItsKeyAreNoMore) {
  ASSERT_TRUE(Commit([](auto& transaction) { return Erase(transaction, "anna"); }));
  EXPECT_EQ(testing::AllEntries(store()).back().digests,
            R"({"contacts/anna":null,"subject_keys/contacts/anna":null})");
}

TEST_P(ErasureTest, WhatIsNotErasedStaysAsItWas) {
  const auto digests = [&] {
    std::map<std::string, std::string> found;
    EXPECT_TRUE(store().Read([&](app::View& view) -> Result<void> {
      for (const std::string& table : view.ledger().StateTables()) {
        ASSIGN_OR_RETURN(const auto rows, view.ledger().Rows(table, "", 1000));
        for (const app::RowDigest& row : rows) found[row.row] = HexEncode(row.digest);
      }
      return {};
    }));
    return found;
  };
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.users().Insert(AUser("root")));
    RETURN_IF_ERROR(transaction.tokens().Insert(AToken("t", "root")));
    return transaction.contacts().Insert(AContact("bert", "acme"));
  }));
  auto before = digests();
  ASSERT_TRUE(before.contains("contacts/bert"));
  ASSERT_TRUE(Commit([](auto& transaction) { return Erase(transaction, "anna"); }));
  ASSERT_TRUE(store().AwaitErasure(kLong));
  before.erase("contacts/anna");
  before.erase("subject_keys/contacts/anna");
  EXPECT_EQ(digests(), before);
  const auto orphan = Commit(
      [](auto& transaction) { return transaction.contacts().Insert(AContact("carl", "nobody")); });
  ASSERT_FALSE(orphan) << "references are not looked at any more";
}

COUNTERSIGN_FOR_EACH_ENGINE(ErasureTest);

// The files of SQLite.
class RemainsTest : public ::testing::Test {
 protected:
  RemainsTest() { Open(); }

  void Open() {
    store_.reset();
    SqliteOptions options;
    options.path = directory_ / "countersign.db";
    options.create = true;
    auto opened = SqliteStore::Open(options, testing::TestSecrets());
    if (!opened) throw std::runtime_error(opened.error().message);
    store_ = *std::move(opened);
  }
  void Do(const std::function<Result<void>(app::Transaction&)>& work) {
    const auto written = store_->Write([&](app::Transaction& transaction) -> Result<app::Finish> {
      RETURN_IF_ERROR(work(transaction));
      transaction.Record(AnEntry());
      return app::Finish::kCommit;
    });
    ASSERT_TRUE(written) << written.error().message;
  }
  void InsertAnna() {
    domain::Contact contact = AContact("anna", "acme");
    contact.email = kEmail;
    Do([&](app::Transaction& transaction) -> Result<void> {
      RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
      return transaction.contacts().Insert(contact);
    });
  }
  // Anna's, as it lies in the table.
  std::string WrappedKey() const {
    db::SqliteConnectionOptions options;
    options.path = (directory_ / "countersign.db").string();
    options.access = db::Access::kRead;
    options.on_fatal = [](const std::string& why) { ADD_FAILURE() << why; };
    const auto connection = db::SqliteConnection::Open(options);
    if (!connection) return {};
    const auto row =
        (*connection)
            ->Prepare("SELECT wrapped_key FROM subject_keys WHERE subject = 'contacts/anna'");
    return row && *(*row)->Step() ? (*row)->Text(0) : "";
  }
  std::string Bytes() const {
    std::string bytes;
    for (const auto& file : std::filesystem::directory_iterator(directory_ / "")) {
      std::ifstream in(file.path(), std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(in), {});
    }
    return bytes;
  }

  testing::TempDir directory_;
  std::unique_ptr<SqliteStore> store_;
};

// Customers with contacts that come, change and go, as in years of use.
class Churn {
 public:
  // Some hundred changes in one unit of work.
  Result<void> Some(app::Transaction& transaction) {
    for (int i = 0; i < 400; ++i) {
      const auto what = random_() % 20;
      if (what < 9 || living_.empty()) {
        RETURN_IF_ERROR(Create(transaction));
      } else if (what < 17) {
        RETURN_IF_ERROR(Change(transaction));
      } else {
        RETURN_IF_ERROR(End(transaction));
      }
    }
    return {};
  }
  const std::set<std::string>& gone() const { return gone_; }

 private:
  std::string Canary() {
    std::string serial = std::to_string(++made_);
    return "CANARY" + std::string(8 - serial.size(), '0') + serial +
           std::string(random_() % 200, '.');
  }
  Result<void> Create(app::Transaction& transaction) {
    domain::Contact contact = AContact(HexEncode(Sha256(std::to_string(random_()))), "acme");
    contact.display_name = Canary();
    living_.push_back(contact);
    return transaction.contacts().Insert(contact);
  }
  Result<void> Change(app::Transaction& transaction) {
    domain::Contact& contact = living_[random_() % living_.size()];
    gone_.insert(contact.display_name.substr(0, 14));
    contact.display_name = Canary();
    return transaction.contacts().Update(contact);
  }
  Result<void> End(app::Transaction& transaction) {
    std::swap(living_[random_() % living_.size()], living_.back());
    gone_.insert(living_.back().display_name.substr(0, 14));
    const std::string id = living_.back().id;
    living_.pop_back();
    return Erase(transaction, id);
  }

  std::mt19937 random_{2};
  int made_ = 0;
  std::vector<domain::Contact> living_;
  std::set<std::string> gone_;
};

// SQLite's secure_delete alone leaves some of these, in the free space of pages whose rows moved.
TEST_F(RemainsTest, NoCopyThatSqliteMadeOfARowOutlivesIt) {
  Do([](auto& transaction) { return transaction.customers().Insert(ACustomer("acme")); });
  Churn churn;
  for (int i = 0; i < 30; ++i) Do([&](auto& transaction) { return churn.Some(transaction); });
  ASSERT_TRUE(store_->AwaitErasure(kLong));
  const std::string bytes = Bytes();
  constexpr std::string_view kCanary = "CANARY";
  constexpr std::size_t kDigits = 8;
  int living = 0;
  for (auto at = bytes.find(kCanary); at != bytes.npos; at = bytes.find(kCanary, at + 1)) {
    const std::string name = bytes.substr(at, kCanary.size() + kDigits);
    if (name.find_first_not_of("0123456789", kCanary.size()) != name.npos) continue;
    EXPECT_FALSE(churn.gone().contains(name)) << name;
    ++living;
  }
  EXPECT_GT(living, 1000);
  EXPECT_GT(churn.gone().size(), 5000u);
}

TEST_F(RemainsTest, ALongReadHoldsTheLogAndItIsCleanedWhenThatEnds) {
  InsertAnna();
  const std::string key = WrappedKey();
  ASSERT_FALSE(key.empty());
  ASSERT_TRUE(store_->Read([&](app::View& view) -> Result<void> {
    EXPECT_TRUE(*view.contacts().Find("anna"));
    Do([](auto& transaction) { return Erase(transaction, "anna"); });
    EXPECT_FALSE(store_->AwaitErasure(std::chrono::milliseconds(300)));
    EXPECT_THAT(Bytes(), AllOf(HasSubstr(kEmail), HasSubstr(key)))
        << "the log is needed, so the test can fail";
    // Writers go on meanwhile.
    Do([](auto& transaction) { return transaction.customers().Insert(ACustomer("bolt")); });
    return {};
  }));
  EXPECT_TRUE(store_->AwaitErasure(kLong));
  EXPECT_THAT(Bytes(), Not(AnyOf(HasSubstr(kEmail), HasSubstr(key))));
}

TEST_F(RemainsTest, WhatAStopLeftIsRemovedAtTheNextStart) {
  InsertAnna();
  const testing::TempDir copy;
  ASSERT_TRUE(store_->Read([&](app::View& view) -> Result<void> {
    EXPECT_TRUE(*view.contacts().Find("anna"));
    Do([](auto& transaction) { return Erase(transaction, "anna"); });
    // As a kill would leave the files.
    for (const char* file : {"countersign.db", "countersign.db-wal"})
      std::filesystem::copy(directory_ / file, copy / file);
    return {};
  }));
  ASSERT_TRUE(store_->AwaitErasure(kLong));
  store_.reset();
  for (const char* file : {"countersign.db", "countersign.db-wal"}) {
    std::filesystem::remove(directory_ / file);
    std::filesystem::copy(copy / file, directory_ / file);
  }
  ASSERT_THAT(Bytes(), HasSubstr(kEmail));
  Open();
  EXPECT_TRUE(store_->AwaitErasure(kLong));
  EXPECT_THAT(Bytes(), Not(HasSubstr(kEmail)));
}

}  // namespace
}  // namespace countersign::store
