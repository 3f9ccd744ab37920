// Trust bundles and the roots that vouch for them.
#include <gtest/gtest.h>

#include "client-sdk/verify/root_set.h"
#include "client-sdk/verify/verify.h"
#include "licensing/base/encoding.h"
#include "licensing/keys/root.h"
#include "tests/keys/support/forge.h"

namespace countersign::tests {
namespace {

namespace json = boost::json;
using verify::KeyUse;
using verify::Refusal;

class Bundle : public testing::Test {
 protected:
  Refusal Check(std::string_view text, const verify::RootSet& roots) const {
    return verify::VerifyTrustBundle(text, roots, 0, kNow).refusal;
  }
  Refusal Claims(const json::object& claims) const {
    return Check(SignedClaims(json::serialize(claims)), RootsOf({&root1}, 1));
  }
  // By root1, as a `kind`.
  std::string SignedClaims(std::string_view payload, std::string_view kind = "tb+jwt") const {
    const std::string header = Base64UrlEncode(verify::ProtectedHeader(kind, root1.kid()));
    const std::string text = Base64UrlEncode(payload);
    return json::serialize(json::object{
        {"payload", text},
        {"signatures",
         json::array{json::object{
             {"protected", header},
             {"signature", Base64UrlEncode(root1.Sign(header + "." + text).value())}}}}});
  }
  json::object GoodClaims() const { return json::parse(keys::BundleRequest(bundle)).as_object(); }

  const keys::PrivateKey root1 = TestKey(11);
  const keys::PrivateKey root2 = TestKey(12);
  const keys::PrivateKey root3 = TestKey(13);
  const keys::PrivateKey stranger = TestKey(14);
  const keys::PrivateKey signing = TestKey(1);
  const keys::PrivateKey ledger = TestKey(3);
  verify::TrustBundle bundle =
      BundleOf({Trusted(signing, KeyUse::kSigning), Trusted(ledger, KeyUse::kLedger)});
};

TEST_F(Bundle, IsReadAsItWasSigned) {
  bundle.keys[1].revoked = true;
  const auto read =
      verify::VerifyTrustBundle(BundleText(bundle, {&root1}), RootsOf({&root1}, 1), 7, kNow);
  ASSERT_TRUE(read) << verify::RefusalName(read.refusal);
  EXPECT_EQ(read.value.issuer, kIssuer);
  EXPECT_EQ(read.value.version, 7U);
  EXPECT_EQ(read.value.issued_at, kNow);
  EXPECT_EQ(read.value.expires_at, kNow + 5000);
  ASSERT_EQ(read.value.keys.size(), 2U);
  EXPECT_EQ(read.value.keys[0].kid, signing.kid());
  EXPECT_EQ(read.value.keys[0].public_key, signing.public_key());
  EXPECT_EQ(read.value.keys[0].use, KeyUse::kSigning);
  EXPECT_EQ(read.value.keys[0].not_before, kNow - 1000);
  EXPECT_EQ(read.value.keys[0].not_after, kNow + 1000);
  EXPECT_FALSE(read.value.keys[0].revoked);
  EXPECT_EQ(read.value.keys[1].use, KeyUse::kLedger);
  EXPECT_TRUE(read.value.keys[1].revoked);
  EXPECT_FALSE(read.value.next_roots);
}

TEST_F(Bundle, NeedsAsManyDifferentRootsAsTheThresholdSays) {
  const auto two_of_three = RootsOf({&root1, &root2, &root3}, 2);
  EXPECT_EQ(Check(BundleText(bundle, {&root1, &root3}), two_of_three), Refusal::kNone);
  EXPECT_EQ(Check(BundleText(bundle, {&root3, &root2, &root1}), two_of_three), Refusal::kNone);
  EXPECT_EQ(Check(BundleText(bundle, {&root2}), two_of_three), Refusal::kThreshold);
  EXPECT_EQ(Check(BundleText(bundle, {&root2, &stranger}), two_of_three), Refusal::kThreshold);
  EXPECT_EQ(Check(BundleText(bundle, {&stranger}), RootsOf({&root1}, 1)), Refusal::kThreshold);
  EXPECT_EQ(Check(BundleText(bundle, {&root1}), RootsOf({&root1}, 0)), Refusal::kThreshold);
  EXPECT_EQ(Check(BundleText(bundle, {&root1}), verify::RootSet{}), Refusal::kThreshold);
}

TEST_F(Bundle, CountsARootThatSignedTwiceOnce) {
  json::object text = json::parse(BundleText(bundle, {&root1})).as_object();
  json::array& signatures = text["signatures"].as_array();
  signatures.push_back(signatures[0]);
  EXPECT_EQ(Check(json::serialize(text), RootsOf({&root1, &root2}, 2)), Refusal::kThreshold);
  EXPECT_EQ(Check(json::serialize(text), RootsOf({&root1, &root2}, 1)), Refusal::kNone);
  // Listed twice among the roots it is one root, too.
  EXPECT_EQ(Check(json::serialize(text), RootsOf({&root1, &root1}, 2)), Refusal::kThreshold);
}

TEST_F(Bundle, IsRefusedWithAnyBitFlipped) {
  const std::string good = BundleText(bundle, {&root1});
  const auto roots = RootsOf({&root1}, 1);
  ASSERT_EQ(Check(good, roots), Refusal::kNone);
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ 1 << bit);
      ASSERT_NE(Check(bad, roots), Refusal::kNone) << "byte " << i << " bit " << bit;
    }
  }
}

TEST_F(Bundle, VersionsOnlyRise) {
  const std::string text = BundleText(bundle, {&root1});
  const auto roots = RootsOf({&root1}, 1);
  EXPECT_EQ(verify::VerifyTrustBundle(text, roots, 7, kNow).refusal, Refusal::kNone);
  EXPECT_EQ(verify::VerifyTrustBundle(text, roots, 8, kNow).refusal, Refusal::kBundleTooOld);
}

TEST_F(Bundle, ExpiresForWhoeverIsNewToItOnly) {
  const std::string text = BundleText(bundle, {&root1});
  const auto roots = RootsOf({&root1}, 1);
  EXPECT_EQ(verify::VerifyTrustBundle(text, roots, 0, kNow + 4999).refusal, Refusal::kNone);
  EXPECT_EQ(verify::VerifyTrustBundle(text, roots, 0, kNow + 5000).refusal,
            Refusal::kBundleExpired);
  EXPECT_EQ(verify::VerifyTrustBundle(text, roots, 0, std::nullopt).refusal, Refusal::kNone);
}

TEST_F(Bundle, NewRootsNeedTheOldThresholdAndTheNewOne) {
  const auto old_roots = RootsOf({&root1, &root2}, 2);
  bundle.next_roots = RootsOf({&root2, &root3, &stranger}, 2);
  EXPECT_EQ(Check(BundleText(bundle, {&root1, &root2}), old_roots), Refusal::kThreshold);
  EXPECT_EQ(Check(BundleText(bundle, {&root3, &stranger}), old_roots), Refusal::kThreshold);
  EXPECT_EQ(Check(BundleText(bundle, {&root1, &root3, &stranger}), old_roots), Refusal::kThreshold);
  const std::string both = BundleText(bundle, {&root1, &root2, &root3});
  EXPECT_EQ(Check(both, old_roots), Refusal::kNone);
  const auto read = verify::VerifyTrustBundle(both, old_roots, 0, kNow);
  ASSERT_TRUE(read.value.next_roots);
  EXPECT_EQ(read.value.next_roots->threshold, 2U);
  EXPECT_EQ(read.value.next_roots->keys, bundle.next_roots->keys);
}

TEST_F(Bundle, AKeyServesOnePurposeOnly) {
  json::object claims = GoodClaims();
  json::object again = claims["keys"].as_array()[0].as_object();
  again["use"] = "ledger";
  claims["keys"].as_array().push_back(again);
  EXPECT_EQ(Claims(claims), Refusal::kBadClaims);

  bundle.keys.push_back(Trusted(root1, KeyUse::kSigning));
  EXPECT_EQ(Claims(GoodClaims()), Refusal::kBadClaims);
}

TEST_F(Bundle, PassesOverKeysMadeUpAfterIt) {
  json::object claims = GoodClaims();
  json::array& entries = claims["keys"].as_array();
  json::object future = entries[0].as_object();
  future["use"] = "timestamping";
  entries.push_back(future);
  entries.push_back({{"kty", "AKP"}, {"crv", "-"}, {"alg", "ML-DSA-44"}, {"use", "signing"}});
  const auto read = verify::VerifyTrustBundle(SignedClaims(json::serialize(claims)),
                                              RootsOf({&root1}, 1), 0, kNow);
  ASSERT_TRUE(read) << verify::RefusalName(read.refusal);
  EXPECT_EQ(read.value.keys.size(), 2U);
}

TEST_F(Bundle, RefusesClaimsThatAreMissingOrOfAnotherType) {
  bundle.next_roots = RootsOf({&root1}, 1);
  ASSERT_EQ(Claims(GoodClaims()), Refusal::kNone);
  for (const auto& [name, value] : GoodClaims()) {
    json::object changed = GoodClaims();
    changed[name] = nullptr;
    EXPECT_EQ(Claims(changed), Refusal::kBadClaims) << name;
    if (name == "roots") continue;
    changed.erase(name);
    EXPECT_EQ(Claims(changed), Refusal::kBadClaims) << name;
  }
  for (const char* name : {"kty", "crv", "x", "kid", "use", "nbf", "exp"}) {
    json::object changed = GoodClaims();
    changed["keys"].as_array()[0].as_object().erase(name);
    EXPECT_EQ(Claims(changed), Refusal::kBadClaims) << name;
  }
  for (const auto& roots :
       {json::value{{"threshold", 0}, {"keys", GoodClaims()["roots"].at("keys")}},
        json::value{{"threshold", 2}, {"keys", GoodClaims()["roots"].at("keys")}},
        json::value{{"threshold", 1}, {"keys", json::array()}}}) {
    json::object changed = GoodClaims();
    changed["roots"] = roots;
    EXPECT_EQ(Claims(changed), Refusal::kBadClaims) << roots;
  }
}

TEST_F(Bundle, RefusesEveryOtherKindThatARootSigned) {
  const std::string claims = json::serialize(GoodClaims());
  const auto roots = RootsOf({&root1}, 1);
  ASSERT_EQ(Check(SignedClaims(claims, "tb+jwt"), roots), Refusal::kNone);
  for (const char* kind : {"lic+jwt", "tim+jwt", "cert+jwt", "JWT", "", "tb+jwt "})
    EXPECT_EQ(Check(SignedClaims(claims, kind), roots), Refusal::kWrongHeader) << kind;
}

TEST_F(Bundle, RefusesAKidThatIsNotItsKeysThumbprint) {
  json::object claims = GoodClaims();
  claims["keys"].as_array()[0].as_object()["kid"] = stranger.kid();
  EXPECT_EQ(Claims(claims), Refusal::kBadClaims);
}

TEST_F(Bundle, RefusesEveryOtherEnvelope) {
  const std::string good = BundleText(bundle, {&root1});
  const auto roots = RootsOf({&root1}, 1);
  const auto changed = [&](auto change) {
    json::object text = json::parse(good).as_object();
    change(text);
    return json::serialize(text);
  };
  const auto first = [](json::object& text) -> json::object& {
    return text["signatures"].as_array()[0].as_object();
  };
  EXPECT_EQ(Check(changed([](json::object& text) { text["extra"] = 1; }), roots),
            Refusal::kMalformed);
  EXPECT_EQ(Check(changed([&](json::object& text) {
                    first(text)["header"] = {{"alg", "none"}};  // RFC 7515's unprotected header
                  }),
                  roots),
            Refusal::kMalformed);
  EXPECT_EQ(Check(changed([](json::object& text) { text["signatures"] = json::array(); }), roots),
            Refusal::kThreshold);
  EXPECT_EQ(Check(changed([&](json::object& text) {
                    first(text)["protected"] =
                        Base64UrlEncode(verify::ProtectedHeader("lic+jwt", root1.kid()));
                  }),
                  roots),
            Refusal::kWrongHeader);
  EXPECT_EQ(Check(changed([&](json::object& text) {
                    json::array& signatures = text["signatures"].as_array();
                    while (signatures.size() < 17) signatures.push_back(signatures[0]);
                  }),
                  roots),
            Refusal::kMalformed);
  EXPECT_EQ(Check(good.substr(0, good.size() - 1) + R"(,"payload":"e30"})", roots),
            Refusal::kMalformed);
  EXPECT_EQ(Check(std::string(verify::kMaxObjectBytes + 1, ' '), roots), Refusal::kTooLarge);
}

TEST_F(Bundle, IsSignedByOneRootAfterAnother) {
  const std::string request = keys::BundleRequest(bundle);
  const auto once = keys::SignBundle(request, "", root1);
  ASSERT_TRUE(once);
  EXPECT_EQ(keys::SignBundle(request, *once, root1).error().reason, Reason::kStateConflict);
  bundle.version = 8;
  EXPECT_EQ(keys::SignBundle(keys::BundleRequest(bundle), *once, root2).error().reason,
            Reason::kKeyUnusable);
  EXPECT_EQ(keys::SignBundle("{}", "", root1).error().reason, Reason::kKeyUnusable);
  EXPECT_EQ(keys::SignBundle(request, "{}", root2).error().reason, Reason::kKeyUnusable);
  EXPECT_EQ(keys::SignBundle(request, "", signing).error().reason, Reason::kKeyUnusable);
}

TEST(RootSet, IsReadBackAndNothingElseIsOne) {
  const keys::PrivateKey a = TestKey(21), b = TestKey(22);
  const auto roots = RootsOf({&a, &b}, 2);
  const std::string text = verify::FormatRootSet(roots);
  const auto read = verify::ParseRootSet("# our roots\r\n\n" + text);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->keys, roots.keys);
  EXPECT_EQ(read->threshold, 2U);
  const std::string key = text.substr(12, 43);
  EXPECT_EQ(verify::ParseRootSet(key)->threshold, 1U);
  for (const std::string& bad :
       {std::string(), std::string("threshold 1\n"), "threshold 2\n" + key, "threshold 0\n" + key,
        "threshold -1\n" + key, "threshold x\n" + key, key + "\n" + key, key.substr(1), key + "=",
        key + " " + key, std::string("\x00", 1) + key})
    EXPECT_FALSE(verify::ParseRootSet(bad)) << bad;
}

}  // namespace
}  // namespace countersign::tests
