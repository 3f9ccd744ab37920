// What people are told that a contract withholds from a licence.
#include "licensing/domain/withheld_parts.h"

#include <gmock/gmock.h>

namespace countersign::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Instant kSince = *ParseInstant("2026-05-21T01:00:00Z");

class WithheldPartsTest : public ::testing::Test {
 protected:
  WithheldPartsTest() {
    license_.entitlements = {{"reports", {}}, {"seats", 5}, {"export", {}}};
    product_.always_available = {"export"};
    Deliver("finance", {"reports", "export"});
    Deliver("stock", {"seats"});
  }
  void Deliver(std::string id, std::vector<std::string> entitlements) {
    DeliveredPart& part = contract_.parts.emplace_back();
    part.id = std::move(id);
    part.entitlements = std::move(entitlements);
  }
  void Suspend(std::size_t part) {
    contract_.parts[part].stage = Stage::kSuspended;
    Effect effect;
    effect.id = "e" + std::to_string(part);
    effect.sub_contract_id = contract_.parts[part].id;
    effect.kind = EffectKind::kSuspend;
    effect.start_time = kSince + std::chrono::hours(part);
    contract_.effects.push_back(effect);
  }
  std::vector<WithheldPart> Parts() { return WithheldParts(license_, product_, contract_); }

  License license_;
  Product product_;
  LicensedContract contract_;
};

TEST_F(WithheldPartsTest, NothingOfWhatIsInOrderOrOnlyStopped) {
  EXPECT_THAT(Parts(), IsEmpty());
  contract_.parts[0].stage = Stage::kSupplyStopped;
  EXPECT_THAT(Parts(), IsEmpty());
}

TEST_F(WithheldPartsTest, EachSuspendedPartWithWhatItTakes) {
  Suspend(0);
  Suspend(1);
  ASSERT_THAT(Parts(), SizeIs(2));
  EXPECT_EQ(Parts()[0].sub_contract_id, "finance");
  EXPECT_EQ(Parts()[0].since, kSince);
  EXPECT_THAT(Parts()[0].entitlements, ElementsAre("reports")) << "export is always available";
  EXPECT_EQ(Parts()[1].since, kSince + std::chrono::hours(1));
  EXPECT_THAT(Parts()[1].entitlements, ElementsAre("seats"));
}

TEST_F(WithheldPartsTest, NotWhatAnotherPartDeliversOrWhatIsPaidUp) {
  Suspend(0);
  contract_.parts[1].entitlements.push_back("reports");
  EXPECT_THAT(Parts(), IsEmpty());
  contract_.parts[1].entitlements = {"seats"};
  contract_.parts[0].paid_up = true;
  EXPECT_THAT(Parts(), IsEmpty());
}

TEST_F(WithheldPartsTest, OfACorePartEverything) {
  contract_.parts[0].core = true;
  Suspend(0);
  ASSERT_THAT(Parts(), SizeIs(1));
  EXPECT_THAT(Parts()[0].entitlements, ElementsAre("reports", "seats"));
  contract_.parts[1].paid_up = true;
  EXPECT_THAT(Parts()[0].entitlements, ElementsAre("reports"));
}

TEST_F(WithheldPartsTest, OfATerminatedContractEverything) {
  contract_.terminated = true;
  for (DeliveredPart& part : contract_.parts) part.stage = Stage::kTerminated;
  ASSERT_THAT(Parts(), SizeIs(1));
  EXPECT_EQ(Parts()[0].sub_contract_id, "");
  EXPECT_EQ(Parts()[0].since, std::nullopt);
  EXPECT_THAT(Parts()[0].entitlements, ElementsAre("reports", "seats"));
}

}  // namespace
}  // namespace countersign::domain
