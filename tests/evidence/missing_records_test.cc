// Whether a store was put back is told from its checkpoints: a doubt that lasts until two people
// end it, and that nothing else brings about.
#include "licensing/app/missing_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "licensing/app/approval_decisions.h"
#include "licensing/app/approvals.h"
#include "tests/evidence/vault.h"
#include "tests/store/records.h"

namespace countersign::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::hours;
using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MissingRecordsTest : public ::testing::Test {
 protected:
  MissingRecordsTest() {
    vault_.Open();
    vault_.clock().Advance(milliseconds(250));  // it is found in whole seconds
    for (const char* user : {"anna", "bert"})
      vault_.Commit([&](app::Transaction& tx) { return tx.users().Insert(store::AUser(user)); });
  }

  void Look() {
    ASSERT_TRUE(app::NoteMissingRecords(vault_.store(), vault_.published().Read().value(),
                                        app::LedgerKeys(VaultKeys()), ActOf("system")));
  }
  // What a server does when it starts.
  void Start() {
    Look();
    static_cast<void>(vault_.sequencer().CatchUp());  // which a newer checkpoint keeps from it
  }
  void Restart() {
    vault_.Close();
    vault_.Open();
    Start();
  }
  // What is there now; and what came since then is lost.
  void BackUp() {
    vault_.Close();
    fs::copy_file(vault_.database(), backup_ / "countersign.db");
    vault_.Open();
  }
  void PutBack() {
    vault_.Close();
    fs::copy_file(backup_ / "countersign.db", vault_.database(),
                  fs::copy_options::overwrite_existing);
    vault_.Open();
  }
  void RemovePublished() { fs::remove(vault_.checkpoint_file()); }

  std::optional<app::MissingRecords> Missing() {
    std::optional<app::MissingRecords> missing;
    EXPECT_TRUE(vault_.store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(missing, app::FindMissingRecords(view));
      return {};
    }));
    return missing;
  }
  std::string Doubt() {
    std::string doubt;
    EXPECT_TRUE(vault_.store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(doubt, app::DoubtAboutRecords(view));
      return {};
    }));
    return doubt;
  }

  app::Act ActOf(const std::string& actor) {
    return {actor, "", vault_.clock().Now(), entropy_, {"v1.S/ConfirmRecords", "of this content"}};
  }
  Result<void> Write(const std::function<Result<void>(app::Transaction&)>& work) {
    return vault_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(work(tx));
      return app::Finish::kCommit;
    });
  }
  Result<void> Confirm(Instant found, const std::string& reason = "the bank's statement") {
    return Write([&](app::Transaction& tx) -> Result<void> {
      RETURN_IF_ERROR(app::ConfirmRecords(tx, ActOf("users/anna"), found, reason));
      return {};
    });
  }
  // As the interface does for a call that another user has to approve.
  void LetApprove(const Error& refused) {
    ASSERT_EQ(refused.reason, Reason::kApprovalRequired) << refused.message;
    const auto need = app::NeedOf(refused);
    ASSERT_TRUE(need);
    EXPECT_THAT(need->summary, HasSubstr("has been entered again"));
    ASSERT_TRUE(Write([&](app::Transaction& tx) -> Result<void> {
      ASSIGN_OR_RETURN(const auto asked, app::RequestApproval(tx, ActOf("users/anna"), *need));
      RETURN_IF_ERROR(app::Approve(tx, ActOf("users/bert"), {asked.approval.id, "", ""}));
      return {};
    }));
  }
  void ConfirmByTwo() {
    const Instant found = Missing().value().found;
    const auto alone = Confirm(found);
    ASSERT_FALSE(alone);
    LetApprove(alone.error());
    const auto confirmed = Confirm(found);
    ASSERT_TRUE(confirmed) << confirmed.error().message;
  }

  const TempDir backup_;
  Vault vault_;
  FakeEntropy entropy_;
};

TEST_F(MissingRecordsTest, ANewStoreAndOneThatGoesOnLackNothing) {
  Start();
  EXPECT_FALSE(Missing());
  vault_.CommitEntries(3);
  Restart();
  EXPECT_FALSE(Missing());
  vault_.CommitEntries(3);  // which nobody has signed for yet
  Restart();
  EXPECT_FALSE(Missing());
  EXPECT_THAT(Doubt(), IsEmpty());
}

// It is killed after the first entries, or when they are signed for and that is not published.
TEST_F(MissingRecordsTest, ANewStoreWhoseServerWasKilledLacksNothing) {
  Look();
  EXPECT_FALSE(Missing());

  struct Killed : app::PublishedCheckpoint {
    explicit Killed(app::PublishedCheckpoint& behind) : behind(behind) {}
    Result<std::optional<std::string>> Read() override { return behind.Read(); }
    Result<void> Write(std::string_view note) override {
      if (writes++ == 0) return behind.Write(note);
      return Fail(Code::kUnavailable, Reason::kStoreUnavailable, "killed");
    }
    app::PublishedCheckpoint& behind;
    int writes = 0;
  } published(vault_.published());
  app::Sequencer sequencer(vault_.store(), VaultKeys(), vault_.clock(), published);
  ASSERT_FALSE(sequencer.CatchUp());
  EXPECT_EQ(published.writes, 2);
  Restart();
  EXPECT_FALSE(Missing());
  EXPECT_THAT(vault_.Check().faults, IsEmpty());
}

TEST_F(MissingRecordsTest, AStoreWithoutItsCheckpointMayLackWhatCameLater) {
  Start();
  vault_.CommitEntries(1);  // at store::kNow, as all of them
  vault_.Sequence();
  BackUp();
  vault_.clock().Advance(hours(5));
  vault_.CommitEntries(4);
  vault_.Sequence();
  PutBack();
  RemovePublished();
  Start();
  ASSERT_TRUE(Missing());
  EXPECT_EQ(Missing()->after, store::kNow);
  EXPECT_EQ(Missing()->found, std::chrono::floor<std::chrono::seconds>(vault_.clock().Now()));
  const std::string found = FormatInstant(Missing()->found);
  EXPECT_THAT(Doubt(), HasSubstr("after " + FormatInstant(store::kNow)));
  EXPECT_THAT(Doubt(), HasSubstr("confirm-records --find " + found + "`"));

  // Neither a new checkpoint nor a start ends it; what is on record since then does not hide when
  // it began.
  vault_.clock().Advance(hours(1));
  Restart();
  ASSERT_TRUE(Missing());
  EXPECT_EQ(FormatInstant(Missing()->found), found);
  RemovePublished();
  Restart();
  EXPECT_EQ(Missing()->after, store::kNow);
  EXPECT_NE(FormatInstant(Missing()->found), found);
  EXPECT_THAT(vault_.Check().faults, IsEmpty());
}

TEST_F(MissingRecordsTest, AStoreThatIsOlderThanItsCheckpointLacksWhatCameLater) {
  Start();
  BackUp();
  vault_.CommitEntries(4);
  vault_.Sequence();
  PutBack();
  Start();
  EXPECT_TRUE(Missing());
}

// Nor does a file that is another installation's.
TEST_F(MissingRecordsTest, AnOlderCheckpointTellsNothing) {
  Start();
  const auto older = vault_.published().Read().value();
  vault_.CommitEntries(4);
  vault_.Sequence();
  ASSERT_TRUE(vault_.published().Write(*older));
  Restart();
  EXPECT_FALSE(Missing());
  ASSERT_TRUE(vault_.published().Write("urn:other\n500\nAAAA\n\n— urn:other AAAA\n"));
  Restart();
  EXPECT_FALSE(Missing());
}

TEST_F(MissingRecordsTest, TwoPeopleEndItForGood) {
  Start();
  RemovePublished();
  Restart();
  ASSERT_TRUE(Missing());
  ConfirmByTwo();
  EXPECT_FALSE(Missing());
  Restart();
  EXPECT_FALSE(Missing());
  EXPECT_THAT(vault_.Check().faults, IsEmpty());
  // Until it happens again: nothing that was confirmed before counts.
  vault_.clock().Advance(hours(1));
  RemovePublished();
  Restart();
  ASSERT_TRUE(Missing());
  const auto again = Confirm(Missing()->found);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, Reason::kApprovalRequired);
}

TEST_F(MissingRecordsTest, OnlyWhatIsMissingAndWasLookedAtIsConfirmed) {
  Start();
  const auto nothing = Confirm(vault_.clock().Now());
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().reason, Reason::kStateConflict);
  RemovePublished();
  Restart();
  const Instant found = Missing().value().found;
  const auto alone = Confirm(found);
  ASSERT_FALSE(alone);
  LetApprove(alone.error());
  // Another start has found more meanwhile.
  vault_.clock().Advance(hours(1));
  RemovePublished();
  Restart();
  const auto outdated = Confirm(found);
  ASSERT_FALSE(outdated);
  EXPECT_EQ(outdated.error().reason, Reason::kFieldInvalid);
  EXPECT_EQ(outdated.error().metadata.at("field"), "find_time");
  for (const std::string& reason : {std::string(), std::string(501, 'x')}) {
    const auto refused = Confirm(Missing()->found, reason);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().metadata.at("field"), "reason");
  }
  EXPECT_TRUE(Missing());
}

}  // namespace
}  // namespace countersign::testing
