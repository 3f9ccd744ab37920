#include "licensing/domain/allocation.h"

#include <gtest/gtest.h>

#include "tests/domain/amounts.h"

namespace countersign::domain {
namespace {

using Allocated = std::vector<InvoiceAllocation>;
const std::vector<ClaimPart> kOrder{ClaimPart::kCosts, ClaimPart::kInterest, ClaimPart::kPrincipal};

Debt Owed(const char* invoice, std::int64_t open) {
  return {invoice, Cny(open), Cny(open), On("2026-01-31"), false, Rate()};
}

Allocation Pay(const std::vector<Debt>& debts, std::int64_t amount,
               const std::vector<std::string>& designated = {}) {
  return AllocateAmong(debts, Cny(amount), On("2026-03-15"), designated).value();
}

TEST(Allocation, WithinAnInvoiceInTheOrderOfTheContract) {
  const ClaimParts owed{Cny(10), Cny(20), Cny(100)};
  const auto principal_first =
      AllocateWithin(owed, Cny(115),
                     {ClaimPart::kPrincipal, ClaimPart::kInterest, ClaimPart::kCosts})
          .value();
  EXPECT_EQ(principal_first.paid, (ClaimParts{Cny(0), Cny(15), Cny(100)}));
  EXPECT_EQ(principal_first.left, (ClaimParts{Cny(10), Cny(5), Cny(0)}));
  EXPECT_EQ(principal_first.unallocated, Cny(0));
  EXPECT_EQ(AllocateWithin(owed, Cny(0), kOrder)->left, owed);
}

TEST(Allocation, WithinAnInvoiceRefusesWhatCannotBe) {
  const ClaimParts owed{Cny(10), Cny(20), Cny(100)};
  const auto reason = [](const ClaimParts& parts, const Money& payment,
                         const std::vector<ClaimPart>& order) {
    const auto result = AllocateWithin(parts, payment, order);
    return result ? Reason::kUnspecified : result.error().reason;
  };
  EXPECT_EQ(reason(owed, Cny(-1), kOrder), Reason::kFieldInvalid);
  EXPECT_EQ(reason({Cny(10), Cny(-20), Cny(100)}, Cny(1), kOrder), Reason::kFieldInvalid);
  EXPECT_EQ(reason({Cny(10), Eur(20), Cny(100)}, Cny(1), kOrder), Reason::kCurrencyMismatch);
  EXPECT_EQ(reason(owed, Eur(1), kOrder), Reason::kCurrencyMismatch);
  EXPECT_EQ(reason(owed, Cny(1), {}), Reason::kFieldInvalid);
  EXPECT_EQ(reason(owed, Cny(1), {ClaimPart::kCosts, ClaimPart::kCosts, ClaimPart::kPrincipal}),
            Reason::kFieldInvalid);
}

TEST(Allocation, DesignatedInvoicesInThePayersOrder) {
  const auto result = Pay({Owed("A", 10), Owed("B", 10), Owed("C", 10)}, 25, {"C", "B"});
  EXPECT_EQ(result.allocated, (Allocated{{"C", Cny(10)}, {"B", Cny(10)}, {"A", Cny(5)}}));
}

TEST(Allocation, EarliestDueFirstAndWithoutDueDateLast) {
  std::vector<Debt> debts{Owed("A", 10), Owed("B", 10), Owed("C", 10)};
  debts[0].due_date.reset();
  debts[1].due_date = On("2027-01-01");
  EXPECT_EQ(Pay(debts, 30).allocated, (Allocated{{"C", Cny(10)}, {"B", Cny(10)}, {"A", Cny(10)}}));
}

TEST(Allocation, DueOnThePaymentDateIsDue) {
  std::vector<Debt> debts{Owed("A", 10), Owed("B", 10)};
  debts[0].due_date = On("2026-03-15");
  debts[0].annual_rate = RateOf("0.1");
  EXPECT_EQ(Pay(debts, 10).allocated, (Allocated{{"A", Cny(10)}}));
  debts[0].due_date = On("2026-03-16");
  EXPECT_EQ(Pay(debts, 10).allocated, (Allocated{{"B", Cny(10)}}));
}

TEST(Allocation, SharesTheLargestAmounts) {
  const auto result = Pay({Owed("A", kMost), Owed("B", kMost)}, kMost);
  EXPECT_EQ(result.allocated, (Allocated{{"A", Cny(kMost / 2 + 1)}, {"B", Cny(kMost / 2)}}));
}

TEST(Allocation, LargestFractionFirst) {
  // 7 of 10: shares of 0.7, 2.1 and 4.2.
  EXPECT_EQ(Pay({Owed("A", 6), Owed("B", 3), Owed("C", 1)}, 7).allocated,
            (Allocated{{"A", Cny(4)}, {"B", Cny(2)}, {"C", Cny(1)}}));
}

TEST(Allocation, WhatIsLeftIsCredit) {
  EXPECT_EQ(Pay({}, 7).unallocated, Cny(7));
  EXPECT_EQ(Pay({Owed("A", 0), Owed("B", 5)}, 7).unallocated, Cny(2));
  EXPECT_TRUE(Pay({Owed("A", 5)}, 0).allocated.empty());
}

TEST(Allocation, AmongInvoicesRefusesWhatCannotBe) {
  const auto reason = [](const std::vector<Debt>& debts, const Money& payment,
                         const std::vector<std::string>& designated) {
    const auto result = AllocateAmong(debts, payment, On("2026-03-15"), designated);
    return result ? Reason::kUnspecified : result.error().reason;
  };
  EXPECT_EQ(reason({Owed("A", 5)}, Cny(-1), {}), Reason::kFieldInvalid);
  EXPECT_EQ(reason({Owed("A", -5)}, Cny(1), {}), Reason::kFieldInvalid);
  EXPECT_EQ(reason({Owed("A", 5), Owed("A", 5)}, Cny(1), {}), Reason::kFieldInvalid);
  EXPECT_EQ(reason({Owed("A", 5)}, Cny(1), {"B"}), Reason::kFieldInvalid);
  EXPECT_EQ(reason({Owed("A", 5)}, Cny(1), {"A", "A"}), Reason::kFieldInvalid);
  EXPECT_EQ(reason({Owed("A", 5)}, Eur(1), {}), Reason::kCurrencyMismatch);
}

TEST(Allocation, AnAmountThatFitsOneInvoiceDesignatesIt) {
  std::vector<Debt> debts{Owed("A", 10), Owed("B", 20), Owed("C", 20)};
  debts[0].open = Cny(12);  // with interest
  EXPECT_EQ(DesignatedByAmount(debts, Cny(10)), "A");
  EXPECT_EQ(DesignatedByAmount(debts, Cny(12)), "A");
  EXPECT_EQ(DesignatedByAmount(debts, Cny(20)), std::nullopt);  // either
  EXPECT_EQ(DesignatedByAmount(debts, Cny(11)), std::nullopt);
  EXPECT_EQ(DesignatedByAmount(debts, Eur(10)), std::nullopt);
  EXPECT_EQ(DesignatedByAmount({Owed("A", 0)}, Cny(0)), std::nullopt);
}

}  // namespace
}  // namespace countersign::domain
