#include "tests/faults/workload.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <iterator>

#include "tests/support/test_store.h"

namespace countersign::store {
namespace {

std::string IntegrityOf(const std::filesystem::path& path) {
  sqlite3* db = nullptr;
  std::string result;
  if (sqlite3_open_v2(path.c_str(), &db, SQLITE_OPEN_READONLY, nullptr) == SQLITE_OK) {
    sqlite3_exec(
        db, "PRAGMA integrity_check; PRAGMA foreign_key_check",
        [](void* out, int, char** values, char**) {
          *static_cast<std::string*>(out) += values[0] ? values[0] : "";
          return 0;
        },
        &result, nullptr);
  }
  sqlite3_close(db);
  return result;
}

}  // namespace

Result<void> WriteCustomer(app::Store& store, const std::string& id) {
  return store.Write([&](app::Transaction& transaction) -> Result<app::Finish> {
    domain::Customer customer;
    customer.id = id;
    customer.display_name = std::string(500, 'x');
    RETURN_IF_ERROR(transaction.customers().Insert(customer));
    RETURN_IF_ERROR(transaction.settings().Put("last", id));
    transaction.Record({.id = "entry-" + id,
                        .time = {},
                        .actor = "system",
                        .action = "customer.create",
                        .resource = "customers/" + id,
                        .request_id = "",
                        .body = "{}"});
    return app::Finish::kCommit;
  });
}

Result<std::set<std::string>> Customers(app::Store& store) {
  std::set<std::string> ids;
  RETURN_IF_ERROR(store.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto rows, view.customers().List({.limit = 10'000'000}));
    for (const auto& row : rows) ids.insert(row.id);
    return {};
  }));
  return ids;
}

void ExpectKept(const std::filesystem::path& path, const Book& book, const std::string& vfs) {
  SqliteOptions options;
  options.path = path;
  options.vfs = vfs;
  options.create = true;  // the fault may have come before the database was there
  options.read_connections = 1;
  options.on_fatal = [](const std::string& why) { ADD_FAILURE() << why; };
  auto opened = SqliteStore::Open(options, testing::TestSecrets());
  ASSERT_TRUE(opened) << opened.error().message;
  const auto present = Customers(**opened);
  ASSERT_TRUE(present) << present.error().message;

  std::set<std::string> missing;
  std::set_difference(book.acknowledged.begin(), book.acknowledged.end(), present->begin(),
                      present->end(), std::inserter(missing, missing.end()));
  EXPECT_EQ(missing, std::set<std::string>()) << "acknowledged, but lost";
  if (!book.fatal) {
    for (const std::string& id : book.refused) {
      EXPECT_FALSE(present->contains(id)) << id << " was refused, but is there";
    }
  }
  const auto with_entry = (*opened)->Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto entries, view.entries().List({.limit = 10'000'000}));
    std::set<std::string> recorded;
    for (const auto& entry : entries) {
      recorded.insert(entry.resource.substr(std::string("customers/").size()));
    }
    EXPECT_EQ(recorded, *present) << "a transaction is half there";
    return {};
  });
  EXPECT_TRUE(with_entry);
  EXPECT_TRUE(WriteCustomer(**opened, "after-" + std::to_string(present->size())));
  opened->reset();
  EXPECT_EQ(IntegrityOf(path), "ok");
}

}  // namespace countersign::store
