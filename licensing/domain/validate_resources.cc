#include "licensing/domain/validate_resources.h"

#include <algorithm>
#include <set>
#include <string>

#include "licensing/domain/invoice.h"
#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

constexpr std::size_t kMaxName = 200;
constexpr std::size_t kMaxShortText = 63;
constexpr std::size_t kMaxReason = 500;
constexpr std::size_t kMaxPostalAddress = 500;
constexpr std::size_t kMaxProductVersions = 1000;
constexpr std::chrono::seconds kDay = std::chrono::hours(24);

// A value that may be left out.
template <class Check>
Result<void> IfGiven(std::string_view text, Check check) {
  if (text.empty()) return {};
  return check();
}

template <class T>
bool EachOnce(const std::vector<T>& list) {
  return std::set<T>(list.begin(), list.end()).size() == list.size();
}

Result<void> CheckPostalAddress(std::string lines) {
  std::erase(lines, '\n');
  return CheckText("contact.postal_address", lines, 0, kMaxPostalAddress);
}

// The profile's fields are the customer's in the interface.
Result<void> CheckProfile(const PaymentProfile& profile) {
  if (!EachOnce(profile.required_papers))
    return FieldInvalid("customer.required_papers", "must name each paper once");
  return ValidatePaymentProfile(profile).map_error([](Error&& error) {
    constexpr std::string_view kPrefix = "payment_profile";
    for (std::string* text : {&error.message, &error.metadata["field"]})
      if (text->starts_with(kPrefix)) text->replace(0, kPrefix.size(), "customer");
    return std::move(error);
  });
}

Result<void> CheckAlwaysAvailable(const Product& product) {
  for (std::size_t i = 0; i < product.always_available.size(); ++i)
    if (std::ranges::find(product.entitlements, product.always_available[i], &Entitlement::name) ==
        product.entitlements.end())
      return FieldInvalid("product.always_available[" + std::to_string(i) + "]",
                          "must be the name of one of the product's entitlements");
  if (EachOnce(product.always_available)) return {};
  return FieldInvalid("product.always_available", "must name each entitlement once");
}

Result<void> CheckProductVersions(const Product& product) {
  if (product.versions.size() > kMaxProductVersions)
    return FieldInvalid("product.versions", "must have at most 1000 members");
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < product.versions.size(); ++i) {
    const std::string field = "product.versions[" + std::to_string(i) + "].version";
    RETURN_IF_ERROR(CheckVersion(field, product.versions[i].version));
    if (!seen.insert(product.versions[i].version).second)
      return FieldInvalid(field, "stands there twice");
  }
  return {};
}

Result<void> CheckHold(const Contact& contact) {
  if (contact.retain_until.has_value() != contact.retain_reason.has_value())
    return FieldInvalid("contact.retain_reason",
                        "and retain_until are given together or not at all");
  if (!contact.retain_until) return {};
  RETURN_IF_ERROR(CheckInstant("contact.retain_until", *contact.retain_until));
  return CheckText("contact.retain_reason", *contact.retain_reason, 1, kMaxReason);
}

}  // namespace

std::chrono::seconds DefaultOffline(LicenseKind kind) {
  return kind == LicenseKind::kNodeLocked ? 45 * kDay : std::chrono::seconds(0);
}

Result<void> ValidateProduct(const Product& product) {
  RETURN_IF_ERROR(CheckText("product.display_name", product.display_name, 1, kMaxName));
  RETURN_IF_ERROR(CheckEntitlements("product.entitlements", product.entitlements));
  RETURN_IF_ERROR(CheckAlwaysAvailable(product));
  RETURN_IF_ERROR(CheckProductVersions(product));
  return CheckLabels("product.labels", product.labels);
}

Result<void> ValidatePolicy(const Policy& policy) {
  RETURN_IF_ERROR(CheckText("policy.display_name", policy.display_name, 1, kMaxName));
  RETURN_IF_ERROR(CheckRange("policy.max_machines", policy.max_machines, 1, kMaxMachines));
  RETURN_IF_ERROR(CheckDuration("policy.lease", policy.lease, std::chrono::minutes(1), 366 * kDay,
                                "1 minute to 366 days"));
  RETURN_IF_ERROR(CheckDuration("policy.offline", policy.offline, std::chrono::seconds(0),
                                3660 * kDay, "0 to 3660 days"));
  RETURN_IF_ERROR(IfGiven(policy.max_version, [&policy] {
    return CheckVersion("policy.max_version", policy.max_version);
  }));
  RETURN_IF_ERROR(CheckRange("policy.max_rekeys", policy.max_rekeys, 0, 100));
  if (policy.trial)
    RETURN_IF_ERROR(CheckDuration("policy.trial", *policy.trial, std::chrono::hours(1), 366 * kDay,
                                  "1 hour to 366 days"));
  if (policy.max_offline_key)
    RETURN_IF_ERROR(CheckDuration("policy.max_offline_key", *policy.max_offline_key,
                                  std::chrono::hours(1), 3660 * kDay, "1 hour to 3660 days"));
  return CheckLabels("policy.labels", policy.labels);
}

Result<void> ValidateCustomer(const Customer& customer) {
  RETURN_IF_ERROR(CheckText("customer.display_name", customer.display_name, 1, kMaxName));
  RETURN_IF_ERROR(CheckText("customer.segment", customer.segment, 0, kMaxShortText));
  if (customer.payment_profile) RETURN_IF_ERROR(CheckProfile(*customer.payment_profile));
  if (customer.credit_limit)
    RETURN_IF_ERROR(CheckPositiveAmount("customer.credit_limit", *customer.credit_limit));
  return CheckLabels("customer.labels", customer.labels);
}

Result<void> ValidateContact(const Contact& contact) {
  RETURN_IF_ERROR(CheckText("contact.display_name", contact.display_name, 1, kMaxName));
  if (contact.roles.empty() || !EachOnce(contact.roles))
    return FieldInvalid("contact.roles", "must name at least one role, each once");
  RETURN_IF_ERROR(
      IfGiven(contact.email, [&contact] { return CheckEmail("contact.email", contact.email); }));
  RETURN_IF_ERROR(
      IfGiven(contact.phone, [&contact] { return CheckPhone("contact.phone", contact.phone); }));
  RETURN_IF_ERROR(CheckPostalAddress(contact.postal_address));
  RETURN_IF_ERROR(CheckLanguage("contact.language", contact.language));
  RETURN_IF_ERROR(CheckTimeOfDay("contact.window_start", contact.window_start));
  RETURN_IF_ERROR(CheckTimeOfDay("contact.window_end", contact.window_end));
  if (contact.window_start >= contact.window_end)
    return FieldInvalid("contact.window_end", "must be later than window_start");
  return CheckHold(contact);
}

Result<void> ValidateLicense(const License& license) {
  RETURN_IF_ERROR(CheckText("license.display_name", license.display_name, 0, kMaxName));
  RETURN_IF_ERROR(CheckEntitlements("license.entitlements", license.entitlements));
  RETURN_IF_ERROR(CheckInstant("license.start_time", license.start_time));
  if (license.end_time) {
    RETURN_IF_ERROR(CheckInstant("license.end_time", *license.end_time));
    if (*license.end_time <= license.start_time)
      return FieldInvalid("license.end_time", "must be later than start_time");
  }
  RETURN_IF_ERROR(CheckRange("license.max_machines", license.max_machines, 0, kMaxMachines));
  return CheckLabels("license.labels", license.labels);
}

Result<void> ValidateUser(const User& user) {
  RETURN_IF_ERROR(CheckText("user.display_name", user.display_name, 1, kMaxName));
  if (user.roles.empty() || !EachOnce(user.roles))
    return FieldInvalid("user.roles", "must name at least one role, each once");
  return IfGiven(user.email, [&user] { return CheckEmail("user.email", user.email); });
}

Result<void> ValidateToken(const Token& token) {
  RETURN_IF_ERROR(CheckText("token.display_name", token.display_name, 0, kMaxName));
  return CheckInstant("token.expire_time", token.expire_time);
}

}  // namespace countersign::domain
