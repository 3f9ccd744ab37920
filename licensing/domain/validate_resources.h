// The rules for whole resources, as the comments of the interface state them: each field in its
// range, and the fields agreeing with each other. Answers INVALID_ARGUMENT / FIELD_INVALID with the
// field's path, or nothing. What depends on other resources is the use case's matter.
#ifndef COUNTERSIGN_DOMAIN_VALIDATE_RESOURCES_H_
#define COUNTERSIGN_DOMAIN_VALIDATE_RESOURCES_H_

#include "licensing/base/result.h"
#include "licensing/domain/access.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/customer.h"
#include "licensing/domain/license.h"

namespace countersign::domain {

// 45 days for node-locked licences; 0 for the other kinds, whose seats stay taken until it is over.
std::chrono::seconds DefaultOffline(LicenseKind kind);

Result<void> ValidateProduct(const Product& product);
Result<void> ValidatePolicy(const Policy& policy);
Result<void> ValidateCustomer(const Customer& customer);
// All but the time zone's name, which takes the time zone database.
Result<void> ValidateContact(const Contact& contact);
Result<void> ValidateLicense(const License& license);
Result<void> ValidateUser(const User& user);
Result<void> ValidateToken(const Token& token);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_VALIDATE_RESOURCES_H_
