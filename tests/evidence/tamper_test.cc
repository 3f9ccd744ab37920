// Whatever is altered behind the server's back, the check names it. The cases for state tables are
// made from the schema: a new table, or a new column, is covered by itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>

#include "tests/evidence/vault.h"
#include "tests/support/intruder.h"

namespace countersign::testing {
namespace {

using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Vault& Filled() {
  static const std::unique_ptr<Vault> vault = FilledVault();
  return *vault;
}

// What the check finds once `alter` has been at a copy of the filled vault.
std::vector<std::string> FaultsAfter(const std::function<void(Intruder&)>& alter) {
  Vault vault(Filled());
  {
    Intruder intruder(vault.database());
    alter(intruder);
  }
  vault.Open();
  return vault.Check().faults;
}

std::vector<std::string> FaultsAfterSql(const std::string& sql) {
  return FaultsAfter([&](Intruder& intruder) { intruder.Run(sql); });
}

std::vector<std::string> FaultsAfterEntrySql(const std::string& sql) {
  return FaultsAfter([&](Intruder& intruder) { intruder.RunOnEntries(sql); });
}

struct Column {
  std::string name;
  std::string type;
  bool in_key = false;
  bool is_volatile = false;
};

struct StateTable {
  std::string name;
  std::vector<Column> columns;

  std::string KeyList() const {
    std::string list;
    for (const Column& column : columns)
      if (column.in_key) list += (list.empty() ? "" : ", ") + column.name;
    return list;
  }
  // Of its first row, as entries and the check write it.
  std::string RowName(Intruder& intruder) const {
    std::string key;
    for (const std::string& part : FirstKey(intruder)) key += (key.empty() ? "" : ",") + part;
    return name + "/" + key;
  }
  // A condition that only the first row meets.
  std::string IsFirstRow(Intruder& intruder) const {
    const auto key = FirstKey(intruder);
    std::string condition;
    std::size_t at = 0;
    for (const Column& column : columns)
      if (column.in_key)
        condition += (condition.empty() ? "" : " AND ") + column.name + " = '" + key.at(at++) + "'";
    return condition;
  }

 private:
  std::vector<std::string> FirstKey(Intruder& intruder) const {
    const auto rows = intruder.Rows("SELECT " + KeyList() + " FROM " + name + " ORDER BY " +
                                    KeyList() + " LIMIT 1");
    if (rows.empty()) throw std::runtime_error("FilledVault leaves " + name + " empty: add a row");
    return rows[0];
  }
};

std::vector<StateTable> StateTables() {
  Intruder reader(Filled().database());
  std::map<std::string, std::string> marks;
  for (const auto& row :
       reader.Rows("SELECT table_name || '.' || column_name, mark FROM column_marks"))
    marks[row[0]] = row[1];
  std::vector<StateTable> tables;
  for (const auto& table : reader.Rows("SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                                       "name NOT LIKE 'sqlite_%' ORDER BY name")) {
    if (marks.contains(table[0] + ".*")) continue;
    StateTable& made = tables.emplace_back();
    made.name = table[0];
    for (const auto& column :
         reader.Rows("SELECT name, type, pk FROM pragma_table_info('" + table[0] + "')"))
      made.columns.push_back({column[0], column[1], column[2] != "0",
                              marks[table[0] + "." + column[0]] == "VOLATILE"});
  }
  return tables;
}

std::string Altered(const Column& column) {
  if (column.type == "INTEGER") return "COALESCE(" + column.name + ", 0) + 1";
  return "CAST(COALESCE(" + column.name + ", '') || 'x' AS " + column.type + ")";
}

TEST(Tamper, AnUntouchedInstallationHasNoFaults) {
  Vault vault(Filled());
  vault.Open();
  const app::LedgerReport report = vault.Check();
  EXPECT_THAT(report.faults, IsEmpty());
  EXPECT_EQ(report.fault_count, 0);
  EXPECT_EQ(report.entries, 302);
  EXPECT_EQ(report.checkpoints, 4);  // of three days, and the published one
  EXPECT_GE(report.rows, static_cast<std::int64_t>(StateTables().size()));
}

TEST(Tamper, EveryColumnOfEveryStateTable) {
  int cases = 0;
  for (const StateTable& table : StateTables()) {
    for (const Column& column : table.columns) {
      SCOPED_TRACE(table.name + "." + column.name);
      std::string row;
      const auto faults = FaultsAfter([&](Intruder& intruder) {
        row = table.RowName(intruder);
        intruder.Run("UPDATE " + table.name + " SET " + column.name + " = " + Altered(column) +
                     " WHERE " + table.IsFirstRow(intruder));
      });
      if (column.is_volatile) {
        EXPECT_THAT(faults, IsEmpty());
        continue;
      }
      EXPECT_THAT(faults,
                  Contains(HasSubstr("row " + row + " was changed")).Times(column.in_key ? 0 : 1));
      if (column.in_key) {
        EXPECT_THAT(faults, Contains(HasSubstr("row " + row + " is missing")));
      }
      ++cases;
    }
  }
  EXPECT_GT(cases, 80);
}

TEST(Tamper, ADeletedRowOfEveryStateTable) {
  for (const StateTable& table : StateTables()) {
    SCOPED_TRACE(table.name);
    std::string row;
    const auto faults = FaultsAfter([&](Intruder& intruder) {
      row = table.RowName(intruder);
      intruder.Run("DELETE FROM " + table.name + " WHERE " + table.IsFirstRow(intruder));
    });
    EXPECT_THAT(faults, Contains(HasSubstr("row " + row + " is missing")));
  }
}

TEST(Tamper, AnInsertedRowOfEveryStateTable) {
  for (const StateTable& table : StateTables()) {
    SCOPED_TRACE(table.name);
    std::string row;
    const auto faults = FaultsAfter([&](Intruder& intruder) {
      // A copy of the first row under another key, past unique indexes.
      for (const auto& index :
           intruder.Rows("SELECT name FROM sqlite_schema WHERE type = 'index' AND "
                         "sql LIKE 'CREATE UNIQUE%' AND tbl_name = '" +
                         table.name + "'"))
        intruder.Run("DROP INDEX " + index[0]);
      std::string values;
      for (const Column& column : table.columns)
        values += (values.empty() ? "" : ", ") +
                  (column.in_key && column.type == "TEXT" ? "'0' || " + column.name : column.name);
      intruder.Run("INSERT INTO " + table.name + " SELECT " + values + " FROM " + table.name +
                   " WHERE " + table.IsFirstRow(intruder));
      row = table.RowName(intruder);
    });
    EXPECT_THAT(faults, Contains(HasSubstr("row " + row + " was added")));
  }
}

TEST(Tamper, ARowThatTakesTheNameOfADeletedOneIsSeen) {
  const auto faults = FaultsAfter([](Intruder& intruder) {
    intruder.Run("UPDATE customers SET display_name = 'Somebody else' WHERE id = 'acme'");
  });
  EXPECT_THAT(faults, ::testing::ElementsAre(HasSubstr("row customers/acme was changed")));
}

// One component goes, one stays and one comes, all in one act: each is told as it is afterwards.
TEST(Tamper, AMachineThatIsMadeAnewIsToldAsItIs) {
  Vault vault(Filled());
  vault.Open();
  vault.Commit([](app::Transaction& tx) -> Result<void> {
    ASSIGN_OR_RETURN(auto machine, tx.machines().Find("pump"));
    machine->fingerprint.front() = {2, "another board"};
    return tx.machines().Update(*machine);
  });
  EXPECT_THAT(vault.Check().faults, IsEmpty());
}

// ---- the ledger's own tables

TEST(Tamper, EveryColumnOfAnEntry) {
  for (const char* column : {"id", "time", "actor", "action", "resource", "request_id", "body",
                             "attachments", "digests", "seal"}) {
    for (const int position : {1, 150, 302}) {
      SCOPED_TRACE(std::string(column) + " of " + std::to_string(position));
      const std::string change = column == std::string("time")   ? "time + 1"
                                 : column == std::string("seal") ? "zeroblob(32)"
                                                                 : std::string(column) + " || ' '";
      const auto faults =
          FaultsAfterEntrySql("UPDATE entries SET " + std::string(column) + " = " + change +
                              " WHERE position = " + std::to_string(position));
      EXPECT_THAT(faults, Contains(AllOf(HasSubstr("entry " + std::to_string(position) + " "),
                                         HasSubstr("not as it was written"))));
    }
  }
}

TEST(Tamper, DeletedEntriesAreNamed) {
  for (const int position : {1, 150, 302}) {
    const auto faults =
        FaultsAfterEntrySql("DELETE FROM entries WHERE position = " + std::to_string(position));
    EXPECT_THAT(faults, Contains("entry " + std::to_string(position) + " is missing"));
  }
}

TEST(Tamper, EntriesThatWereDeletedAndTheOthersMovedUpAreNamed) {
  const auto faults = FaultsAfterEntrySql(
      "DELETE FROM renewals; DELETE FROM entries WHERE position = 250;"
      "UPDATE entries SET position = -position WHERE position > 250;"
      "UPDATE entries SET position = -position - 1 WHERE position < 0");
  EXPECT_THAT(faults, Contains(HasSubstr("entry 250 (")));
  EXPECT_THAT(faults, Contains("entry 302 is missing"));
}

TEST(Tamper, ReorderedEntriesAreNamed) {
  const auto faults = FaultsAfterEntrySql(
      "UPDATE entries SET position = -7 WHERE position = 100;"
      "UPDATE entries SET position = 100 WHERE position = 200;"
      "UPDATE entries SET position = 200 WHERE position = -7");
  EXPECT_THAT(faults, Contains(HasSubstr("entry 100 (")));
  EXPECT_THAT(faults, Contains(HasSubstr("entry 200 (")));
  EXPECT_EQ(faults.size(), 2U);
}

TEST(Tamper, AnInsertedEntryIsNamedAndNeverSignedFor) {
  Vault vault(Filled());
  {
    Intruder intruder(vault.database());
    intruder.Run(
        "INSERT INTO entries SELECT 303, '0000000000000000000000zzzz', time, actor, "
        "'license.restore', resource, "
        "request_id, body, attachments, digests, seal FROM entries WHERE position = 302");
  }
  vault.Open();
  EXPECT_THAT(vault.Check().faults, Contains(HasSubstr("entry 303 (")));
  const auto covered = vault.sequencer().CatchUp();
  ASSERT_FALSE(covered);
  EXPECT_EQ(covered.error().reason, Reason::kLedgerContradicted);
  EXPECT_THAT(covered.error().message, HasSubstr("entry 303"));
}

TEST(Tamper, AnEntryBeforeTheFirstIsNamed) {
  EXPECT_THAT(FaultsAfterSql("INSERT INTO entries SELECT 0, '0000000000000000000000zzzz', time, "
                             "actor, action, resource, request_id, body, attachments, digests, "
                             "seal FROM entries WHERE position = 302"),
              Contains(HasSubstr("entry 0 (")));
}

TEST(Tamper, APositionFarAwayEndsNothing) {
  EXPECT_THAT(FaultsAfterSql("INSERT INTO entries SELECT 4611686018427387904, "
                             "'0000000000000000000000zzzz', time, actor, action, resource, "
                             "request_id, body, attachments, digests, seal FROM entries WHERE "
                             "position = 302"),
              Contains("entries 303 to 4611686018427387903 are missing"));
  for (const char* tile : {"1099511627776", "1152921504606846976"}) {
    Vault vault(Filled());
    Intruder(vault.database())
        .Run("INSERT INTO tiles VALUES (0, " + std::string(tile) + ", zeroblob(32))");
    vault.Open();
    EXPECT_THAT(vault.Check().faults, Contains(HasSubstr("are missing")));
    const auto covered = vault.sequencer().CatchUp();
    ASSERT_FALSE(covered);
    EXPECT_EQ(covered.error().reason, Reason::kLedgerContradicted);
  }
}

TEST(Tamper, ATileOfAnotherLengthIsNamed) {
  for (const char* level : {"0", "1"})
    EXPECT_THAT(FaultsAfterSql("UPDATE tiles SET hashes = CAST(hashes || x'00' AS BLOB) WHERE "
                               "tile_index = 0 AND level = " +
                               std::string(level)),
                Contains(HasSubstr("tile 0 of level " + std::string(level))));
}

TEST(Tamper, AListThatNoEntryTellsOfHidesNoMissingRow) {
  EXPECT_THAT(FaultsAfterSql("DELETE FROM contacts; INSERT INTO renewals VALUES (1, x'00')"),
              Contains(HasSubstr("row contacts/wang is missing")));
}

// While the server runs, too: what was signed for is remembered.
TEST(Tamper, ATreeThatIsAlteredUnderARunningSequencerIsNotSignedFor) {
  const std::vector<std::string> alterations = {
      "UPDATE tiles SET hashes = CAST(zeroblob(32) || SUBSTR(hashes, 33) AS BLOB) WHERE level = 0 "
      "AND tile_index = 1",
      "DELETE FROM checkpoints WHERE size = 302",
      "DELETE FROM checkpoints WHERE size > 1; DELETE FROM tiles WHERE NOT (level = 0 AND "
      "tile_index = 0); UPDATE tiles SET hashes = SUBSTR(hashes, 1, 32)"};
  for (const std::string& sql : alterations) {
    SCOPED_TRACE(sql);
    Vault vault(Filled());
    vault.Open();
    EXPECT_EQ(vault.Sequence(), 302);
    Intruder(vault.database()).Run(sql);
    vault.CommitEntries(1);
    const auto covered = vault.sequencer().CatchUp();
    ASSERT_FALSE(covered);
    EXPECT_EQ(covered.error().reason, Reason::kLedgerContradicted);
  }
}

TEST(Tamper, TheTreesTilesAreCompared) {
  EXPECT_THAT(FaultsAfterSql("UPDATE tiles SET hashes = zeroblob(LENGTH(hashes)) WHERE level = 1"),
              Contains(HasSubstr("tile 0 of level 1")));
  EXPECT_THAT(FaultsAfterSql("DELETE FROM tiles WHERE level = 1"),
              Contains(HasSubstr("tile 0 of level 1")));
  // A leaf: its entry, and the roots over it.
  const auto leaf = FaultsAfterSql(
      "UPDATE tiles SET hashes = CAST(zeroblob(32) || SUBSTR(hashes, 33) AS BLOB) WHERE level = 0 "
      "AND tile_index = 1");
  EXPECT_THAT(leaf, Contains(HasSubstr("entry 257 (")));
  EXPECT_THAT(leaf, Contains(HasSubstr("has another root")));
  EXPECT_THAT(FaultsAfterSql("DELETE FROM tiles WHERE level = 0 AND tile_index = 1"),
              Contains(HasSubstr("covers 302 entries, of which the tree holds 256")));
}

TEST(Tamper, CheckpointsAreOpened) {
  EXPECT_THAT(
      FaultsAfterSql("UPDATE checkpoints SET note = REPLACE(note, 'e', 'f') WHERE size < 10"),
      Contains(AllOf(HasSubstr("the checkpoint of "), HasSubstr("no valid signature"))));
  EXPECT_THAT(FaultsAfterSql("DELETE FROM checkpoints WHERE size = 302"),
              Contains(HasSubstr("no checkpoint covers")));
}

TEST(Tamper, ListsOfRenewalsAreCompared) {
  EXPECT_THAT(FaultsAfterSql("UPDATE renewals SET list = CAST(zeroblob(64) AS BLOB)"),
              Contains(AllOf(HasSubstr("the list of renewals of entry 302"), HasSubstr("not as"))));
  EXPECT_THAT(
      FaultsAfterSql("DELETE FROM renewals"),
      Contains(AllOf(HasSubstr("the list of renewals of entry 302"), HasSubstr("missing"))));
}

TEST(Tamper, TheSchemaIsCompared) {
  EXPECT_THAT(FaultsAfterSql("INSERT INTO column_marks VALUES ('licenses', 'state', 'VOLATILE')"),
              Contains(HasSubstr("mark licenses.state")));
  EXPECT_THAT(FaultsAfterSql("DROP TRIGGER entries_stay"), Contains(HasSubstr("entries_stay")));
}

// ---- older files

TEST(Tamper, AnOlderDatabaseThatIsPutBackIsNamed) {
  Vault vault(Filled());
  const Vault older(vault);
  vault.Open();
  vault.CommitEntries(3);
  EXPECT_EQ(vault.Sequence(), 305);
  vault.Close();
  std::filesystem::copy_file(older.database(), vault.database(),
                             std::filesystem::copy_options::overwrite_existing);
  vault.Open();
  EXPECT_THAT(vault.Check().faults, Contains(HasSubstr("an older database was put back")));
  const auto covered = vault.sequencer().CatchUp();
  ASSERT_FALSE(covered);
  EXPECT_EQ(covered.error().reason, Reason::kLedgerContradicted);

  // Nor is it forgotten when it grows past the old size by other entries.
  vault.CommitEntries(10);
  EXPECT_FALSE(vault.sequencer().CatchUp());
}

TEST(Tamper, AnOlderCheckpointFileIsNoFault) {
  Vault vault(Filled());
  const Vault older(vault);
  vault.Open();
  vault.CommitEntries(3);
  vault.Sequence();
  vault.Close();
  std::filesystem::copy_file(older.checkpoint_file(), vault.checkpoint_file(),
                             std::filesystem::copy_options::overwrite_existing);
  vault.Open();
  EXPECT_THAT(vault.Check().faults, IsEmpty());
  EXPECT_EQ(vault.Sequence(), 305);
}

TEST(Tamper, AForeignCheckpointFileIsNamed) {
  Vault vault(Filled());
  std::ofstream(vault.checkpoint_file()) << "urn:other\n5\nAAAA\n\n— urn:other AAAA\n";
  vault.Open();
  EXPECT_THAT(vault.Check().faults, Contains(AllOf(HasSubstr("the published checkpoint"),
                                                   HasSubstr("no valid signature"))));
  EXPECT_FALSE(vault.sequencer().CatchUp());
}

}  // namespace
}  // namespace countersign::testing
