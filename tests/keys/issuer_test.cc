// What the issuer signs, and what it does not.
#include "licensing/keys/issuer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>

#include <functional>
#include <mutex>
#include <thread>

#include "licensing/base/encoding.h"
#include "tests/keys/support/key_directory.h"

namespace countersign::tests {
namespace {

using domain::Mode;
using std::chrono::hours;
using std::chrono::seconds;
using ::testing::HasSubstr;

class Issuer : public ::testing::Test {
 protected:
  // One directory for all: opening key files is slow on purpose.
  static void SetUpTestSuite() {
    directory = new KeyDirectory;
    ring = directory->Ring().release();
  }
  static void TearDownTestSuite() {
    delete ring;
    delete directory;
  }
  void SetUp() override {
    ASSERT_TRUE(ring);
    facts.product.id = "acme-erp";
    facts.product.entitlements = {{"export", std::nullopt}, {"seats", 100}};
    facts.product.always_available = {"export"};
    facts.policy.id = "standard";
    facts.policy.lease = hours(24);
    facts.policy.offline = hours(48);
    facts.policy.max_version = "4.9";
    facts.policy.releases_until = *ParseCivilDate("2027-06-30");
    facts.license.id = "license-1";
    facts.license.product_id = "acme-erp";
    facts.license.policy_id = "standard";
    facts.license.entitlements = {{"export", std::nullopt}, {"seats", 25}};
    facts.license.license_version = 1'799'999'999'000;
    subject.lease_id = "lease-1";
    subject.key_id = "key-1";
    subject.fingerprint = {{1, std::string(32, 'a')}, {3, std::string(32, 'b')}};
    subject.nonce = std::string(16, 'n');
    Restart(false);
  }

  void Restart(bool simulated, const std::string& portal = "") {
    issuer = std::make_unique<keys::Issuer>(
        *ring, keys::IssuerOptions{kIssuer, simulated,
                                   [this](const std::string& sentence) {
                                     const std::lock_guard lock(mutex);
                                     alarms.push_back(sentence);
                                   },
                                   portal});
  }
  domain::KeyGrant Supported() const { return domain::GrantFor(facts, now).grant; }
  std::string Payload(const domain::KeyGrant& grant) {
    auto prepared = issuer->PrepareKey(facts, grant, subject, now);
    return prepared ? prepared->Payload() : prepared.error().message;
  }
  // The signed key for `grant`, read back.
  verify::LicenseKey Issue(const domain::KeyGrant& grant) {
    auto prepared = issuer->PrepareKey(facts, grant, subject, now);
    EXPECT_TRUE(prepared) << prepared.error().message;
    auto jws = issuer->Sign(std::move(*prepared));
    EXPECT_TRUE(jws) << jws.error().message;
    const auto key = verify::VerifyLicenseKey(*jws, ring->bundle());
    EXPECT_TRUE(key) << verify::RefusalName(key.refusal);
    return key.value;
  }
  void Suspend() {
    facts.license.state = domain::LicenseState::kSuspended;
    facts.license.suspension_cause = domain::SuspensionCause::kSecurity;
  }

  static inline KeyDirectory* directory = nullptr;
  static inline keys::KeyRing* ring = nullptr;
  std::unique_ptr<keys::Issuer> issuer;
  std::mutex mutex;
  std::vector<std::string> alarms;
  domain::KeyFacts facts;
  keys::KeySubject subject;
  const Instant now = FromSeconds(kNow + 60);
};

TEST_F(Issuer, AKeyHasTheseBytes) {
  Restart(true);
  EXPECT_EQ(Payload(Supported()),
            R"({"iss":"https://licences.example","aud":"acme-erp","sub":"license-1",)"
            R"("lid":"lease-1","jti":"key-1","iat":1800000060,"nbf":1800000060,"exp":1800086460,)"
            R"("lver":1799999999000,"mode":"full","ent":{"export":true,"seats":25},)"
            R"("max_ver":"4.9","rel":"2027-06-30","mach":{"pol":"most","cmp":)"
            R"({"1":"YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE",)"
            R"("3":"YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI"}},"off":172800,)"
            R"("nce":"bm5ubm5ubm5ubm5ubm5ubg","sim":true})");
  EXPECT_TRUE(alarms.empty());
}

TEST_F(Issuer, AKeyThatTellsOfANoticeNamesThePortalWhereThereIsOne) {
  facts.enforcement.notice.emplace();
  facts.enforcement.notice->stage = domain::Stage::kNoticed;
  facts.enforcement.notice->notice_id = "n88";
  facts.enforcement.notice->text_sha256 = std::string(64, 'a');
  EXPECT_EQ(Issue(Supported()).notice->portal, "");
  Restart(false, "https://licences.example");
  const auto key = Issue(Supported());
  EXPECT_EQ(key.notice->number, "n88");
  EXPECT_EQ(key.notice->portal, "https://licences.example");
  facts.enforcement.notice.reset();
  EXPECT_FALSE(Issue(Supported()).notice);
}

TEST_F(Issuer, AStatusHasTheseBytes) {
  keys::StatusContent content{domain::Outcome::kRestricted,
                              Reason::kLicenseSuspended,
                              "acme-erp",
                              "license-1",
                              "lease-1",
                              7,
                              std::string(16, 'n')};
  EXPECT_EQ(issuer->PrepareStatus(content, now)->Payload(),
            R"({"iss":"https://licences.example","aud":"acme-erp","iat":1800000060,)"
            R"("exp":1800000360,"nce":"bm5ubm5ubm5ubm5ubm5ubg","lver":7,"sub":"license-1",)"
            R"("lid":"lease-1","out":"RESTRICTED","rsn":"LICENSE_SUSPENDED"})");
  content = {domain::Outcome::kNotActivated,
             Reason::kCodeUnknown,
             "acme-erp",
             "",
             "",
             0,
             std::string(16, 'n')};
  auto prepared = issuer->PrepareStatus(content, now);
  const auto status =
      verify::VerifyStatus(issuer->Sign(std::move(*prepared)).value(), ring->bundle());
  ASSERT_TRUE(status) << verify::RefusalName(status.refusal);
  EXPECT_EQ(status.value.outcome, "NOT_ACTIVATED");
  EXPECT_EQ(status.value.reason, "CODE_UNKNOWN");
}

TEST_F(Issuer, ASuspensionOnRecordIsIssued) {
  Suspend();
  const auto key = Issue(Supported());
  EXPECT_EQ(key.mode, verify::Mode::kRestricted);
  EXPECT_EQ(key.entitlements, (verify::Entitlements{{"export", std::nullopt}}));
  EXPECT_TRUE(alarms.empty());
}

TEST_F(Issuer, ARestrictionThatNoFactSupportsIsNotIssued) {
  domain::KeyGrant grant = Supported();
  grant.mode = Mode::kRestricted;
  grant.entitlements.clear();
  const auto key = Issue(grant);
  EXPECT_EQ(key.mode, verify::Mode::kFull);
  EXPECT_EQ(key.entitlements, (verify::Entitlements{{"export", std::nullopt}, {"seats", 25}}));
  ASSERT_EQ(alarms.size(), 1U);
  EXPECT_THAT(alarms[0], HasSubstr("licenses/license-1"));
  EXPECT_THAT(alarms[0], HasSubstr("the mode, entitlements withheld"));
}

TEST_F(Issuer, NothingIsWithheldThatTheFactsSupport) {
  const std::string full = Payload(Supported());
  ASSERT_TRUE(alarms.empty());
  const std::pair<const char*, std::function<void(domain::KeyGrant&)>> rows[] = {
      {"the mode", [](auto& g) { g.mode = Mode::kRestricted; }},
      {"entitlements withheld", [](auto& g) { g.entitlements.pop_back(); }},
      {"entitlements withheld", [](auto& g) { g.entitlements[1].limit = 24; }},
      {"entitlements withheld", [](auto& g) { g.entitlements[0].limit = 1'000'000; }},
      {"the begin", [](auto& g) { g.not_before += seconds(1); }},
      {"an earlier end", [](auto& g) { g.expire_time -= seconds(1); }},
      {"a shorter offline time", [](auto& g) { g.offline -= seconds(1); }},
      {"the versions covered", [](auto& g) { g.max_version = "4.8"; }},
      {"the versions covered", [](auto& g) { g.releases_until = *ParseCivilDate("2027-06-29"); }},
      {"the fingerprint policy",
       [](auto& g) { g.fingerprint_policy = domain::FingerprintPolicy::kAll; }},
  };
  for (const auto& [what, change] : rows) {
    alarms.clear();
    domain::KeyGrant grant = Supported();
    change(grant);
    EXPECT_EQ(Payload(grant), full) << what;
    ASSERT_EQ(alarms.size(), 1U) << what;
    EXPECT_THAT(alarms[0], HasSubstr(what));
  }
}

TEST_F(Issuer, NothingIsGivenBeyondTheFacts) {
  Suspend();
  const std::string restricted = Payload(Supported());
  ASSERT_TRUE(alarms.empty());
  const std::pair<const char*, std::function<void(domain::KeyGrant&)>> rows[] = {
      {"the mode", [](auto& g) { g.mode = Mode::kFull; }},
      {"entitlements added", [](auto& g) { g.entitlements.push_back({"seats", 1}); }},
      {"a later end", [](auto& g) { g.expire_time += seconds(1); }},
      {"a longer offline time", [](auto& g) { g.offline += seconds(1); }},
  };
  for (const auto& [what, change] : rows) {
    alarms.clear();
    domain::KeyGrant grant = Supported();
    change(grant);
    EXPECT_EQ(Payload(grant), restricted) << what;
    ASSERT_EQ(alarms.size(), 1U) << what;
    EXPECT_THAT(alarms[0], HasSubstr(what));
  }
}

TEST_F(Issuer, ACommittedPayloadIsSignedAgainToTheSameBytes) {
  auto prepared = issuer->PrepareKey(facts, Supported(), subject, now);
  const std::string committed = prepared->Payload();
  const std::string first = issuer->Sign(std::move(*prepared)).value();
  EXPECT_EQ(issuer->Sign(issuer->Restore("lic+jwt", committed)), first);
  // Also by another process, later.
  const auto reopened = directory->Open();
  const keys::Issuer other(**reopened, {kIssuer, false, {}});
  EXPECT_EQ(other.Sign(other.Restore("lic+jwt", committed)), first);
}

TEST_F(Issuer, WhatCannotVerifyIsNotHandedOut) {
  auto signed_text = issuer->Sign(issuer->Restore("lic+jwt", R"({"iat":1800000060})"));
  EXPECT_EQ(signed_text.error().reason, Reason::kKeyUnusable);
  // The failure does not use the sample up.
  signed_text = issuer->Sign(issuer->Restore("tim+jwt", R"({"iat":1800000060})"));
  EXPECT_EQ(signed_text.error().reason, Reason::kKeyUnusable);
  for (const char* payload : {"", "{}", "[]", R"({"iat":"x"})", "\xff"})
    EXPECT_EQ(issuer->Sign(issuer->Restore("lic+jwt", payload)).error().reason,
              Reason::kKeyUnusable);
}

TEST_F(Issuer, RefusesWithoutASigningKeyOfThatTime) {
  for (const Instant t : {FromSeconds(kNow - 1), now + hours(24 * 366 * 3)}) {
    const auto prepared = issuer->PrepareKey(facts, domain::GrantFor(facts, t).grant, subject, t);
    ASSERT_FALSE(prepared);
    EXPECT_EQ(prepared.error().code, Code::kInternal);
    EXPECT_EQ(prepared.error().reason, Reason::kKeyUnusable);
  }
}

TEST_F(Issuer, RefusesAKeyThatNoSoftwareWouldAccept) {
  for (int i = 0; i < 200; ++i)
    facts.license.entitlements.push_back(
        {"entitlement-" + std::string(50, 'x') + std::to_string(i), i});
  EXPECT_THAT(Payload(Supported()), HasSubstr("too many entitlements"));
}

TEST_F(Issuer, RefusesFactsThatDoNotBelongTogether) {
  facts.license.policy_id = "another";
  EXPECT_EQ(issuer->PrepareKey(facts, Supported(), subject, now).error().reason,
            Reason::kInternalFault);
  facts.license.policy_id = "standard";
  subject.nonce.clear();
  EXPECT_EQ(issuer->PrepareKey(facts, Supported(), subject, now).error().reason,
            Reason::kInternalFault);
}

TEST_F(Issuer, SignsFromManyThreads) {
  const std::string committed = Payload(Supported());
  const std::string expected = issuer->Sign(issuer->Restore("lic+jwt", committed)).value();
  std::vector<std::thread> threads;
  std::atomic<int> same = 0;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int k = 0; k < 100; ++k)
        if (issuer->Sign(issuer->Restore("lic+jwt", committed)) == expected) ++same;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(same, 400);
}

TEST(PrivateKey, SignsByteForByteAsOpenSslDoes) {
  SystemEntropy entropy;
  for (int i = 0; i < 50; ++i) {
    const auto key = keys::PrivateKey::Generate(entropy);
    const std::string message = RandomBytes(entropy, static_cast<std::size_t>(i) * 13);
    const std::string_view seed = key.Seed(SecretAccess{});
    EVP_PKEY* pkey = EVP_PKEY_new_raw_private_key(
        EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(seed.data()), 32);
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::string signature(64, '\0');
    std::size_t size = signature.size();
    ASSERT_EQ(EVP_DigestSignInit(context, nullptr, nullptr, nullptr, pkey), 1);
    ASSERT_EQ(
        EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size,
                       reinterpret_cast<const unsigned char*>(message.data()), message.size()),
        1);
    EVP_MD_CTX_free(context);
    EVP_PKEY_free(pkey);
    EXPECT_EQ(key.Sign(message), signature);
  }
}

TEST_F(Issuer, AnOfflineKeyIsNotShortenedWithoutSupport) {
  facts.policy.max_offline_key = 400 * hours(24);
  facts.offline.emplace();
  domain::KeyGrant shorter = Supported();
  shorter.expire_time = now + hours(24);
  shorter.offline = seconds(0);
  const verify::LicenseKey key = Issue(shorter);
  EXPECT_EQ(FromSeconds(key.expires_at + key.offline_seconds), now + 400 * hours(24));
  ASSERT_EQ(alarms.size(), 1U);
  EXPECT_THAT(alarms[0], HasSubstr("an earlier end, a shorter offline time"));

  facts.offline->horizon = now + 30 * hours(24);
  const verify::LicenseKey bounded = Issue(Supported());
  EXPECT_EQ(FromSeconds(bounded.expires_at + bounded.offline_seconds), now + 30 * hours(24));
  EXPECT_EQ(alarms.size(), 1U);
}

}  // namespace
}  // namespace countersign::tests
