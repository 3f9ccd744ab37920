// Units of work: all or nothing, with an entry, one after the other, beside readers that see one
// moment.
#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <thread>

#include "tests/store/engine.h"
#include "tests/store/records.h"

namespace countersign::store {
namespace {

using app::Finish;

class UnitOfWorkTest : public StoreTest {
 protected:
  std::size_t CountCustomers() {
    std::size_t count = 0;
    EXPECT_TRUE(store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(const auto rows, view.customers().List({.limit = 100000}));
      count = rows.size();
      return {};
    }));
    return count;
  }
  std::size_t CountEntries() {
    std::size_t count = 0;
    EXPECT_TRUE(store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(const auto rows, view.entries().List({.limit = 100000}));
      count = rows.size();
      return {};
    }));
    return count;
  }
};

TEST_P(UnitOfWorkTest, AChangeWithoutAnEntryIsRefused) {
  const std::function<Result<void>(app::Transaction&)> changes[] = {
      [](app::Transaction& t) { return t.customers().Insert(ACustomer("beta")); },
      [](app::Transaction& t) { return t.settings().Put("issuer", "x"); },
      [](app::Transaction& t) { return t.requests().Insert(AnAnswer("r")); },
      [](app::Transaction& t) {
        return t.blobs().Insert(ABlob("b", ""), SecretBytes(std::string(32, 'k')));
      },
      [](app::Transaction& t) -> Result<void> {
        ASSIGN_OR_RETURN(auto customer, t.customers().Find("acme"));
        return t.customers().Update(*customer);
      }};
  ASSERT_TRUE(Commit([](app::Transaction& transaction) {
    return transaction.customers().Insert(ACustomer("acme"));
  }));
  for (const auto& change : changes) {
    const auto refused = store().Write([&](app::Transaction& transaction) -> Result<Finish> {
      RETURN_IF_ERROR(change(transaction));
      return Finish::kCommit;
    });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::kInternal);
  }
  EXPECT_EQ(CountCustomers(), 1U);
  ASSERT_TRUE(store().Read([](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto customer, view.customers().Find("acme"));
    EXPECT_EQ(customer->meta.version, 1);
    ASSIGN_OR_RETURN(const auto issuer, view.settings().Find("issuer"));
    EXPECT_EQ(issuer, std::nullopt);
    return {};
  }));
}

TEST_P(UnitOfWorkTest, ReadingInATransactionNeedsNoEntry) {
  EXPECT_TRUE(store().Write([](app::Transaction& transaction) -> Result<Finish> {
    RETURN_IF_ERROR(transaction.customers().List({}));
    return Finish::kCommit;
  }));
}

TEST_P(UnitOfWorkTest, RollbackLeavesNothing) {
  ASSERT_TRUE(store().Write([](app::Transaction& transaction) -> Result<Finish> {
    RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
    transaction.Record(AnEntry());
    return Finish::kRollback;
  }));
  EXPECT_EQ(CountCustomers(), 0U);
  EXPECT_EQ(CountEntries(), 0U);
}

TEST_P(UnitOfWorkTest, AnErrorOfTheWorkIsReturnedAndLeavesNothing) {
  const auto refused = store().Write([](app::Transaction& transaction) -> Result<Finish> {
    RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
    transaction.Record(AnEntry());
    return Fail(Code::kFailedPrecondition, Reason::kGuardRails, "no", {{"rails", "x"}});
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kGuardRails);
  EXPECT_EQ(refused.error().metadata.at("rails"), "x");
  EXPECT_EQ(CountCustomers(), 0U);
  EXPECT_EQ(CountEntries(), 0U);

  const auto unreadable = store().Read([](app::View&) -> Result<void> {
    return Fail(Code::kNotFound, Reason::kLeaseUnknown, "no");
  });
  ASSERT_FALSE(unreadable);
  EXPECT_EQ(unreadable.error().reason, Reason::kLeaseUnknown);
}

TEST_P(UnitOfWorkTest, OfSeveralAtOnceEachIsForItself) {
  const auto adds = [](const std::string& id) {
    return [id](app::Transaction& transaction) -> Result<Finish> {
      RETURN_IF_ERROR(transaction.customers().Insert(ACustomer(id)));
      transaction.Record(AnEntry());
      if (id == "fails") return FieldInvalid("field", "is broken");
      return id == "undone" ? Finish::kRollback : Finish::kCommit;
    };
  };
  const app::Store::WriteWork works[] = {adds("first"), adds("fails"), adds("undone"),
                                         [](app::Transaction& transaction) -> Result<Finish> {
                                           ASSIGN_OR_RETURN(const auto first,
                                                            transaction.customers().Find("first"));
                                           EXPECT_TRUE(first) << "in their order";
                                           return Finish::kCommit;
                                         }};
  const auto results = store().WriteEach(works);
  ASSERT_EQ(results.size(), 4U);
  EXPECT_TRUE(results[0]);
  EXPECT_EQ(results[1].error().reason, Reason::kFieldInvalid);
  EXPECT_TRUE(results[2]);
  EXPECT_TRUE(results[3]);
  EXPECT_EQ(CountCustomers(), 1U);
  EXPECT_EQ(CountEntries(), 1U);
}

TEST_P(UnitOfWorkTest, ATransactionSeesItsOwnChanges) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
    ASSIGN_OR_RETURN(auto customer, transaction.customers().Find("acme"));
    EXPECT_TRUE(customer);
    RETURN_IF_ERROR(transaction.customers().Update(*customer));
    RETURN_IF_ERROR(transaction.customers().Update(*customer));
    EXPECT_EQ(customer->meta.version, 3);
    return {};
  }));
}

TEST_P(UnitOfWorkTest, WhatWasCommittedSurvivesARestart) {
  ASSERT_TRUE(Commit([](app::Transaction& transaction) {
    return transaction.customers().Insert(ACustomer("acme"));
  }));
  Restart();
  Restart();
  EXPECT_EQ(CountCustomers(), 1U);
  EXPECT_EQ(CountEntries(), 1U);
}

TEST_P(UnitOfWorkTest, AReaderSeesOneMomentWhileAWriterCommits) {
  ASSERT_TRUE(store().Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto before, view.customers().List({}));
    EXPECT_TRUE(before.empty());
    // In a thread of its own, as another request would.
    std::thread([&] {
      EXPECT_TRUE(Commit([](app::Transaction& transaction) {
        return transaction.customers().Insert(ACustomer("acme"));
      }));
    }).join();
    ASSIGN_OR_RETURN(const auto after, view.customers().List({}));
    EXPECT_TRUE(after.empty());
    ASSIGN_OR_RETURN(const auto entries, view.entries().List({}));
    EXPECT_TRUE(entries.empty());
    return {};
  }));
  EXPECT_EQ(CountCustomers(), 1U);
}

TEST_P(UnitOfWorkTest, ReadersDoNotSeeWhatIsNotCommitted) {
  ASSERT_TRUE(store().Write([&](app::Transaction& transaction) -> Result<Finish> {
    RETURN_IF_ERROR(transaction.customers().Insert(ACustomer("acme")));
    EXPECT_EQ(std::async(std::launch::async, [&] { return CountCustomers(); }).get(), 0U);
    transaction.Record(AnEntry());
    return Finish::kCommit;
  }));
  EXPECT_EQ(CountCustomers(), 1U);
}

TEST_P(UnitOfWorkTest, ConcurrentWritersLoseNothing) {
  constexpr int kWriters = 8;
  constexpr int kEach = 50;
  ASSERT_TRUE(Commit([](app::Transaction& transaction) -> Result<void> {
    RETURN_IF_ERROR(transaction.settings().Put("count", "0"));
    return transaction.customers().Insert(ACustomer("acme"));
  }));
  std::atomic<int> reads{0};
  std::atomic<bool> stop{false};
  // Readers check that the two rows that change together are seen together.
  std::vector<std::thread> readers;
  readers.reserve(6);
  for (int i = 0; i < 6; ++i) {
    readers.emplace_back([&] {
      while (!stop) {
        EXPECT_TRUE(store().Read([&](app::View& view) -> Result<void> {
          ASSIGN_OR_RETURN(const auto count, view.settings().Find("count"));
          ASSIGN_OR_RETURN(const auto customer, view.customers().Find("acme"));
          EXPECT_EQ(std::stoi(*count) + 1, customer->meta.version);
          return {};
        }));
        ++reads;
      }
    });
  }
  std::vector<std::thread> writers;
  writers.reserve(kWriters);
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&] {
      for (int n = 0; n < kEach; ++n) {
        const auto done = Commit([](app::Transaction& transaction) -> Result<void> {
          ASSIGN_OR_RETURN(const auto count, transaction.settings().Find("count"));
          RETURN_IF_ERROR(
              transaction.settings().Put("count", std::to_string(std::stoi(*count) + 1)));
          ASSIGN_OR_RETURN(auto customer, transaction.customers().Find("acme"));
          return transaction.customers().Update(*customer);
        });
        EXPECT_TRUE(done) << done.error().message;
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_GT(reads, 0);
  Restart();
  ASSERT_TRUE(store().Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto count, view.settings().Find("count"));
    EXPECT_EQ(*count, std::to_string(kWriters * kEach));
    return {};
  }));
  EXPECT_EQ(CountEntries(), std::size_t{kWriters * kEach + 1});
}

COUNTERSIGN_FOR_EACH_ENGINE(UnitOfWorkTest);

}  // namespace
}  // namespace countersign::store
