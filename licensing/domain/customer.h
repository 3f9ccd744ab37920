// Customers and the people there.
#ifndef COUNTERSIGN_DOMAIN_CUSTOMER_H_
#define COUNTERSIGN_DOMAIN_CUSTOMER_H_

#include <string>
#include <vector>

#include "licensing/domain/catalog.h"

namespace countersign::domain {

enum class CustomerState { kActive = 1, kArchived = 2 };

struct Customer {
  std::string id;
  std::string display_name;
  std::string segment;
  CustomerState state = CustomerState::kActive;
  Labels labels;
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
  std::string language = "en";
  std::string time_zone = "UTC";
  std::string window_start = "09:00";  // local time, business days
  std::string window_end = "18:00";
  ResourceMeta meta;
};

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CUSTOMER_H_
