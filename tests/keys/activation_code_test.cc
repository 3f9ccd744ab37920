#include "client-sdk/verify/activation_code.h"

#include <gtest/gtest.h>
#include <sodium.h>

namespace countersign::verify {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

std::string RandomCode() {
  std::array<std::uint8_t, kCodeRandomBytes> random{};
  randombytes_buf(random.data(), random.size());
  return NewActivationCode(random);
}

TEST(ActivationCode, IsReadBackHoweverAPersonTypesIt) {
  const std::string code = RandomCode();
  const std::string shown = FormatActivationCode(code);
  ASSERT_EQ(shown.size(), 29U);
  EXPECT_EQ(shown[5], '-');
  std::string lower = shown;
  for (char& c : lower) c = static_cast<char>(std::tolower(c));
  std::string dashes;  // as a word processor writes them
  for (const char c : shown) dashes += c == '-' ? std::string("\xe2\x80\x93") : std::string(1, c);
  for (const std::string& typed : {code, shown, lower, "  " + shown + "\r\n", dashes})
    EXPECT_EQ(ParseActivationCode(typed), code) << typed;
  EXPECT_EQ(ActivationCodeLookup(code), shown.substr(0, 5));
}

TEST(ActivationCode, ReadsLettersThatLookLikeDigits) {
  std::string code;
  while (code.find('0') == std::string::npos || code.find('1') == std::string::npos)
    code = RandomCode();
  for (const auto& [zero, one] : {std::pair('O', 'I'), std::pair('o', 'l'), std::pair('O', 'L')}) {
    std::string typed = code;
    for (char& c : typed) c = c == '0' ? zero : c == '1' ? one : c;
    EXPECT_EQ(ParseActivationCode(typed), code) << typed;
  }
}

TEST(ActivationCode, EveryMistypedSymbolIsFound) {
  for (int round = 0; round < 50; ++round) {
    const std::string code = RandomCode();
    for (std::size_t i = 0; i < code.size(); ++i) {
      for (const char other : kAlphabet) {
        std::string typed = code;
        typed[i] = other;
        EXPECT_EQ(ParseActivationCode(typed).has_value(), other == code[i]) << typed;
      }
    }
  }
}

TEST(ActivationCode, EveryTwoMistypedSymbolsAndSwappedNeighboursAreFound) {
  const std::string code = RandomCode();
  for (std::size_t i = 0; i < code.size(); ++i) {
    for (std::size_t k = i + 1; k < code.size(); ++k) {
      for (const char first : kAlphabet) {
        for (const char second : kAlphabet) {
          std::string typed = code;
          typed[i] = first;
          typed[k] = second;
          ASSERT_EQ(ParseActivationCode(typed).has_value(), typed == code) << typed;
        }
      }
    }
    if (i == 0) continue;
    std::string typed = code;
    std::swap(typed[i - 1], typed[i]);
    EXPECT_EQ(ParseActivationCode(typed).has_value(), typed == code) << typed;
  }
}

TEST(ActivationCode, WhatIsNoCodeIsRefused) {
  const std::string code = RandomCode();
  for (const std::string& typed :
       {std::string(), std::string("-----"), code.substr(1), code + code[0], code + "U",
        std::string(25, '0'), std::string(100000, ' ') + code, "\xff" + code})
    EXPECT_FALSE(ParseActivationCode(typed)) << typed.substr(0, 40);
}

TEST(ActivationCode, UsesAllItsRandomBits) {
  const std::string base = NewActivationCode({});
  for (int bit = 0; bit < 115; ++bit) {
    std::array<std::uint8_t, kCodeRandomBytes> random{};
    random[static_cast<std::size_t>(bit / 8)] = static_cast<std::uint8_t>(0x80U >> bit % 8);
    EXPECT_NE(NewActivationCode(random).substr(0, 23), base.substr(0, 23)) << bit;
  }
}

}  // namespace
}  // namespace countersign::verify
