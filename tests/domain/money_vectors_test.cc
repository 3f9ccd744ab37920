// The worked examples of everything about money.
#include <gtest/gtest.h>

#include "licensing/domain/aging.h"
#include "licensing/domain/allocation.h"
#include "licensing/domain/billing.h"
#include "licensing/domain/completion.h"
#include "licensing/domain/early_payment.h"
#include "licensing/domain/instalments.h"
#include "licensing/domain/interest.h"
#include "tests/domain/amounts.h"
#include "tests/domain/vectors.h"

namespace countersign::domain {
namespace {

using ::countersign::testing::Fields;
using ::countersign::testing::ForEachCase;

Rate ReadRate(const Fields& fields, std::string_view name) { return RateOf(fields.String(name)); }

Money ReadCny(const Fields& fields, std::string_view name) { return Cny(fields.Int(name)); }

// One of `choices` by its name in the file; throws for another.
template <class T>
T Choose(const std::map<std::string, T>& choices, const std::string& name) {
  return choices.at(name);
}

RateBasis ReadBasis(const Fields& given) {
  if (given.Has("daily_rate")) return RateBasis::kDay;
  return Choose<RateBasis>({{"365", RateBasis::k365},
                            {"360", RateBasis::k360},
                            {"366", RateBasis::k366},
                            {"actual", RateBasis::kActual}},
                           given.String("day_count_basis"));
}

InterestTerms ReadInterestTerms(const Fields& given) {
  InterestTerms terms{ReadBasis(given), RateRule::kFloating, {}};
  if (const auto rule = given.OptionalString("rate_rule"))
    terms.rule =
        Choose<RateRule>({{"fixed", RateRule::kFixed}, {"floating", RateRule::kFloating}}, *rule);
  if (terms.basis == RateBasis::kDay) {
    terms.rates.push_back({std::nullopt, ReadRate(given, "daily_rate")});
    return terms;
  }
  for (const Fields& rate : given.Objects("rates"))
    terms.rates.push_back({rate.OptionalDate("from"), ReadRate(rate, "annual_rate")});
  return terms;
}

InterestClaim ReadInterestClaim(const Fields& given) {
  const std::string currency = given.String("currency");
  InterestClaim claim{{currency, given.Int("principal_minor")},
                      given.Date("due_date"),
                      given.OptionalDate("settled_through_date"),
                      {}};
  if (given.Has("principal_payments"))
    for (const Fields& payment : given.Objects("principal_payments"))
      claim.payments.push_back({payment.Date("date"), {currency, payment.Int("minor")}});
  return claim;
}

TEST(MoneyVectors, Interest) {
  ForEachCase("interest", [](const Fields& given, const Fields& expect) {
    const auto accrued = AccrueInterest(ReadInterestTerms(given), ReadInterestClaim(given),
                                        given.Date("as_of_date"));
    ASSERT_TRUE(accrued) << accrued.error().message;
    EXPECT_EQ(accrued->amount.minor_units, expect.Int("interest_minor"));
    EXPECT_EQ(accrued->days, expect.OptionalInt("days").value_or(accrued->days));
  });
}

TEST(MoneyVectors, AllocationWithinInvoice) {
  const std::map<std::string, ClaimPart> parts{{"costs", ClaimPart::kCosts},
                                               {"interest", ClaimPart::kInterest},
                                               {"principal", ClaimPart::kPrincipal}};
  ForEachCase("allocation_within_invoice", [&](const Fields& given, const Fields& expect) {
    std::vector<ClaimPart> order;
    for (const std::string& name : given.Strings("order")) order.push_back(Choose(parts, name));
    const auto result =
        AllocateWithin({ReadCny(given, "costs_minor"), ReadCny(given, "interest_minor"),
                        ReadCny(given, "principal_minor")},
                       ReadCny(given, "payment_minor"), order);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->paid.costs, ReadCny(expect, "costs_minor"));
    EXPECT_EQ(result->paid.interest, ReadCny(expect, "interest_minor"));
    EXPECT_EQ(result->paid.principal, ReadCny(expect, "principal_minor"));
    EXPECT_EQ(result->left.principal, ReadCny(expect, "principal_left_minor"));
    EXPECT_EQ(result->unallocated, ReadCny(expect, "unallocated_minor"));
  });
}

Debt ReadDebt(const Fields& fields) {
  const auto rate = fields.OptionalString("annual_rate");
  return {fields.String("invoice"),
          ReadCny(fields, "open_minor"),
          ReadCny(fields, "open_minor"),
          fields.OptionalDate("due_date"),
          fields.OptionalBool("secured").value_or(false),
          RateOf(rate.value_or("0"))};
}

TEST(MoneyVectors, AllocationAmongInvoices) {
  ForEachCase("allocation_among_invoices", [](const Fields& given, const Fields& expect) {
    std::vector<Debt> debts;
    std::map<std::string, std::int64_t> allocated;
    for (const Fields& fields : given.Objects("debts")) {
      debts.push_back(ReadDebt(fields));
      allocated[debts.back().invoice] = 0;
    }
    const auto result = AllocateAmong(debts, ReadCny(given, "payment_minor"),
                                      given.Date("payment_date"), given.Strings("designated"));
    ASSERT_TRUE(result) << result.error().message;
    for (const auto& [invoice, amount] : result->allocated) allocated[invoice] = amount.minor_units;
    EXPECT_EQ(allocated, expect.IntMap("allocated_minor"));
    EXPECT_EQ(result->unallocated, ReadCny(expect, "unallocated_minor"));
  });
}

TEST(MoneyVectors, EarlyPayment) {
  ForEachCase("early_payment", [](const Fields& given, const Fields& expect) {
    const auto result = SettleEarly({given.Int("discount_days"), ReadRate(given, "discount")},
                                    ReadCny(given, "amount_minor"), given.Date("invoice_date"),
                                    given.Date("paid_date"));
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->settles, ReadCny(expect, "settles_minor"));
  });
}

TEST(MoneyVectors, Instalments) {
  ForEachCase("instalments", [](const Fields& given, const Fields& expect) {
    const auto parts =
        SplitIntoInstalments(ReadCny(given, "total_minor"), given.Int("instalments"));
    ASSERT_TRUE(parts) << parts.error().message;
    std::vector<std::int64_t> amounts;
    for (const Money& part : *parts) amounts.push_back(part.minor_units);
    EXPECT_EQ(amounts, expect.Ints("instalments_minor"));
  });
}

// "other" stands for every bucket that is not named.
RecoveryRates ReadRecoveryRates(const Fields& given) {
  auto named = given.StringMap("recovery_rates");
  auto other = named.extract("other");
  RecoveryRates rates;
  for (std::size_t i = 0; i < kAgingBuckets; ++i) {
    const auto rate = named.extract(std::string(kAgingBucketTable[i].name));
    rates[i] = RateOf(rate ? rate.mapped() : other.mapped());
  }
  EXPECT_TRUE(named.empty()) << "a recovery rate of no bucket";
  return rates;
}

TEST(MoneyVectors, Aging) {
  ForEachCase("aging", [](const Fields& given, const Fields& expect) {
    std::vector<OpenItem> items;
    for (const Fields& item : given.Objects("open_items"))
      items.push_back({ReadCny(item, "minor"), item.OptionalDate("due_date"), {}});
    const auto aging = AgeItems("CNY", items, ReadRecoveryRates(given), given.Date("as_of_date"));
    ASSERT_TRUE(aging) << aging.error().message;
    std::map<std::string, std::int64_t> buckets;
    for (std::size_t i = 0; i < kAgingBuckets; ++i)
      buckets[std::string(kAgingBucketTable[i].name)] = aging->buckets[i].minor_units;
    EXPECT_EQ(buckets, expect.IntMap("buckets_minor"));
    EXPECT_EQ(aging->expected_recovery, ReadCny(expect, "expected_recovery_minor"));
  });
}

TEST(MoneyVectors, PartCompletion) {
  ForEachCase("part_completion", [](const Fields& given, const Fields& expect) {
    std::vector<WorkItem> items;
    for (const Fields& item : given.Objects("items"))
      items.push_back({ReadRate(item, "weight"), ReadRate(item, "complete")});
    const auto result = CompletedValue(ReadCny(given, "amount_minor"), items);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->complete, ReadRate(expect, "complete"));
    EXPECT_EQ(result->value, ReadCny(expect, "value_minor"));
  });
}

TEST(MoneyVectors, ProgressBilling) {
  ForEachCase("progress_billing", [](const Fields& given, const Fields& expect) {
    const auto claim =
        BillProgress({ReadCny(given, "contract_sum_minor"), ReadCny(given, "change_orders_minor"),
                      ReadCny(given, "completed_to_date_minor"), ReadRate(given, "retainage"),
                      ReadCny(given, "previously_certified_minor")});
    ASSERT_TRUE(claim) << claim.error().message;
    EXPECT_EQ(claim->contract_sum_to_date, ReadCny(expect, "contract_sum_to_date_minor"));
    EXPECT_EQ(claim->retained, ReadCny(expect, "retained_minor"));
    EXPECT_EQ(claim->earned_less_retention, ReadCny(expect, "earned_less_retainage_minor"));
    EXPECT_EQ(claim->due_now, ReadCny(expect, "due_now_minor"));
    EXPECT_EQ(claim->balance_to_finish, ReadCny(expect, "balance_to_finish_minor"));
  });
}

}  // namespace
}  // namespace countersign::domain
