// Early payment, instalments, completion, billing, aging: what the worked examples leave out.
#include <gtest/gtest.h>

#include "licensing/domain/aging.h"
#include "licensing/domain/billing.h"
#include "licensing/domain/completion.h"
#include "licensing/domain/early_payment.h"
#include "licensing/domain/instalments.h"
#include "tests/domain/amounts.h"

namespace countersign::domain {
namespace {

template <class T>
void ExpectFieldInvalid(const Result<T>& result, const std::string& field) {
  ASSERT_FALSE(result) << field;
  ASSERT_EQ(result.error().reason, Reason::kFieldInvalid) << result.error().message;
  EXPECT_EQ(result.error().metadata.at("field"), field);
}

TEST(EarlyPayment, CanBeTakenThroughItsLastDay) {
  const EarlyPaymentTerms terms{10, RateOf("0.025")};
  const auto taken = SettleEarly(terms, Cny(999), On("2026-12-25"), On("2027-01-04")).value();
  EXPECT_EQ(taken.last_day, On("2027-01-04"));
  EXPECT_EQ(taken.discount, Cny(25));  // 24.975
  EXPECT_EQ(taken.settles, Cny(974));
  const auto late = SettleEarly(terms, Cny(999), On("2026-12-25"), On("2027-01-05")).value();
  EXPECT_EQ(late.discount, Cny(0));
  EXPECT_EQ(late.settles, Cny(999));
}

TEST(EarlyPayment, RefusesWhatCannotBe) {
  const CivilDate day = On("2026-03-01");
  ExpectFieldInvalid(SettleEarly({10, RateOf("0.02")}, Cny(-1), day, day), "amount");
  ExpectFieldInvalid(SettleEarly({-1, RateOf("0.02")}, Cny(1), day, day), "discount_days");
  ExpectFieldInvalid(SettleEarly({3651, RateOf("0.02")}, Cny(1), day, day), "discount_days");
  ExpectFieldInvalid(SettleEarly({10, RateOf("1.01")}, Cny(1), day, day), "discount");
}

TEST(Instalments, EveryPartIsAtLeastOneMinorUnit) {
  EXPECT_EQ(SplitIntoInstalments(Cny(3), 3), (std::vector{Cny(1), Cny(1), Cny(1)}));
  ExpectFieldInvalid(SplitIntoInstalments(Cny(2), 3), "instalments");
  ExpectFieldInvalid(SplitIntoInstalments(Cny(0), 1), "instalments");
  ExpectFieldInvalid(SplitIntoInstalments(Cny(-5), 1), "instalments");
  ExpectFieldInvalid(SplitIntoInstalments(Cny(5), 0), "instalments");
  ExpectFieldInvalid(SplitIntoInstalments(Cny(kMost), kMaxInstalments + 1), "instalments");
  EXPECT_EQ(SplitIntoInstalments(Cny(kMost), 2), (std::vector{Cny(kMost / 2), Cny(kMost / 2 + 1)}));
}

TEST(Instalments, APlanIsKeptUntilAPartIsLate) {
  const std::vector<PlanPart> parts{{Cny(10), On("2026-01-31")}, {Cny(11), On("2026-02-28")}};
  EXPECT_EQ(PlanArrears(parts, Cny(0), On("2026-01-31")), Cny(0));
  EXPECT_EQ(PlanArrears(parts, Cny(0), On("2026-02-01")), Cny(10));
  EXPECT_EQ(PlanArrears(parts, Cny(15), On("2026-02-28")), Cny(0));
  EXPECT_EQ(PlanArrears(parts, Cny(15), On("2026-03-01")), Cny(6));
  EXPECT_EQ(PlanArrears(parts, Cny(21), On("2026-03-01")), Cny(0));
  ExpectFieldInvalid(PlanArrears(parts, Cny(-1), On("2026-03-01")), "paid");
  EXPECT_EQ(PlanArrears(parts, Eur(1), On("2026-03-01")).error().reason, Reason::kCurrencyMismatch);
}

TEST(Completion, WeightsAddUpToOne) {
  const auto value = [](const std::vector<WorkItem>& items) {
    return CompletedValue(Cny(100), items);
  };
  EXPECT_EQ(value({{RateOf("0.333333333"), Rate::One()},
                   {RateOf("0.333333333"), Rate::One()},
                   {RateOf("0.333333334"), Rate::One()}})
                ->value,
            Cny(100));
  ExpectFieldInvalid(value({}), "items");
  ExpectFieldInvalid(value({{RateOf("0.999999999"), Rate()}}), "items");
  ExpectFieldInvalid(value({{RateOf("0.5"), Rate()}, {RateOf("0.500000001"), Rate()}}), "items");
  ExpectFieldInvalid(value({{RateOf("1.5"), Rate()}}), "items");
  ExpectFieldInvalid(value({{Rate::One(), RateOf("1.000000001")}}), "items");
  ExpectFieldInvalid(value({{Rate::One(), RateOf("0.0000000001")}}), "items");
  ExpectFieldInvalid(value(std::vector<WorkItem>(100, {Rate::One(), Rate::One()})), "items");
  ExpectFieldInvalid(CompletedValue(Cny(-1), {{Rate::One(), Rate()}}), "amount");
}

TEST(Completion, OfTheLargestAmountsIsExact) {
  EXPECT_EQ(CompletedValue(Cny(kMost), {{Rate::One(), Rate::One()}})->value, Cny(kMost));
  const auto smallest = CompletedValue(Cny(kMost), {{RateOf("0.000000001"), RateOf("0.000000001")},
                                                    {RateOf("0.999999999"), Rate()}});
  EXPECT_EQ(smallest->complete.ToString(), "0.000000000000000001");
  EXPECT_EQ(smallest->value, Cny(9));
}

ProgressBilling Billed(std::int64_t sum, std::int64_t orders, std::int64_t completed,
                       std::int64_t certified) {
  return {Cny(sum), Cny(orders), Cny(completed), RateOf("0.1"), Cny(certified)};
}

TEST(ProgressBilling, IsACreditOnlyThroughAChangeOrder) {
  EXPECT_EQ(BillProgress(Billed(1000, -500, 500, 900))->due_now, Cny(-450));
  ExpectFieldInvalid(BillProgress(Billed(1000, 0, 500, 900)), "previously_certified");
  EXPECT_EQ(BillProgress(Billed(1000, 0, 1000, 900))->due_now, Cny(0));
}

TEST(ProgressBilling, RefusesWhatCannotBe) {
  ExpectFieldInvalid(BillProgress(Billed(-1, 1, 0, 0)), "contract_sum");
  ExpectFieldInvalid(BillProgress(Billed(1, 0, -1, 0)), "completed_to_date");
  ExpectFieldInvalid(BillProgress(Billed(1, 0, 0, -1)), "previously_certified");
  ExpectFieldInvalid(BillProgress(Billed(10, 5, 16, 0)), "completed_to_date");
  ExpectFieldInvalid(BillProgress(Billed(10, -11, 0, 0)), "completed_to_date");
  auto billing = Billed(10, 0, 5, 0);
  billing.retention_rate = RateOf("1.1");
  ExpectFieldInvalid(BillProgress(billing), "retention_rate");
  EXPECT_EQ(BillProgress(Billed(kMost, 1, 0, 0)).error().reason, Reason::kAmountOverflow);
  billing = Billed(10, 0, 5, 0);
  billing.previously_certified = Eur(0);
  EXPECT_EQ(BillProgress(billing).error().reason, Reason::kCurrencyMismatch);
}

TEST(Retention, IsReleasedAtItsOwnDateOrAtFinalAcceptance) {
  const Retention at_acceptance{Cny(5), {}, On("2026-06-30")};
  EXPECT_FALSE(IsReleased(at_acceptance, On("2026-06-29")));
  EXPECT_TRUE(IsReleased(at_acceptance, On("2026-06-30")));
  const Retention later{Cny(5), On("2027-06-30"), On("2026-06-30")};
  EXPECT_FALSE(IsReleased(later, On("2027-06-29")));
  EXPECT_TRUE(IsReleased(later, On("2027-06-30")));
  EXPECT_FALSE(IsReleased({Cny(5), {}, {}}, On("9999-12-31")));
}

TEST(Aging, BucketsBeginAndEndOnTheirDays) {
  const struct {
    std::int64_t days;
    std::size_t bucket;
  } kCases[] = {{-5, 0}, {0, 0},   {1, 1},   {30, 1},  {31, 2},  {60, 2},  {61, 3},  {90, 3},
                {91, 4}, {180, 4}, {181, 5}, {365, 5}, {366, 6}, {730, 6}, {731, 7}, {99999, 7}};
  for (const auto& c : kCases) {
    const CivilDate due{std::chrono::sys_days(On("2206-06-30")) - std::chrono::days(c.days)};
    const auto aging =
        AgeItems("CNY", {{Cny(7), due, {}}}, DefaultRecoveryRates(), On("2206-06-30")).value();
    EXPECT_EQ(aging.buckets[c.bucket], Cny(7)) << c.days;
    EXPECT_EQ(aging.total, Cny(7));
  }
}

TEST(Aging, DisputedDaysAndItemsWithoutDueDate) {
  OpenItem item{Cny(1), On("2026-01-31"), {{"", On("2026-02-10"), On("2026-02-20")}}};
  EXPECT_EQ(DaysOverdue(item, On("2026-03-02")), 20);
  item.disputes.front() = {"", On("2026-01-15"), {}};
  EXPECT_EQ(DaysOverdue(item, On("2026-03-02")), 0);
  item = {Cny(1), {}, {}};
  EXPECT_EQ(DaysOverdue(item, On("2026-03-02")), 0);
}

TEST(Aging, ExpectsWhatUsuallyComesIn) {
  const std::vector<OpenItem> items{{Cny(100), On("2026-06-30"), {}},
                                    {Cny(1), On("2026-05-01"), {}},
                                    {Cny(-50), On("2026-05-01"), {}},
                                    {Cny(103), On("2020-01-01"), {}}};
  const auto aging = AgeItems("CNY", items, DefaultRecoveryRates(), On("2026-06-30")).value();
  EXPECT_EQ(aging.total, Cny(154));
  EXPECT_EQ(aging.expected_recovery, Cny(81));  // 100 - 39.2 + 20.6 = 81.4
}

TEST(Aging, RefusesWhatCannotBe) {
  auto rates = DefaultRecoveryRates();
  const CivilDate day = On("2026-06-30");
  EXPECT_EQ(AgeItems("CNY", {{Eur(1), day, {}}}, rates, day).error().reason,
            Reason::kCurrencyMismatch);
  EXPECT_EQ(AgeItems("CNY", {{Cny(kMost), day, {}}, {Cny(1), day, {}}}, rates, day).error().reason,
            Reason::kAmountOverflow);
  EXPECT_EQ(
      AgeItems("CNY", {{Cny(kMost), day, {}}, {Cny(1), {}, {}}, {Cny(-1), day, {}}}, rates, day)
          ->total,
      Cny(kMost));
  rates[3] = RateOf("1.1");
  ExpectFieldInvalid(AgeItems("CNY", {}, rates, day), "recovery_rates");
}

}  // namespace
}  // namespace countersign::domain
