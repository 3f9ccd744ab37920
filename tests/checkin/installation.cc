#include "tests/checkin/installation.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "client-sdk/verify/proof.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"

namespace countersign::checkin {
namespace {

constexpr std::int64_t kStart = 1'800'000'000;
constexpr const char* kIssuerName = "https://licence.acme.example";

template <class T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// Key files are costly to make on purpose; every test may use the same.
std::shared_ptr<keys::KeyRing> SharedRing() {
  static const std::shared_ptr<keys::KeyRing> ring = [] {
    testing::TempDir directory;
    SystemEntropy entropy;
    const SecretBytes passphrase("correct horse battery staple");
    keys::NewKeys request;
    request.directory = directory / "keys";
    request.issuer = kIssuerName;
    request.now = FromSeconds(kStart);
    Must(keys::CreateKeys(request, passphrase, entropy));
    return std::shared_ptr<keys::KeyRing>(
        Must(keys::KeyRing::Open(directory / "keys", passphrase)));
  }();
  return ring;
}

app::Entry SetUpEntry(Instant now, Entropy& entropy) {
  return {NewId(now, entropy), now, "users/admin", "test.set_up", "installation", "", "{}"};
}

}  // namespace

Installation::Installation() : ring_(SharedRing()), clock_(FromSeconds(kStart)) {
  Advance(std::chrono::milliseconds(250));  // no call comes on the second
  issuer_ = std::make_unique<keys::Issuer>(
      *ring_, keys::IssuerOptions{kIssuerName, false, [this](const std::string& alarm) {
                                    if (alarms == nullptr) ADD_FAILURE() << alarm;
                                    if (alarms != nullptr) alarms->push_back(alarm);
                                  }});
  CheckThrough(*store_);
  domain::Product product;
  product.id = "acme-erp";
  product.entitlements = {{"orders", std::nullopt}, {"export", std::nullopt}, {"users", 500}};
  product.always_available = {"export"};
  domain::Product other;
  other.id = "acme-crm";
  Must(store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(tx.products().Insert(product));
    RETURN_IF_ERROR(tx.products().Insert(other));
    domain::Customer customer;
    customer.id = "customer-1";
    RETURN_IF_ERROR(tx.customers().Insert(customer));
    tx.Record(SetUpEntry(now(), entropy_));
    return app::Finish::kCommit;
  }));
}

void Installation::Restart() {
  store_.Reopen();
  CheckThrough(*store_);
}

void Installation::CheckThrough(app::Store& store) {
  checkin_ = std::make_unique<CheckIn>(store, *ring_, *issuer_, clock_, entropy_);
}

domain::Policy Installation::NewPolicy(LicenseKind kind, std::int32_t machines) {
  domain::Policy policy;
  policy.id = policy_id_;
  policy.kind = kind;
  policy.max_machines = machines;
  policy.lease = hours(24);
  policy.offline = kind == LicenseKind::kNodeLocked ? seconds(days(45)) : seconds(0);
  return policy;
}

void Installation::Put(const domain::Policy& policy) {
  Must(store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(tx.policies().Insert(policy));
    tx.Record(SetUpEntry(now(), entropy_));
    return app::Finish::kCommit;
  }));
}

std::string Installation::NewLicense(domain::License license) {
  const std::string code =
      domain::FormatActivationCode(RandomBytes(entropy_, domain::kActivationCodeEntropyBytes));
  const domain::ActivationCode parsed = Must(domain::ParseActivationCode(code));
  if (license.id.empty()) license.id = license_id_;
  if (license.product_id.empty()) license.product_id = "acme-erp";
  license.customer_id = "customer-1";
  license.policy_id = policy_id_;
  if (license.entitlements.empty())
    license.entitlements = {{"orders", std::nullopt}, {"users", 20}};
  if (license.start_time == Instant{}) license.start_time = now();
  license.license_version = domain::NextLicenseVersion(license, now());
  license.code_lookup = parsed.lookup;
  license.code_hash = parsed.hash;
  Must(store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(tx.licenses().Insert(license));
    tx.Record(SetUpEntry(now(), entropy_));
    return app::Finish::kCommit;
  }));
  NewActions();
  return code;
}

void Installation::ChangeLicense(const std::function<void(domain::License&)>& change) {
  Must(store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    domain::License license = Must(tx.licenses().Find(license_id_)).value();
    change(license);
    license.license_version = domain::NextLicenseVersion(license, now());
    RETURN_IF_ERROR(tx.licenses().Update(license));
    tx.Record(SetUpEntry(now(), entropy_));
    return app::Finish::kCommit;
  }));
  NewActions();
}

void Installation::ChangePolicy(const std::function<void(domain::Policy&)>& change) {
  Must(store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    domain::Policy policy = Must(tx.policies().Find(policy_id_)).value();
    change(policy);
    RETURN_IF_ERROR(tx.policies().Update(policy));
    tx.Record(SetUpEntry(now(), entropy_));
    return app::Finish::kCommit;
  }));
  NewActions();
}

void Installation::ChangeProduct(const std::function<void(domain::Product&)>& change) {
  Must(store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    domain::Product product = Must(tx.products().Find("acme-erp")).value();
    change(product);
    RETURN_IF_ERROR(tx.products().Update(product));
    tx.Record(SetUpEntry(now(), entropy_));
    return app::Finish::kCommit;
  }));
  NewActions();
}

void Installation::Suspend(domain::SuspensionCause cause) {
  ChangeLicense([&](domain::License& license) {
    license.state = domain::LicenseState::kSuspended;
    license.suspension_cause = cause;
    license.suspension_reason = "a test";
  });
}

void Installation::Restore() {
  ChangeLicense([](domain::License& license) {
    license.state = domain::LicenseState::kActive;
    license.suspension_cause = domain::SuspensionCause::kNone;
    license.suspension_reason.clear();
  });
}

domain::License Installation::License() {
  domain::License license;
  Must(store().Read([&](app::View& view) -> Result<void> {
    license = Must(view.licenses().Find(license_id_)).value();
    return {};
  }));
  return license;
}

std::optional<domain::Lease> Installation::FindLease(std::string_view id) {
  std::optional<domain::Lease> lease;
  Must(store().Read([&](app::View& view) -> Result<void> {
    lease = Must(view.leases().Find(id));
    return {};
  }));
  return lease;
}

domain::Machine Installation::FindMachine(std::string_view id) {
  domain::Machine machine;
  Must(store().Read([&](app::View& view) -> Result<void> {
    machine = Must(view.machines().Find(id)).value();
    return {};
  }));
  return machine;
}

app::SeatCount Installation::Seats() {
  app::SeatCount seats;
  Must(store().Read([&](app::View& view) -> Result<void> {
    const domain::Policy policy = Must(view.policies().Find(policy_id_)).value();
    seats = Must(
        view.leases().CountSeats(license_id_, policy.kind, std::chrono::floor<seconds>(now())));
    return {};
  }));
  return seats;
}

std::vector<app::Entry> Installation::Entries() {
  std::vector<app::Entry> entries;
  Must(store().Read([&](app::View& view) -> Result<void> {
    app::ListQuery query;
    query.limit = 1000;
    for (;;) {
      std::vector<app::LedgerEntry> page = Must(view.entries().List(query));
      if (page.empty()) return {};
      query.after_id = page.back().id;
      std::ranges::move(page, std::back_inserter(entries));
    }
  }));
  return entries;
}

std::vector<std::string> Installation::NewActions() {
  Advance(std::chrono::milliseconds(1));  // entries sort by millisecond
  const std::vector<app::Entry> entries = Entries();
  std::vector<std::string> actions;
  for (; seen_entries_ < entries.size(); ++seen_entries_)
    actions.push_back(entries[seen_entries_].action);
  return actions;
}

std::string NewUuid(Entropy& entropy) {
  std::string hex = HexEncode(RandomBytes(entropy, 16));
  for (const std::size_t dash : {8, 13, 18, 23}) hex.insert(dash, "-");
  return hex;
}

namespace {

std::string Hash(const std::string& what) { return Sha256("fingerprint of " + what); }

domain::Fingerprint FingerprintOf(const std::string& machine) {
  return {{1, Hash(machine + " id")},
          {2, Hash(machine + " board")},
          {3, Hash(machine + " disk")},
          {4, Hash(machine + " mac")},
          {5, Hash("a common cpu")}};
}

void Append(std::string& bytes, std::string_view field) {
  bytes += std::to_string(field.size()) + ':';
  bytes += field;
}

}  // namespace

std::string BytesOf(const domain::CheckRequest& request) {
  std::string bytes = "check";
  for (const std::string* field :
       {&request.activation_code, &request.product_id, &request.product_version,
        &request.machine_public_key, &request.nonce, &request.lease_id, &request.process_id,
        &request.request_id})
    Append(bytes, *field);
  for (const auto& component : request.fingerprint) Append(bytes, component.hash);
  Append(bytes, std::to_string(request.counter));
  Append(bytes, std::to_string(request.bundle_version));
  return bytes;
}

std::string BytesOf(const domain::ReleaseRequest& request) {
  std::string bytes = "release";
  for (const std::string* field : {&request.lease_id, &request.nonce, &request.request_id})
    Append(bytes, *field);
  Append(bytes, std::to_string(request.counter));
  return bytes;
}

Software::Software(Installation& installation, std::string machine)
    : installation_(installation),
      seed_(RandomBytes(installation.entropy(), verify::kMachineSeedBytes)),
      fingerprint_(FingerprintOf(machine)) {}

void Software::Reinstall() {
  seed_ = RandomBytes(installation_.entropy(), verify::kMachineSeedBytes);
  lease_id.clear();
  secret.clear();
  counter = 0;
}

void Software::MoveTo(const std::string& machine) { fingerprint_ = FingerprintOf(machine); }

domain::CheckRequest Software::Common() {
  domain::CheckRequest request;
  request.product_id = product_id;
  request.product_version = version;
  request.fingerprint = fingerprint_;
  request.nonce = RandomBytes(installation_.entropy(), 16);
  request.request_id = NewUuid(installation_.entropy());
  request.process_id = process_id;
  return request;
}

domain::CheckRequest Software::Activation(const std::string& code) {
  domain::CheckRequest request = Common();
  request.activation_code = code;
  const verify::PublicKey key = verify::MachinePublicKey(seed_).value();
  request.machine_public_key.assign(key.begin(), key.end());
  return request;
}

domain::CheckRequest Software::Renewal() {
  domain::CheckRequest request = Common();
  request.lease_id = lease_id;
  request.counter = counter + 1;
  request.bundle_version = installation_.ring().bundle().version;
  return request;
}

std::string Software::ProofOf(const domain::CheckRequest& request) const {
  const std::string bytes = BytesOf(request);
  return request.is_activation() ? verify::MakeActivationProof(seed_, bytes)
                                 : verify::MakeRenewalProof(secret, bytes);
}

Result<CheckAnswer> Software::SendWithProof(const domain::CheckRequest& request,
                                            const std::string& proof) {
  const std::string bytes = BytesOf(request);
  return installation_.checkin().Check(request, {bytes, proof});
}

Result<Verified> Software::SendAndLose(const domain::CheckRequest& request) {
  auto answer = SendWithProof(request, ProofOf(request));
  if (!answer) return Pass(std::move(answer));
  Verified verified = Verify(request, *std::move(answer));
  EXPECT_EQ(verified.key && request.is_activation(), verified.answer.lease_secret.has_value());
  return verified;
}

Verified Software::Verify(const domain::CheckRequest& request, CheckAnswer answer) {
  const verify::TrustBundle& bundle = installation_.ring().bundle();
  Verified verified;
  verified.answer = std::move(answer);
  const CheckAnswer& given = verified.answer;
  const auto status = verify::VerifyStatus(given.status, bundle);
  EXPECT_TRUE(status) << verify::RefusalName(status.refusal);
  verified.status = status.value;
  EXPECT_EQ(status.value.nonce, request.nonce);
  EXPECT_EQ(status.value.product, request.product_id);
  EXPECT_EQ(status.value.outcome, domain::OutcomeName(given.outcome));
  EXPECT_EQ(status.value.reason,
            given.reason == Reason::kUnspecified ? "" : ReasonName(given.reason));
  const bool granted = given.outcome == Outcome::kValid || given.outcome == Outcome::kRestricted;
  EXPECT_EQ(granted, !given.key.empty());
  EXPECT_GE(given.refresh_after, seconds(1));
  if (!granted) return verified;
  const auto key = verify::VerifyLicenseKey(given.key, bundle);
  EXPECT_TRUE(key) << verify::RefusalName(key.refusal);
  EXPECT_EQ(key.value.nonce, request.nonce);
  EXPECT_EQ(key.value.product, request.product_id);
  EXPECT_EQ(key.value.lease_id, given.lease_id);
  EXPECT_EQ(key.value.lease_id, status.value.lease_id);
  EXPECT_EQ(key.value.license_id, status.value.license_id);
  EXPECT_EQ(key.value.license_version, status.value.license_version);
  EXPECT_EQ(key.value.mode == verify::Mode::kFull, given.outcome == Outcome::kValid);
  std::map<int, std::string> shown;
  for (const auto& component : request.fingerprint) shown[component.kind] = component.hash;
  EXPECT_TRUE(verify::FingerprintMatches(key.value.machine, shown));
  verified.key = key.value;
  return verified;
}

Result<Verified> Software::Send(const domain::CheckRequest& request) {
  auto verified = SendAndLose(request);
  if (!verified || !verified->key) return verified;
  lease_id = verified->answer.lease_id;
  counter = verified->answer.counter;
  if (verified->answer.lease_secret) secret = verified->answer.lease_secret->View(SecretAccess{});
  return verified;
}

Result<Verified> Software::SendOffline(const domain::CheckRequest& request,
                                       const std::string& license_id) {
  const std::string bytes = BytesOf(request);
  const std::string proof = verify::MakeOfflineProof(seed_, bytes);
  const app::Act act{"users/anna", "", installation_.now(), installation_.entropy()};
  OfflineKey key;
  RETURN_IF_ERROR(installation_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    ASSIGN_OR_RETURN(
        key, installation_.checkin().CommitOffline(tx, act, license_id, request, {bytes, proof}));
    return app::Finish::kCommit;
  }));
  ASSIGN_OR_RETURN(CheckAnswer answer,
                   installation_.checkin().SignOffline(key.lease_id, key.key_id));
  Verified verified = Verify(request, std::move(answer));
  EXPECT_FALSE(verified.answer.lease_secret);
  EXPECT_EQ(verified.answer.trust_bundle, installation_.ring().bundle_text());
  lease_id = key.lease_id;
  counter = verified.answer.counter;
  return verified;
}

Verified Software::Ask(const domain::CheckRequest& request) { return Must(Send(request)); }

domain::ReleaseRequest Software::Release() {
  return {lease_id, counter + 1, RandomBytes(installation_.entropy(), 16),
          NewUuid(installation_.entropy())};
}

Result<void> Software::Send(const domain::ReleaseRequest& request) {
  const std::string bytes = BytesOf(request);
  return installation_.checkin().Release(request, {bytes, verify::MakeReleaseProof(secret, bytes)});
}

}  // namespace countersign::checkin
