#include "licensing/keys/keyring.h"

#include <algorithm>

#include "client-sdk/verify/root_set.h"
#include "licensing/keys/file.h"
#include "licensing/keys/private_key.h"

namespace countersign::keys {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLeaseContext = "countersign/lease-secret/v1";

tl::unexpected<Error> Unusable(std::string message) {
  return Fail(Code::kFailedPrecondition, Reason::kKeyUnusable, std::move(message));
}

bool IsSignerFile(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.ends_with(".key") &&
         (name.starts_with("signing-") || name.starts_with("certificate-") ||
          name.starts_with("ledger-"));
}

Result<std::vector<fs::path>> SignerFiles(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (fs::directory_iterator it(directory, error), end; !error && it != end; it.increment(error))
    if (IsSignerFile(it->path())) files.push_back(it->path());
  if (error) return Unusable("cannot read " + directory.string() + ": " + error.message());
  std::ranges::sort(files);
  return files;
}

}  // namespace

KeyRing::KeyRing() = default;
KeyRing::~KeyRing() = default;

Result<std::unique_ptr<KeyRing>> KeyRing::Open(const fs::path& directory,
                                               const SecretBytes& passphrase) {
  std::unique_ptr<KeyRing> ring(new KeyRing());
  RETURN_IF_ERROR(ring->ReadBundle(directory));
  RETURN_IF_ERROR(ring->ReadSigners(directory, passphrase));
  ASSIGN_OR_RETURN(ring->master_, MasterSecret::Read(directory, passphrase));
  return ring;
}

Result<void> KeyRing::ReadBundle(const fs::path& directory) {
  ASSIGN_OR_RETURN(const std::string roots_text, ReadSmallFile(directory / "root.pub"));
  const auto roots = verify::ParseRootSet(roots_text);
  if (!roots) return Unusable((directory / "root.pub").string() + " is not a list of root keys");
  const fs::path path = directory / "trust-bundle.json";
  std::error_code ignored;
  if (!fs::exists(path, ignored) && fs::exists(directory / "bundle-request.json", ignored))
    return Unusable(
        "the roots have not signed yet: take bundle-request.json through `countersign "
        "root sign` and put the result at " +
        path.string());
  ASSIGN_OR_RETURN(bundle_text_, ReadSmallFile(path));
  // No `now`: a bundle past its end stays usable, so that a missed ceremony stops nobody.
  auto bundle = verify::VerifyTrustBundle(bundle_text_, *roots, 1, std::nullopt);
  if (!bundle)
    return Unusable(path.string() +
                    " does not stand against root.pub: " + verify::RefusalName(bundle.refusal));
  bundle_ = std::move(bundle.value);
  return {};
}

Result<void> KeyRing::ReadSigners(const fs::path& directory, const SecretBytes& passphrase) {
  ASSIGN_OR_RETURN(const auto files, SignerFiles(directory));
  for (const fs::path& file : files) {
    ASSIGN_OR_RETURN(PrivateKey key, PrivateKey::Read(file, passphrase));
    if (Holds(key.kid())) return Unusable(file.string() + " holds a key that another file holds");
    signers_.push_back(std::make_unique<PrivateKey>(std::move(key)));
  }
  const bool can_sign = std::ranges::any_of(bundle_.keys, [this](const verify::TrustedKey& key) {
    return key.use == verify::KeyUse::kSigning && !key.revoked && Holds(key.kid);
  });
  if (can_sign) return {};
  return Unusable("none of the key files in " + directory.string() +
                  " is a signing key of the trust bundle");
}

const Signer* KeyRing::KeyFor(verify::KeyUse use, Instant now) const {
  const std::int64_t t = ToSeconds(now);
  const verify::TrustedKey* latest = nullptr;
  for (const auto& key : bundle_.keys) {
    const bool valid = key.use == use && !key.revoked && key.not_before <= t && t < key.not_after &&
                       Holds(key.kid);
    if (valid && (latest == nullptr || key.not_before > latest->not_before)) latest = &key;
  }
  if (latest == nullptr) return nullptr;
  const auto held = std::ranges::find_if(
      signers_, [&](const auto& signer) { return signer->kid() == latest->kid; });
  return held->get();
}

bool KeyRing::Holds(std::string_view kid) const {
  return std::ranges::any_of(signers_, [&](const auto& signer) { return signer->kid() == kid; });
}

DerivedSecret KeyRing::LeaseSecret(std::string_view lease_id, std::int64_t generation) const {
  // The lease id holds no NUL, so that one text stands for one pair.
  std::string info(kLeaseContext);
  info.append(1, '\0').append(lease_id).append(1, '\0').append(std::to_string(generation));
  return master_->Derive(info);
}

}  // namespace countersign::keys
