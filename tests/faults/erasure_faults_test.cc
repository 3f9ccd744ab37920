// A disk that fails while a person is erased: nobody else is harmed, and what was acknowledged is
// seen through at the next start.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/faults/fault_vfs.h"
#include "tests/faults/workload.h"
#include "tests/support/temp_dir.h"
#include "tests/support/test_store.h"

namespace countersign::store {
namespace {

using countersign::testing::FaultPlan;
using countersign::testing::FaultVfs;

constexpr char kCanary[] = "canary@example.org";

domain::Contact Contact(const std::string& id, const std::string& email) {
  domain::Contact contact;
  contact.id = id;
  contact.customer_id = "acme";
  contact.display_name = "x";
  contact.roles = {domain::ContactRole::kPayer};
  contact.email = email;
  return contact;
}

Result<void> Write(app::Store& store, const std::function<Result<void>(app::Transaction&)>& work) {
  return store.Write([&](app::Transaction& transaction) -> Result<app::Finish> {
    RETURN_IF_ERROR(work(transaction));
    ASSIGN_OR_RETURN(const std::int64_t last, transaction.ledger().LastPosition());
    transaction.Record({.id = "entry-" + std::to_string(last + 1),
                        .time = {},
                        .actor = "users/anna",
                        .action = "test",
                        .resource = "customers/acme",
                        .request_id = "",
                        .body = "{}"});
    return app::Finish::kCommit;
  });
}

Result<void> EraseAnna(app::Store& store) {
  return Write(store, [](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.contacts().Delete("anna"));
    return transaction.subject_keys().Erase("contacts/anna");
  });
}

class ErasureFaultsTest : public ::testing::Test {
 protected:
  ErasureFaultsTest() {
    FaultVfs::Get().Disarm();
    const auto store = SqliteStore::Open(Options({}), testing::TestSecrets());
    if (!store) throw std::runtime_error(store.error().message);
    const auto made = Write(**store, [](app::Transaction& transaction) -> Result<void> {
      domain::Customer customer;
      customer.id = "acme";
      customer.display_name = "ACME";
      RETURN_IF_ERROR(transaction.customers().Insert(customer));
      RETURN_IF_ERROR(transaction.contacts().Insert(Contact("anna", kCanary)));
      return transaction.contacts().Insert(Contact("bert", "bert@example.org"));
    });
    if (!made) throw std::runtime_error(made.error().message);
  }
  ~ErasureFaultsTest() override { FaultVfs::Get().Disarm(); }

  SqliteOptions Options(const std::string& vfs) const {
    SqliteOptions options;
    options.path = directory_ / "countersign.db";
    options.create = true;
    options.vfs = vfs;
    options.on_fatal = [](const std::string&) {};
    return options;
  }
  void Save() {
    std::filesystem::remove_all(saved_ / "data");
    std::filesystem::copy(directory_.path(), saved_ / "data");
  }
  void PutBack() {
    for (const auto& file : std::filesystem::directory_iterator(directory_.path()))
      std::filesystem::remove(file.path());
    for (const auto& file : std::filesystem::directory_iterator(saved_ / "data"))
      std::filesystem::copy(file.path(), directory_ / file.path().filename().string());
  }
  std::string Bytes() const {
    std::string bytes;
    for (const auto& file : std::filesystem::directory_iterator(directory_.path())) {
      std::ifstream in(file.path(), std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(in), {});
    }
    return bytes;
  }

  // Erases anna while the plan holds. True if that was acknowledged.
  bool EraseUnder(const FaultPlan& plan) {
    FaultVfs::Get().Arm(plan);
    const auto store = SqliteStore::Open(Options(FaultVfs::kName), testing::TestSecrets());
    if (!store) return false;
    const bool erased = EraseAnna(**store).has_value();
    (*store)->AwaitErasure(std::chrono::milliseconds(30));
    return erased;
  }
  void ExpectSeenThrough(bool acknowledged) {
    const auto store = SqliteStore::Open(Options({}), testing::TestSecrets());
    ASSERT_TRUE(store) << store.error().message;
    EXPECT_TRUE((*store)->AwaitErasure(std::chrono::minutes(1)));
    EXPECT_TRUE((*store)->Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(const auto anna, view.contacts().Find("anna"));
      ASSIGN_OR_RETURN(const auto key, view.subject_keys().Find("contacts/anna"));
      ASSIGN_OR_RETURN(const auto bert, view.contacts().Find("bert"));
      ASSIGN_OR_RETURN(const auto row, view.ledger().FindRow("contacts/bert"));
      EXPECT_EQ(anna.has_value(), key.has_value());
      EXPECT_TRUE(bert && row && !row->digest.empty());
      EXPECT_FALSE(acknowledged && anna);
      EXPECT_EQ(anna.has_value(), Bytes().find(kCanary) != std::string::npos);
      return {};
    }));
  }
  // The fault at each call in turn, until a run sees none.
  void Sweep(FaultPlan plan) {
    Save();
    for (plan.first = 1;; ++plan.first) {
      SCOPED_TRACE(plan.first);
      const bool acknowledged = EraseUnder(plan);
      const bool fired = FaultVfs::Get().Fired();
      FaultVfs::Get().Disarm();
      ExpectSeenThrough(acknowledged);
      PutBack();
      if (HasFailure() || !fired) break;
    }
    EXPECT_GT(plan.first, 10) << "calls were not seen";
  }

  testing::TempDir directory_;
  testing::TempDir saved_;
};

TEST_F(ErasureFaultsTest, OneCallFails) { Sweep({}); }
TEST_F(ErasureFaultsTest, AllCallsFailFromOneOn) { Sweep({.lasting = true}); }
TEST_F(ErasureFaultsTest, TheDiskIsFullFromOneOn) { Sweep({.lasting = true, .disk_full = true}); }

}  // namespace
}  // namespace countersign::store
