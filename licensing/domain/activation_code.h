// Activation codes: what a person types once. 25 symbols of Crockford's base32 in groups of five;
// 23 random ones (115 bits) and two that check them, so that a slip of the finger is told from an
// unknown code.
#ifndef COUNTERSIGN_DOMAIN_ACTIVATION_CODE_H_
#define COUNTERSIGN_DOMAIN_ACTIVATION_CODE_H_

#include <string>
#include <string_view>

#include "licensing/base/result.h"

namespace countersign::domain {

constexpr std::size_t kActivationCodeEntropyBytes = 15;  // of which 115 bits are used

// What the store keeps of a code.
struct ActivationCode {
  std::string lookup;  // the first group, in the clear
  std::string hash;    // hex SHA-256 of the 25 symbols, upper case, without dashes
};

// The code that `random` (kActivationCodeEntropyBytes bytes) makes, as it is shown:
// "XXXXX-XXXXX-XXXXX-XXXXX-XXXXX".
std::string FormatActivationCode(std::string_view random);

// Reads a typed code. Case, dashes and blanks do not matter; O reads as 0, I and L as 1.
// INVALID_ARGUMENT / CODE_MALFORMED if it has another form or its check symbols do not fit.
Result<ActivationCode> ParseActivationCode(std::string_view typed);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_ACTIVATION_CODE_H_
