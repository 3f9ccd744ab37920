// What becomes of notices on their way: receipts, addresses that bounce, hours, and words that have
// grown old.
#include <gmock/gmock.h>

#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using domain::NoticeKind;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class NoticeDeliveryTest : public StandingTest {};

// A code in the portal proves that the contact itself confirmed: nobody can say so for it.
TEST_F(NoticeDeliveryTest, ReceiptOfClassBIsRecordedByTheContactAlone) {
  RunTo("2026-04-20");
  NewNoticeReceipt receipt;
  receipt.notice_id = Notices(NoticeKind::kFormalNotice).back().id;
  receipt.receipt_class = domain::ReceiptClass::kPortalCode;
  receipt.contact_id = "wang";
  receipt.proof_sha256 = Paper();
  const auto refused =
      Do([&](auto& tx, auto& act) { return RecordNoticeReceipt(tx, act, receipt); });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kFieldInvalid);
  EXPECT_THAT(refused.error().message, HasSubstr("class A"));
  EXPECT_THAT(Notices(NoticeKind::kFormalNotice).back().receipts, IsEmpty());
  EXPECT_EQ(CommittedStage(), domain::Stage::kUrgent);
}

}  // namespace
}  // namespace countersign::app
