// What is the embedded store's own: opening, the schema, the files.
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <thread>

#include "licensing/store/migrations.h"
#include "licensing/store/sqlite_store.h"
#include "tests/store/records.h"
#include "tests/support/test_store.h"

namespace countersign::store {
namespace {

using ::testing::HasSubstr;

class SqliteTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<SqliteStore>> Open(bool create = true) {
    SqliteOptions options;
    options.path = Path();
    options.create = create;
    return SqliteStore::Open(options, testing::TestSecrets());
  }
  void MustOpen() {
    const auto opened = Open();
    ASSERT_TRUE(opened) << opened.error().message;
  }
  // File modes mean nothing to root.
  Result<std::unique_ptr<SqliteStore>> OpenWithoutPrivilege() {
    const bool root = ::geteuid() == 0;
    if (root) {
      EXPECT_EQ(::seteuid(65534), 0);
    }
    auto opened = Open();
    if (root) {
      EXPECT_EQ(::seteuid(0), 0);
    }
    return opened;
  }
  std::filesystem::path Path() const { return directory_ / "countersign.db"; }

  // Runs SQL on the file behind the store's back; the first column of the last row, as text.
  std::string Sql(const std::string& sql) {
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open(Path().c_str(), &db), SQLITE_OK);
    std::string last;
    char* message = nullptr;
    const int code = sqlite3_exec(
        db, sql.c_str(),
        [](void* out, int, char** values, char**) {
          *static_cast<std::string*>(out) = values[0] ? values[0] : "NULL";
          return 0;
        },
        &last, &message);
    if (code != SQLITE_OK) last = message;
    sqlite3_free(message);
    sqlite3_close(db);
    return last;
  }

  std::string Bytes() const {
    std::ifstream file(Path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
  }

  // A database that a version before this step of the schema made.
  void MakeWithoutStep(std::string_view name) {
    const auto steps = SqliteMigrations();
    const auto newer = std::ranges::find_if(
        steps, [name](const Migration& step) { return step.name.ends_with(name); });
    ASSERT_NE(newer, steps.end());
    std::ofstream(Path()).close();
    db::SqliteConnectionOptions options;
    options.path = Path().string();
    options.on_fatal = [](const std::string& why) { ADD_FAILURE() << why; };
    auto connection = db::SqliteConnection::Open(options);
    ASSERT_TRUE(connection);
    {
      auto log = (*connection)->Prepare("PRAGMA journal_mode = WAL");  // as the store opens it
      ASSERT_TRUE(log && (*log)->Step());
    }
    ASSERT_TRUE(Migrate(**connection, {steps.begin(), newer}, 0, kNow));
  }

  testing::TempDir directory_;
};

Result<app::Finish> InsertCustomer(app::Transaction& transaction, const std::string& id) {
  RETURN_IF_ERROR(transaction.customers().Insert(ACustomer(id)));
  transaction.Record(AnEntry());
  return app::Finish::kCommit;
}

TEST_F(SqliteTest, IsMadeOnlyWhenAskedTo) {
  const auto missing = Open(false);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Code::kFailedPrecondition);
  EXPECT_THAT(missing.error().message, HasSubstr(directory_.path().string()));
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path())) << "nothing may be left behind";
  MustOpen();
  EXPECT_TRUE(Open(false));
}

TEST_F(SqliteTest, MissingDirectoryIsNamed) {
  SqliteOptions options;
  options.path = directory_ / "missing/countersign.db";
  options.create = true;
  const auto opened = SqliteStore::Open(options, testing::TestSecrets());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, Reason::kStoreUnavailable);
  EXPECT_THAT(opened.error().message, HasSubstr((directory_ / "missing").string()));
}

TEST_F(SqliteTest, EveryStepOfTheSchemaRunsOnce) {
  MustOpen();
  const std::string steps =
      "SELECT group_concat(version || name || hash || applied_time) FROM schema_migrations";
  const std::string first = Sql(steps);
  MustOpen();
  EXPECT_EQ(Sql(steps), first);
  EXPECT_EQ(Sql("SELECT MAX(version) FROM schema_migrations"),
            std::to_string(SqliteMigrations().size()));
  EXPECT_EQ(Sql("SELECT COUNT(*) FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
                " AND name NOT LIKE 'sqlite_%' AND NOT strict"),
            "0");
  EXPECT_EQ(Sql("SELECT COUNT(*) FROM column_marks WHERE NOT EXISTS (SELECT 1 FROM"
                " pragma_table_info(table_name) WHERE column_name IN (name, '*'))"),
            "0")
      << "a mark on a column that does not exist";
}

// The states that a licence may have changed with a later step: what was there stays.
TEST_F(SqliteTest, LicencesOfAnOlderSchemaStayAsTheyAre) {
  MakeWithoutStep("_approvals");
  Sql("INSERT INTO licenses (id, display_name, customer_id, product_id, policy_id, entitlements,"
      " start_time, max_machines, state, suspension_cause, suspension_reason, license_version,"
      " code_lookup, code_hash, overage_peak, labels, version, create_time, update_time) VALUES"
      " ('erp', '', 'acme', 'cad', 'std', '[]', 0, 0, 'SUSPENDED', 'FRAUD', 'resold', 7, '', '',"
      " 0, '{}', 1, 0, 0)");
  const auto store = Open();
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_TRUE((*store)->Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto licenses, view.licenses().List({}));
    EXPECT_EQ(licenses.at(0).state, domain::LicenseState::kSuspended);
    EXPECT_EQ(licenses.at(0).suspension_reason, "resold");
    EXPECT_EQ(licenses.at(0).suspension_end_time, std::nullopt) << "it was not for 72 hours";
    EXPECT_EQ(licenses.at(0).revocation_reason, "");
    return {};
  }));
}

// The table is made anew for entries that are nobody's yet.
TEST_F(SqliteTest, BankEntriesOfAnOlderSchemaStayAsTheyAre) {
  MakeWithoutStep("_unmatched_receipts");
  Sql("INSERT INTO customers (id, display_name, segment, state, labels, version, create_time,"
      " update_time) VALUES ('acme', '', '', 'ACTIVE', '{}', 1, 0, 0)");
  Sql("INSERT INTO operations (id, kind, user, state, format, file_sha256, mapping_id,"
      " validate_only, cancel_requested, rows_done, rows_total, recorded, unchanged, proposed,"
      " reversed, refused, skipped, reason, message, version, create_time, update_time) VALUES"
      " ('op', 'PAYMENTS', '', 'SUCCEEDED', 'CSV', '', '', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', '',"
      " 1, 0, 0)");
  Sql("INSERT INTO bank_entries (id, state, customer_id, account, reference, end_to_end,"
      " currency_code, minor_units, date, payer, proposed, note, operation_id, version,"
      " create_time, update_time) VALUES ('e1', 'PENDING', 'acme', 'DE02', 'A1', 'E1', 'EUR', 7,"
      " '2026-03-31', 'ACME', '[\"inv\"]', 'two', 'op', 3, 1, 2)");
  const auto store = Open();
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_TRUE((*store)->Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto found, view.imports().bank_entries().FindByEndToEnd("E1"));
    const domain::BankEntry& entry = found.at(0);
    EXPECT_EQ(entry.customer_id, "acme");
    EXPECT_EQ(entry.candidates, std::vector<std::string>());
    EXPECT_EQ(entry.proposed, std::vector<std::string>{"inv"});
    EXPECT_EQ(entry.amount.minor_units, 7);
    EXPECT_EQ(entry.meta.version, 3);
    return {};
  }));
}

// The table of the outbox is made anew for messages to webhooks.
TEST_F(SqliteTest, MessagesOfAnOlderSchemaStayAsTheyAre) {
  MakeWithoutStep("_webhooks");
  Sql("INSERT INTO customers (id, display_name, segment, state, labels, version, create_time,"
      " update_time) VALUES ('acme', '', '', 'ACTIVE', '{}', 1, 0, 0)");
  Sql("INSERT INTO messages (id, channel, customer_id, contact_id, notice_ids, language, sealed,"
      " text_sha256, state, send_time, attempts, next_attempt_time, last_reply, version,"
      " create_time, update_time) VALUES ('m1', 'MAIL', 'acme', 'wang', '[\"n1\"]', 'en', '00',"
      " 'ab', 'WAITING', 7, 2, 9, 421, 3, 1, 2)");
  const auto store = Open();
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_TRUE((*store)->Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto waiting,
                     view.messages().FindDue(domain::MessageChannel::kMail, kNow, 10));
    EXPECT_EQ(waiting.size(), 1u);
    const domain::Message& message = waiting.at(0);
    EXPECT_EQ(message.contact_id, "wang");
    EXPECT_EQ(message.webhook_id, "");
    EXPECT_THAT(message.notice_ids, ::testing::ElementsAre("n1"));
    EXPECT_EQ(message.attempts, 2);
    EXPECT_EQ(message.last_reply, 421);
    EXPECT_EQ(message.next_attempt_time, FromMicros(9));
    EXPECT_EQ(message.meta.version, 3);
    return {};
  }));
}

TEST_F(SqliteTest, NewerSchemaIsRefusedAndLeftAlone) {
  MustOpen();
  Sql("INSERT INTO schema_migrations VALUES (9999, 'later', 'x', 0)");
  const std::string before = Bytes();
  const auto opened = Open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kFailedPrecondition);
  EXPECT_EQ(opened.error().reason, Reason::kSchemaNewer);
  EXPECT_THAT(opened.error().message, HasSubstr(Path().string()));
  EXPECT_EQ(Bytes(), before);
}

TEST_F(SqliteTest, AnotherStepUnderAKnownNumberIsRefused) {
  MustOpen();
  Sql("UPDATE schema_migrations SET hash = 'x' WHERE version = 1");
  const auto opened = Open();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, Reason::kStateConflict);
}

TEST_F(SqliteTest, AStepThatFailsLeavesNothingOfItself) {
  MustOpen();
  db::SqliteConnectionOptions options;
  options.path = Path().string();
  options.on_fatal = [](const std::string& why) { ADD_FAILURE() << why; };
  auto connection = db::SqliteConnection::Open(options);
  ASSERT_TRUE(connection);
  std::vector<Migration> steps(SqliteMigrations().begin(), SqliteMigrations().end());
  const int known = static_cast<int>(steps.size());
  steps.push_back({known + 1, "good", "CREATE TABLE good (a INTEGER) STRICT;"});
  steps.push_back({known + 2, "bad", "CREATE TABLE half (a INTEGER) STRICT; CREATE TABL x;"});
  EXPECT_FALSE(Migrate(**connection, steps, known, kNow));
  connection->reset();
  EXPECT_EQ(Sql("SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('good', 'half')"), "1");
  EXPECT_EQ(Sql("SELECT name FROM schema_migrations WHERE version = " + std::to_string(known + 1)),
            "good");
}

TEST_F(SqliteTest, ForeignFilesAreRefusedAndLeftAlone) {
  Sql("CREATE TABLE somebody_elses (a)");
  const std::string before = Bytes();
  const auto other = Open();
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().reason, Reason::kStateConflict);
  EXPECT_EQ(Bytes(), before);

  std::ofstream(Path(), std::ios::binary | std::ios::trunc) << std::string(5000, 'x');
  const auto garbage = Open();
  ASSERT_FALSE(garbage);
  EXPECT_EQ(garbage.error().reason, Reason::kStoreUnavailable);
  EXPECT_EQ(Bytes(), std::string(5000, 'x'));
}

TEST_F(SqliteTest, ASecondOpenerIsRefused) {
  const auto first = Open();
  ASSERT_TRUE(first);
  const auto second = Open();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Code::kFailedPrecondition);
  EXPECT_EQ(second.error().reason, Reason::kStateConflict);
  EXPECT_THAT(second.error().message, HasSubstr(directory_.path().string()));
  EXPECT_TRUE((*first)->Write([](auto& transaction) { return InsertCustomer(transaction, "a"); }));
}

TEST_F(SqliteTest, ReadOnlyDirectoryIsNamed) {
  MustOpen();
  ASSERT_EQ(::chmod(Path().c_str(), 0444), 0);
  ASSERT_EQ(::chmod(directory_.path().c_str(), 0555), 0);
  std::filesystem::remove(directory_ / "countersign.lock");
  const auto opened = OpenWithoutPrivilege();
  ASSERT_EQ(::chmod(directory_.path().c_str(), 0755), 0);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::kUnavailable);
  EXPECT_EQ(opened.error().reason, Reason::kStoreReadOnly);
  EXPECT_THAT(opened.error().message, HasSubstr(directory_.path().string()));
}

TEST_F(SqliteTest, ReadOnlyDatabaseFileIsNamed) {
  MustOpen();
  ASSERT_EQ(::chmod(Path().c_str(), 0444), 0);
  ASSERT_EQ(::chmod(directory_.path().c_str(), 0777), 0);
  ASSERT_EQ(::chmod((directory_ / "countersign.lock").c_str(), 0666), 0);
  const auto opened = OpenWithoutPrivilege();
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().reason, Reason::kStoreReadOnly);
}

TEST_F(SqliteTest, FilesAreTheOwnersAlone) {
  const auto opened = Open();
  ASSERT_TRUE(opened);
  ASSERT_TRUE(
      (*opened)->Write([](auto& transaction) { return InsertCustomer(transaction, "acme"); }));
  for (const auto& file : std::filesystem::directory_iterator(directory_.path())) {
    EXPECT_EQ(file.status().permissions() & std::filesystem::perms::mask,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << file.path();
  }
}

TEST_F(SqliteTest, EntriesCannotBeChangedOrRemoved) {
  const auto opened = Open();
  ASSERT_TRUE(opened);
  ASSERT_TRUE(
      (*opened)->Write([](auto& transaction) { return InsertCustomer(transaction, "acme"); }));
  EXPECT_EQ(Sql("UPDATE entries SET actor = 'nobody'"), "entries are never changed");
  EXPECT_EQ(Sql("DELETE FROM entries"), "entries are never removed");
  EXPECT_EQ(Sql("SELECT actor FROM entries"), "users/anna");
}

TEST_F(SqliteTest, ADamagedColumnIsAnErrorNotAGuess) {
  const auto opened = Open();
  ASSERT_TRUE(opened);
  ASSERT_TRUE((*opened)->Write([](app::Transaction& transaction) -> Result<app::Finish> {
    RETURN_IF_ERROR(transaction.products().Insert(AProduct("cad")));
    transaction.Record(AnEntry());
    return app::Finish::kCommit;
  }));
  const std::string before = Sql("SELECT entitlements FROM products");
  for (const std::string damage :
       {"{}", "[1]", "[{\"name\":1}]", "[{\"limit\":\"1\",\"name\":\"a\"}]", "[", ""}) {
    Sql("UPDATE products SET entitlements = '" + damage + "'");
    const auto read = (*opened)->Read([](app::View& view) -> Result<void> {
      RETURN_IF_ERROR(view.products().Find("cad"));
      return {};
    });
    ASSERT_FALSE(read) << damage;
    EXPECT_EQ(read.error().code, Code::kInternal);
    EXPECT_THAT(read.error().message, HasSubstr("entitlements"));
  }
  EXPECT_EQ(before, R"([{"limit":9007199254740991,"name":"seats"},{"name":"export"},)"
                    R"({"limit":0,"name":"zero"}])");
}

TEST_F(SqliteTest, TheLogIsMovedAwayWhileTheServerRuns) {
  SqliteOptions options;
  options.path = Path();
  options.create = true;
  options.checkpoint_pages = 20;
  auto opened = SqliteStore::Open(options, testing::TestSecrets());
  ASSERT_TRUE(opened);
  SqliteStore& store = **opened;
  std::int64_t highest = 0;
  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(store.Write([&](app::Transaction& transaction) {
      return InsertCustomer(transaction, "c" + std::to_string(i));
    }));
    highest = std::max(highest, store.Figures().wal_pages);
    // The thread that asks for checkpoints gets its turn, whatever the machine's load.
    while (store.Figures().wal_pages > 40 && store.Figures().checkpoints == 0) {
      std::this_thread::yield();
    }
  }
  EXPECT_GT(store.Figures().checkpoints, 0);
  EXPECT_EQ(store.Figures().commits, 500);
  EXPECT_LT(highest, 2500) << "500 commits of 5 pages without a checkpoint";
  opened->reset();
  EXPECT_FALSE(std::filesystem::exists(Path().string() + "-wal"));
  EXPECT_EQ(Sql("SELECT COUNT(*) FROM customers"), "500");
  EXPECT_EQ(Sql("PRAGMA integrity_check"), "ok");
}

TEST_F(SqliteTest, WhatIsNotInItsPlaceIsReadAndNotWritten) {
  const auto opened = Open();
  ASSERT_TRUE(opened);
  SqliteStore& store = **opened;
  const auto write = [&](const std::string& id) {
    return store.Write([&](auto& transaction) { return InsertCustomer(transaction, id); });
  };
  const auto expect_lost = [&](const std::string& file) {
    const auto sound = store.CheckSound();
    ASSERT_FALSE(sound);
    EXPECT_EQ(sound.error().reason, Reason::kStoreUnavailable);
    EXPECT_THAT(sound.error().message, HasSubstr(file + " is gone"));
    const auto written = write("lost");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, Code::kUnavailable);
    EXPECT_EQ(written.error().reason, Reason::kStoreUnavailable);
    EXPECT_TRUE(store.Read([](app::View& view) -> Result<void> {
      RETURN_IF_ERROR(view.customers().Find("a"));
      return {};
    }));
  };
  ASSERT_TRUE(write("a"));
  EXPECT_TRUE(store.CheckSound());
  for (const char* ending : {"", "-wal", "-shm"}) {
    const std::filesystem::path file = Path().string() + ending;
    SCOPED_TRACE(file);
    std::filesystem::rename(file, directory_ / "elsewhere");
    expect_lost(file.filename());
    std::filesystem::copy_file(directory_ / "elsewhere", file);
    expect_lost(file.filename());
    std::filesystem::rename(directory_ / "elsewhere", file);
    EXPECT_FALSE(store.CheckSound()) << "nothing was written yet";
    ASSERT_TRUE(write("after" + std::string(ending)));
    EXPECT_TRUE(store.CheckSound());
  }
}

TEST_F(SqliteTest, FiguresCountWhatHappened) {
  const auto opened = Open();
  ASSERT_TRUE(opened);
  SqliteStore& store = **opened;
  ASSERT_TRUE(store.Write([](auto& transaction) { return InsertCustomer(transaction, "a"); }));
  ASSERT_FALSE(store.Write([](auto& transaction) { return InsertCustomer(transaction, "a"); }));
  EXPECT_EQ(store.Figures().commits, 1);
  EXPECT_EQ(store.Figures().refused_writes, 1);
  EXPECT_GT(store.Figures().wal_pages, 0);
}

}  // namespace
}  // namespace countersign::store
