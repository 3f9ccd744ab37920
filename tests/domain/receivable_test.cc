#include "licensing/domain/receivable.h"

#include <gtest/gtest.h>

#include "tests/domain/amounts.h"

namespace countersign::domain {
namespace {

Instant Noon(const char* day) { return std::chrono::sys_days(On(day)) + std::chrono::hours(12); }

ClaimRecord RecordOf(const char* id, RecordKind kind, ClaimPart part, std::int64_t amount,
                     const char* day) {
  return {id, kind, part, Cny(amount), On(day), Noon(day), ""};
}

ClaimRecord Principal(const char* id, RecordKind kind, std::int64_t amount, const char* day) {
  return RecordOf(id, kind, ClaimPart::kPrincipal, amount, day);
}

ClaimRecord Reversal(const char* id, const char* reverses, const char* day) {
  auto record = Principal(id, RecordKind::kReversal, 0, day);
  record.reverses = reverses;
  return record;
}

// What counts on `day` and was on record by its end.
AsOf EndOf(const char* day) { return {On(day), Noon(day) + std::chrono::hours(12)}; }

std::int64_t OpenPrincipal(const std::vector<ClaimRecord>& records, const AsOf& as_of) {
  return BalanceAsOf("CNY", records, as_of).value().open.principal.minor_units;
}

TEST(Receivable, IsWhatWasInvoicedLessWhatLoweredIt) {
  const std::vector<ClaimRecord> records{
      Principal("1", RecordKind::kInvoice, 1000, "2026-01-10"),
      RecordOf("2", RecordKind::kInterestNote, ClaimPart::kInterest, 40, "2026-03-01"),
      RecordOf("3", RecordKind::kCosts, ClaimPart::kCosts, 30, "2026-03-01"),
      RecordOf("4", RecordKind::kAllocation, ClaimPart::kCosts, 30, "2026-03-02"),
      RecordOf("5", RecordKind::kAllocation, ClaimPart::kInterest, 15, "2026-03-02"),
      Principal("6", RecordKind::kAllocation, 100, "2026-03-03"),
      Principal("7", RecordKind::kAllocation, 200, "2026-03-04"),
      Principal("8", RecordKind::kWriteOff, 5, "2026-03-05"),
      Principal("9", RecordKind::kSetOff, 50, "2026-03-06"),
      Principal("a", RecordKind::kDiscount, 20, "2026-03-06"),
      Principal("b", RecordKind::kAssignment, 300, "2026-03-07")};
  const auto balance = BalanceAsOf("CNY", records, EndOf("2026-03-31")).value();
  EXPECT_EQ(balance.open, (ClaimParts{Cny(0), Cny(25), Cny(325)}));
  EXPECT_EQ(balance.totals.at(RecordKind::kAllocation), Cny(345));
  EXPECT_EQ(balance.totals.at(RecordKind::kWriteOff), Cny(5));
  EXPECT_EQ(OpenPrincipal(records, EndOf("2026-01-09")), 0);
  EXPECT_EQ(OpenPrincipal(records, EndOf("2026-03-03")), 900);
}

TEST(Receivable, AStatementIsTheSameWhenItIsMadeAgain) {
  std::vector<ClaimRecord> records{Principal("1", RecordKind::kInvoice, 1000, "2026-01-10")};
  const AsOf january = EndOf("2026-01-31");
  EXPECT_EQ(OpenPrincipal(records, january), 1000);
  // Paid in January, but the bank's statement was imported in February.
  records.push_back(Principal("2", RecordKind::kAllocation, 400, "2026-01-30"));
  records.back().record_time = Noon("2026-02-02");
  EXPECT_EQ(OpenPrincipal(records, january), 1000);
  EXPECT_EQ(OpenPrincipal(records, EndOf("2026-02-28")), 600);
  // What is known today of January.
  EXPECT_EQ(OpenPrincipal(records, {On("2026-01-31"), Noon("2026-03-01")}), 600);
  // On record before its date: a bill that matures.
  records.push_back(Principal("3", RecordKind::kAllocation, 100, "2026-06-30"));
  records.back().record_time = Noon("2026-01-15");
  EXPECT_EQ(OpenPrincipal(records, {On("2026-06-29"), Noon("2026-12-31")}), 600);
  EXPECT_EQ(OpenPrincipal(records, {On("2026-06-30"), Noon("2026-12-31")}), 500);
}

TEST(Receivable, AReversalUndoesFromItsOwnDate) {
  const std::vector<ClaimRecord> records{Principal("1", RecordKind::kInvoice, 1000, "2026-01-10"),
                                         Principal("2", RecordKind::kAllocation, 400, "2026-01-20"),
                                         Reversal("3", "2", "2026-01-25")};
  EXPECT_EQ(OpenPrincipal(records, EndOf("2026-01-24")), 600);
  EXPECT_EQ(OpenPrincipal(records, EndOf("2026-01-25")), 1000);
  EXPECT_EQ(PrincipalPaymentsAsOf(records, EndOf("2026-01-24"))->size(), 1);
  EXPECT_TRUE(PrincipalPaymentsAsOf(records, EndOf("2026-01-25"))->empty());
  EXPECT_FALSE(
      BalanceAsOf("CNY", records, EndOf("2026-01-25"))->totals.contains(RecordKind::kAllocation));
}

TEST(Receivable, APaymentsRecordsMakeTheCustomersCredit) {
  const std::vector<ClaimRecord> records{Principal("1", RecordKind::kPayment, 1000, "2026-01-10"),
                                         Principal("2", RecordKind::kAllocation, 700, "2026-01-10"),
                                         Principal("3", RecordKind::kRefund, 100, "2026-02-01"),
                                         Reversal("4", "2", "2026-03-01")};
  EXPECT_EQ(OpenPrincipal(records, EndOf("2026-01-31")), 300);
  EXPECT_EQ(OpenPrincipal(records, EndOf("2026-02-28")), 200);
  EXPECT_EQ(OpenPrincipal(records, EndOf("2026-03-31")), 900);
}

TEST(Receivable, WhatLowersThePrincipalLowersTheInterest) {
  const std::vector<ClaimRecord> records{
      Principal("1", RecordKind::kInvoice, 1000, "2026-01-10"),
      Principal("3", RecordKind::kWriteOff, 200, "2026-02-20"),
      Principal("2", RecordKind::kAllocation, 300, "2026-02-10"),
      RecordOf("4", RecordKind::kAllocation, ClaimPart::kInterest, 9, "2026-02-10")};
  const auto payments = PrincipalPaymentsAsOf(records, EndOf("2026-03-31")).value();
  ASSERT_EQ(payments.size(), 2);
  EXPECT_EQ(payments[0].date, On("2026-02-10"));
  EXPECT_EQ(payments[0].amount, Cny(300));
  EXPECT_EQ(payments[1].amount, Cny(200));
}

TEST(Receivable, RefusesRecordsThatContradictEachOther) {
  const auto invoice = Principal("1", RecordKind::kInvoice, 1000, "2026-01-10");
  const auto reason = [](const std::vector<ClaimRecord>& records) {
    const auto balance = BalanceAsOf("CNY", records, EndOf("2026-12-31"));
    return balance ? Reason::kUnspecified : balance.error().reason;
  };
  EXPECT_EQ(reason({invoice, invoice}), Reason::kFieldInvalid);
  EXPECT_EQ(reason({invoice, Reversal("2", "x", "2026-02-01")}), Reason::kFieldInvalid);
  EXPECT_EQ(reason({invoice, Reversal("2", "1", "2026-02-01"), Reversal("3", "1", "2026-02-01")}),
            Reason::kFieldInvalid);
  EXPECT_EQ(reason({invoice, Reversal("2", "1", "2026-02-01"), Reversal("3", "2", "2026-02-01")}),
            Reason::kFieldInvalid);
  EXPECT_EQ(reason({Principal("1", RecordKind::kInvoice, -1, "2026-01-10")}),
            Reason::kFieldInvalid);
  auto other = Principal("2", RecordKind::kAllocation, 1, "2026-01-10");
  other.amount = Eur(1);
  EXPECT_EQ(reason({invoice, other}), Reason::kCurrencyMismatch);
  EXPECT_EQ(reason({Principal("1", RecordKind::kInvoice, kMost, "2026-01-10"),
                    Principal("2", RecordKind::kInvoice, 1, "2026-01-10")}),
            Reason::kAmountOverflow);
}

TEST(Receivable, ABillIsPendingUntilItsMaturityAndStopsInterestBefore) {
  auto bill = Principal("2", RecordKind::kAllocation, 400, "2026-06-10");
  bill.record_time = Noon("2026-03-10");
  bill.value_date = On("2026-03-10");
  const std::vector<ClaimRecord> records{Principal("1", RecordKind::kInvoice, 1000, "2026-01-10"),
                                         bill, Reversal("3", "2", "2026-06-12")};
  const auto pending = [&](const char* day) {
    return PendingAsOf(records, EndOf(day)).value().size();
  };
  EXPECT_EQ(pending("2026-03-09"), 0U);
  EXPECT_EQ(pending("2026-03-10"), 1U);
  EXPECT_EQ(pending("2026-06-09"), 1U);
  EXPECT_EQ(pending("2026-06-10"), 0U) << "it has paid";
  EXPECT_EQ(OpenPrincipal(records, EndOf("2026-06-09")), 1000);
  EXPECT_EQ(OpenPrincipal(records, EndOf("2026-06-10")), 600);
  EXPECT_EQ(OpenPrincipal(records, EndOf("2026-06-12")), 1000);
  const auto payments = PrincipalPaymentsAsOf(records, EndOf("2026-04-01")).value();
  ASSERT_EQ(payments.size(), 1U);
  EXPECT_EQ(payments[0].date, On("2026-03-10"));
  EXPECT_TRUE(PrincipalPaymentsAsOf(records, EndOf("2026-06-12")).value().empty());
}

TEST(Receivable, InterestIsClaimedThroughTheDaysOfItsRecords) {
  const auto claim = [](const char* id, const char* day) {
    return RecordOf(id, RecordKind::kInterestNote, ClaimPart::kInterest, 5, day);
  };
  const std::vector<ClaimRecord> records{claim("1", "2026-03-20"), claim("2", "2026-03-10"),
                                         claim("3", "2026-03-10"), claim("4", "2026-03-15"),
                                         Reversal("5", "4", "2026-03-15")};
  const auto days = [&](const char* day) { return InterestClaimDays(records, EndOf(day)).value(); };
  EXPECT_EQ(days("2026-03-31"), (std::vector{On("2026-03-10"), On("2026-03-20")}));
  EXPECT_EQ(days("2026-03-19"), std::vector{On("2026-03-10")});
  EXPECT_TRUE(days("2026-03-09").empty());
}

}  // namespace
}  // namespace countersign::domain
