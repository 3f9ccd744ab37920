#include "licensing/store/contract_mappings.h"

namespace countersign::store {

std::optional<Condition> SubContractIs(std::string_view column, const std::string& value, Instant) {
  constexpr std::string_view kCollection = "/subcontracts/";
  const std::size_t at = value.find(kCollection);
  if (!value.starts_with("contracts/") || at == std::string::npos) return std::nullopt;
  return Condition{std::string(column) + " = ", value.substr(at + kCollection.size())};
}

}  // namespace countersign::store
