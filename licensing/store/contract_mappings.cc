#include "licensing/store/contract_mappings.h"

namespace countersign::store {

std::optional<Condition> SubContractIs(std::string_view column, const std::string& value, Instant) {
  constexpr std::string_view kCollection = "/subcontracts/";
  const std::size_t at = value.find(kCollection);
  if (!value.starts_with("contracts/") || at == std::string::npos) return std::nullopt;
  return Condition{std::string(column) + " = ", value.substr(at + kCollection.size())};
}

std::optional<Condition> ContractIsOf(std::string_view column, const std::string& value, Instant) {
  constexpr std::string_view kCollection = "customers/";
  if (!value.starts_with(kCollection)) return std::nullopt;
  return Condition{
      "(SELECT c.customer_id FROM contracts c WHERE c.id = " + std::string(column) + ") = ",
      value.substr(kCollection.size())};
}

std::optional<Condition> FallsDueBy(std::string_view, const std::string& value, Instant) {
  const auto day = ParseCivilDate(value);
  if (!day) return std::nullopt;
  const Instant next_day = std::chrono::sys_days(*day) + std::chrono::days(1);
  // The earlier of the two, of which one may be missing; both missing: never.
  return Condition{
      "CASE WHEN reminder_time < COALESCE(next_action_time, reminder_time + 1) THEN reminder_time "
      "ELSE next_action_time END < ",
      ToMicros(next_day)};
}

}  // namespace countersign::store
