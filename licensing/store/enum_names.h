// Enums are stored by the names that the interface gives them, without the type's prefix.
#ifndef COUNTERSIGN_STORE_ENUM_NAMES_H_
#define COUNTERSIGN_STORE_ENUM_NAMES_H_

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "licensing/domain/access.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/customer.h"
#include "licensing/domain/license.h"

namespace countersign::store {

template <class E>
struct EnumNames;  // kNames: every value with its name

template <>
struct EnumNames<domain::CatalogState> {
  static constexpr std::pair<domain::CatalogState, std::string_view> kNames[] = {
      {domain::CatalogState::kActive, "ACTIVE"}, {domain::CatalogState::kArchived, "ARCHIVED"}};
};
template <>
struct EnumNames<domain::LicenseKind> {
  static constexpr std::pair<domain::LicenseKind, std::string_view> kNames[] = {
      {domain::LicenseKind::kNodeLocked, "NODE_LOCKED"},
      {domain::LicenseKind::kFloating, "FLOATING"},
      {domain::LicenseKind::kPerProcess, "PER_PROCESS"}};
};
template <>
struct EnumNames<domain::Overage> {
  static constexpr std::pair<domain::Overage, std::string_view> kNames[] = {
      {domain::Overage::kRefuse, "REFUSE"}, {domain::Overage::kAllowAndReport, "ALLOW_AND_REPORT"}};
};
template <>
struct EnumNames<domain::FingerprintPolicy> {
  static constexpr std::pair<domain::FingerprintPolicy, std::string_view> kNames[] = {
      {domain::FingerprintPolicy::kMost, "MOST"},
      {domain::FingerprintPolicy::kAll, "ALL"},
      {domain::FingerprintPolicy::kAnyTwo, "ANY_TWO"},
      {domain::FingerprintPolicy::kExplicit, "EXPLICIT"}};
};
template <>
struct EnumNames<domain::CustomerState> {
  static constexpr std::pair<domain::CustomerState, std::string_view> kNames[] = {
      {domain::CustomerState::kActive, "ACTIVE"}, {domain::CustomerState::kArchived, "ARCHIVED"}};
};
template <>
struct EnumNames<domain::ContactRole> {
  static constexpr std::pair<domain::ContactRole, std::string_view> kNames[] = {
      {domain::ContactRole::kPayer, "PAYER"},
      {domain::ContactRole::kApprover, "APPROVER"},
      {domain::ContactRole::kSignatory, "SIGNATORY"},
      {domain::ContactRole::kLegal, "LEGAL"}};
};
template <>
struct EnumNames<domain::LicenseState> {
  static constexpr std::pair<domain::LicenseState, std::string_view> kNames[] = {
      {domain::LicenseState::kActive, "ACTIVE"},
      {domain::LicenseState::kSuspended, "SUSPENDED"},
      {domain::LicenseState::kRevoked, "REVOKED"}};
};
template <>
struct EnumNames<domain::SuspensionCause> {
  static constexpr std::pair<domain::SuspensionCause, std::string_view> kNames[] = {
      {domain::SuspensionCause::kNone, "NONE"},
      {domain::SuspensionCause::kNonPayment, "NON_PAYMENT"},
      {domain::SuspensionCause::kSecurity, "SECURITY"},
      {domain::SuspensionCause::kFraud, "FRAUD"},
      {domain::SuspensionCause::kOtherClause, "OTHER_CLAUSE"}};
};
template <>
struct EnumNames<domain::MachineState> {
  static constexpr std::pair<domain::MachineState, std::string_view> kNames[] = {
      {domain::MachineState::kActive, "ACTIVE"}, {domain::MachineState::kReleased, "RELEASED"}};
};
template <>
struct EnumNames<domain::UserState> {
  static constexpr std::pair<domain::UserState, std::string_view> kNames[] = {
      {domain::UserState::kActive, "ACTIVE"}, {domain::UserState::kDisabled, "DISABLED"}};
};
template <>
struct EnumNames<domain::Role> {
  static constexpr std::pair<domain::Role, std::string_view> kNames[] = {
      {domain::Role::kOwner, "OWNER"},
      {domain::Role::kLicenseAdmin, "LICENSE_ADMIN"},
      {domain::Role::kProjectManager, "PROJECT_MANAGER"},
      {domain::Role::kFinance, "FINANCE"},
      {domain::Role::kCollections, "COLLECTIONS"},
      {domain::Role::kManager, "MANAGER"},
      {domain::Role::kAccountManager, "ACCOUNT_MANAGER"},
      {domain::Role::kCounsel, "COUNSEL"},
      {domain::Role::kAuditor, "AUDITOR"}};
};

// Empty for a value that the enum does not have.
template <class E>
std::string_view NameOf(E value) {
  for (const auto& [known, name] : EnumNames<E>::kNames) {
    if (known == value) return name;
  }
  return {};
}

template <class E>
std::optional<E> FromName(std::string_view text) {
  for (const auto& [value, name] : EnumNames<E>::kNames) {
    if (name == text) return value;
  }
  return std::nullopt;
}

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_ENUM_NAMES_H_
