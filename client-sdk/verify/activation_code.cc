#include "client-sdk/verify/activation_code.h"

namespace countersign::verify {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kDataSymbols = 23;
constexpr std::size_t kMaxTyped = 256;

// Product in GF(2^5) with the polynomial x^5 + x^2 + 1.
constexpr unsigned Multiply(unsigned a, unsigned b) {
  unsigned product = 0;
  for (int bit = 4; bit >= 0; --bit) {
    product <<= 1;
    if (product & 32U) product ^= 37U;
    if (b >> bit & 1U) product ^= a;
  }
  return product;
}

// The two check symbols: the remainder of a division by (x - 2)(x - 4) = x^2 + 6x + 8 over GF(2^5),
// a Reed-Solomon code of distance 3. A truncated hash would miss one mistyped symbol in a thousand.
// The start value keeps a row of zeros from being a code.
std::string CheckSymbols(std::string_view data) {
  unsigned high = 1;
  unsigned low = 0;
  for (const char symbol : data) {
    const unsigned feedback = static_cast<unsigned>(kAlphabet.find(symbol)) ^ high;
    high = low ^ Multiply(feedback, 6);
    low = Multiply(feedback, 8);
  }
  return {kAlphabet[high], kAlphabet[low]};
}

// The bytes at the front of `rest` that separate symbols and mean nothing: white space and dashes,
// also those that word processors put in their place. 0 if it begins with none.
std::size_t SeparatorLength(std::string_view rest) {
  constexpr std::string_view kSeparators[] = {"-",
                                              " ",
                                              "\t",
                                              "\r",
                                              "\n",
                                              "_",
                                              "\xc2\xa0",
                                              "\xe2\x80\x90",
                                              "\xe2\x80\x91",
                                              "\xe2\x80\x92",
                                              "\xe2\x80\x93",
                                              "\xe2\x80\x94",
                                              "\xe2\x88\x92"};
  for (const auto separator : kSeparators)
    if (rest.substr(0, separator.size()) == separator) return separator.size();
  return 0;
}

char Canonical(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return c;
}

}  // namespace

std::string NewActivationCode(const std::array<std::uint8_t, kCodeRandomBytes>& random) {
  std::string code;
  unsigned bits = 0;
  int held = 0;
  for (const std::uint8_t byte : random) {
    bits = (bits << 8 | byte) & 0xFFFFU;
    for (held += 8; held >= 5 && code.size() < kDataSymbols; held -= 5)
      code += kAlphabet[bits >> (held - 5) & 31U];
  }
  return code + CheckSymbols(code);
}

std::optional<std::string> ParseActivationCode(std::string_view typed) {
  if (typed.size() > kMaxTyped) return std::nullopt;
  std::string code;
  while (!typed.empty()) {
    if (const std::size_t separator = SeparatorLength(typed); separator > 0) {
      typed.remove_prefix(separator);
      continue;
    }
    const char symbol = Canonical(typed.front());
    typed.remove_prefix(1);
    if (kAlphabet.find(symbol) == std::string_view::npos) return std::nullopt;
    code += symbol;
  }
  if (code.size() != kCodeSymbols) return std::nullopt;
  const auto data = std::string_view(code).substr(0, kDataSymbols);
  if (code.substr(kDataSymbols) != CheckSymbols(data)) return std::nullopt;
  return code;
}

std::string FormatActivationCode(std::string_view canonical) {
  std::string text;
  for (std::size_t i = 0; i < canonical.size(); ++i) {
    if (i > 0 && i % kCodeGroup == 0) text += '-';
    text += canonical[i];
  }
  return text;
}

}  // namespace countersign::verify
