// Key files: how they are made, opened and chosen.
#include "licensing/keys/keyring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include "client-sdk/verify/root_set.h"
#include "licensing/keys/private_key.h"
#include "licensing/keys/root.h"
#include "tests/keys/support/key_directory.h"

namespace countersign::tests {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using verify::KeyUse;

std::vector<fs::path> Files(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(directory, none)) files.push_back(entry.path());
  return files;
}

TEST(KeyRing, OpensWhatInitMade) {
  KeyDirectory keys;
  const auto ring = keys.Ring();
  ASSERT_TRUE(ring);
  EXPECT_EQ(ring->bundle().issuer, kIssuer);
  EXPECT_EQ(ring->bundle().version, 1U);
  ASSERT_EQ(ring->bundle().keys.size(), 3U);
  for (const auto& key : ring->bundle().keys) {
    EXPECT_TRUE(ring->Holds(key.kid));
    EXPECT_EQ(key.not_before, kNow);
  }
  EXPECT_FALSE(ring->Holds(TestKey(1).kid()));
  const auto roots = verify::ParseRootSet(ReadText(keys.path / "root.pub"));
  ASSERT_TRUE(roots);
  EXPECT_TRUE(verify::VerifyTrustBundle(ring->bundle_text(), *roots, 1, kNow));
  EXPECT_EQ(ring->bundle_text(), ReadText(keys.path / "trust-bundle.json"));
}

TEST(KeyRing, PrivateKeysAreForTheirOwnerAndEncrypted) {
  KeyDirectory keys;
  ASSERT_TRUE(keys.Create());
  EXPECT_EQ(Mode(keys.path), 0700U);
  int private_keys = 0;
  for (const auto& file : Files(keys.path)) {
    if (file.extension() != ".key") continue;
    ++private_keys;
    EXPECT_EQ(Mode(file), 0600U) << file;
    EXPECT_THAT(ReadText(file), HasSubstr("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
  }
  EXPECT_EQ(private_keys, 5);  // signing, certificate, ledger, lease master, development root
}

TEST(KeyRing, AWrongPassphraseSaysSo) {
  KeyDirectory keys;
  ASSERT_TRUE(keys.Create());
  for (const char* wrong : {"correct horsf", "", "correct horse "}) {
    const auto ring = keys::KeyRing::Open(keys.path, SecretBytes(wrong));
    ASSERT_FALSE(ring) << wrong;
    EXPECT_EQ(ring.error().code, Code::kFailedPrecondition);
    EXPECT_EQ(ring.error().reason, Reason::kPassphraseWrong);
    EXPECT_THAT(ring.error().message, HasSubstr("passphrase does not open"));
  }
}

TEST(KeyRing, SaysWhatIsMissingOrWrong) {
  const auto refused = [](const char* file, std::string_view content) {
    KeyDirectory keys;
    EXPECT_TRUE(keys.Create());
    for (const auto& path : Files(keys.path)) {
      if (!path.filename().string().starts_with(file)) continue;
      if (content.empty())
        fs::remove(path);
      else
        WriteText(path, content);
    }
    const auto ring = keys.Open();
    EXPECT_FALSE(ring) << file;
    if (ring) return std::string();
    EXPECT_EQ(ring.error().code, Code::kFailedPrecondition);
    EXPECT_EQ(ring.error().reason, Reason::kKeyUnusable);
    return ring.error().message;
  };
  EXPECT_THAT(refused("root.pub", ""), HasSubstr("root.pub"));
  EXPECT_THAT(refused("root.pub", "threshold 1\n"), HasSubstr("root.pub"));
  EXPECT_THAT(refused("root.pub", verify::FormatRootSet({{TestKey(9).public_key()}, 1})),
              HasSubstr("THRESHOLD"));
  EXPECT_THAT(refused("trust-bundle.json", ""), HasSubstr("trust-bundle.json"));
  EXPECT_THAT(refused("trust-bundle.json", "{}"), HasSubstr("MALFORMED"));
  EXPECT_THAT(refused("lease-master.key", ""), HasSubstr("lease-master.key"));
  EXPECT_THAT(refused("lease-master.key", "no key"), HasSubstr("lease-master.key"));
  EXPECT_THAT(refused("signing-", ""), HasSubstr("signing key of the trust bundle"));
  EXPECT_THAT(refused("signing-", std::string(70'000, 'x')), HasSubstr("larger than 64 KiB"));
}

TEST(KeyRing, ADamagedKeyFileIsRefusedAndNeverAnotherKey) {
  const auto key = TestKey(1);
  const SecretBytes passphrase("secret");
  const std::string good = key.Encrypt(passphrase).value();
  const testing::TempDir temp;
  const auto path = temp / "x.key";
  for (std::size_t i = 0; i < good.size(); i += 23) {
    std::string bad = good;
    bad[i] = bad[i] == 'A' ? 'B' : 'A';
    WriteText(path, bad);
    const auto read = keys::PrivateKey::Read(path, passphrase);
    EXPECT_TRUE(!read || read->kid() == key.kid()) << i;
    WriteText(path, good.substr(0, i));
    EXPECT_FALSE(keys::PrivateKey::Read(path, passphrase)) << i;
  }
}

TEST(CreateKeys, NeverOverwritesKeys) {
  KeyDirectory keys;
  ASSERT_TRUE(keys.Create());
  const std::string before = ReadText(keys.path / "trust-bundle.json");
  const auto again = keys.Create();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().reason, Reason::kStateConflict);
  EXPECT_EQ(ReadText(keys.path / "trust-bundle.json"), before);
  EXPECT_TRUE(keys.Open());
}

TEST(CreateKeys, RefusesWhatCannotBeMeant) {
  KeyDirectory keys;
  const auto refused = [&](auto change) {
    auto request = keys.Request();
    change(request);
    const auto created = keys.Create(request);
    EXPECT_FALSE(created);
    EXPECT_FALSE(fs::exists(keys.path));
    return created ? std::string() : created.error().metadata.at("field");
  };
  EXPECT_EQ(refused([](auto& r) { r.issuer = "acme"; }), "issuer");
  EXPECT_EQ(refused([](auto& r) { r.signing_life = std::chrono::seconds(0); }), "signing_life");
  const auto root = TestKey(9).public_key();
  EXPECT_EQ(refused([&](auto& r) {
              r.root_publics = {root};
              r.root_threshold = 2;
            }),
            "root_threshold");
  EXPECT_EQ(refused([&](auto& r) { r.root_publics = {root, root}; }), "root_threshold");
  SystemEntropy entropy;
  const auto created = keys::CreateKeys(keys.Request(), SecretBytes(), entropy);
  EXPECT_EQ(created.error().metadata.at("field"), "passphrase");
}

// Puts a file in the way when half of the keys are made.
class Intruder final : public Entropy {
 public:
  explicit Intruder(fs::path file) : file_(std::move(file)) {}
  void Fill(std::span<std::uint8_t> out) override {
    system_.Fill(out);
    if (++calls_ == 3) WriteText(file_, "in the way");
  }

 private:
  SystemEntropy system_;
  fs::path file_;
  int calls_ = 0;
};

TEST(CreateKeys, LeavesNothingHalfDone) {
  KeyDirectory keys;
  const auto in_the_way = keys.path / "lease-master.key";
  Intruder entropy(in_the_way);
  const auto created = keys::CreateKeys(keys.Request(), keys.passphrase, entropy);
  ASSERT_FALSE(created);
  EXPECT_EQ(created.error().reason, Reason::kStateConflict);
  EXPECT_EQ(Files(keys.path), std::vector<fs::path>{in_the_way});

  auto request = keys.Request();
  request.directory = keys.path / "no" / "such" / "parent";
  const auto nowhere = keys.Create(request);
  EXPECT_EQ(nowhere.error().code, Code::kUnavailable);
}

TEST(CreateKeys, WithRootsElsewhereWaitsForTheirSignatures) {
  KeyDirectory keys;
  const auto root1 = TestKey(11), root2 = TestKey(12), root3 = TestKey(13);
  auto request = keys.Request();
  request.root_publics = {root1.public_key(), root2.public_key(), root3.public_key()};
  request.root_threshold = 2;
  ASSERT_TRUE(keys.Create(request));
  EXPECT_FALSE(fs::exists(keys.path / "dev-root.key"));
  EXPECT_FALSE(fs::exists(keys.path / "trust-bundle.json"));
  auto ring = keys.Open();
  ASSERT_FALSE(ring);
  EXPECT_EQ(ring.error().reason, Reason::kKeyUnusable);
  EXPECT_THAT(ring.error().message, HasSubstr("countersign root sign"));

  const std::string asked = ReadText(keys.path / "bundle-request.json");
  const std::string one = keys::SignBundle(asked, "", root3).value();
  WriteText(keys.path / "trust-bundle.json", one);
  EXPECT_THAT(keys.Open().error().message, HasSubstr("THRESHOLD"));
  WriteText(keys.path / "trust-bundle.json", keys::SignBundle(asked, one, root1).value());
  EXPECT_TRUE(keys.Open());
}

// A directory with a bundle and keys of the test's choosing.
class Rotation : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(keys.Create());
    for (const auto& file : Files(keys.path))
      if (file.filename() != "lease-master.key") fs::remove(file);
    WriteText(keys.path / "root.pub", verify::FormatRootSet({{root.public_key()}, 1}));
  }
  void Hold(const std::string& name, const keys::PrivateKey& key) {
    WriteText(keys.path / name, key.Encrypt(keys.passphrase).value());
  }
  std::string SigningAt(std::int64_t t, const verify::TrustBundle& bundle) {
    WriteText(keys.path / "trust-bundle.json", BundleText(bundle, {&root}));
    const auto ring = keys.Open();
    if (!ring) return ring.error().message;
    const auto* signer = (*ring)->signing_key(FromSeconds(t));
    return signer == nullptr ? "none" : signer->kid();
  }

  KeyDirectory keys;
  const keys::PrivateKey root = TestKey(20), old_key = TestKey(21), new_key = TestKey(22);
};

TEST_F(Rotation, TheKeyThatBecameValidLastSigns) {
  Hold("signing-a.key", old_key);
  Hold("signing-b.key", new_key);
  auto bundle = BundleOf({Trusted(old_key, KeyUse::kSigning), Trusted(new_key, KeyUse::kSigning)});
  bundle.keys[1].not_before = kNow;
  bundle.keys[1].not_after = kNow + 2000;
  EXPECT_EQ(SigningAt(kNow - 1001, bundle), "none");
  EXPECT_EQ(SigningAt(kNow - 1, bundle), old_key.kid());
  EXPECT_EQ(SigningAt(kNow, bundle), new_key.kid());
  EXPECT_EQ(SigningAt(kNow + 1999, bundle), new_key.kid());
  EXPECT_EQ(SigningAt(kNow + 2000, bundle), "none");
  bundle.keys[1].revoked = true;
  EXPECT_EQ(SigningAt(kNow + 1, bundle), old_key.kid());
}

TEST_F(Rotation, OnlyASigningKeyOfTheBundleSigns) {
  Hold("signing-a.key", old_key);
  Hold("ledger-b.key", new_key);
  auto bundle = BundleOf({Trusted(old_key, KeyUse::kSigning), Trusted(new_key, KeyUse::kLedger)});
  bundle.keys[1].not_before = kNow;
  EXPECT_EQ(SigningAt(kNow, bundle), old_key.kid());
  bundle.keys[0].revoked = true;
  EXPECT_THAT(SigningAt(kNow, bundle), HasSubstr("signing key of the trust bundle"));
}

TEST_F(Rotation, AKeyThatIsNotInTheBundleYetWaits) {
  Hold("signing-a.key", old_key);
  Hold("signing-b.key", new_key);
  EXPECT_EQ(SigningAt(kNow, BundleOf({Trusted(old_key, KeyUse::kSigning)})), old_key.kid());
}

TEST_F(Rotation, TwoFilesWithOneKeyAreRefused) {
  Hold("signing-a.key", old_key);
  Hold("ledger-b.key", old_key);
  EXPECT_THAT(SigningAt(kNow, BundleOf({Trusted(old_key, KeyUse::kSigning)})),
              HasSubstr("another file holds"));
}

std::string Hmac(std::string_view key, std::string_view text) {
  std::string mac(32, '\0');
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()),
                              key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                text.size());
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(mac.data()));
  return mac;
}

TEST(LeaseSecret, IsRfc5869OverTheMasterTheLeaseAndItsGeneration) {
  KeyDirectory keys;
  const auto ring = keys.Ring();
  const auto master = keys::PrivateKey::Read(keys.path / "lease-master.key", keys.passphrase);
  const std::string info = "countersign/lease-secret/v1" + std::string(1, '\0') + "lease-1" +
                           std::string(1, '\0') + "12";
  const std::string expected =
      Hmac(Hmac(std::string(32, '\0'), master->Seed(SecretAccess{})), info + "\x01");
  EXPECT_EQ(ring->LeaseSecret("lease-1", 12).View(SecretAccess{}), expected);
  EXPECT_EQ((*keys.Open())->LeaseSecret("lease-1", 12).View(SecretAccess{}), expected);
  EXPECT_NE(ring->LeaseSecret("lease-1", 13).View(SecretAccess{}), expected);
  EXPECT_NE(ring->LeaseSecret("lease-11", 2).View(SecretAccess{}), expected);
  EXPECT_FALSE(ring->Holds(master->kid()));  // it never signs
}

}  // namespace
}  // namespace countersign::tests
