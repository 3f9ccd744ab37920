// What the stores of licences, machines, leases, users, answers and settings do beyond the common.
#include <gmock/gmock.h>

#include "tests/store/engine.h"
#include "tests/store/records.h"

namespace countersign::store {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LicenceTest : public StoreTest {
 protected:
  void Must(const std::function<Result<void>(app::Transaction&)>& work) {
    const auto done = Commit(work);
    ASSERT_TRUE(done) << done.error().message;
  }
  // Reads with `work`, which gives the value to look at.
  template <class Work>
  auto Look(Work work) {
    typename std::invoke_result_t<Work, app::View&>::value_type seen{};
    const auto read = store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(seen, work(view));
      return {};
    });
    EXPECT_TRUE(read) << read.error().message;
    return seen;
  }
  app::SeatCount Seats(domain::LicenseKind kind, Instant now) {
    return Look([&](app::View& view) { return view.leases().CountSeats("lic", kind, now); });
  }
};

template <class Row>
std::vector<std::string> IdsOf(const std::vector<Row>& rows) {
  std::vector<std::string> ids;
  ids.reserve(rows.size());
  for (const Row& row : rows) ids.push_back(row.id);
  return ids;
}

Result<void> InsertMachines(app::Transaction& transaction, std::initializer_list<const char*> ids) {
  for (const char* id : ids) RETURN_IF_ERROR(transaction.machines().Insert(AMachine(id, "lic")));
  return {};
}

TEST_P(LicenceTest, LicencesAreFoundByTheBeginningOfTheirCode) {
  Must([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(InsertLicense(transaction, "lic"));
    auto same = ALicense("lic2");
    RETURN_IF_ERROR(transaction.licenses().Insert(same));
    auto other = ALicense("lic3");
    other.code_lookup = "ABCDF";
    return transaction.licenses().Insert(other);
  });
  const auto find = [&](std::string_view lookup) {
    return IdsOf(Look([&](app::View& view) { return view.licenses().FindByCodeLookup(lookup); }));
  };
  EXPECT_THAT(find("ABCDE"), ElementsAre("lic", "lic2"));
  EXPECT_THAT(find("ABCDF"), ElementsAre("lic3"));
  EXPECT_THAT(find("ABCD"), IsEmpty());
  EXPECT_THAT(find("%"), IsEmpty());
}

TEST_P(LicenceTest, MachinesAreFoundByKeyWithinTheirLicence) {
  Must([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(InsertLicense(transaction, "lic"));
    RETURN_IF_ERROR(transaction.licenses().Insert(ALicense("lic2")));
    RETURN_IF_ERROR(InsertMachines(transaction, {"m1"}));
    auto elsewhere = AMachine("m2", "lic2");
    elsewhere.public_key = AMachine("m1", "lic").public_key;
    return transaction.machines().Insert(elsewhere);
  });
  const std::string key = AMachine("m1", "lic").public_key;
  const auto find = [&](std::string_view license, std::string_view public_key) {
    const auto machine =
        Look([&](app::View& view) { return view.machines().FindByPublicKey(license, public_key); });
    return machine ? machine->id : "none";
  };
  EXPECT_EQ(find("lic", key), "m1");
  EXPECT_EQ(find("lic2", key), "m2");
  EXPECT_EQ(find("lic", "unknown"), "none");

  auto twice = AMachine("m3", "lic");
  twice.public_key = key;
  const auto refused =
      Commit([&](app::Transaction& transaction) { return transaction.machines().Insert(twice); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kResourceExists);
}

TEST_P(LicenceTest, MachinesAreFoundByAnySharedComponent) {
  const domain::FingerprintComponent board{2, std::string(32, 'b')};
  const domain::FingerprintComponent disk{3, std::string(32, 'd')};
  Must([&](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(InsertLicense(transaction, "lic"));
    RETURN_IF_ERROR(transaction.licenses().Insert(ALicense("lic2")));
    const std::pair<const char*, domain::Fingerprint> machines[] = {
        {"both", {board, disk}}, {"disk", {disk}}, {"swapped", {{2, disk.hash}}}, {"bare", {}}};
    for (const auto& [id, fingerprint] : machines) {
      auto machine = AMachine(id, "lic");
      machine.fingerprint = fingerprint;
      RETURN_IF_ERROR(transaction.machines().Insert(machine));
    }
    auto elsewhere = AMachine("elsewhere", "lic2");
    elsewhere.fingerprint = {board, disk};
    return transaction.machines().Insert(elsewhere);
  });
  const auto similar = [&](const domain::Fingerprint& fingerprint) {
    return IdsOf(
        Look([&](app::View& view) { return view.machines().FindSimilar("lic", fingerprint); }));
  };
  EXPECT_THAT(similar({board, disk}), ElementsAre("both", "disk"));
  EXPECT_THAT(similar({board}), ElementsAre("both"));
  EXPECT_THAT(similar({{9, board.hash}}), IsEmpty());
  EXPECT_THAT(similar({}), IsEmpty());

  // A changed fingerprint is found by what it holds now.
  Must([&](app::Transaction& transaction) -> Result<void> {
    ASSIGN_OR_RETURN(auto machine, transaction.machines().Find("both"));
    machine->fingerprint = {{3, std::string(32, 'n')}};
    return transaction.machines().Update(*machine);
  });
  EXPECT_THAT(similar({board, disk}), ElementsAre("disk"));
  EXPECT_THAT(similar({{3, std::string(32, 'n')}}), ElementsAre("both"));
}

TEST_P(LicenceTest, LeaseKeepsEveryMember) {
  const domain::Lease lease = ALease("l1", "lic", "m1");
  Must([&](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(InsertLicense(transaction, "lic"));
    RETURN_IF_ERROR(InsertMachines(transaction, {"m1"}));
    return transaction.leases().Insert(lease);
  });
  const auto find = [&] { return Look([](app::View& view) { return view.leases().Find("l1"); }); };
  EXPECT_EQ(find(), lease);
  domain::Lease changed = lease;
  changed.counter = 7;
  changed.generation = 3;
  changed.release_time = kNow;
  changed.last_answer.clear();
  changed.key_id = "01hnext";
  Must([&](app::Transaction& transaction) { return transaction.leases().Update(changed); });
  Restart();
  EXPECT_EQ(find(), changed);

  changed.id = "absent";
  const auto refused =
      Commit([&](app::Transaction& transaction) { return transaction.leases().Update(changed); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kResourceNotFound);
}

TEST_P(LicenceTest, AMachinesProcessHoldsOneLease) {
  Must([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(InsertLicense(transaction, "lic"));
    RETURN_IF_ERROR(InsertMachines(transaction, {"m1", "m2"}));
    auto released = ALease("l0", "lic", "m1");
    released.release_time = kNow;
    RETURN_IF_ERROR(transaction.leases().Insert(released));
    RETURN_IF_ERROR(transaction.leases().Insert(ALease("l1", "lic", "m1")));
    auto other_process = ALease("l2", "lic", "m1");
    other_process.process_id = "4712";
    return transaction.leases().Insert(other_process);
  });
  const auto held = [&](std::string_view machine, std::string_view process) {
    const auto lease =
        Look([&](app::View& view) { return view.leases().FindHeld(machine, process); });
    return lease ? lease->id : "none";
  };
  EXPECT_EQ(held("m1", "4711"), "l1");
  EXPECT_EQ(held("m1", "4712"), "l2");
  EXPECT_EQ(held("m1", ""), "none");
  EXPECT_EQ(held("m2", "4711"), "none");
  EXPECT_THAT(IdsOf(Look([](app::View& view) { return view.leases().ListHeld("m1"); })),
              ElementsAre("l1", "l2"));

  const auto second = Commit([](app::Transaction& transaction) {
    return transaction.leases().Insert(ALease("l3", "lic", "m1"));
  });
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reason, Reason::kResourceExists);
}

TEST_P(LicenceTest, AFloatingSeatIsFreeFromTheEndOfItsOfflineTimeOn) {
  Must([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(InsertLicense(transaction, "lic"));
    RETURN_IF_ERROR(InsertMachines(transaction, {"m1", "m2", "m3"}));
    auto first = ALease("l1", "lic", "m1");
    first.offline_time = kNow;
    RETURN_IF_ERROR(transaction.leases().Insert(first));
    auto second = ALease("l2", "lic", "m2");
    second.offline_time = kNow + hours(1);
    RETURN_IF_ERROR(transaction.leases().Insert(second));
    auto released = ALease("l3", "lic", "m3");
    released.release_time = kNow - hours(1);
    return transaction.leases().Insert(released);
  });
  for (const auto kind : {domain::LicenseKind::kFloating, domain::LicenseKind::kPerProcess}) {
    const auto before = Seats(kind, kNow - microseconds(1));
    EXPECT_EQ(before.taken, 2);
    EXPECT_EQ(before.next_free_time, kNow);
    const auto at = Seats(kind, kNow);
    EXPECT_EQ(at.taken, 1);
    EXPECT_EQ(at.next_free_time, kNow + hours(1));
    const auto after = Seats(kind, kNow + hours(1));
    EXPECT_EQ(after.taken, 0);
    EXPECT_EQ(after.next_free_time, std::nullopt);
  }
  const auto node_locked = Seats(domain::LicenseKind::kNodeLocked, kNow + hours(24 * 9999));
  EXPECT_EQ(node_locked.taken, 2);
  EXPECT_EQ(node_locked.next_free_time, std::nullopt);
}

TEST_P(LicenceTest, ActiveOwnersAreCounted) {
  Must([](app::Transaction& transaction) -> Result<void> {
    const std::pair<const char*, domain::Role> users[] = {
        {"a", domain::Role::kOwner}, {"b", domain::Role::kAuditor}, {"c", domain::Role::kOwner}};
    for (const auto& [id, role] : users) {
      auto user = AUser(id);
      user.roles = {domain::Role::kFinance, role};
      RETURN_IF_ERROR(transaction.users().Insert(user));
    }
    return {};
  });
  const auto owners = [&] {
    return Look([](app::View& view) { return view.users().CountActiveOwners(); });
  };
  EXPECT_EQ(owners(), 2);
  Must([](app::Transaction& transaction) -> Result<void> {
    ASSIGN_OR_RETURN(auto user, transaction.users().Find("c"));
    user->state = domain::UserState::kDisabled;
    return transaction.users().Update(*user);
  });
  EXPECT_EQ(owners(), 1);
}

TEST_P(LicenceTest, AnswersAreKeptOnceAndForgottenByAge) {
  const auto find = [&](std::string_view id) {
    std::optional<app::Answered> found;
    EXPECT_TRUE(store().Write([&](app::Transaction& transaction) -> Result<app::Finish> {
      ASSIGN_OR_RETURN(found, transaction.requests().Find(id));
      return app::Finish::kRollback;
    }));
    return found;
  };
  Must([](app::Transaction& transaction) -> Result<void> {
    for (int day = 0; day < 5; ++day) {
      auto answer = AnAnswer("r" + std::to_string(day));
      answer.time = kNow + hours(24 * day);
      RETURN_IF_ERROR(transaction.requests().Insert(answer));
    }
    return {};
  });
  EXPECT_EQ(find("r0"), AnAnswer("r0"));
  EXPECT_EQ(find("r9"), std::nullopt);
  const auto again = Commit(
      [](app::Transaction& transaction) { return transaction.requests().Insert(AnAnswer("r0")); });
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, Reason::kRequestIdReused);

  const auto oldest = [&] {
    return Look([](app::View& view) { return view.requests().FindOldest(); });
  };
  EXPECT_EQ(oldest(), std::pair(std::string("r0"), kNow));
  const auto forget = [&](int limit, std::int64_t forgotten) {
    Must([=](app::Transaction& transaction) -> Result<void> {
      EXPECT_EQ(*transaction.requests().Forget(kNow + hours(24 * 3), limit), forgotten);
      return {};
    });
  };
  forget(2, 2);
  EXPECT_EQ(oldest(), std::pair(std::string("r2"), kNow + hours(24 * 2)));
  EXPECT_EQ(find("r1"), std::nullopt);
  EXPECT_NE(find("r2"), std::nullopt);
  forget(100, 1);
  EXPECT_EQ(find("r2"), std::nullopt);
  EXPECT_NE(find("r3"), std::nullopt) << "answers given at `before` are kept";
}

TEST_P(LicenceTest, SettingsAreReplaced) {
  const auto issuer = [&] {
    return Look([](app::View& view) { return view.settings().Find("issuer"); });
  };
  EXPECT_EQ(issuer(), std::nullopt);
  for (const std::string value : {"https://a.example", ""}) {
    Must(
        [&](app::Transaction& transaction) { return transaction.settings().Put("issuer", value); });
    EXPECT_EQ(issuer(), value);
  }
}

COUNTERSIGN_FOR_EACH_ENGINE(LicenceTest);

}  // namespace
}  // namespace countersign::store
