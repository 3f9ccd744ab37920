// What is certified of an acceptance, on a real store.
#include "licensing/app/certificates.h"

#include <gmock/gmock.h>

#include "tests/app/stage_fixture.h"

namespace countersign::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CertificatesTest : public StageTest {
 protected:
  void SetUp() override {
    StageTest::SetUp();
    Now("2026-04-01");
  }
  void Deliverable(const domain::ContractTerms& terms, const Milestone& milestone) {
    Activate(terms, {milestone});
    ASSERT_TRUE(Deliver(Delivering()));
    ASSERT_TRUE(Receive());
    ASSERT_TRUE(Remind());
  }
  verify::Certificate Certified(const std::string& id = "m1") {
    return *Look([&](View& view) { return CertifiedAcceptance(view, "ht", id); });
  }
  static Milestone WithItems() {
    Milestone stage = Stage("m1", 1001);
    const auto half = domain::WorkItem{domain::Rate::OfUnits(domain::Rate::kOne / 2), {}};
    stage.items = {{"i1", "Migration", half}, {"i2", "Reports", half}};
    return stage;
  }
};

TEST_F(CertificatesTest, ASignedAcceptanceIsCertifiedWithAllThatWasSignedFor) {
  Deliverable(Terms(), WithItems());
  Now("2026-04-03");
  SignOff sign_off = SigningBy("wang");
  sign_off.punch_list = {"label the cables"};
  ASSERT_TRUE(Accept(sign_off));
  const Milestone stored = Stored();
  const verify::Certificate certificate = Certified();
  EXPECT_EQ(certificate.milestone, "contracts/ht/milestones/m1");
  EXPECT_EQ(certificate.sub_contract, "contracts/ht/subcontracts/erp");
  EXPECT_EQ(certificate.amount, "CNY 10.01");
  EXPECT_EQ(certificate.mode, "SIGNED");
  EXPECT_EQ(certificate.date, "2026-04-03");
  EXPECT_EQ(HexEncode(certificate.document), stored.rounds.back().delivery.document_sha256);
  EXPECT_THAT(certificate.items, ElementsAre("i1", "i2"));
  EXPECT_THAT(certificate.punch_items, ElementsAre(stored.punch_list.at(0).id));
  EXPECT_EQ(certificate.receipt_date, "2026-04-01");
  ASSERT_EQ(certificate.signatures.size(), 1U);
  EXPECT_EQ(certificate.signatures[0].contact, "customers/huzhou/contacts/wang");
  EXPECT_EQ(certificate.signatures[0].date, "2026-04-03");
  EXPECT_EQ(certificate.signatures[0].method, "PAPER");
  EXPECT_EQ(HexEncode(certificate.signatures[0].paper), Paper());
  const auto entries = testing::AllEntries(*store_);
  const auto entry = std::ranges::find(entries, certificate.entry_id, &Entry::id);
  ASSERT_NE(entry, entries.end());
  EXPECT_EQ(entry->resource, certificate.milestone);
  EXPECT_EQ(ToSeconds(entry->time), certificate.issued_at);
}

TEST_F(CertificatesTest, WhatHappensLaterChangesNothingInIt) {
  Deliverable(Terms(), WithItems());
  Now("2026-04-03");
  SignOff sign_off = SigningBy("wang");
  sign_off.punch_list = {"label the cables"};
  ASSERT_TRUE(Accept(sign_off));
  const verify::Certificate before = Certified();
  Now("2026-05-20");
  const std::string item = Stored().punch_list.at(0).id;
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CompletePunchItem(tx, act, Ref(), item); }));
  Pay(1001);
  ASSERT_EQ(State(), "PAID");
  const Erasure erasure{"huzhou", "wang", "", {}};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return EraseContact(tx, act, erasure); }));
  const verify::Certificate after = Certified();
  EXPECT_EQ(after.entry_id, before.entry_id);
  EXPECT_EQ(after.issued_at, before.issued_at);
  EXPECT_EQ(after.punch_items, before.punch_items);
  EXPECT_EQ(after.signatures.at(0).contact, before.signatures.at(0).contact);
}

TEST_F(CertificatesTest, APartIsCertifiedForItselfAlone) {
  Deliverable(Terms(), WithItems());
  SignOff sign_off = SigningBy("wang");
  sign_off.items = {"i1"};
  sign_off.remainder_id = "rest";
  ASSERT_TRUE(Accept(sign_off));
  const verify::Certificate certificate = Certified();
  EXPECT_THAT(certificate.items, ElementsAre("i1"));
  EXPECT_EQ(certificate.amount, "CNY 5.01");
  const auto rest = store_->Read([](View& view) -> Result<void> {
    RETURN_IF_ERROR(CertifiedAcceptance(view, "ht", "rest"));
    return {};
  });
  ASSERT_FALSE(rest);
  EXPECT_EQ(rest.error().reason, Reason::kStateConflict);
  EXPECT_EQ(rest.error().metadata.at("state"), "DELIVERED");
}

TEST_F(CertificatesTest, SilenceIsCertifiedAsSilence) {
  Deliverable(Terms(), Stage("m1", 1000));
  Now("2026-04-12");
  ASSERT_EQ(RunSchedule(), 1);
  const verify::Certificate certificate = Certified();
  EXPECT_EQ(certificate.mode, "DEEMED");
  EXPECT_EQ(certificate.date, "2026-04-12");
  EXPECT_THAT(certificate.signatures, IsEmpty());
  EXPECT_EQ(certificate.document.size(), 32U);
}

TEST_F(CertificatesTest, WhatNeedsNoDeliveryIsCertifiedWithoutOne) {
  Activate(Terms(), {Stage("m1", 1000, domain::Trigger::kSigning)});
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return FulfilMilestone(tx, act, Ref(), *ParseCivilDate("2026-04-01"));
  }));
  const verify::Certificate certificate = Certified();
  EXPECT_EQ(certificate.mode, "TRIGGERED");
  EXPECT_EQ(certificate.date, "2026-04-01");
  EXPECT_EQ(certificate.document, "");
  EXPECT_EQ(certificate.receipt_date, "");
}

}  // namespace
}  // namespace countersign::app
