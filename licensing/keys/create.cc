// What `countersign init` makes: see CreateKeys in keyring.h.
#include <algorithm>

#include "client-sdk/verify/root_set.h"
#include "licensing/domain/validate.h"
#include "licensing/keys/file.h"
#include "licensing/keys/keyring.h"
#include "licensing/keys/private_key.h"
#include "licensing/keys/root.h"

namespace countersign::keys {
namespace {

namespace fs = std::filesystem;
using verify::KeyUse;

constexpr mode_t kPrivate = 0600;
constexpr mode_t kPublic = 0644;
constexpr std::size_t kShortKid = 8;

struct Purpose {
  KeyUse use;
  const char* name;
};
constexpr Purpose kPurposes[] = {{KeyUse::kSigning, "signing"},
                                 {KeyUse::kCertificate, "certificate"},
                                 {KeyUse::kLedger, "ledger"}};

class Creation {
 public:
  Creation(const NewKeys& request, const SecretBytes& passphrase, Entropy& entropy)
      : request_(request), passphrase_(passphrase), entropy_(entropy) {}

  Result<void> Run() {
    RETURN_IF_ERROR(Check());
    RETURN_IF_ERROR(files_.MakeDirectory(request_.directory));
    RETURN_IF_ERROR(CheckEmpty());
    RETURN_IF_ERROR(MakeKeys());
    RETURN_IF_ERROR(request_.root_publics.empty() ? SignAsDevelopmentRoot() : AskTheRoots());
    files_.Keep();
    return {};
  }

 private:
  Result<void> Check() const {
    RETURN_IF_ERROR(domain::CheckIssuer("issuer", request_.issuer));
    if (passphrase_.empty()) return FieldInvalid("passphrase", "is empty");
    if (request_.signing_life.count() <= 0)
      return FieldInvalid("signing_life", "must be longer than nothing");
    verify::RootSet roots{request_.root_publics, request_.root_threshold};
    if (!roots.keys.empty() && !verify::ParseRootSet(verify::FormatRootSet(roots)))
      return FieldInvalid("root_threshold",
                          "must be between 1 and the number of different root keys");
    return {};
  }

  Result<void> CheckEmpty() const {
    std::error_code error;
    if (fs::is_empty(request_.directory, error) && !error) return {};
    return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
                request_.directory.string() + " is not empty: keys are never overwritten");
  }

  Result<void> WriteKey(const std::string& name, const PrivateKey& key) {
    ASSIGN_OR_RETURN(const std::string pem, key.Encrypt(passphrase_));
    return files_.Write(request_.directory / name, pem, kPrivate);
  }

  Result<void> MakeKeys() {
    bundle_.issuer = request_.issuer;
    bundle_.version = 1;
    bundle_.issued_at = ToSeconds(request_.now);
    bundle_.expires_at = bundle_.issued_at + request_.signing_life.count();
    for (const Purpose& purpose : kPurposes) {
      const PrivateKey key = PrivateKey::Generate(entropy_);
      bundle_.keys.push_back(
          {key.kid(), key.public_key(), purpose.use, bundle_.issued_at, bundle_.expires_at, false});
      RETURN_IF_ERROR(
          WriteKey(std::string(purpose.name) + "-" + key.kid().substr(0, kShortKid) + ".key", key));
    }
    return WriteKey("lease-master.key", PrivateKey::Generate(entropy_));
  }

  Result<void> SignAsDevelopmentRoot() {
    const PrivateKey root = PrivateKey::Generate(entropy_);
    RETURN_IF_ERROR(WriteKey("dev-root.key", root));
    const verify::RootSet roots{{root.public_key()}, 1};
    ASSIGN_OR_RETURN(const std::string bundle, SignBundle(BundleRequest(bundle_), "", root));
    if (const auto checked = verify::VerifyTrustBundle(bundle, roots, 1, bundle_.issued_at);
        !checked)
      return Fail(Code::kInternal, Reason::kKeyUnusable,
                  "the new trust bundle does not verify: " +
                      std::string(verify::RefusalName(checked.refusal)));
    RETURN_IF_ERROR(
        files_.Write(request_.directory / "root.pub", verify::FormatRootSet(roots), kPublic));
    return files_.Write(request_.directory / "trust-bundle.json", bundle, kPublic);
  }

  Result<void> AskTheRoots() {
    const verify::RootSet roots{request_.root_publics, request_.root_threshold};
    RETURN_IF_ERROR(
        files_.Write(request_.directory / "root.pub", verify::FormatRootSet(roots), kPublic));
    return files_.Write(request_.directory / "bundle-request.json", BundleRequest(bundle_),
                        kPublic);
  }

  const NewKeys& request_;
  const SecretBytes& passphrase_;
  Entropy& entropy_;
  NewFiles files_;
  verify::TrustBundle bundle_;
};

}  // namespace

Result<void> CreateKeys(const NewKeys& request, const SecretBytes& passphrase, Entropy& entropy) {
  return Creation(request, passphrase, entropy).Run();
}

}  // namespace countersign::keys
