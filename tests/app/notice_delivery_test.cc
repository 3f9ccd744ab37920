// What becomes of notices on their way: receipts, addresses that bounce, hours, and words that have
// grown old.
#include <gmock/gmock.h>

#include "licensing/app/holds.h"
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

// The cure period runs from receipt, and waits for what pauses it: so does the day that keys tell.
TEST_F(NoticeDeliveryTest, KeysTellTheDayByTheReceiptAndWhatPauses) {
  const auto told = [&] {
    const auto contract = Look([](View& view) { return view.licenses().FindContract("ht"); });
    const auto& day = contract->parts.at(0).first_effect_date;
    return day ? FormatCivilDate(*day) : "";
  };
  RunTo("2026-04-24");
  const domain::Notice formal = Notices(NoticeKind::kFormalNotice).back();
  EXPECT_EQ(FormatCivilDate(formal.supply_date.value()), "2026-05-06");
  EXPECT_EQ(told(), "") << "it was not received";
  Acknowledge();
  EXPECT_EQ(told(), "2026-05-11") << "15 full days after 24 April, and a Sunday";
  NewHold hold;
  hold.contract_id = "ht";
  hold.reason = "talks";
  hold.last_date = *ParseCivilDate("2026-05-13");
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return PlaceHold(tx, act, hold); }));
  EXPECT_EQ(told(), "2026-05-14");
  const auto withdrawn = Do([&](auto& tx, auto& act) {
    return WithdrawNoticeReceipt(tx, act, formal.id, "", 1, "another customer's letter");
  });
  ASSERT_TRUE(withdrawn);
  EXPECT_EQ(told(), "");
}

}  // namespace
}  // namespace countersign::app
