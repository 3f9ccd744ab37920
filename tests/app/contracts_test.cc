// Contracts on a real store: drafts, disclosure and assent, activation, and what the record says.
#include "licensing/app/contracts.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "licensing/app/blobs.h"
#include "licensing/app/contacts.h"
#include "licensing/app/milestones.h"
#include "licensing/base/encoding.h"
#include "tests/app/fixture.h"

namespace countersign::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kPaperText[] = "signed";

class ContractsTest : public AppTest {
 protected:
  void SetUp() override {
    MakeCustomer();
    domain::Contact contact;
    contact.customer_id = "huzhou";
    contact.display_name = "王强";
    contact.roles = {domain::ContactRole::kSignatory};
    contact.id = "wang";
    Make(contact);
    contact.roles = {domain::ContactRole::kPayer};
    contact.id = "li";
    Make(contact);
  }
  void Make(const domain::Contact& contact) {
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateContact(tx, act, contact); }));
  }
  // Puts the signed paper on record, as belonging to `resource`. Its SHA-256.
  std::string Paper(const std::string& resource) {
    const BlobUpload upload{.id = "01mcc5rm00m8zw2653y84ancja",
                            .sha256 = Sha256(kPaperText),
                            .resource = resource,
                            .size = 6,
                            .media_type = "text/plain",
                            .file_name = "p.txt"};
    EXPECT_TRUE(
        Do([&](auto& tx, auto& act) { return PutBlob(tx, act, upload, NewBlobKey(entropy_)); }));
    return HexEncode(Sha256(kPaperText));
  }

  static domain::Contract Draft() {
    domain::Contract draft;
    draft.id = "ht";
    draft.customer_id = "huzhou";
    draft.title = "ERP 二期";
    domain::ContractTerms& terms = draft.terms;
    terms.currency_code = "CNY";
    terms.time_zone = "Asia/Shanghai";
    terms.calendar = {"china", 1};
    terms.due_rule = {domain::DueBase::kAcceptanceDate, {30, domain::DayKind::kCalendar, false}};
    terms.acceptance.emplace();
    terms.acceptance->review_term = {10, domain::DayKind::kBusiness, false};
    terms.acceptance->deemed = true;
    terms.enforcement = domain::Enforcement::kFull;
    terms.enforcement_clause = "停用条款";
    return draft;
  }
  domain::Contract MakeContract() {
    return *Do([](auto& tx, auto& act) { return CreateContract(tx, act, Draft()); });
  }
  Result<domain::SubContract> MakeSub(std::int64_t price, const std::string& id = "erp") {
    domain::SubContract draft;
    draft.id = id;
    draft.contract_id = "ht";
    draft.title = "财务模块";
    draft.price = {"CNY", price};
    return Do([&](auto& tx, auto& act) { return CreateSubContract(tx, act, draft); });
  }
  static domain::Milestone Stage(const std::string& id) {
    domain::Milestone draft;
    draft.id = id;
    draft.contract_id = "ht";
    draft.sub_contract_id = "erp";
    draft.title = "验收";
    draft.criteria = {{"c1", "works"}};
    return draft;
  }
  Result<domain::Milestone> MakeStage(const std::string& id, std::int64_t amount) {
    domain::Milestone draft = Stage(id);
    draft.amount = {"CNY", amount};
    return Do([&](auto& tx, auto& act) { return CreateMilestone(tx, act, draft); });
  }
  Result<domain::Milestone> MakeShare(const std::string& id, const char* share) {
    domain::Milestone draft = Stage(id);
    draft.share = *domain::Rate::Parse("share", share);
    return Do([&](auto& tx, auto& act) { return CreateMilestone(tx, act, draft); });
  }
  std::int64_t AmountOf(const std::string& id) {
    return Look([&](View& view) { return GetMilestone(view, "ht", id); })->amount.minor_units;
  }
  domain::Contract Stored() {
    return *Look([](View& view) { return GetContract(view, "ht"); });
  }
  static ClauseAct By(const std::string& contact) {
    ClauseAct done;
    done.contract_id = "ht";
    done.customer_id = "huzhou";
    done.contact_id = contact;
    done.how = "p. 14";
    return done;
  }
  void Disclose() {
    ASSERT_TRUE(Do([](auto& tx, auto& act) { return RecordDisclosure(tx, act, By("li")); }));
  }
  void Assent() {
    ClauseAct done = By("wang");
    done.paper_sha256 = Paper("customers/huzhou");
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return RecordAssent(tx, act, done); }));
  }
  auto Activating(const std::string& etag = "") {
    return
        [etag](Transaction& tx, const Act& act) { return ActivateContract(tx, act, "ht", etag); };
  }
};

TEST_F(ContractsTest, ADraftBecomesActiveWithAllThatItNeeds) {
  MakeContract();
  const Error nothing =
      Refused(Code::kFailedPrecondition, Reason::kContractIncomplete, Activating());
  EXPECT_EQ(nothing.metadata.at("missing"), "sub_contracts,disclosure,assent");
  ASSERT_TRUE(MakeSub(10000));
  ASSERT_TRUE(MakeStage("m1", 9999));
  Disclose();
  Assent();
  const Error sums = Refused(Code::kFailedPrecondition, Reason::kContractIncomplete, Activating());
  EXPECT_EQ(sums.metadata.at("missing"), "amounts:erp");
  ASSERT_TRUE(MakeStage("m2", 1));

  now_ = *ParseInstant("2026-04-01T17:00:00Z");  // the 2nd in Shanghai
  const auto active = Do(Activating(EtagOf(Stored().meta)));
  ASSERT_TRUE(active) << active.error().message;
  EXPECT_EQ(active->state, domain::ContractState::kActive);
  EXPECT_EQ(FormatCivilDate(*Stored().active_since), "2026-04-02");
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, Activating());
}

TEST_F(ContractsTest, WhatWasSignedIsNotChanged) {
  MakeContract();
  ASSERT_TRUE(MakeSub(100));
  ASSERT_TRUE(MakeStage("m1", 100));
  Disclose();
  Assent();
  ASSERT_TRUE(Do(Activating()));
  const auto refused = [&](auto use_case) {
    Refused(Code::kFailedPrecondition, Reason::kStateConflict, use_case);
  };
  domain::Contract other = Draft();
  other.title = "other";
  refused([&](auto& tx, auto& act) {
    return UpdateContract(tx, act, {"ht", "", {"display_name"}, other});
  });
  domain::SubContract sub;
  sub.contract_id = "ht";
  refused(
      [&](auto& tx, auto& act) { return UpdateSubContract(tx, act, {"erp", "", {"price"}, sub}); });
  refused([&](auto& tx, auto& act) { return CreateSubContract(tx, act, sub); });
  refused([&](auto& tx, auto& act) { return CreateMilestone(tx, act, Stage("m2")); });
  refused([&](auto& tx, auto& act) {
    return UpdateMilestone(tx, act, {"m1", "", {"amount"}, Stage("m1")});
  });
  refused([&](auto& tx, auto& act) { return RecordDisclosure(tx, act, By("li")); });
}

TEST_F(ContractsTest, EveryChangeOfWhatBelongsToItIsAnotherEtag) {
  std::set<std::string> etags = {EtagOf(MakeContract().meta)};
  const auto changed = [&] { return etags.insert(EtagOf(Stored().meta)).second; };
  ASSERT_TRUE(MakeSub(100));
  EXPECT_TRUE(changed());
  ASSERT_TRUE(MakeStage("m1", 50));
  EXPECT_TRUE(changed());
  domain::Milestone more = Stage("m1");
  more.amount = {"CNY", 100};
  ASSERT_TRUE(Do(
      [&](auto& tx, auto& act) { return UpdateMilestone(tx, act, {"m1", "", {"amount"}, more}); }));
  EXPECT_TRUE(changed());
  Disclose();
  EXPECT_TRUE(changed());
  Assent();
  EXPECT_TRUE(changed());
  for (const std::string& etag : etags) {
    if (etag == EtagOf(Stored().meta)) continue;
    const Error stale = Refused(Code::kAborted, Reason::kEtagMismatch, Activating(etag));
    EXPECT_EQ(stale.metadata.at("state"), "DRAFT");
  }
}

TEST_F(ContractsTest, OfTwoAtOnceOneWinsAndTheOtherIsToldTheState) {
  MakeContract();
  ASSERT_TRUE(MakeSub(100));
  ASSERT_TRUE(MakeStage("m1", 100));
  Disclose();
  Assent();
  const std::string etag = EtagOf(Stored().meta);
  std::atomic<int> won{0};
  std::atomic<int> told{0};
  const auto act_at_once = [&](const std::string& actor) {
    SystemEntropy entropy;
    const Act act{actor, "", now_, entropy};
    const auto written = store_->Write([&](Transaction& tx) -> Result<Finish> {
      RETURN_IF_ERROR(ActivateContract(tx, act, "ht", etag));
      return Finish::kCommit;
    });
    if (written) {
      ++won;
    } else if (written.error().code == Code::kAborted &&
               written.error().metadata.at("state") == "ACTIVE") {
      ++told;
    }
  };
  {
    const std::jthread anna(act_at_once, "users/anna");
    const std::jthread bert(act_at_once, "users/bert");
  }
  EXPECT_EQ(won, 1);
  EXPECT_EQ(told, 1);
}

TEST_F(ContractsTest, AmountsOfSharesFollowThePriceToTheMinorUnit) {
  MakeContract();
  ASSERT_TRUE(MakeSub(100));
  ASSERT_TRUE(MakeShare("m1", "0.333333333333333333"));
  ASSERT_TRUE(MakeShare("m2", "0.333333333333333333"));
  ASSERT_TRUE(MakeShare("m3", "0.333333333333333334"));
  EXPECT_EQ(AmountOf("m1"), 33);
  EXPECT_EQ(AmountOf("m2"), 34);
  EXPECT_EQ(AmountOf("m3"), 33);
  domain::SubContract dearer;
  dearer.contract_id = "ht";
  dearer.price = {"CNY", 1001};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return UpdateSubContract(tx, act, {"erp", "", {"price"}, dearer});
  }));
  EXPECT_EQ(AmountOf("m1") + AmountOf("m2") + AmountOf("m3"), 1001);

  RefusedField("milestone.share", [&](auto& tx, auto& act) {
    domain::Milestone draft = Stage("m4");
    draft.share = domain::Rate::OfUnits(1);
    return CreateMilestone(tx, act, draft);
  });
  RefusedField("milestone.share", [&](auto& tx, auto& act) {
    domain::Milestone both = Stage("m4");
    both.share = domain::Rate();
    both.amount = {"CNY", 1};
    return CreateMilestone(tx, act, both);
  });
  domain::Milestone whole = Stage("m3");
  whole.share = domain::Rate();
  std::set<std::string> all;
  for (const auto& field : MilestoneFields()) all.emplace(field.path);
  const auto replaced =
      Do([&](auto& tx, auto& act) { return UpdateMilestone(tx, act, {"m3", "", all, whole}); });
  ASSERT_TRUE(replaced) << replaced.error().message;
  EXPECT_EQ(replaced->amount.minor_units, 0);
  domain::Milestone fixed = Stage("m1");
  fixed.amount = {"CNY", 7};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return UpdateMilestone(tx, act, {"m1", "", {"amount"}, fixed});
  }));
  EXPECT_EQ(AmountOf("m1"), 7);
  EXPECT_EQ(AmountOf("m2"), 334);  // the running sum begins with it now
}

TEST_F(ContractsTest, DisclosureAndAssentAreAboutTheClauseAsItStands) {
  MakeContract();
  ClauseAct other = By("li");
  other.text_sha256 = HexEncode(Sha256("another text"));
  Refused(Code::kInvalidArgument, Reason::kDocumentMismatch,
          [&](auto& tx, auto& act) { return RecordDisclosure(tx, act, other); });
  ClauseAct signing = By("wang");
  signing.paper_sha256 = Paper("customers/huzhou");
  Refused(Code::kFailedPrecondition, Reason::kDocumentMismatch,
          [&](auto& tx, auto& act) { return RecordAssent(tx, act, signing); });
  Disclose();
  ClauseAct payer = signing;
  payer.contact_id = "li";
  const Error none = Refused(Code::kFailedPrecondition, Reason::kSignatoryMissing,
                             [&](auto& tx, auto& act) { return RecordAssent(tx, act, payer); });
  EXPECT_EQ(none.metadata.at("contact"), "li");
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return RecordAssent(tx, act, signing); }));
  EXPECT_EQ(Stored().assents.at(0).contact_id, "wang");

  domain::Contract changed = Draft();
  changed.terms.enforcement_clause = "新条款";
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return UpdateContract(tx, act, {"ht", "", {"enforcement_clause"}, changed});
  }));
  const Error again = Refused(Code::kFailedPrecondition, Reason::kContractIncomplete, Activating());
  EXPECT_THAT(again.metadata.at("missing"), HasSubstr("disclosure,assent"));
}

TEST_F(ContractsTest, ThePaperIsTheCustomersOrNobodys) {
  MakeContract();
  Disclose();
  ClauseAct signing = By("wang");
  const auto assent = [&](auto& tx, auto& act) { return RecordAssent(tx, act, signing); };
  RefusedField("assent.paper_sha256", assent);
  signing.paper_sha256 = std::string(64, 'a');
  Refused(Code::kNotFound, Reason::kResourceNotFound, assent);
  MakeCustomer("other");
  signing.paper_sha256 = Paper("customers/other");
  Refused(Code::kNotFound, Reason::kResourceNotFound, assent);
}

TEST_F(ContractsTest, OnlyContactsOfTheCustomerAreNamed) {
  MakeContract();
  MakeCustomer("other");
  ClauseAct done = By("li");
  done.customer_id = "other";
  RefusedField("contact", [&](auto& tx, auto& act) { return RecordDisclosure(tx, act, done); });
  done = By("nobody");
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [&](auto& tx, auto& act) { return RecordDisclosure(tx, act, done); });
  done = By("li");
  done.date = CivilDate{std::chrono::year{2026}, std::chrono::April, std::chrono::day{1}};
  RefusedField("disclosure.date",
               [&](auto& tx, auto& act) { return RecordDisclosure(tx, act, done); });
}

TEST_F(ContractsTest, AnErasedContactLeavesTheAssentWithItsIdOnly) {
  MakeContract();
  Disclose();
  Assent();
  ASSERT_TRUE(Do([](auto& tx, auto& act) {
    return EraseContact(tx, act, {"huzhou", "wang", "", domain::ErasureReason::kObjection});
  }));
  EXPECT_EQ(Stored().assents.at(0).contact_id, "wang");
}

TEST_F(ContractsTest, EveryTermIsInItsRange) {
  const auto refused = [&](const std::string& field, auto change) {
    RefusedField(field, [&](auto& tx, auto& act) {
      domain::Contract draft = Draft();
      change(draft);
      return CreateContract(tx, act, draft);
    });
  };
  using domain::Contract;
  refused("contract.display_name", [](Contract& c) { c.title.clear(); });
  refused("contract.currency_code", [](Contract& c) { c.terms.currency_code = "RMB"; });
  refused("contract.time_zone", [](Contract& c) { c.terms.time_zone = "Huzhou"; });
  refused("contract.calendar", [](Contract& c) { c.terms.calendar = {"china", 2}; });
  refused("contract.credit_term", [](Contract& c) { c.terms.due_rule->credit_term.days = 3661; });
  refused("contract.review_term", [](Contract& c) { c.terms.acceptance->review_term.days = 0; });
  refused("contract.use_days", [](Contract& c) { c.terms.acceptance->use_days = 366; });
  refused("contract.signatures_required",
          [](Contract& c) { c.terms.acceptance->signatures_required = 0; });
  refused("contract.threshold", [](Contract& c) { c.terms.threshold = domain::Rate(); });
  refused("contract.ladder", [](Contract& c) { c.terms.ladder.suspend_cure_days = 44; });
  refused("contract.limitation", [](Contract& c) { c.terms.limitation.months = 0; });
  refused("contract.blackouts", [](Contract& c) { c.terms.blackouts.resize(1); });
  refused("contract.interest_rates", [](Contract& c) { c.terms.interest.emplace(); });
  refused("contract.allocation_order", [](Contract& c) { c.terms.allocation_order.pop_back(); });
  refused("contract.early_payment", [](Contract& c) { c.terms.early_payment = {3651, {}}; });
  refused("contract.enforcement_clause", [](Contract& c) { c.terms.enforcement_clause = "\t"; });
  MakeContract();
  EXPECT_TRUE(MakeSub(0, "free"));
  const auto negative = MakeSub(-1, "less");
  ASSERT_FALSE(negative);
  EXPECT_EQ(negative.error().metadata.at("field"), "subcontract.price");
}

TEST_F(ContractsTest, TheLadderGoesWithTheJurisdictionUnlessAgreedOtherwise) {
  MakeContract();
  domain::Contract china = Draft();
  china.terms.jurisdiction = domain::Jurisdiction::kChina;
  const auto update = [&](std::set<std::string> paths) {
    return Do([&](auto& tx, auto& act) {
      return UpdateContract(tx, act, {"ht", "", std::move(paths), china});
    });
  };
  EXPECT_EQ(update({"jurisdiction"})->terms.ladder.suspend_cure_days, 30);
  china.terms.ladder.suspend_cure_days = 60;
  ASSERT_TRUE(update({"ladder"}));
  china.terms.jurisdiction = domain::Jurisdiction::kDefault;
  EXPECT_EQ(update({"jurisdiction"})->terms.ladder.suspend_cure_days, 60);
}

TEST_F(ContractsTest, NoEntryTellsAPersonsName) {
  MakeContract();
  ASSERT_TRUE(MakeSub(100));
  ASSERT_TRUE(MakeStage("m1", 100));
  Disclose();
  Assent();
  ASSERT_TRUE(Do(Activating()));
  std::vector<std::string> actions;
  for (const Entry& entry : Entries()) {
    EXPECT_THAT(entry.body, Not(HasSubstr("王强")));
    if (entry.resource == "contracts/ht") actions.push_back(entry.action);
    if (entry.action == "contract.record_assent") {
      EXPECT_THAT(entry.attachments, HasSubstr(HexEncode(Sha256(kPaperText))));
    }
  }
  EXPECT_THAT(actions, ::testing::ElementsAre("contract.create", "contract.record_disclosure",
                                              "contract.record_assent", "contract.activate"));
}

TEST_F(ContractsTest, AnArchivedCustomerTakesNoContract) {
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return ArchiveCustomer(tx, act, "huzhou", ""); }));
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [](auto& tx, auto& act) { return CreateContract(tx, act, Draft()); });
}

}  // namespace
}  // namespace countersign::app
