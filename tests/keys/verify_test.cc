// Keys and statuses: what the verifier accepts, and everything that it does not.
#include "client-sdk/verify/verify.h"

#include <gtest/gtest.h>

#include <functional>

#include "client-sdk/verify/jws.h"
#include "licensing/base/encoding.h"
#include "tests/keys/support/forge.h"

namespace countersign::tests {
namespace {

namespace json = boost::json;
using verify::KeyUse;
using verify::Refusal;

class Verify : public testing::Test {
 protected:
  Refusal License(std::string_view jws) const {
    return verify::VerifyLicenseKey(jws, bundle).refusal;
  }
  Refusal LicensePayload(std::string_view payload) const {
    return License(Signed("lic+jwt", payload, signing));
  }
  Refusal Claims(const json::object& claims) const {
    return LicensePayload(json::serialize(claims));
  }

  const keys::PrivateKey signing = TestKey(1);
  const keys::PrivateKey certificate = TestKey(2);
  const keys::PrivateKey ledger = TestKey(3);
  const keys::PrivateKey stranger = TestKey(4);
  verify::TrustBundle bundle =
      BundleOf({Trusted(signing, KeyUse::kSigning), Trusted(certificate, KeyUse::kCertificate),
                Trusted(ledger, KeyUse::kLedger)});
};

TEST_F(Verify, ReadsEveryClaimOfAKey) {
  json::object claims = LicenseClaims();
  claims["max_ver"] = "4.9";
  claims["rel"] = "2027-06-30";
  claims["paid_up"] = {{"base", true}};
  claims["sim"] = true;
  claims["a claim of the future"] = {{"x", {1, nullptr, "y"}}};
  const auto key =
      verify::VerifyLicenseKey(Signed("lic+jwt", json::serialize(claims), signing), bundle);
  ASSERT_TRUE(key) << verify::RefusalName(key.refusal);
  EXPECT_EQ(key.value.issuer, kIssuer);
  EXPECT_EQ(key.value.product, "acme-erp");
  EXPECT_EQ(key.value.license_id, "license-1");
  EXPECT_EQ(key.value.lease_id, "lease-1");
  EXPECT_EQ(key.value.key_id, "key-1");
  EXPECT_EQ(key.value.issued_at, kNow);
  EXPECT_EQ(key.value.not_before, kNow);
  EXPECT_EQ(key.value.expires_at, kNow + 86400);
  EXPECT_EQ(key.value.license_version, 42);
  EXPECT_EQ(key.value.mode, verify::Mode::kFull);
  EXPECT_EQ(key.value.entitlements,
            (verify::Entitlements{{"export", std::nullopt}, {"seats", 25}}));
  EXPECT_EQ(key.value.paid_up, (verify::Entitlements{{"base", std::nullopt}}));
  EXPECT_EQ(key.value.max_version, "4.9");
  EXPECT_EQ(key.value.releases_until, "2027-06-30");
  EXPECT_EQ(key.value.machine.policy, verify::FingerprintMatch::kMost);
  EXPECT_EQ(key.value.machine.components.at(3), std::string(32, 'h'));
  EXPECT_EQ(key.value.offline_seconds, 3600);
  EXPECT_EQ(key.value.nonce, std::string(16, 'n'));
  EXPECT_TRUE(key.value.simulated);
}

TEST_F(Verify, ReadsEveryClaimOfAStatus) {
  const auto status =
      verify::VerifyStatus(Signed("tim+jwt", json::serialize(StatusClaims()), signing), bundle);
  ASSERT_TRUE(status) << verify::RefusalName(status.refusal);
  EXPECT_EQ(status.value.product, "acme-erp");
  EXPECT_EQ(status.value.issued_at, kNow);
  EXPECT_EQ(status.value.expires_at, kNow + 300);
  EXPECT_EQ(status.value.outcome, "RESTRICTED");
  EXPECT_EQ(status.value.reason, "LICENSE_SUSPENDED");
  EXPECT_EQ(status.value.license_id, "license-1");
  EXPECT_EQ(status.value.lease_id, "lease-1");
  EXPECT_EQ(status.value.license_version, 42);
  EXPECT_EQ(status.value.nonce, std::string(16, 'n'));
  EXPECT_FALSE(status.value.simulated);
}

TEST_F(Verify, AStatusWithoutALicenceNamesNone) {
  json::object claims = StatusClaims();
  for (const char* name : {"sub", "lid", "lver", "rsn"}) claims.erase(name);
  const auto status =
      verify::VerifyStatus(Signed("tim+jwt", json::serialize(claims), signing), bundle);
  ASSERT_TRUE(status);
  EXPECT_EQ(status.value.license_id, "");
  EXPECT_EQ(status.value.license_version, 0);
}

TEST_F(Verify, RefusesAKeyWithAnyBitFlipped) {
  const std::string good = Signed("lic+jwt", json::serialize(LicenseClaims()), signing);
  ASSERT_EQ(License(good), Refusal::kNone);
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 1 << bit);
      ASSERT_NE(License(bad), Refusal::kNone) << "byte " << i << " bit " << bit;
    }
  }
}

TEST_F(Verify, RefusesAKeyCutOrLengthenedAnywhere) {
  const std::string good = Signed("lic+jwt", json::serialize(LicenseClaims()), signing);
  for (std::size_t i = 0; i < good.size(); ++i)
    ASSERT_NE(License(std::string_view(good).substr(0, i)), Refusal::kNone) << i;
  for (const char* tail : {"A", "=", ".", " ", "\n", "\0"})
    EXPECT_NE(License(good + std::string(tail, 1)), Refusal::kNone);
}

TEST_F(Verify, RefusesEveryKindOfferedAsAnother) {
  const std::string license = json::serialize(LicenseClaims());
  const std::string status = json::serialize(StatusClaims());
  const std::string acceptance = json::serialize(CertificateClaims());
  // Also with the claims of all kinds in one, by a key for every use, so that only the kind can
  // tell them apart.
  json::object every = LicenseClaims();
  for (const json::object& claims : {StatusClaims(), CertificateClaims()})
    for (const auto& member : claims) every.insert(member);
  every["ver"] = 9;
  every["keys"] = json::array();
  verify::TrustBundle for_all = bundle;
  for_all.keys.push_back(Trusted(signing, KeyUse::kCertificate));
  const auto root = verify::RootSet{{signing.public_key()}, 1};
  const std::string all = json::serialize(every);
  for (const std::string& payload : {license, status, acceptance, all}) {
    for (const char* kind : {"lic+jwt", "tim+jwt", "tb+jwt", "cert+jwt", "JWT", "", "lic+jwt "}) {
      const std::string object = Signed(kind, payload, signing);
      const auto fits = [&](std::string_view right_kind, const std::string& right_payload) {
        return kind == right_kind && (payload == right_payload || payload == all);
      };
      EXPECT_EQ(bool(verify::VerifyLicenseKey(object, for_all)), fits("lic+jwt", license)) << kind;
      EXPECT_EQ(bool(verify::VerifyStatus(object, for_all)), fits("tim+jwt", status)) << kind;
      EXPECT_EQ(bool(verify::VerifyCertificate(object, for_all)), fits("cert+jwt", acceptance))
          << kind;
      EXPECT_FALSE(verify::VerifyTrustBundle(object, root, 0, kNow)) << kind;
    }
  }
  const std::string trust = BundleText(bundle, {&stranger});
  EXPECT_FALSE(verify::VerifyLicenseKey(trust, bundle));
  EXPECT_FALSE(verify::VerifyStatus(trust, bundle));
  EXPECT_FALSE(verify::VerifyCertificate(trust, bundle));
}

TEST_F(Verify, RefusesEveryHeaderButTheOne) {
  const std::string kid = signing.kid();
  const std::string payload = json::serialize(LicenseClaims());
  for (const std::string& header : std::initializer_list<std::string>{
           R"({"alg":"EdDSA","kid":")" + kid + R"(","typ":"lic+jwt","x":1})",
           R"({"alg":"none","kid":")" + kid + R"(","typ":"lic+jwt"})",
           R"({"alg":"HS256","kid":")" + kid + R"(","typ":"lic+jwt"})",
           R"({"alg":"Ed25519","kid":")" + kid + R"(","typ":"lic+jwt"})",
           R"({"alg":"EdDSA", "kid":")" + kid + R"(","typ":"lic+jwt"})",
           R"({"kid":")" + kid + R"(","alg":"EdDSA","typ":"lic+jwt"})",
           R"({"alg":"EdDSA","kid":")" + kid + R"(","kid":")" + kid + R"(","typ":"lic+jwt"})",
           R"({"alg":"EdDSA","kid":")" + kid + R"(","typ":"LIC+JWT"})",
           R"({"alg":"EdDSA","kid":")" + kid.substr(1) + R"(","typ":"lic+jwt"})",
           R"({"alg":"EdDSA","kid":"","typ":"lic+jwt"})",
           R"({"alg":"EdDSA","typ":"lic+jwt"})",
           "{}",
       })
    EXPECT_EQ(License(Compact(header, payload, signing)), Refusal::kWrongHeader) << header;
}

TEST_F(Verify, RefusesKeysThatTheBundleDoesNotHoldForThis) {
  const std::string payload = json::serialize(LicenseClaims());
  EXPECT_EQ(License(Signed("lic+jwt", payload, stranger)), Refusal::kUnknownKey);
  EXPECT_EQ(License(Signed("lic+jwt", payload, certificate)), Refusal::kUnknownKey);
  EXPECT_EQ(License(Signed("lic+jwt", payload, ledger)), Refusal::kUnknownKey);
  // Another's signature under a good kid.
  EXPECT_EQ(License(Compact(verify::ProtectedHeader("lic+jwt", signing.kid()), payload, stranger)),
            Refusal::kBadSignature);
}

TEST_F(Verify, RefusesAKeyIssuedOutsideItsSigningKeysValidity) {
  const auto issued = [&](std::int64_t t) {
    json::object claims = LicenseClaims();
    claims["iat"] = t;
    return Claims(claims);
  };
  EXPECT_EQ(issued(kNow - 1001), Refusal::kKeyNotValid);
  EXPECT_EQ(issued(kNow - 1000), Refusal::kNone);
  EXPECT_EQ(issued(kNow + 999), Refusal::kNone);
  EXPECT_EQ(issued(kNow + 1000), Refusal::kKeyNotValid);
  bundle.keys[0].revoked = true;
  EXPECT_EQ(issued(kNow), Refusal::kKeyNotValid);
}

TEST_F(Verify, RefusesAnotherIssuersKey) {
  json::object claims = LicenseClaims();
  claims["iss"] = "https://licences.example.evil";
  EXPECT_EQ(Claims(claims), Refusal::kBadClaims);
}

TEST_F(Verify, RefusesClaimsThatAreMissingOrOfAnotherType) {
  for (const auto& [name, value] : LicenseClaims()) {
    json::object without = LicenseClaims();
    without.erase(name);
    EXPECT_EQ(Claims(without), Refusal::kBadClaims) << name;
    for (const json::value& other : {json::value(nullptr), json::value(json::array{1}),
                                     json::value(-1), json::value(false), json::value("")}) {
      json::object changed = LicenseClaims();
      changed[name] = other;
      EXPECT_EQ(Claims(changed), Refusal::kBadClaims) << name << " " << other;
    }
  }
}

TEST_F(Verify, RefusesClaimsWithoutMeaning) {
  const std::string hash = Base64UrlEncode(std::string(32, 'h'));
  const std::pair<const char*, json::value> rows[] = {
      {"exp", kNow},
      {"mode", "FULL"},
      {"ent", {{"x", false}}},
      {"ent", {{"x", "on"}}},
      {"ent", {{"x", -1}}},
      {"ent", {{"x", std::int64_t{1} << 53}}},
      {"paid_up", json::array()},
      {"lver", std::int64_t{1} << 53},
      {"exp", 253'402'300'800},
      {"rel", "2027-6-30"},
      {"rel", "30.06.2027"},
      {"max_ver", ""},
      {"max_ver", 4},
      {"sim", 1},
      {"nce", json::value(Base64UrlEncode(std::string(15, 'n')))},
      {"nce", json::value(Base64UrlEncode(std::string(65, 'n')))},
      {"nce", "bm5ubm5ubm5ubm5ubm5ubg=="},
      {"mach", {{"pol", "some"}, {"cmp", {{"1", hash}}}}},
      {"mach", {{"cmp", {{"1", hash}}}}},
      {"mach", {{"pol", "most"}, {"cmp", json::object()}}},
      {"mach", {{"pol", "most"}, {"cmp", {{"0", hash}}}}},
      {"mach", {{"pol", "most"}, {"cmp", {{"01", hash}}}}},
      {"mach", {{"pol", "most"}, {"cmp", {{"disk", hash}}}}},
      {"mach", {{"pol", "most"}, {"cmp", {{"1", hash.substr(1)}}}}},
  };
  for (const auto& [name, value] : rows) {
    json::object claims = LicenseClaims();
    claims[name] = value;
    EXPECT_EQ(Claims(claims), Refusal::kBadClaims) << name << " " << value;
  }
}

TEST_F(Verify, RefusesJsonThatTwoReadersCouldReadDifferently) {
  const std::string good = json::serialize(LicenseClaims());
  const auto with = [&](const std::string& member) {
    return good.substr(0, good.size() - 1) + "," + member + "}";
  };
  ASSERT_EQ(LicensePayload(with(R"("z":[{"a":1,"b":2}])")), Refusal::kNone);
  for (const std::string& payload : {
           with(R"("mode":"full")"),             // a claim twice
           with(R"("m\u006fde":"restricted")"),  // a claim twice, once in disguise
           with(R"("z":[{"a":1,"a":2}])"),       // in a claim that is ignored
           with(R"("z":1.0)"),
           with(R"("z":1e3)"),
           with(R"("z":-0.5)"),
           with(R"("z":18446744073709551616)"),  // beyond 64 bits
           with("\"z\":\"\x80\""),               // no UTF-8
           with("\"z\":\"\xed\xa0\x80\""),       // a surrogate in UTF-8
           with(R"("z":"\ud800")"),              // half a pair
           with(R"("z":"\u0000")"),
           with(R"("\u0000":1)"),
           with("\"z\":\"a\nb\""),  // a control character
           with(R"("z":/**/1)"),
           with(R"("z":1,)"),
           with(R"("z":01)"),
           with(R"("z":+1)"),
           with(R"("z":NaN)"),
           with(R"('z':1)"),
           with("z:1"),
           good + "{}",
           good + ",",
           good.substr(1),
           "[" + good + "]",
           std::string(),
           std::string("null"),
           std::string("1"),
           "\xef\xbb\xbf" + good,
       })
    EXPECT_NE(LicensePayload(payload), Refusal::kNone) << payload;
}

TEST_F(Verify, RefusesJsonDeeperThanSixteen) {
  const auto nested = [&](int depth) {
    json::value value = json::array();
    for (int i = 2; i < depth; ++i) value = json::array{value};
    json::object claims = LicenseClaims();
    claims["z"] = value;
    return Claims(claims);
  };
  EXPECT_EQ(nested(16), Refusal::kNone);
  EXPECT_EQ(nested(17), Refusal::kMalformed);
  EXPECT_EQ(LicensePayload(std::string(8000, '[')), Refusal::kMalformed);
}

TEST_F(Verify, RefusesMoreThanSixteenKibibytes) {
  const auto sized = [&](std::size_t padding) {
    json::object claims = LicenseClaims();
    claims["z"] = std::string(padding, 'z');
    return Signed("lic+jwt", json::serialize(claims), signing);
  };
  std::size_t padding = 11000;
  while (sized(padding + 1).size() <= verify::kMaxObjectBytes) ++padding;
  EXPECT_EQ(License(sized(padding)), Refusal::kNone);
  EXPECT_EQ(License(sized(padding + 1)), Refusal::kTooLarge);
  EXPECT_EQ(License(std::string(1 << 20, 'A')), Refusal::kTooLarge);
}

TEST_F(Verify, RefusesBase64urlThatIsNotTheOneTextOfItsBytes) {
  // 64 bytes of signature leave four unused bits in the last symbol.
  const std::string good = Signed("lic+jwt", json::serialize(LicenseClaims()), signing);
  for (const char other :
       std::string_view("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")) {
    std::string bad = good;
    bad.back() = other;
    EXPECT_EQ(License(bad) == Refusal::kNone, bad == good) << other;
  }
  for (const char* wrong : {"==", "=", "+", "/", "\n"})
    EXPECT_EQ(License(good + wrong), Refusal::kMalformed) << wrong;
  const auto dot = good.find('.');
  EXPECT_EQ(License(good.substr(0, dot) + "=" + good.substr(dot)), Refusal::kMalformed);
}

TEST_F(Verify, RefusesWhatIsNoCompactJws) {
  for (const std::string& text :
       {std::string(), std::string("."), std::string(".."), std::string("..."),
        std::string("a.b.c.d"), std::string(100, '.'), std::string("{}"), std::string(1000, '\0')})
    EXPECT_EQ(License(text), Refusal::kMalformed) << text;
}

// RFC 8032 section 7.1: every test.
TEST(Rfc8032, Vectors) {
  struct Vector {
    const char *secret, *public_key, *message, *signature;
  };
  constexpr Vector kVectors[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
       "f9b46bd25bf5f0595bbe24655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
       "f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098"
       "4dc6594a7c15e9716ed28dc027beceea1ec40a"},
      {"f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
       "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
       "08b8b2b733424243760fe426a4b54908632110a66c2f6591eabd3345e3e4eb98fa6e264bf09efe12ee50f8f54e"
       "9f77b1e355f6c50544e23fb1433ddf73be84d879de7c0046dc4996d9e773f4bc9efe5738829adb26c81b37c93a"
       "1b270b20329d658675fc6ea534e0810a4432826bf58c941efb65d57a338bbd2e26640f89ffbc1a858efcb8550e"
       "e3a5e1998bd177e93a7363c344fe6b199ee5d02e82d522c4feba15452f80288a821a579116ec6dad2b3b310da9"
       "03401aa62100ab5d1a36553e06203b33890cc9b832f79ef80560ccb9a39ce767967ed628c6ad573cb116dbefef"
       "d75499da96bd68a8a97b928a8bbc103b6621fcde2beca1231d206be6cd9ec7aff6f6c94fcd7204ed3455c68c83"
       "f4a41da4af2b74ef5c53f1d8ac70bdcb7ed185ce81bd84359d44254d95629e9855a94a7c1958d1f8ada5d0532e"
       "d8a5aa3fb2d17ba70eb6248e594e1a2297acbbb39d502f1a8c6eb6f1ce22b3de1a1f40cc24554119a831a9aad6"
       "079cad88425de6bde1a9187ebb6092cf67bf2b13fd65f27088d78b7e883c8759d2c4f5c65adb7553878ad575f9"
       "fad878e80a0c9ba63bcbcc2732e69485bbc9c90bfbd62481d9089beccf80cfe2df16a2cf65bd92dd597b0707e0"
       "917af48bbb75fed413d238f5555a7a569d80c3414a8d0859dc65a46128bab27af87a71314f318c782b23ebfe80"
       "8b82b0ce26401d2e22f04d83d1255dc51addd3b75a2b1ae0784504df543af8969be3ea7082ff7fc9888c144da2"
       "af58429ec96031dbcad3dad9af0dcbaaaf268cb8fcffead94f3c7ca495e056a9b47acdb751fb73e666c6c655ad"
       "e8297297d07ad1ba5e43f1bca32301651339e22904cc8c42f58c30c04aafdb038dda0847dd988dcda6f3bfd15c"
       "4b4c4525004aa06eeff8ca61783aacec57fb3d1f92b0fe2fd1a85f6724517b65e614ad6808d6f6ee34dff7310f"
       "dc82aebfd904b01e1dc54b2927094b2db68d6f903b68401adebf5a7e08d78ff4ef5d63653a65040cf9bfd4aca7"
       "984a74d37145986780fc0b16ac451649de6188a7dbdf191f64b5fc5e2ab47b57f7f7276cd419c17a3ca8e1b939"
       "ae49e488acba6b965610b5480109c8b17b80e1b7b750dfc7598d5d5011fd2dcc5600a32ef5b52a1ecc820e308a"
       "a342721aac0943bf6686b64b2579376504ccc493d97e6aed3fb0f9cd71a43dd497f01f17c0e2cb3797aa2a2f25"
       "6656168e6c496afc5fb93246f6b1116398a346f1a641f3b041e989f7914f90cc2c7fff357876e506b50d334ba7"
       "7c225bc307ba537152f3f1610e4eafe595f6d9d90d11faa933a15ef1369546868a7f3a45a96768d40fd9d03412"
       "c091c6315cf4fde7cb68606937380db2eaaa707b4c4185c32eddcdd306705e4dc1ffc872eeee475a64dfac86ab"
       "a41c0618983f8741c5ef68d3a101e8a3b8cac60c905c15fc910840b94c00a0b9d0",
       "0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350aa5371b1508f9f4528ecea23c4"
       "36d94b5e8fcd4f681e30a6ac00a9704a188a03"},
      {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
       "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
       "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3"
       "feebbd454d4423643ce80e2a9ac94fa54ca49f",
       "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c664"
       "31e0303dca179c138ac17ad9bef1177331a704"},
  };
  for (const Vector& vector : kVectors) {
    const auto key = keys::PrivateKey::FromSeed(SecretBytes(*HexDecode(vector.secret)));
    const std::string message = *HexDecode(vector.message);
    const std::string signature = *HexDecode(vector.signature);
    EXPECT_EQ(HexEncode({reinterpret_cast<const char*>(key->public_key().data()), 32}),
              vector.public_key);
    EXPECT_EQ(key->Sign(message), signature);
    EXPECT_TRUE(verify::VerifySignature(signature, message, key->public_key()));
    EXPECT_FALSE(verify::VerifySignature(signature, message + "x", key->public_key()));
  }
}

// RFC 8037 appendix A.3 (thumbprint) and A.4 (signature), for the key of A.1.
TEST(Rfc8037, ThumbprintAndSignature) {
  const auto key = keys::PrivateKey::FromSeed(
      SecretBytes(*Base64UrlDecode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")));
  EXPECT_EQ(key->kid(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  EXPECT_EQ(
      Compact(R"({"alg":"EdDSA"})", "Example of Ed25519 signing", *key),
      "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09"
      "PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg");
}

}  // namespace
}  // namespace countersign::tests
