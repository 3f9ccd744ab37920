// What is wrong with a request whatever is on file.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <functional>

#include "tests/domain/check_facts.h"

namespace countersign::domain {
namespace {

TEST(CheckRequest, AnActivationAndARenewalAreFine) {
  EXPECT_TRUE(ValidateCheckRequest(Activation()));
  EXPECT_TRUE(ValidateCheckRequest(Renewal()));
}

TEST(CheckRequest, ComponentsAreSorted) {
  CheckRequest request = Renewal();
  std::ranges::reverse(request.fingerprint);
  const auto valid = ValidateCheckRequest(request);
  ASSERT_TRUE(valid);
  EXPECT_EQ(valid->fingerprint, FingerprintOf('a'));
}

TEST(CheckRequest, WhatIsMalformedIsRefusedWithItsReasonAndField) {
  struct Row {
    const char* name;
    CheckRequest request;
    std::function<void(CheckRequest&)> spoil;
    Reason reason;
    const char* field;
  };
  const CheckRequest activation = Activation();
  const CheckRequest renewal = Renewal();
  const Reason field_invalid = Reason::kFieldInvalid;
  const Row rows[] = {
      {"no request id", renewal, [](auto& r) { r.request_id = ""; }, field_invalid, "request_id"},
      {"no uuid", renewal, [](auto& r) { r.request_id = "7"; }, field_invalid, "request_id"},
      {"no nonce", renewal, [](auto& r) { r.nonce = ""; }, Reason::kNonceInvalid, "nonce"},
      {"short nonce", renewal, [](auto& r) { r.nonce.resize(15); }, Reason::kNonceInvalid, "nonce"},
      {"long nonce", renewal, [](auto& r) { r.nonce.resize(65); }, Reason::kNonceInvalid, "nonce"},
      {"no product", renewal, [](auto& r) { r.product_id = ""; }, field_invalid, "product"},
      {"product of another form", renewal, [](auto& r) { r.product_id = "Acme ERP"; },
       field_invalid, "product"},
      {"no version", renewal, [](auto& r) { r.product_version = ""; }, field_invalid,
       "product_version"},
      {"a word for a version", renewal, [](auto& r) { r.product_version = "latest"; },
       field_invalid, "product_version"},
      {"no fingerprint", renewal, [](auto& r) { r.fingerprint.clear(); },
       Reason::kFingerprintInvalid, "fingerprint"},
      {"nine components", renewal,
       [](auto& r) {
         r.fingerprint.clear();
         for (int kind = 1; kind <= 9; ++kind) r.fingerprint.push_back(Component(kind, 'x'));
       },
       Reason::kFingerprintInvalid, "fingerprint"},
      {"two of a kind", renewal, [](auto& r) { r.fingerprint.push_back(Component(kDisk, 'x')); },
       Reason::kFingerprintInvalid, "fingerprint"},
      {"kind of nothing", renewal, [](auto& r) { r.fingerprint[0].kind = 0; },
       Reason::kFingerprintInvalid, "fingerprint"},
      {"unknown kind", renewal, [](auto& r) { r.fingerprint[0].kind = 8; },
       Reason::kFingerprintInvalid, "fingerprint"},
      {"short hash", renewal, [](auto& r) { r.fingerprint[0].hash.resize(31); },
       Reason::kFingerprintInvalid, "fingerprint"},
      {"neither code nor lease", activation, [](auto& r) { r.activation_code = ""; }, field_invalid,
       "activation_code"},
      {"code and lease", renewal, [&](auto& r) { r.activation_code = activation.activation_code; },
       field_invalid, "activation_code"},
      {"mistyped code", activation,
       [](auto& r) { r.activation_code[0] = r.activation_code[0] == '7' ? '8' : '7'; },
       Reason::kCodeMalformed, "activation_code"},
      {"code cut short", activation, [](auto& r) { r.activation_code.pop_back(); },
       Reason::kCodeMalformed, "activation_code"},
      {"no public key", activation, [](auto& r) { r.machine_public_key = ""; }, field_invalid,
       "machine_public_key"},
      {"long public key", activation, [](auto& r) { r.machine_public_key += 'x'; }, field_invalid,
       "machine_public_key"},
      {"lease of another form", renewal, [](auto& r) { r.lease_id = "../x"; }, field_invalid,
       "lease_id"},
      {"no counter", renewal, [](auto& r) { r.counter = 0; }, field_invalid, "counter"},
      {"counter beyond any store", renewal, [](auto& r) { r.counter = 1ULL << 63; }, field_invalid,
       "counter"},
      {"long process id", renewal, [](auto& r) { r.process_id = std::string(65, 'p'); },
       field_invalid, "process_id"},
      {"process id that is no text", renewal, [](auto& r) { r.process_id = "\xff"; }, field_invalid,
       "process_id"},
  };
  for (const Row& row : rows) {
    CheckRequest request = row.request;
    row.spoil(request);
    const auto valid = ValidateCheckRequest(request);
    ASSERT_FALSE(valid) << row.name;
    EXPECT_EQ(valid.error().code, Code::kInvalidArgument) << row.name;
    EXPECT_EQ(valid.error().reason, row.reason) << row.name << ": " << valid.error().message;
    EXPECT_EQ(valid.error().metadata.at("field"), row.field) << row.name;
  }
}

TEST(CheckRequest, TheLongestValuesAreFine) {
  CheckRequest request = Activation();
  request.nonce.resize(64, 'n');
  request.process_id.resize(64, 'p');
  request.fingerprint.clear();
  for (int kind = 1; kind <= 7; ++kind) request.fingerprint.push_back(Component(kind, 'x'));
  EXPECT_TRUE(ValidateCheckRequest(request));
}

TEST(CheckRequest, ACodeIsReadAsPeopleTypeIt) {
  CheckRequest request = Activation();
  for (char& c : request.activation_code) c = static_cast<char>(std::tolower(c));
  std::erase(request.activation_code, '-');
  EXPECT_TRUE(ValidateCheckRequest(request));
}

TEST(ReleaseRequest, IsCheckedLikeARenewal) {
  const ReleaseRequest good{"lease-1", 6, std::string(16, 'n'), Ask().request_id};
  EXPECT_TRUE(ValidateReleaseRequest(good));
  ReleaseRequest bad = good;
  bad.nonce = "short";
  EXPECT_EQ(ValidateReleaseRequest(bad).error().reason, Reason::kNonceInvalid);
  bad = good;
  bad.lease_id = "";
  EXPECT_EQ(ValidateReleaseRequest(bad).error().metadata.at("field"), "lease_id");
  bad = good;
  bad.counter = 0;
  EXPECT_EQ(ValidateReleaseRequest(bad).error().metadata.at("field"), "counter");
  bad = good;
  bad.request_id = "x";
  EXPECT_EQ(ValidateReleaseRequest(bad).error().metadata.at("field"), "request_id");
}

}  // namespace
}  // namespace countersign::domain
