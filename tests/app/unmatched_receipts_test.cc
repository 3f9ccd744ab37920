// Money on the account that nobody has matched: nothing is stopped for whomever it may be of.
#include <gmock/gmock.h>

#include "licensing/app/bank_entries.h"
#include "licensing/app/customers.h"
#include "licensing/app/payment_import.h"
#include "tests/app/standing_fixture.h"

namespace countersign::app {
namespace {

using domain::Stage;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class UnmatchedReceiptsTest : public StandingTest {
 protected:
  void SetUp() override {
    StandingTest::SetUp();
    domain::Customer draft;
    draft.id = "globex";
    draft.display_name = "Globex GmbH";
    draft.labels = {{"bank_account", "DE99 0001"}};
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateCustomer(tx, act, draft); }));
    ASSERT_TRUE(Do([](auto& tx, auto& act) -> Result<bool> {
      domain::Operation operation;
      operation.id = "op";
      operation.kind = domain::ImportKind::kPayments;
      operation.meta = NewMeta(act);
      RETURN_IF_ERROR(tx.imports().operations().Insert(operation));
      RETURN_IF_ERROR(Record(tx, act, "payment.import", "operations/op", {}));
      return true;
    }));
    RunToNoticed();
  }

  // As the bank's file has it.
  void Import(const std::string& account, const std::string& text,
              const std::string& currency = "CNY") {
    formats::PaymentEntry entry;
    entry.account = "DE02";
    entry.reference = "F" + std::to_string(++entries_);
    entry.amount = {currency, 1'234};
    entry.date = *ParseCivilDate("2026-04-20");
    entry.payer = "Treasury Ltd";
    entry.payer_account = account;
    entry.text = text;
    const auto outcome = Do([&](auto& tx, auto& act) -> Result<RowOutcome> {
      ASSIGN_OR_RETURN(const auto parties, PartyDirectory::Load(tx));
      ASSIGN_OR_RETURN(const RowOutcome row, ImportEntry(tx, act, parties, "op", entry));
      RETURN_IF_ERROR(Record(tx, act, "operation.advance", "operations/op", {}));
      return row;
    });
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(*outcome, RowOutcome::kProposed);
    id_ = domain::BankEntryId(entry.account, entry.reference, false);
  }
  std::string NumberOf(const std::string& invoice) {
    return Look(
               [&](View& view) { return Load(view.receivables().invoices(), "invoices", invoice); })
        ->number;
  }
  std::string PaymentData() {
    return Standing().rails.at(static_cast<std::size_t>(domain::Rail::kPaymentData) - 1).missing;
  }

  int entries_ = 0;
  std::string id_;  // of the last entry
};

TEST_F(UnmatchedReceiptsTest, WhatAnUnknownPayerSentHoldsEverybodyUntilAPersonSaysWhoseItIs) {
  Import("GB01 0001", "thanks", "USD");
  EXPECT_THAT(PaymentData(), HasSubstr("bankEntries/" + id_));
  RunTo("2026-05-25");
  EXPECT_THAT(Effects(), IsEmpty());
  const EntryConfirmation globex{id_, "", "globex"};
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return ConfirmBankEntry(tx, act, globex); }));
  RunTo("2026-05-27");
  EXPECT_EQ(CommittedStage(), Stage::kSuspended);
}

TEST_F(UnmatchedReceiptsTest, WhatAPersonDismissedHoldsNobody) {
  Import("GB01 0001", "thanks");
  RunTo("2026-05-25");
  EXPECT_THAT(Effects(), IsEmpty());
  ASSERT_TRUE(Do(
      [&](auto& tx, auto& act) { return DismissBankEntry(tx, act, id_, "", "the tax refund"); }));
  RunTo("2026-05-27");
  EXPECT_EQ(CommittedStage(), Stage::kSuspended);
}

// The payer is known as globex, and names an invoice of huzhou's.
TEST_F(UnmatchedReceiptsTest, WhereItIsNotCertainWhoPaidItHoldsBoth) {
  Import("DE99 0001", NumberOf("inv"));
  EXPECT_TRUE(MayBeOf(
      *Look([&](View& view) { return Load(view.imports().bank_entries(), "bankEntries", id_); }),
      "globex"));
  RunTo("2026-05-25");
  EXPECT_THAT(Effects(), IsEmpty());
}

// huzhou's money for invoices of both is in the one entry.
TEST_F(UnmatchedReceiptsTest, WhatPaysForTwoCustomersHoldsBoth) {
  NewInvoice draft;
  draft.id = "theirs";
  draft.customer_id = "globex";
  draft.amount = {"CNY", 1'000};
  draft.due_date = *ParseCivilDate("2026-06-30");
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); }));
  Import("DE99 0001", NumberOf("theirs") + " " + NumberOf("inv"));
  const auto entry =
      Look([&](View& view) { return Load(view.imports().bank_entries(), "bankEntries", id_); });
  EXPECT_EQ(entry->customer_id, "globex");
  RunTo("2026-05-25");
  EXPECT_THAT(Effects(), IsEmpty()) << "huzhou is not to suffer for it";
}

TEST_F(UnmatchedReceiptsTest, WhatIsKnownToBeAnothersHoldsNobodyElse) {
  NewInvoice draft;
  draft.id = "theirs";
  draft.customer_id = "globex";
  draft.amount = {"CNY", 1'000};
  draft.due_date = *ParseCivilDate("2026-06-30");
  for (const char* id : {"first", "second"}) {
    draft.id = id;
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); }));
  }
  Import("DE99 0001", "which one?");
  EXPECT_THAT(PaymentData(), Not(HasSubstr("bankEntries/")));
  RunTo("2026-05-25");
  EXPECT_EQ(CommittedStage(), Stage::kSuspended);
}

}  // namespace
}  // namespace countersign::app
