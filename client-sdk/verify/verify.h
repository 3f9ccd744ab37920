// Checks signed objects: pure functions, no I/O, no clock, no threads. The server verifies what it
// signs with exactly this code. C++17; needs libsodium and nothing of the rest of the project.
//
// An object is a JWS (RFC 7515) with Ed25519. Its protected header must be, byte for byte,
//   {"alg":"EdDSA","kid":"<RFC 7638 thumbprint>","typ":"<kind>"}
// Refused before any claim is read: another header, duplicate JSON members, non-canonical
// base64url, invalid UTF-8, more than 16 KiB, JSON deeper than 16, numbers that are not integers of
// at most 64 bits, and every key that the trust bundle does not hold for this use at this time.
// Unknown claims are ignored.
#ifndef COUNTERSIGN_VERIFY_VERIFY_H_
#define COUNTERSIGN_VERIFY_VERIFY_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace countersign::verify {

constexpr std::size_t kMaxObjectBytes = 16 * 1024;
constexpr int kMaxDepth = 16;

using PublicKey = std::array<std::uint8_t, 32>;

enum class Refusal {
  kNone,
  kTooLarge,
  kMalformed,  // not a compact JWS, bad base64url, bad JSON, duplicate member, bad UTF-8, too deep
  kWrongHeader,  // not the one header that this kind has
  kUnknownKey,   // the kid is not in the bundle, or not for this use
  kKeyNotValid,  // revoked, or the object was not issued within the key's validity
  kBadSignature,
  kBadClaims,      // a claim is missing or of the wrong type, or another issuer's
  kBundleTooOld,   // version below the one already held or the minimum
  kBundleExpired,  // a bundle new to the caller, past its exp
  kThreshold,      // fewer valid root signatures than needed
};
const char* RefusalName(Refusal refusal);  // e.g. "BAD_SIGNATURE"; "NONE" for kNone

// A value or a refusal.
template <class T>
struct Checked {
  Refusal refusal = Refusal::kNone;
  T value{};
  explicit operator bool() const { return refusal == Refusal::kNone; }
};

enum class KeyUse { kSigning, kCertificate, kLedger };

struct TrustedKey {
  std::string kid;
  PublicKey public_key{};
  KeyUse use = KeyUse::kSigning;
  std::int64_t not_before = 0;  // seconds UTC, not_before <= t < not_after
  std::int64_t not_after = 0;
  bool revoked = false;
};

// Root keys, and how many of them must sign a bundle.
struct RootSet {
  std::vector<PublicKey> keys;
  std::size_t threshold = 1;
};

struct TrustBundle {
  std::string issuer;
  std::uint64_t version = 0;
  std::int64_t issued_at = 0;
  std::int64_t expires_at = 0;  // limits the acceptance of a *new* bundle only
  std::vector<TrustedKey> keys;
  // A new root set, if the bundle carries one; it was signed by both the old threshold and the new
  // one.
  std::optional<RootSet> next_roots;
};

// An entitlement's number; nullopt: on.
using Entitlements = std::map<std::string, std::optional<std::int64_t>>;

enum class Mode { kFull, kRestricted };
enum class FingerprintMatch { kMost, kAll, kAnyTwo, kExplicit };

// Component kind (as the interface's FingerprintKind) -> 32-byte hash.
struct MachineClaim {
  FingerprintMatch policy = FingerprintMatch::kMost;
  std::map<int, std::string> components;
};

// What a key tells of the notices about its contract (docs/keys.md).
struct KeyNotice {
  std::string stage;      // "OVERDUE", "URGENT", "NOTICED", "SUPPLY_STOPPED", "SUSPENDED"
  std::string number;     // of the notice; empty: none was sent yet
  std::string text_hash;  // SHA-256 of its text; likewise
  std::string first_day;  // of the next effect, or since when: "YYYY-MM-DD"; empty: none is near
  std::string portal;     // the address of the customer's portal; empty: there is none
};

// Claims of a `lic+jwt` (docs/keys.md). Instants are seconds UTC.
struct LicenseKey {
  std::string issuer, product, license_id, lease_id, key_id;
  std::int64_t issued_at = 0, not_before = 0,
               expires_at = 0;  // valid: not_before <= t < expires_at
  std::int64_t license_version = 0;
  Mode mode = Mode::kRestricted;
  Entitlements entitlements;
  Entitlements paid_up;
  std::string max_version;
  std::string releases_until;  // "YYYY-MM-DD" or empty
  MachineClaim machine;
  std::int64_t offline_seconds = 0;
  std::string nonce;  // raw bytes
  // SHA-256 of the contract's terms and of the text that was disclosed to the customer, 32 bytes;
  // empty where there is none.
  std::string terms_hash, disclosure_hash;
  std::optional<KeyNotice> notice;
  // SHA-256 of the canonical form of each emergency code that may be used, and what one gives back
  // where the key withholds something.
  std::vector<std::string> emergency_hashes;
  Entitlements emergency_entitlements;
  bool simulated = false;
};

// Claims of a `tim+jwt`: the answer to one check.
struct Status {
  std::string issuer, product;
  std::int64_t issued_at = 0, expires_at = 0;
  std::string nonce;                 // raw bytes
  std::string outcome;               // "VALID", "RESTRICTED", "NOT_ACTIVATED", "WRONG_MACHINE",
                                     // "WRONG_PRODUCT_OR_VERSION", "NO_SEAT"
  std::string reason;                // name of the interface's Reason; empty for VALID
  std::string license_id, lease_id;  // empty where there is none
  std::int64_t license_version = 0;  // 0 where there is no licence
  bool simulated = false;
};

// One signature under an acceptance.
struct CertifiedSignature {
  std::string contact;  // who signed: the contact's name in the interface
  std::string date;     // "YYYY-MM-DD"
  std::string method;   // "PAPER", "PORTAL"
  std::string paper;    // SHA-256 of the signed paper; empty where there is none
};

// Claims of a `cert+jwt` (docs/keys.md): that a milestone was accepted. Names are those of the
// interface, dates "YYYY-MM-DD" in the contract's time zone, hashes 32 bytes.
struct Certificate {
  std::string issuer;
  std::int64_t issued_at = 0;
  std::string entry_id;  // of the ledger's entry that put the acceptance on record
  std::string milestone, sub_contract;
  std::string amount;    // "CNY 180000.00"
  std::string mode;      // "SIGNED", "DEEMED", "BY_USE", "TRIGGERED", "SETTLED"
  std::string date;      // since when it is accepted
  std::string document;  // SHA-256 of what was to be accepted; empty where nothing is delivered
  std::vector<std::string> items;        // ids; empty: the milestone has none
  std::vector<std::string> punch_items;  // ids of what remained to be done
  std::string receipt_date;              // of the delivery; empty where nothing is delivered
  std::vector<CertifiedSignature> signatures;
  bool simulated = false;
};

// RFC 7638 thumbprint of an Ed25519 key as a JWK (RFC 8037): base64url.
std::string Thumbprint(const PublicKey& key);

// The protected header of `kind` ("lic+jwt", ...), not yet encoded.
std::string ProtectedHeader(std::string_view kind, std::string_view kid);

// Signatures, kind and issuer are checked against the bundle; freshness, product, machine and nonce
// are the caller's matter.
Checked<LicenseKey> VerifyLicenseKey(std::string_view jws, const TrustBundle& bundle);
Checked<Status> VerifyStatus(std::string_view jws, const TrustBundle& bundle);
Checked<Certificate> VerifyCertificate(std::string_view jws, const TrustBundle& bundle);

// `minimum_version`: the highest version seen or compiled in; the bundle's must not be lower.
// `now`: seconds UTC if the bundle is new to the caller (its exp is checked), nullopt for one that
// was accepted before.
Checked<TrustBundle> VerifyTrustBundle(std::string_view json, const RootSet& roots,
                                       std::uint64_t minimum_version,
                                       std::optional<std::int64_t> now);

// True if a machine that shows `seen` is the one that `claim` names: all = every recorded component
// agrees; most = more than half of them; any two = at least two (or the only one); explicit = the
// explicit component agrees.
bool FingerprintMatches(const MachineClaim& claim, const std::map<int, std::string>& seen);

// Part-wise numeric comparison of dotted versions: <0, 0, >0. Missing parts are 0; a suffix after
// '-' or '+' sorts a pre-release ("-") before its release and is otherwise ignored.
int CompareVersions(std::string_view a, std::string_view b);

// True if `key` covers this version: a security release, or not above max_version and published on
// or before releases_until. An empty `release_date` (the software does not say) is left to the
// server, which knows the product's releases.
bool CoversVersion(const LicenseKey& key, std::string_view version, std::string_view release_date,
                   bool security_release);

}  // namespace countersign::verify

#endif  // COUNTERSIGN_VERIFY_VERIFY_H_
