// Customers and the people there.
#ifndef COUNTERSIGN_DOMAIN_CUSTOMER_H_
#define COUNTERSIGN_DOMAIN_CUSTOMER_H_

#include <optional>
#include <string>
#include <vector>

#include "licensing/domain/catalog.h"
#include "licensing/domain/due_rule.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

enum class CustomerState { kActive = 1, kArchived = 2 };

struct Customer {
  std::string id;
  std::string display_name;
  std::string segment;
  CustomerState state = CustomerState::kActive;
  Labels labels;
  std::optional<PaymentProfile> payment_profile{};
  std::optional<Money> credit_limit{};  // of all that is open, in the currency it is in
  bool consumer = false;                // nothing of its contracts is ever stopped
  ResourceMeta meta;
};

enum class ContactRole { kPayer = 1, kApprover = 2, kSignatory = 3, kLegal = 4 };

struct Contact {
  std::string id;
  std::string customer_id;
  std::string display_name;
  std::vector<ContactRole> roles;
  std::string email;
  std::string phone;
  std::string postal_address;  // several lines; where registered mail goes
  std::string language = "en";
  std::string time_zone = "UTC";
  std::string window_start = "09:00";  // local time, business days
  std::string window_end = "18:00";
  std::optional<Instant> retain_until;       // a legal hold: not erased before
  std::optional<std::string> retain_reason;  // there if and only if retain_until is
  ResourceMeta meta;
};

// The grounds of GDPR article 17(1) and PIPL article 47.
enum class ErasureReason {
  kPurposeEnded = 1,
  kConsentWithdrawn = 2,
  kObjection = 3,
  kUnlawfulProcessing = 4,
  kLegalObligation = 5
};

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CUSTOMER_H_
