#include "licensing/domain/money.h"

#include <gtest/gtest.h>

#include "licensing/domain/currency.h"
#include "tests/domain/amounts.h"

namespace countersign::domain {
namespace {

template <class T>
Reason ReasonOf(const Result<T>& result) {
  return result ? Reason::kUnspecified : result.error().reason;
}

TEST(Currency, HasTheDigitsOfTheStandard) {
  for (const auto& [code, digits] : std::vector<std::pair<const char*, int>>{{"CNY", 2},
                                                                             {"EUR", 2},
                                                                             {"GBP", 2},
                                                                             {"USD", 2},
                                                                             {"AED", 2},
                                                                             {"ZWG", 2},
                                                                             {"JPY", 0},
                                                                             {"BIF", 0},
                                                                             {"XPF", 0},
                                                                             {"BHD", 3},
                                                                             {"KWD", 3},
                                                                             {"TND", 3},
                                                                             {"CLF", 4},
                                                                             {"UYW", 4}})
    EXPECT_EQ(MinorDigits("f", code), digits) << code;
  for (const char* code : {"", "cny", "CN", "CNYX", "NY ", "EUR ", "XXX", "XAU", "DEM", "AED AFN"})
    EXPECT_EQ(ReasonOf(MinorDigits("f", code)), Reason::kFieldInvalid) << code;
}

TEST(Money, NeverWrapsAround) {
  EXPECT_EQ(Add(Cny(kMost - 1), Cny(1)), Cny(kMost));
  EXPECT_EQ(Subtract(Cny(-1), Cny(kMost)), Cny(kLeast));
  EXPECT_EQ(Subtract(Cny(-1), Cny(kLeast)), Cny(kMost));
  EXPECT_EQ(Add(Cny(kLeast), Cny(kMost)), Cny(-1));
  EXPECT_EQ(Negate(Cny(kMost)), Cny(-kMost));
  EXPECT_EQ(ReasonOf(Add(Cny(kMost), Cny(1))), Reason::kAmountOverflow);
  EXPECT_EQ(ReasonOf(Subtract(Cny(kLeast), Cny(1))), Reason::kAmountOverflow);
  EXPECT_EQ(ReasonOf(Negate(Cny(kLeast))), Reason::kAmountOverflow);
}

TEST(Money, NeverMixesCurrencies) {
  EXPECT_EQ(ReasonOf(Add(Cny(1), Eur(1))), Reason::kCurrencyMismatch);
  EXPECT_EQ(ReasonOf(Subtract(Cny(1), Eur(1))), Reason::kCurrencyMismatch);
  EXPECT_EQ(ReasonOf(Sum("CNY", std::vector{Cny(1), Eur(1)})), Reason::kCurrencyMismatch);
  EXPECT_EQ(ReasonOf(Add(Cny(1), Money{})), Reason::kCurrencyMismatch);
}

TEST(Money, OnlyTheSumHasToFit) {
  EXPECT_EQ(Sum("CNY", {}), Cny(0));
  EXPECT_EQ(Sum("CNY", std::vector{Cny(kMost), Cny(1), Cny(kLeast)}), Cny(0));
  EXPECT_EQ(Sum("CNY", std::vector{Cny(kMost), Cny(kMost), Cny(-kMost)}), Cny(kMost));
  EXPECT_EQ(ReasonOf(Sum("CNY", std::vector{Cny(kMost), Cny(1)})), Reason::kAmountOverflow);
}

TEST(Money, RoundsHalvesAwayFromZero) {
  const struct {
    std::int64_t amount;
    const char* rate;
    std::int64_t product;
  } kCases[] = {{5, "0.5", 3},     {-5, "0.5", -3},     {5, "0.499999999999999999", 2},
                {1, "0.5", 1},     {-1, "0.5", -1},     {1, "0.499999999999999999", 0},
                {0, "9", 0},       {kMost, "1", kMost}, {kLeast, "1", kLeast},
                {3, "0.5", 2},     {-3, "0.5", -2},     {kMost, "0.000000000000000001", 9},
                {100, "0.333", 33}};
  for (const auto& c : kCases)
    EXPECT_EQ(Multiply(Cny(c.amount), RateOf(c.rate)), Cny(c.product)) << c.amount << " " << c.rate;
  EXPECT_EQ(ReasonOf(Multiply(Cny(kMost), RateOf("1.000000000000000001"))),
            Reason::kAmountOverflow);
}

struct AmountText {
  const char* currency;
  std::int64_t minor_units;
  const char* text;
};

TEST(Money, WritesAndReadsAmounts) {
  const AmountText kCases[] = {{"CNY", 0, "0.00"},
                               {"CNY", 5, "0.05"},
                               {"CNY", -5, "-0.05"},
                               {"CNY", 1000000, "10000.00"},
                               {"CNY", -123456, "-1234.56"},
                               {"JPY", 750, "750"},
                               {"JPY", 0, "0"},
                               {"BHD", 1500, "1.500"},
                               {"BHD", 7, "0.007"},
                               {"CLF", 12345, "1.2345"},
                               {"CNY", kMost, "92233720368547758.07"},
                               {"CNY", kLeast, "-92233720368547758.08"},
                               {"JPY", kLeast, "-9223372036854775808"}};
  for (const auto& c : kCases) {
    EXPECT_EQ(FormatAmount({c.currency, c.minor_units}), c.text);
    EXPECT_EQ(ParseAmount("f", c.text, c.currency), (Money{c.currency, c.minor_units})) << c.text;
  }
  EXPECT_EQ(ReasonOf(FormatAmount({"DEM", 1})), Reason::kFieldInvalid);
}

TEST(Money, ReadsAmountsWithFewerDigitsOrMoreZeros) {
  const AmountText kCases[] = {{"CNY", 1000000, "10000"}, {"CNY", 1050, "10.5"},
                               {"CNY", 750, "007.50"},    {"CNY", 1000, "10.00000"},
                               {"JPY", 750, "750.00"},    {"BHD", -1500, "-1.5"},
                               {"CNY", 0, "-0"}};
  for (const auto& c : kCases)
    EXPECT_EQ(ParseAmount("f", c.text, c.currency), (Money{c.currency, c.minor_units})) << c.text;
}

TEST(Money, RefusesOtherTexts) {
  for (const char* text :
       {"",      "-",     ".",    ".5", "5.",   "-.5", "+5", "--5", "1,000", "1 000", "1e3",
        "1.005", "1.2.3", "1.-5", "1-", "0x10", " 1",  "1 ", "１",  "NaN",   "12.3a"})
    EXPECT_EQ(ReasonOf(ParseAmount("f", text, "CNY")), Reason::kFieldInvalid) << text;
  EXPECT_EQ(ReasonOf(ParseAmount("f", "7.5", "JPY")), Reason::kFieldInvalid);
  EXPECT_EQ(ReasonOf(ParseAmount("f", "1", "DEM")), Reason::kFieldInvalid);
  for (const char* text :
       {"92233720368547758.08", "-92233720368547758.09", "99999999999999999999999999999999"})
    EXPECT_EQ(ReasonOf(ParseAmount("f", text, "CNY")), Reason::kAmountOverflow) << text;
}

TEST(Rate, IsReadExactly) {
  const struct {
    const char* text;
    std::int64_t units;
    const char* shortest;
  } kCases[] = {{"0", 0, "0"},
                {"0.0", 0, "0"},
                {"1", Rate::kOne, "1"},
                {"1.0", Rate::kOne, "1"},
                {"0.1225", 122'500'000'000'000'000, "0.1225"},
                {"0.000000000000000001", 1, "0.000000000000000001"},
                {"00.50", Rate::kOne / 2, "0.5"},
                {"9", 9 * Rate::kOne, "9"}};
  for (const auto& c : kCases) {
    const auto rate = Rate::Parse("f", c.text);
    ASSERT_TRUE(rate) << c.text;
    EXPECT_EQ(rate->units(), c.units);
    EXPECT_EQ(rate->ToString(), c.shortest);
  }
}

TEST(Rate, RefusesOtherTexts) {
  for (const char* text : {"", ".", ".5", "5.", "-0.1", "+0.1", "1e-3", "0,1", "12.25 %", " 0.1",
                           "0.1 ", "0.0000000000000000001", "9.1", "10", "0x1", "1.2.3", "nan",
                           "99999999999999999999999", "9.000000000000000001"})
    EXPECT_EQ(ReasonOf(Rate::Parse("f", text)), Reason::kFieldInvalid) << text;
}

}  // namespace
}  // namespace countersign::domain
