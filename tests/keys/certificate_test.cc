// Certificates: what is signed, and what a verifier takes.
#include "licensing/keys/certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "licensing/base/encoding.h"
#include "licensing/keys/root.h"
#include "tests/keys/support/key_directory.h"

namespace countersign::tests {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using verify::KeyUse;
using verify::Refusal;

verify::Certificate AnAcceptance() {
  verify::Certificate content;
  content.issued_at = kNow;
  content.entry_id = "01kn1wvga0e4vdvtqyjm2shk9f";
  content.milestone = "contracts/c1/milestones/m1";
  content.sub_contract = "contracts/c1/subcontracts/erp";
  content.amount = "CNY 180000.00";
  content.mode = "SIGNED";
  content.date = "2027-01-15";
  content.document = std::string(32, 'd');
  content.items = {"i1", "i2"};
  content.punch_items = {"p1"};
  content.receipt_date = "2027-01-08";
  content.signatures = {
      {"customers/acme/contacts/wang", "2027-01-15", "PAPER", std::string(32, 'p')}};
  return content;
}

// ---- signing

class Certificates : public ::testing::Test {
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
  static std::string PayloadOf(const std::string& jws) {
    const auto first = jws.find('.');
    return Base64UrlDecode(jws.substr(first + 1, jws.rfind('.') - first - 1)).value();
  }

  static KeyDirectory* directory;
  static keys::KeyRing* ring;
};
KeyDirectory* Certificates::directory = nullptr;
keys::KeyRing* Certificates::ring = nullptr;

TEST_F(Certificates, AreTheseBytes) {
  const auto certificate = keys::SignCertificate(*ring, AnAcceptance());
  ASSERT_TRUE(certificate) << certificate.error().message;
  EXPECT_EQ(PayloadOf(*certificate),
            R"({"iss":"https://licences.example","iat":1800000000,)"
            R"("jti":"01kn1wvga0e4vdvtqyjm2shk9f","crt":"acceptance",)"
            R"("sub":"contracts/c1/milestones/m1","sct":"contracts/c1/subcontracts/erp",)"
            R"("amt":"CNY 180000.00","how":"SIGNED","date":"2027-01-15",)"
            R"("doc":"ZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGRkZGQ","itm":["i1","i2"],)"
            R"("pun":["p1"],"rcv":"2027-01-08",)"
            R"("sig":[{"who":"customers/acme/contacts/wang","date":"2027-01-15","how":"PAPER",)"
            R"("ppr":"cHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHA"}]})");
  EXPECT_EQ(*keys::SignCertificate(*ring, AnAcceptance()), *certificate);
}

TEST_F(Certificates, SayNothingOfWhatThereIsNot) {
  verify::Certificate content = AnAcceptance();
  content.mode = "TRIGGERED";
  content.document.clear();
  content.items.clear();
  content.punch_items.clear();
  content.receipt_date.clear();
  content.signatures.clear();
  content.simulated = true;
  const auto certificate = keys::SignCertificate(*ring, content);
  ASSERT_TRUE(certificate) << certificate.error().message;
  EXPECT_THAT(PayloadOf(*certificate), HasSubstr(R"("date":"2027-01-15","sim":true})"));
  const auto read = verify::VerifyCertificate(*certificate, ring->bundle());
  ASSERT_TRUE(read);
  EXPECT_TRUE(read.value.simulated);
  EXPECT_TRUE(read.value.signatures.empty());
}

TEST_F(Certificates, StandAgainstTheCertificateKeyAlone) {
  const auto certificate = keys::SignCertificate(*ring, AnAcceptance());
  ASSERT_TRUE(certificate);
  for (const KeyUse use : {KeyUse::kSigning, KeyUse::kLedger}) {
    verify::TrustBundle bundle = ring->bundle();
    for (auto& key : bundle.keys)
      if (key.use == KeyUse::kCertificate) key.use = use;
    EXPECT_EQ(verify::VerifyCertificate(*certificate, bundle).refusal, Refusal::kUnknownKey);
  }
}

TEST_F(Certificates, AreNotSignedWithoutAKeyOfTheirTime) {
  verify::Certificate early = AnAcceptance();
  early.issued_at = kNow - 1;
  const auto refused = keys::SignCertificate(*ring, early);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kKeyUnusable);
}

TEST_F(Certificates, AreNotSignedIfNoVerifierWouldTakeThem) {
  verify::Certificate nobody = AnAcceptance();
  nobody.signatures.clear();
  verify::Certificate large = AnAcceptance();
  large.items.assign(1000, "an-item-with-a-long-name");
  for (const verify::Certificate& content : {nobody, large}) {
    const auto refused = keys::SignCertificate(*ring, content);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, Reason::kKeyUnusable);
  }
}

// ---- verifying

class VerifyACertificate : public ::testing::Test {
 protected:
  Refusal Judge(std::string_view jws) const {
    return verify::VerifyCertificate(jws, bundle).refusal;
  }
  Refusal Claims(const json::object& claims) const {
    return Judge(Signed("cert+jwt", json::serialize(claims), certificate));
  }

  const keys::PrivateKey certificate = TestKey(2);
  const verify::TrustBundle bundle =
      BundleOf({Trusted(TestKey(1), KeyUse::kSigning), Trusted(certificate, KeyUse::kCertificate)});
};

TEST_F(VerifyACertificate, ReadsEveryClaim) {
  json::object claims = CertificateClaims();
  claims["a claim of the future"] = {{"x", {1, nullptr, "y"}}};
  const auto read =
      verify::VerifyCertificate(Signed("cert+jwt", json::serialize(claims), certificate), bundle);
  ASSERT_TRUE(read) << verify::RefusalName(read.refusal);
  const verify::Certificate expected = AnAcceptance();
  EXPECT_EQ(read.value.issuer, kIssuer);
  EXPECT_EQ(read.value.issued_at, kNow);
  EXPECT_EQ(read.value.entry_id, expected.entry_id);
  EXPECT_EQ(read.value.milestone, expected.milestone);
  EXPECT_EQ(read.value.sub_contract, expected.sub_contract);
  EXPECT_EQ(read.value.amount, expected.amount);
  EXPECT_EQ(read.value.mode, expected.mode);
  EXPECT_EQ(read.value.date, expected.date);
  EXPECT_EQ(read.value.document, expected.document);
  EXPECT_EQ(read.value.items, expected.items);
  EXPECT_EQ(read.value.punch_items, expected.punch_items);
  EXPECT_EQ(read.value.receipt_date, expected.receipt_date);
  ASSERT_EQ(read.value.signatures.size(), 1U);
  EXPECT_EQ(read.value.signatures[0].contact, expected.signatures[0].contact);
  EXPECT_EQ(read.value.signatures[0].date, expected.signatures[0].date);
  EXPECT_EQ(read.value.signatures[0].method, expected.signatures[0].method);
  EXPECT_EQ(read.value.signatures[0].paper, expected.signatures[0].paper);
  EXPECT_FALSE(read.value.simulated);
}

TEST_F(VerifyACertificate, RefusesOneWithAnyBitFlipped) {
  const std::string good = Signed("cert+jwt", json::serialize(CertificateClaims()), certificate);
  ASSERT_EQ(Judge(good), Refusal::kNone);
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 1 << bit);
      ASSERT_NE(Judge(bad), Refusal::kNone) << "byte " << i << " bit " << bit;
    }
  }
}

TEST_F(VerifyACertificate, RefusesClaimsThatAreMissingOrOfAnotherType) {
  const auto is_optional = [](std::string_view name) {
    return name == "doc" || name == "itm" || name == "pun" || name == "rcv";
  };
  for (const auto& [name, value] : CertificateClaims()) {
    json::object without = CertificateClaims();
    without.erase(name);
    EXPECT_EQ(Claims(without), is_optional(name) ? Refusal::kNone : Refusal::kBadClaims) << name;
    for (const json::value& other :
         {json::value(nullptr), json::value(json::array{1}), json::value(json::array()),
          json::value(-1), json::value(false), json::value("")}) {
      json::object changed = CertificateClaims();
      changed[name] = other;
      EXPECT_EQ(Claims(changed), Refusal::kBadClaims) << name << " " << other;
    }
  }
}

TEST_F(VerifyACertificate, RefusesClaimsWithoutMeaning) {
  const json::object signature = CertificateClaims().at("sig").as_array().at(0).as_object();
  const auto signature_with = [&](const char* name, const json::value& value) {
    json::object changed = signature;
    changed[name] = value;
    return json::array{changed};
  };
  const std::pair<const char*, json::value> rows[] = {
      {"crt", "payment"},
      {"how", "PROMISED"},
      {"date", "2027-1-15"},
      {"rcv", "15.01.2027"},
      {"doc", json::value(Base64UrlEncode(std::string(31, 'd')))},
      {"itm", json::array{""}},
      {"sim", 1},
      {"sig", json::array{"customers/acme/contacts/wang"}},
      {"sig", signature_with("who", "")},
      {"sig", signature_with("date", "today")},
      {"sig", signature_with("how", nullptr)},
      {"sig", signature_with("ppr", "")},
  };
  for (const auto& [name, value] : rows) {
    json::object claims = CertificateClaims();
    claims[name] = value;
    EXPECT_EQ(Claims(claims), Refusal::kBadClaims) << name << " " << value;
  }
}

}  // namespace
}  // namespace countersign::tests
