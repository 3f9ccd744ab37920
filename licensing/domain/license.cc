#include "licensing/domain/license.h"

namespace countersign::domain {

std::string_view StateName(LicenseState state) {
  switch (state) {
    case LicenseState::kActive:
      return "ACTIVE";
    case LicenseState::kSuspended:
      return "SUSPENDED";
    case LicenseState::kRevoked:
      return "REVOKED";
  }
  return "";
}

std::string_view CauseName(SuspensionCause cause) {
  switch (cause) {
    case SuspensionCause::kNone:
      break;
    case SuspensionCause::kNonPayment:
      return "NON_PAYMENT";
    case SuspensionCause::kSecurity:
      return "SECURITY";
    case SuspensionCause::kFraud:
      return "FRAUD";
    case SuspensionCause::kOtherClause:
      return "OTHER_CLAUSE";
  }
  return "NONE";
}

}  // namespace countersign::domain
