// Registered mail: what is kept of it, and when mail that came back proves receipt.
#include <gmock/gmock.h>

#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using domain::NoticeKind;
using domain::ReceiptClass;
using ::testing::HasSubstr;

class LettersTest : public StandingTest {
 protected:
  // The service clause names wang's postal address.
  domain::ContractTerms EnforcedTerms() override {
    domain::ContractTerms terms = StandingTest::EnforcedTerms();
    terms.service_clause = service_clause_;
    if (service_contact_) terms.service_contact_id = "wang";
    return terms;
  }
  void SetUp() override {}
  void Begin() {
    StandingTest::SetUp();
    RunTo("2026-04-20");
  }
  void GivePostalAddress() {
    const auto stored = Look([](View& view) { return GetContact(view, "huzhou", "wang"); });
    domain::Contact values = *stored;
    values.postal_address = "浙江省湖州市示例路 1 号\n王 收";
    ASSERT_TRUE(Do([&](auto& tx, auto& act) {
      return UpdateContact(tx, act, ChangeOf(*stored, {"postal_address"}, values));
    }));
  }
  Letter ALetter(const std::string& contact = "") {
    Letter letter;
    letter.notice_id = Notices(NoticeKind::kFormalNotice)[0].id;
    letter.tracking_number = "RR123456785CN";
    letter.paper_sha256 = letter.sealing_sha256 = Paper();
    letter.contact_id = contact;
    return letter;
  }
  std::string Post(const std::string& contact = "") {
    const Letter letter = ALetter(contact);
    const auto posted = Do([&](auto& tx, auto& act) { return SendLetter(tx, act, letter); });
    EXPECT_TRUE(posted) << posted.error().message;
    return posted ? posted->id : "";
  }
  NewNoticeReceipt Returned(const std::string& id) {
    NewNoticeReceipt receipt;
    receipt.notice_id = id;
    receipt.receipt_class = ReceiptClass::kRegisteredRefused;
    receipt.proof_sha256 = Paper();
    return receipt;
  }
  void RefusedAsReceipt(const std::string& id) {
    RefusedField("receipt.receipt_class",
                 [&](auto& tx, auto& act) { return RecordNoticeReceipt(tx, act, Returned(id)); });
    // It may be signed for all the same.
    NewNoticeReceipt receipt = Returned(id);
    receipt.receipt_class = ReceiptClass::kRegistered;
    EXPECT_TRUE(Do([&](auto& tx, auto& act) { return RecordNoticeReceipt(tx, act, receipt); }));
  }

  bool service_clause_ = true;
  bool service_contact_ = true;
};

TEST_F(LettersTest, ALetterToTheAgreedAddressThatComesBackIsReceived) {
  Begin();
  RefusedField("letter.contact", [&](auto& tx, auto& act) {
    return SendLetter(tx, act, ALetter());  // its address is not on file
  });
  GivePostalAddress();
  const std::string id = Post();
  EXPECT_EQ(Notices(NoticeKind::kFormalNotice).back().contact_id, "wang");
  EXPECT_THAT(EntriesOf("notices/" + id).back().body, HasSubstr("customers/huzhou/contacts/wang"));
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return RecordNoticeReceipt(tx, act, Returned(id)); }));
  EXPECT_EQ(CommittedStage(), domain::Stage::kNoticed);
  RunTo("2026-06-05");
  EXPECT_EQ(CommittedStage(), domain::Stage::kSuspended);
}

TEST_F(LettersTest, OneToSomebodyElseIsNot) {
  Begin();
  GivePostalAddress();
  RefusedAsReceipt(Post("li"));
}

TEST_F(LettersTest, NorWhereNoAddressWasAgreed) {
  service_contact_ = false;
  Begin();
  GivePostalAddress();
  RefusedAsReceipt(Post());
}

TEST_F(LettersTest, NorWithoutAServiceClause) {
  service_clause_ = false;
  Begin();
  GivePostalAddress();
  RefusedAsReceipt(Post());
}

TEST_F(LettersTest, IsPutOnRecordWithItsNumberItsContentsAndItsSealing) {
  Begin();
  GivePostalAddress();
  const auto refused_without = [&](const std::string& field, auto take) {
    Letter letter = ALetter();
    take(letter);
    RefusedField(field, [&](auto& tx, auto& act) { return SendLetter(tx, act, letter); });
  };
  refused_without("letter.tracking_number", [](Letter& l) { l.tracking_number.clear(); });
  refused_without("letter.paper_sha256", [](Letter& l) { l.paper_sha256.clear(); });
  refused_without("letter.sealing_sha256", [](Letter& l) { l.sealing_sha256.clear(); });
}

TEST_F(LettersTest, TheServiceContactIsOneOfTheCustomers) {
  service_contact_ = false;
  Begin();
  domain::Contract draft;
  draft.id = "ht2";
  draft.customer_id = "huzhou";
  draft.title = "ERP";
  draft.terms = EnforcedTerms();
  draft.terms.service_contact_id = "nobody";
  RefusedField("contract.service_contact",
               [&](auto& tx, auto& act) { return CreateContract(tx, act, draft); });
}

}  // namespace
}  // namespace countersign::app
