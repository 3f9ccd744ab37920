#include "licensing/domain/activation_code.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "client-sdk/verify/activation_code.h"
#include "licensing/base/encoding.h"

namespace countersign::domain {

static_assert(kActivationCodeEntropyBytes == verify::kCodeRandomBytes);

std::string FormatActivationCode(std::string_view random) {
  std::array<std::uint8_t, verify::kCodeRandomBytes> bytes{};
  std::copy_n(random.begin(), std::min(random.size(), bytes.size()), bytes.begin());
  return verify::FormatActivationCode(verify::NewActivationCode(bytes));
}

Result<ActivationCode> ParseActivationCode(std::string_view typed) {
  const auto symbols = verify::ParseActivationCode(typed);
  if (!symbols)
    return Fail(Code::kInvalidArgument, Reason::kCodeMalformed,
                "the activation code was mistyped: it has to be five groups of five letters and "
                "digits whose check symbols fit",
                {{"field", "activation_code"}});
  return ActivationCode{verify::ActivationCodeLookup(*symbols), HexEncode(Sha256(*symbols))};
}

}  // namespace countersign::domain
