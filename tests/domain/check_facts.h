// A licence that grants everything, and requests that it grants, for tests to spoil one thing at a
// time.
#ifndef COUNTERSIGN_TESTS_DOMAIN_CHECK_FACTS_H_
#define COUNTERSIGN_TESTS_DOMAIN_CHECK_FACTS_H_

#include <string>

#include "licensing/domain/activation_code.h"
#include "licensing/domain/decision.h"

namespace countersign::domain {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

inline const Instant kNow = FromSeconds(1'800'000'000);
inline constexpr int kMachineId = 1, kBoard = 2, kDisk = 3, kMac = 4, kCpu = 5, kExplicit = 7;

inline FingerprintComponent Component(int kind, char value) {
  return {kind, std::string(32, value)};
}
inline Fingerprint FingerprintOf(char machine) {
  return {Component(kMachineId, machine), Component(kBoard, machine), Component(kDisk, machine),
          Component(kMac, machine), Component(kCpu, 'c')};
}

inline std::string KeyOf(char machine) { return std::string(32, machine); }

inline CheckFacts Facts(LicenseKind kind = LicenseKind::kNodeLocked) {
  CheckFacts facts;
  Product product;
  product.id = "acme-erp";
  product.entitlements = {{"orders", std::nullopt},
                          {"users", 500},
                          {"export", std::nullopt},
                          {"alarms", std::nullopt},
                          {"archive", 10}};
  product.always_available = {"export", "alarms", "archive"};
  product.versions = {{"4.2.0", CivilDate(std::chrono::year(2026) / 3 / 1), false},
                      {"4.2.1", CivilDate(std::chrono::year(2026) / 9 / 1), true},
                      {"4.3.0", CivilDate(std::chrono::year(2026) / 10 / 1), false}};
  License license;
  license.id = "lic-1";
  license.product_id = product.id;
  license.policy_id = "pol-1";
  license.entitlements = {{"orders", std::nullopt}, {"users", 20}, {"archive", 3}};
  license.start_time = kNow - days(10);
  license.license_version = 7;
  license.first_activation_time = kNow - days(9);
  Policy policy;
  policy.id = license.policy_id;
  policy.kind = kind;
  policy.max_machines = 2;
  policy.lease = hours(24);
  policy.offline = days(45);
  facts.product = product;
  facts.license = license;
  facts.policy = policy;
  return facts;
}

inline Machine MachineOf(char name) {
  Machine machine;
  machine.id = std::string("machine-") + name;
  machine.license_id = "lic-1";
  machine.public_key = KeyOf(name);
  machine.fingerprint = FingerprintOf(name);
  machine.product_version = "4.2.0";
  machine.last_check_time = kNow - minutes(10);
  return machine;
}

inline Lease LeaseOf(const Machine& machine) {
  Lease lease;
  lease.id = "lease-1";
  lease.license_id = machine.license_id;
  lease.machine_id = machine.id;
  lease.counter = 5;
  lease.issue_time = kNow - hours(8);
  lease.expire_time = kNow + hours(16);
  lease.offline_time = kNow + hours(16);
  return lease;
}

// Machine 'a' is on file with a lease.
inline CheckFacts Held(LicenseKind kind = LicenseKind::kNodeLocked) {
  CheckFacts facts = Facts(kind);
  facts.machine = MachineOf('a');
  facts.lease = LeaseOf(*facts.machine);
  facts.seats_taken = 1;
  return facts;
}

inline CheckRequest Ask() {
  CheckRequest request;
  request.product_id = "acme-erp";
  request.product_version = "4.2.0";
  request.fingerprint = FingerprintOf('a');
  request.nonce = std::string(16, 'n');
  request.request_id = "0f8fad5b-d9cb-469f-a165-70867728950e";
  return request;
}
inline CheckRequest Activation() {
  CheckRequest request = Ask();
  request.activation_code = FormatActivationCode(std::string(15, 'r'));
  request.machine_public_key = KeyOf('a');
  return request;
}
inline CheckRequest Renewal() {
  CheckRequest request = Ask();
  request.lease_id = "lease-1";
  request.counter = 6;
  return request;
}

}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_DOMAIN_CHECK_FACTS_H_
