// Activation codes: what a person types once. 25 symbols of Crockford's base32, shown as
// XXXXX-XXXXX-XXXXX-XXXXX-XXXXX: 23 random ones (115 bits) and two check symbols, which find every
// one or two mistyped symbols and every two neighbours that were swapped.
//
// The canonical form is the 25 symbols in upper case without dashes. The server keeps its SHA-256
// and, to look it up, its first group.
#ifndef COUNTERSIGN_VERIFY_ACTIVATION_CODE_H_
#define COUNTERSIGN_VERIFY_ACTIVATION_CODE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace countersign::verify {

constexpr std::size_t kCodeSymbols = 25;
constexpr std::size_t kCodeGroup = 5;
constexpr std::size_t kCodeRandomBytes = 15;

// A new code in canonical form, of 15 random bytes (115 bits of them are used).
std::string NewActivationCode(const std::array<std::uint8_t, kCodeRandomBytes>& random);

// The canonical form of what a person typed: any case, with dashes and spaces anywhere, O for 0, I
// and L for 1. Nullopt if it is no code or a check symbol is wrong: it was mistyped.
std::optional<std::string> ParseActivationCode(std::string_view typed);

// XXXXX-XXXXX-XXXXX-XXXXX-XXXXX of a canonical form.
std::string FormatActivationCode(std::string_view canonical);

// The first group of a canonical form: by it the server looks a code up.
inline std::string ActivationCodeLookup(std::string_view canonical) {
  return std::string(canonical.substr(0, kCodeGroup));
}

}  // namespace countersign::verify

#endif  // COUNTERSIGN_VERIFY_ACTIVATION_CODE_H_
