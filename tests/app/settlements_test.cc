// Settlement quotes from what is on file, and what accepting one does to stages and invoices.
#include "licensing/app/settlements.h"

#include <gmock/gmock.h>

#include "licensing/app/claims.h"
#include "licensing/app/payments.h"
#include "licensing/app/receivables.h"
#include "tests/app/stage_fixture.h"

namespace countersign::app {
namespace {

using domain::Money;
using domain::Settlement;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kSettlement[] = "contracts/ht/settlements/q1";

// m1 of 1,000.00 is accepted, 50.00 of it retained; m2 of 2,000.00 is half done.
class SettlementsTest : public StageTest {
 protected:
  void SetUp() override { Begin(Stage("m1", 100'000), "1", "0"); }

  // m1 is `first`, with its retention; `in` and `out` of m2 are done so far.
  void Begin(Milestone first, const char* in, const char* out) {
    StageTest::SetUp();
    Now("2026-03-02");
    domain::ContractTerms terms = Terms();
    terms.part_completion_agreed = true;
    first.retention_rate = *domain::Rate::Parse("rate", "0.05");
    Milestone measured = Stage("m2", 200'000);
    measured.items = {Item("in", "0.5"), Item("out", "0.5")};
    Activate(terms, {first, measured});
    ASSERT_TRUE(Deliver(Delivering("m1")));
    ASSERT_TRUE(Receive("m1"));
    ASSERT_TRUE(Accept(SigningBy("wang", "m1")));
    Measure(in, out);
    Now("2026-03-10");
  }

  static domain::MilestoneItem Item(const char* id, const char* weight) {
    return {id, id, {*domain::Rate::Parse("weight", weight), {}}};
  }
  void Measure(const char* in, const char* out) {
    ASSERT_TRUE(Do([&](auto& tx, auto& act) {
      return MeasureMilestone(
          tx, act, Ref("m2"),
          {{"in", *domain::Rate::Parse("in", in)}, {"out", *domain::Rate::Parse("out", out)}});
    }));
  }

  static NewSettlement Draft() {
    NewSettlement draft;
    draft.id = "q1";
    draft.contract_id = "ht";
    draft.discount = Money{"CNY", 10'000};
    draft.last_day = *ParseCivilDate("2026-03-20");
    return draft;
  }
  Result<Settlement> Quote(const NewSettlement& draft = Draft()) {
    return Do([&](auto& tx, auto& act) { return QuoteSettlement(tx, act, draft); });
  }
  static SettlementSignOff Signed() {
    SettlementSignOff sign_off;
    sign_off.contract_id = "ht";
    sign_off.id = "q1";
    sign_off.customer_id = "huzhou";
    sign_off.contact_id = "wang";
    sign_off.paper_sha256 = Paper();
    return sign_off;
  }
  auto Accepting(const SettlementSignOff& sign_off = Signed()) {
    return [sign_off](auto& tx, auto& act) { return AcceptSettlement(tx, act, sign_off); };
  }
  Settlement StoredSettlement() {
    return *Look([](View& view) { return GetSettlement(view, "ht", "q1"); });
  }
  // "RULE resource amount" of each line.
  static std::vector<std::string> Lines(const Settlement& settlement) {
    std::vector<std::string> lines;
    for (const domain::SettlementLine& line : settlement.quote.lines) {
      std::string text(domain::SettlementRuleName(line.rule));
      const auto slash = line.milestone.rfind('/');
      if (slash != std::string::npos) text += " " + line.milestone.substr(slash + 1);
      lines.push_back(text + " " + std::to_string(line.amount.minor_units));
    }
    return lines;
  }
  // What the customer has to pay now, all parts of all invoices.
  std::int64_t Open() {
    std::int64_t open = 0;
    EXPECT_TRUE(store_->Read([&](View& view) -> Result<void> {
      ASSIGN_OR_RETURN(const auto invoices, view.receivables().invoices().ListOf("huzhou"));
      for (const domain::Invoice& invoice : invoices) {
        ASSIGN_OR_RETURN(const Money amount, OpenAmount(view, invoice));
        open += amount.minor_units;
      }
      return {};
    }));
    return open;
  }
};

TEST_F(SettlementsTest, AQuoteHasALineForEachFact) {
  const auto quoted = Quote();
  ASSERT_TRUE(quoted) << quoted.error().message;
  EXPECT_THAT(Lines(*quoted), ElementsAre("ACCEPTED_STAGE m1 100000", "RETENTION m1 -5000",
                                          "PART_COMPLETED m2 100000", "DISCOUNT -10000"));
  EXPECT_EQ(quoted->quote.total, (Money{"CNY", 185'000}));
  EXPECT_EQ(quoted->quote.total_without_discount, (Money{"CNY", 195'000}));
  EXPECT_EQ(quoted->unsettled, (Money{"CNY", 105'000}));
  EXPECT_EQ(quoted->state, domain::SettlementState::kOffered);
  EXPECT_EQ(quoted->expire_time, *ParseInstant("2026-03-20T16:00:00Z"));
  EXPECT_THAT(EntriesOf(kSettlement), SizeIs(1));
}

TEST_F(SettlementsTest, AcceptingInvoicesWhatIsDoneAndCreditsTheDiscount) {
  ASSERT_TRUE(Quote());
  Now("2026-03-20");
  SettlementSignOff sign_off = Signed();
  sign_off.commitment = domain::Commitment{
      {"CNY", 105'000}, *ParseCivilDate("2026-06-30"), "when the rest is delivered", ""};
  const auto accepted = Do(Accepting(sign_off));
  ASSERT_TRUE(accepted) << accepted.error().message;
  EXPECT_EQ(accepted->state, domain::SettlementState::kAccepted);
  EXPECT_EQ(accepted->commitment->contact_id, "wang");

  const Milestone done = Stored("m2");
  EXPECT_EQ(done.state, domain::MilestoneState::kInvoiced);
  EXPECT_EQ(done.acceptance->mode, domain::AcceptanceMode::kSettled);
  EXPECT_EQ(done.amount, (Money{"CNY", 100'000}));
  EXPECT_THAT(accepted->invoice_ids, ElementsAre(done.invoice_id));
  EXPECT_EQ(InvoiceOf(done.invoice_id).amount, (Money{"CNY", 100'000}));
  const auto milestones = *Look([](View& view) { return MilestonesOf(view, "ht"); });
  ASSERT_THAT(milestones, SizeIs(3));
  for (const Milestone& rest : milestones) {
    if (rest.split_from.empty()) continue;
    EXPECT_EQ(rest.split_from, "m2");
    EXPECT_EQ(rest.state, domain::MilestoneState::kPlanned);
    EXPECT_EQ(rest.amount, (Money{"CNY", 100'000}));
  }
  EXPECT_THAT(accepted->credit_note_ids, SizeIs(1));
  // What the customer accepted is what the customer owes, no more and no less.
  EXPECT_EQ(Open(), accepted->quote.total.minor_units);
  EXPECT_EQ(EntriesOf(kSettlement).back().attachments, "[\"" + Paper() + "\"]");
}

// m1 of 1,000.00 is accepted, 50.00 of it retained until final acceptance; m2, the final one, is
// done and not accepted.
class FinalSettlementTest : public SettlementsTest {
 protected:
  void SetUp() override {
    Begin(Stage("m1", 100'000, domain::Trigger::kPreliminaryAcceptance), "1", "1");
  }
};

// What is retained of an earlier stage falls due with the final acceptance, also with one that the
// settlement itself brings about.
TEST_F(FinalSettlementTest, WhatItReleasesIsInItsTotal) {
  NewSettlement draft = Draft();
  draft.discount.reset();
  const auto quoted = Quote(draft);
  ASSERT_TRUE(quoted) << quoted.error().message;
  EXPECT_THAT(Lines(*quoted), ElementsAre("ACCEPTED_STAGE m1 100000", "PART_COMPLETED m2 200000"));
  const auto accepted = Do(Accepting());
  ASSERT_TRUE(accepted) << accepted.error().message;
  EXPECT_EQ(Open(), accepted->quote.total.minor_units);
}

TEST_F(SettlementsTest, ADiscountGoesOverSeveralInvoices) {
  NewSettlement draft = Draft();
  draft.discount = Money{"CNY", 150'000};
  ASSERT_TRUE(Quote(draft));
  const auto accepted = Do(Accepting());
  ASSERT_TRUE(accepted) << accepted.error().message;
  EXPECT_THAT(accepted->credit_note_ids, SizeIs(2));
  EXPECT_EQ(Open(), 45'000);
}

TEST_F(SettlementsTest, TheDiscountCannotExceedWhatThereIsToPayOfTheStages) {
  NewSettlement draft = Draft();
  draft.discount = Money{"CNY", 195'001};
  RefusedField("discount", [&](auto& tx, auto& act) { return QuoteSettlement(tx, act, draft); });
  draft.discount = Money{"EUR", 1};
  Refused(Code::kInvalidArgument, Reason::kCurrencyMismatch,
          [&](auto& tx, auto& act) { return QuoteSettlement(tx, act, draft); });
}

TEST_F(SettlementsTest, IsRefusedAfterItsLastDayAndExpires) {
  const auto quoted = Quote();
  ASSERT_TRUE(quoted);
  Now("2026-03-21");
  Refused(Code::kFailedPrecondition, Reason::kOfferEnded, Accepting());
  ExpireSettlements source;
  const auto due = [&](Instant now) {
    return *Look([&](View& view) { return source.Due(view, now, 10); });
  };
  EXPECT_THAT(due(quoted->expire_time - std::chrono::microseconds(1)), IsEmpty());
  const auto steps = due(quoted->expire_time);
  ASSERT_THAT(steps, SizeIs(1));
  EXPECT_EQ(steps[0].due, quoted->expire_time);
  now_ = quoted->expire_time;
  EXPECT_TRUE(*Do([&](auto& tx, auto& act) { return source.Take(tx, act, steps[0]); }));
  EXPECT_EQ(StoredSettlement().state, domain::SettlementState::kExpired);
  EXPECT_THAT(due(Instant::max()), IsEmpty());
  Refused(Code::kFailedPrecondition, Reason::kOfferEnded, Accepting());
}

TEST_F(SettlementsTest, IsRefusedOnceTheFactsAreOthers) {
  ASSERT_TRUE(Quote());
  Measure("1", "0.5");
  const Error measured = Refused(Code::kFailedPrecondition, Reason::kOfferOutdated, Accepting());
  EXPECT_EQ(measured.metadata.at("changed"), "PART_COMPLETED of contracts/ht/milestones/m2");
  Measure("1", "0");
  Pay(1'000);
  const Error paid = Refused(Code::kFailedPrecondition, Reason::kOfferOutdated, Accepting());
  EXPECT_EQ(paid.metadata.at("changed"), "PAID of contracts/ht/milestones/m1");
}

TEST_F(SettlementsTest, OnePersonWinsAndTheOtherLearnsTheState) {
  const auto quoted = Quote();
  ASSERT_TRUE(quoted);
  SettlementSignOff sign_off = Signed();
  sign_off.etag = EtagOf(quoted->meta);
  ASSERT_TRUE(Do(Accepting(sign_off)));
  const Error late = Refused(Code::kAborted, Reason::kEtagMismatch, Accepting(sign_off));
  EXPECT_EQ(late.metadata.at("state"), "ACCEPTED");
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, Accepting());
}

TEST_F(SettlementsTest, OnlyASignatoryWithThePaperOfThisSettlementAccepts) {
  ASSERT_TRUE(Quote());
  SettlementSignOff sign_off = Signed();
  sign_off.contact_id = "li";
  Refused(Code::kFailedPrecondition, Reason::kSignatoryMissing, Accepting(sign_off));
  sign_off = Signed();
  sign_off.document_sha256 = std::string(64, 'b');
  Refused(Code::kInvalidArgument, Reason::kDocumentMismatch, Accepting(sign_off));
  sign_off = Signed();
  sign_off.paper_sha256 = std::string(64, 'b');
  Refused(Code::kNotFound, Reason::kResourceNotFound, Accepting(sign_off));
  sign_off = Signed();
  sign_off.document_sha256 = StoredSettlement().document_sha256;
  EXPECT_TRUE(Do(Accepting(sign_off)));
}

TEST_F(SettlementsTest, AnInvoiceBesideTheStagesIsALineOfItsOwn) {
  NewInvoice draft;
  draft.customer_id = "huzhou";
  draft.id = "travel";
  draft.amount = {"CNY", 700};
  draft.contract = "contracts/ht";
  draft.sub_contract = "contracts/ht/subcontracts/erp";
  draft.credit_term_days = 30;
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); }));
  NewSettlement one = Draft();
  one.sub_contract_id = "erp";
  const auto quoted = Quote(one);
  ASSERT_TRUE(quoted) << quoted.error().message;
  EXPECT_THAT(Lines(*quoted), ::testing::Contains("ACCEPTED_STAGE travel 700"));
  EXPECT_EQ(quoted->unsettled, (Money{"CNY", 105'000}));
  ASSERT_TRUE(Do(Accepting()));
  EXPECT_EQ(Open(), quoted->quote.total.minor_units);
}

}  // namespace
}  // namespace countersign::app
