#include "admin/cli/money.h"

#include <gtest/gtest.h>

#include "licensing/domain/currency.h"

namespace countersign::cli {
namespace {

// The amount as it is shown after it was typed, or the complaint.
std::string Typed(const std::string& text) {
  v1::Money money;
  if (auto set = SetMoney(money, text); !set) return set.error();
  return MoneyText(money) + " = " + std::to_string(money.minor_units());
}

TEST(MoneyTest, IsTypedAndShownInTheCurrencysDigits) {
  EXPECT_EQ(Typed("180000.00 CNY"), "CNY 180000.00 = 18000000");
  EXPECT_EQ(Typed("180000 CNY"), "CNY 180000.00 = 18000000");
  EXPECT_EQ(Typed("EUR 1.5"), "EUR 1.50 = 150");
  EXPECT_EQ(Typed("eur 0.05"), "EUR 0.05 = 5");
  EXPECT_EQ(Typed("750 JPY"), "JPY 750 = 750");
  EXPECT_EQ(Typed("0.001 BHD"), "BHD 0.001 = 1");
  EXPECT_EQ(Typed("92233720368547758.07 CNY"), "CNY 92233720368547758.07 = 9223372036854775807");
}

TEST(MoneyTest, WhatIsNoAmountIsRefused) {
  for (const char* text : {"", "180000", "CNY", "180,000.00 CNY", "-1 CNY", "+1 CNY", "1e3 CNY",
                           "1. CNY", ".5 CNY", "1.234 CNY", "750.5 JPY", "1.5  EUR", "EUR",
                           "EUR 1 EUR", "1 CN", "1 CNYX", "1.5 €", "92233720368547758.08 CNY"}) {
    EXPECT_EQ(Typed(text),
              "\"" + std::string(text) + "\" is not an amount such as \"180000.00 CNY\"");
  }
}

TEST(MoneyTest, LessThanZeroIsShownWithItsSign) {
  v1::Money money;
  money.set_currency_code("CNY");
  money.set_minor_units(-5);
  EXPECT_EQ(MoneyText(money), "CNY -0.05");
  money.set_minor_units(INT64_MIN);
  EXPECT_EQ(MoneyText(money), "CNY -92233720368547758.08");
}

// The command line knows nothing of the server's code, but has to agree with it.
TEST(MoneyTest, CurrenciesHaveTheServersDigits) {
  int known = 0;
  std::string code = "AAA";
  for (char& a = code[0]; a <= 'Z'; ++a)
    for (char& b = code[1] = 'A'; b <= 'Z'; ++b)
      for (char& c = code[2] = 'A'; c <= 'Z'; ++c) {
        const auto digits = domain::MinorDigits("code", code);
        if (!digits) continue;
        ++known;
        EXPECT_EQ(MinorDigits(code), *digits) << code;
      }
  EXPECT_GT(known, 150);
}

}  // namespace
}  // namespace countersign::cli
