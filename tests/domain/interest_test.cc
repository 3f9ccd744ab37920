#include "licensing/domain/interest.h"

#include <gtest/gtest.h>

#include "licensing/domain/compensation.h"
#include "tests/domain/amounts.h"

namespace countersign::domain {
namespace {

InterestTerms Yearly(const char* rate, RateBasis basis) {
  return {basis, RateRule::kFloating, {{std::nullopt, RateOf(rate)}}};
}

std::int64_t InterestOf(const InterestTerms& terms, const InterestClaim& claim,
                        const char* through) {
  return AccrueInterest(terms, claim, On(through)).value().amount.minor_units;
}

void ExpectRefused(const InterestTerms& terms, const InterestClaim& claim, Reason reason,
                   const std::string& field) {
  const auto accrued = AccrueInterest(terms, claim, On("2026-06-30"));
  ASSERT_FALSE(accrued);
  EXPECT_EQ(accrued.error().reason, reason);
  const auto named = accrued.error().metadata.find("field");
  EXPECT_EQ(named == accrued.error().metadata.end() ? "" : named->second, field);
}

TEST(Interest, BeginsOnTheDayAfterTheDueDate) {
  const InterestClaim claim{Cny(36500), On("2026-03-31"), {}, {}};
  const auto terms = Yearly("0.1", RateBasis::k365);
  EXPECT_EQ(InterestOf(terms, claim, "2026-03-30"), 0);
  EXPECT_EQ(InterestOf(terms, claim, "2026-03-31"), 0);
  EXPECT_EQ(InterestOf(terms, claim, "2026-04-01"), 10);
  EXPECT_EQ(InterestOf(terms, claim, "2027-03-31"), 3650);
}

TEST(Interest, OfAYearBySeveralBases) {
  // Half of the days lie in the leap year 2024, none of which is lost at the turn of the year.
  const InterestClaim claim{Cny(1'000'000'00), On("2023-07-01"), {}, {}};
  EXPECT_EQ(InterestOf(Yearly("0.1", RateBasis::k365), claim, "2024-07-01"), 10'027'397);
  EXPECT_EQ(InterestOf(Yearly("0.1", RateBasis::k360), claim, "2024-07-01"), 10'166'667);
  EXPECT_EQ(InterestOf(Yearly("0.1", RateBasis::k366), claim, "2024-07-01"), 10'000'000);
  // 183 days / 365 + 183 days / 366
  EXPECT_EQ(InterestOf(Yearly("0.1", RateBasis::kActual), claim, "2024-07-01"), 10'013'699);
  EXPECT_EQ(InterestOf(Yearly("0.0005", RateBasis::kDay), claim, "2024-07-01"), 18'300'000);
}

TEST(Interest, CountsLeapDays) {
  const InterestClaim claim{Cny(1000), On("2024-02-28"), {}, {}};
  EXPECT_EQ(AccrueInterest(Yearly("0.5", RateBasis::kDay), claim, On("2024-03-01"))->days, 2);
  const InterestClaim century{Cny(1000), On("1900-02-28"), {}, {}};
  EXPECT_EQ(AccrueInterest(Yearly("0.5", RateBasis::kDay), century, On("1900-03-01"))->days, 1);
}

TEST(Interest, FixedRatesAreThoseOfTheDueDate) {
  InterestTerms terms{RateBasis::kDay,
                      RateRule::kFixed,
                      {{On("2026-03-01"), RateOf("0.02")}, {std::nullopt, RateOf("0.01")}}};
  const InterestClaim claim{Cny(1000), On("2026-02-28"), {}, {}};
  EXPECT_EQ(InterestOf(terms, claim, "2026-03-02"), 20);
  terms.rule = RateRule::kFloating;
  EXPECT_EQ(InterestOf(terms, claim, "2026-03-02"), 40);
  const InterestClaim due_with_new_rate{Cny(1000), On("2026-03-01"), {}, {}};
  terms.rule = RateRule::kFixed;
  EXPECT_EQ(InterestOf(terms, due_with_new_rate, "2026-03-02"), 20);
}

TEST(Interest, IsRoundedOnceOverAllSegments) {
  // 0.4 a day: rounded by the day it would be nothing.
  const InterestClaim claim{Cny(10), On("2026-01-01"), {}, {{On("2026-01-02"), Cny(0)}}};
  EXPECT_EQ(InterestOf(Yearly("0.04", RateBasis::kDay), claim, "2026-01-02"), 0);
  EXPECT_EQ(InterestOf(Yearly("0.04", RateBasis::kDay), claim, "2026-01-03"), 1);
}

TEST(Interest, RunsOnAfterWhatWasSettled) {
  InterestClaim claim{Cny(1000), On("2026-01-31"), On("2026-02-10"), {}};
  const auto terms = Yearly("0.01", RateBasis::kDay);
  EXPECT_EQ(InterestOf(terms, claim, "2026-02-10"), 0);
  EXPECT_EQ(InterestOf(terms, claim, "2026-02-12"), 20);
  claim.settled_through = On("2026-01-01");  // before it was due
  EXPECT_EQ(InterestOf(terms, claim, "2026-02-02"), 20);
}

TEST(Interest, PaymentsCountFromTheNextDay) {
  const InterestClaim claim{
      Cny(1000),
      On("2026-01-31"),
      {},
      {{On("2026-02-02"), Cny(600)}, {On("2026-01-15"), Cny(100)}, {On("2026-12-31"), Cny(900)}}};
  const auto accrued =
      AccrueInterest(Yearly("0.01", RateBasis::kDay), claim, On("2026-02-04")).value();
  EXPECT_EQ(accrued.amount, Cny(24));  // 2 × 9 + 2 × 3
  EXPECT_EQ(accrued.days, 4);
  const std::vector<InterestSegment> expected{
      {On("2026-02-01"), On("2026-02-02"), Cny(900), RateOf("0.01"), 1},
      {On("2026-02-03"), On("2026-02-04"), Cny(300), RateOf("0.01"), 1}};
  EXPECT_EQ(accrued.segments, expected);
}

TEST(Interest, OfTheLargestAmounts) {
  const InterestClaim claim{Cny(kMost), On("2026-01-01"), {}, {}};
  EXPECT_EQ(InterestOf(Yearly("1", RateBasis::kDay), claim, "2026-01-02"), kMost);
  EXPECT_EQ(InterestOf(Yearly("0.000000000000000001", RateBasis::kDay), claim, "2026-01-02"), 9);
  ExpectRefused(Yearly("1", RateBasis::kDay), claim, Reason::kAmountOverflow, "");
  // The range of dates.
  const InterestClaim old{Cny(1), On("1900-01-01"), {}, {}};
  EXPECT_EQ(InterestOf(Yearly("1", RateBasis::kActual), old, "9999-12-31"), 8100);
}

TEST(Interest, RefusesWhatCannotBe) {
  const auto terms = Yearly("0.1", RateBasis::k365);
  const CivilDate due = On("2026-01-31");
  ExpectRefused(terms, {Cny(-1), due, {}, {}}, Reason::kFieldInvalid, "principal");
  ExpectRefused(terms, {Cny(5), due, {}, {{due, Cny(-1)}}}, Reason::kFieldInvalid, "payments");
  ExpectRefused(terms, {Cny(5), due, {}, {{due, Cny(3)}, {due, Cny(3)}}}, Reason::kFieldInvalid,
                "payments");
  ExpectRefused(terms, {Cny(5), due, {}, {{due, Eur(1)}}}, Reason::kCurrencyMismatch, "");
  const InterestClaim claim{Cny(5), due, {}, {}};
  ExpectRefused({RateBasis::k365, RateRule::kFloating, {}}, claim, Reason::kFieldInvalid, "rates");
  ExpectRefused({RateBasis::k365, RateRule::kFloating, {{On("2026-02-02"), Rate()}}}, claim,
                Reason::kFieldInvalid, "rates");
  ExpectRefused({RateBasis::k365, RateRule::kFixed, {{due, Rate()}, {due, Rate::One()}}}, claim,
                Reason::kFieldInvalid, "rates");
}

TEST(Interest, RatesAreComparedByTheYear) {
  InterestTerms terms{RateBasis::k360,
                      RateRule::kFloating,
                      {{std::nullopt, RateOf("0.1")}, {On("2026-03-01"), RateOf("0.2")}}};
  const CivilDate due = On("2026-02-28");
  EXPECT_EQ(YearlyRateOn(terms, due, due), RateOf("0.1"));
  EXPECT_EQ(YearlyRateOn(terms, due, On("2026-03-01")), RateOf("0.2"));
  terms.rule = RateRule::kFixed;
  EXPECT_EQ(YearlyRateOn(terms, due, On("2026-03-01")), RateOf("0.1"));
  terms = Yearly("0.0005", RateBasis::kDay);
  EXPECT_EQ(YearlyRateOn(terms, due, due), RateOf("0.1825"));
  EXPECT_EQ(YearlyRateOn(Yearly("0.5", RateBasis::kDay), due, due), RateOf("9"));
  terms.rates.clear();
  EXPECT_EQ(YearlyRateOn(terms, due, due).error().reason, Reason::kFieldInvalid);
}

TEST(Compensation, ByTheSizeOfTheDebt) {
  for (const auto& [debt, sum] :
       std::vector<std::pair<std::int64_t, std::int64_t>>{{-1, 0},
                                                          {0, 0},
                                                          {1, 4000},
                                                          {99'999, 4000},
                                                          {100'000, 7000},
                                                          {999'999, 7000},
                                                          {1'000'000, 10'000},
                                                          {kMost, 10'000}})
    EXPECT_EQ(FixedCompensation(UkCompensation(), {"GBP", debt}), (Money{"GBP", sum})) << debt;
  EXPECT_EQ(FixedCompensation(EuCompensation(), Eur(1)), Eur(4000));
  EXPECT_EQ(FixedCompensation(EuCompensation(), Eur(kMost)), Eur(4000));
  EXPECT_EQ(FixedCompensation(EuCompensation(), Eur(0)), Eur(0));
  EXPECT_EQ(FixedCompensation(EuCompensation(), Cny(1)).error().reason, Reason::kCurrencyMismatch);
}

}  // namespace
}  // namespace countersign::domain
