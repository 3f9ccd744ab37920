// Approvals in the store, and licences that wait for one.
#include <gmock/gmock.h>

#include "tests/store/engine.h"
#include "tests/store/records.h"

namespace countersign::store {
namespace {

using namespace std::chrono_literals;
using domain::Approval;
using domain::ApprovalState;
using ::testing::ElementsAre;

class ApprovalTableTest : public StoreTest {
 protected:
  void Insert(const std::vector<Approval>& approvals) {
    const auto done = Commit([&](app::Transaction& tx) -> Result<void> {
      for (const Approval& approval : approvals) RETURN_IF_ERROR(tx.approvals().Insert(approval));
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  static Approval In(const char* id, ApprovalState state, Instant end = kNow) {
    Approval row = AnApproval(id);
    row.state = state;
    row.expire_time = end;
    return row;
  }
};

TEST_P(ApprovalTableTest, IsReadAsItWasWritten) {
  Insert({AnApproval("a1")});
  Restart();
  EXPECT_EQ(Look([](app::View& view) { return view.approvals().Find("a1"); }), AnApproval("a1"));
}

TEST_P(ApprovalTableTest, OpenOnesAreFoundByWhatTheyAreFor) {
  Approval other = In("other", ApprovalState::kPending);
  other.content_hash = std::string(64, 'd');
  Insert({In("b", ApprovalState::kPending), In("a", ApprovalState::kApproved),
          In("used", ApprovalState::kUsed), In("no", ApprovalState::kDeclined),
          In("late", ApprovalState::kExpired), other});
  const auto open = [&](char content) {
    return IdsOf(
        Look([&](app::View& view) { return view.approvals().FindOpen(std::string(64, content)); }));
  };
  EXPECT_THAT(open('c'), ElementsAre("a", "b"));
  EXPECT_THAT(open('d'), ElementsAre("other"));
  EXPECT_THAT(open('e'), ElementsAre());
}

TEST_P(ApprovalTableTest, OpenOnesAreFoundByTheirEndTheEarliestFirst) {
  Insert({In("later", ApprovalState::kPending, kNow + 1h), In("now", ApprovalState::kApproved),
          In("before", ApprovalState::kPending, kNow - 1h),
          In("used", ApprovalState::kUsed, kNow - 2h)});
  const auto due = [&](Instant now, int limit) {
    return IdsOf(Look([&](app::View& view) { return view.approvals().FindDue(now, limit); }));
  };
  EXPECT_THAT(due(kNow, 10), ElementsAre("before", "now"));
  EXPECT_THAT(due(kNow, 1), ElementsAre("before"));
  EXPECT_THAT(due(Instant::max(), 10), ElementsAre("before", "now", "later"));
}

TEST_P(ApprovalTableTest, AreListedByStateActAndResource) {
  Approval other = In("other", ApprovalState::kPending);
  other.act = domain::kRevokeLicense;
  other.resource = "licenses/erp";
  Insert({In("asked", ApprovalState::kPending), In("used", ApprovalState::kUsed), other});
  const auto listed = [&](const char* field, const char* value) {
    return IdsOf(
        Look([&](app::View& view) { return view.approvals().List({.equals = {{field, value}}}); }));
  };
  EXPECT_THAT(listed("state", "PENDING"), ElementsAre("asked", "other"));
  EXPECT_THAT(listed("act", "REVOKE_LICENSE"), ElementsAre("other"));
  EXPECT_THAT(listed("resource", "contracts/c1"), ElementsAre("asked", "used"));
}

TEST_P(ApprovalTableTest, ALicenceIsKeptWithTheApprovalThatItWaitsForOrRevoked) {
  domain::License waiting = ALicense("waiting");
  waiting.suspension_end_time = kNow + 72h;
  waiting.suspension_approval_id = "a1";
  domain::License revoked = ALicense("revoked");
  revoked.state = domain::LicenseState::kRevoked;
  revoked.revocation_reason = "resold";
  const auto done = Commit([&](app::Transaction& tx) -> Result<void> {
    RETURN_IF_ERROR(InsertLicense(tx, "erp"));
    RETURN_IF_ERROR(tx.approvals().Insert(AnApproval("a1")));
    RETURN_IF_ERROR(tx.licenses().Insert(waiting));
    return tx.licenses().Insert(revoked);
  });
  ASSERT_TRUE(done) << done.error().message;
  Restart();
  const auto find = [&](const char* id) {
    return Look([&](app::View& view) { return view.licenses().Find(id); });
  };
  EXPECT_EQ(find("waiting"), waiting);
  EXPECT_EQ(find("revoked"), revoked);
  EXPECT_EQ(Look([](app::View& view) {
              return view.licenses().List({.equals = {{"state", "REVOKED"}}});
            }).size(),
            1U);
}

COUNTERSIGN_FOR_EACH_ENGINE(ApprovalTableTest);

}  // namespace
}  // namespace countersign::store
