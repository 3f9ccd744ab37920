#include "licensing/domain/activation_code.h"

#include <cstdint>

#include "licensing/base/encoding.h"

namespace countersign::domain {
namespace {

constexpr std::string_view kSymbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kGroup = 5;
constexpr std::size_t kRandomSymbols = 23;
constexpr std::size_t kSymbolCount = 25;

// Ten bits of a hash: one slip in a thousand goes unnoticed, and then it is an unknown code.
std::string CheckSymbols(std::string_view symbols) {
  const std::string hash = Sha256("countersign/activation-code/v1" + std::string(symbols));
  return {kSymbols[static_cast<std::uint8_t>(hash[0]) & 31U],
          kSymbols[static_cast<std::uint8_t>(hash[1]) & 31U]};
}

// The symbol that a typed character stands for, 0 if none.
char Symbol(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') return '0';
  if (c == 'I' || c == 'L') return '1';
  return kSymbols.find(c) == kSymbols.npos ? '\0' : c;
}

tl::unexpected<Error> Malformed(std::string what) {
  return Fail(Code::kInvalidArgument, Reason::kCodeMalformed, std::move(what),
              {{"field", "activation_code"}});
}

}  // namespace

std::string FormatActivationCode(std::string_view random) {
  std::string symbols;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char byte : random) {
    bits = (bits << 8U) | static_cast<std::uint8_t>(byte);
    for (held += 8; held >= 5 && symbols.size() < kRandomSymbols; held -= 5)
      symbols += kSymbols[bits >> static_cast<unsigned>(held - 5) & 31U];
  }
  symbols += CheckSymbols(symbols);
  std::string code;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (i > 0 && i % kGroup == 0) code += '-';
    code += symbols[i];
  }
  return code;
}

Result<ActivationCode> ParseActivationCode(std::string_view typed) {
  std::string symbols;
  for (const char c : typed) {
    if (c == '-' || c == ' ') continue;
    const char symbol = Symbol(c);
    if (symbol == '\0')
      return Malformed("the activation code has a character that no code contains");
    if (symbols.size() == kSymbolCount) return Malformed("the activation code is too long");
    symbols += symbol;
  }
  if (symbols.size() < kSymbolCount) return Malformed("the activation code is too short");
  if (CheckSymbols(symbols.substr(0, kRandomSymbols)) != symbols.substr(kRandomSymbols))
    return Malformed("the activation code was mistyped: its check symbols do not fit");
  return ActivationCode{symbols.substr(0, kGroup), HexEncode(Sha256(symbols))};
}

}  // namespace countersign::domain
