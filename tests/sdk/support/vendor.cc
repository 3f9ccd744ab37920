#include "tests/sdk/support/vendor.h"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>

#include "client-sdk/src/bytes.h"
#include "client-sdk/verify/activation_code.h"
#include "client-sdk/verify/offline_text.h"
#include "client-sdk/verify/proof.h"
#include "client-sdk/verify/root_set.h"
#include "licensing/base/encoding.h"
#include "licensing/keys/root.h"

namespace countersign::sdk {
namespace json = boost::json;
namespace {

constexpr char kIssuer[] = "https://licences.example.com";

std::string Text(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value == nullptr ? "" : std::string(value->as_string());
}

json::object FingerprintClaim(const json::object& asked) {
  static const std::map<std::string, std::string> kKinds = {
      {"FINGERPRINT_KIND_MACHINE_ID", "1"}, {"FINGERPRINT_KIND_BOARD", "2"},
      {"FINGERPRINT_KIND_DISK", "3"},       {"FINGERPRINT_KIND_MAC", "4"},
      {"FINGERPRINT_KIND_CPU", "5"},        {"FINGERPRINT_KIND_CLOUD_INSTANCE", "6"},
      {"FINGERPRINT_KIND_EXPLICIT", "7"}};
  json::object claim;
  for (const json::value& item : asked.at("fingerprint").at("components").as_array()) {
    const std::string hash = Base64Decode(std::string(item.at("hash").as_string())).value();
    claim[kKinds.at(std::string(item.at("kind").as_string()))] = Base64UrlEncode(hash);
  }
  return claim;
}

}  // namespace

keys::PrivateKey TestKey(std::uint8_t number) {
  return keys::PrivateKey::FromSeed(SecretBytes(std::string(32, static_cast<char>(number))))
      .value();
}

std::string TestCode(std::uint8_t number) {
  std::array<std::uint8_t, verify::kCodeRandomBytes> random{};
  random.fill(number);
  return verify::FormatActivationCode(verify::NewActivationCode(random));
}

Authority::Authority() : root(TestKey(1)), signer(TestKey(2)), roots{&root} {
  bundle.issuer = kIssuer;
  bundle.version = 3;
  bundle.issued_at = kToday - kDay;
  bundle.expires_at = kToday + 400 * kDay;
  bundle.keys.push_back({signer.kid(), signer.public_key(), verify::KeyUse::kSigning,
                         kToday - 400 * kDay, kToday + 4000 * kDay, false});
  compiled_in.keys = {root.public_key()};
}

std::string Authority::Sign(std::string_view kind, const json::object& claims) const {
  const std::string text = Base64UrlEncode(verify::ProtectedHeader(kind, signer.kid())) + "." +
                           Base64UrlEncode(json::serialize(claims));
  return text + "." + Base64UrlEncode(signer.Sign(text).value());
}

std::string Authority::BundleText() const {
  std::string text;
  for (const auto* one : roots)
    text = keys::SignBundle(keys::BundleRequest(bundle), text, *one).value();
  return text;
}

FakeServer::FakeServer(const Authority& authority, FakeClock& clock)
    : authority_(authority), clock_(clock) {}

int FakeServer::Count() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return begun_;
}

void FakeServer::WaitForRequests(int count) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] { return begun_ >= count; });
}

void FakeServer::Cancel() {
  const std::lock_guard<std::mutex> lock(mutex_);
  ++cancelled_;
  for (const auto& feed : feeds_) feed->answers.push_back({0, "", "cancelled"});
  changed_.notify_all();
}

TransportAnswer FakeServer::Refusal(int status, const std::string& code, const std::string& reason,
                                    json::object metadata) {
  json::object info{
      {"reason", reason}, {"domain", "countersign"}, {"metadata", std::move(metadata)}};
  json::object detail{{"type", "google.rpc.ErrorInfo"}, {"debug", std::move(info)}};
  return {status,
          json::serialize(json::object{
              {"code", code}, {"message", "refused"}, {"details", json::array{detail}}}),
          ""};
}

class FakeServer::Watch final : public TransportStream {
 public:
  Watch(FakeServer& server, std::shared_ptr<Feed> feed) : server_(server), feed_(std::move(feed)) {}
  ~Watch() override {
    const std::lock_guard<std::mutex> lock(server_.mutex_);
    server_.feeds_.erase(std::remove(server_.feeds_.begin(), server_.feeds_.end(), feed_),
                         server_.feeds_.end());
  }
  std::optional<TransportAnswer> Next(std::chrono::milliseconds longest) override {
    return server_.NextOf(*feed_, longest);
  }

 private:
  FakeServer& server_;
  const std::shared_ptr<Feed> feed_;
};

std::unique_ptr<TransportStream> FakeServer::OpenStream(const TransportRequest& request) {
  auto feed = std::make_shared<Feed>();
  feed->answers.push_back(no_watch ? *no_watch : Post(request));
  const std::lock_guard<std::mutex> lock(mutex_);
  if (feed->answers[0].http_status == 200) ++opened_;
  feed->asked = json::parse(request.body).as_object();
  feeds_.push_back(feed);
  changed_.notify_all();
  return std::make_unique<Watch>(*this, feed);
}

std::optional<TransportAnswer> FakeServer::NextOf(Feed& feed, std::chrono::milliseconds longest) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (patient) changed_.wait_for(lock, longest, [&] { return !feed.answers.empty(); });
  if (feed.answers.empty()) return std::nullopt;
  TransportAnswer answer = std::move(feed.answers.front());
  feed.answers.pop_front();
  return answer;
}

void FakeServer::Push() {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& feed : feeds_) {
    const auto found = leases.find(Text(feed->asked, "leaseId"));
    feed->answers.push_back(
        found == leases.end()
            ? Answer(feed->asked, nullptr, "NOT_ACTIVATED", "LEASE_UNKNOWN", false)
            : Answer(feed->asked, &found->second, outcome, reason, false));
  }
  changed_.notify_all();
}

void FakeServer::EndWatches(const TransportAnswer& how) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& feed : feeds_) feed->answers.push_back(how);
  changed_.notify_all();
}

int FakeServer::OpenWatches() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return static_cast<int>(feeds_.size());
}

void FakeServer::WaitForWatches(int count) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait(lock, [&] { return opened_ >= count; });
}

TransportAnswer FakeServer::Post(const TransportRequest& request) {
  std::unique_lock<std::mutex> lock(mutex_);
  ++begun_;
  changed_.notify_all();
  servers.push_back(request.server);
  requests.push_back(json::parse(request.body).as_object());
  if (hang) {
    const int before = cancelled_;
    changed_.wait(lock, [&] { return cancelled_ > before; });
    return {0, "", "cancelled"};
  }
  if (down || request.server == down_server) return {0, "", "cannot connect: refused"};
  if (instead) return instead(request);
  TransportAnswer answer = Handle(request);
  if (lose_answers) return {0, "", "cannot receive: time-out"};
  return answer;
}

TransportAnswer FakeServer::Handle(const TransportRequest& request) {
  const json::object& asked = requests.back();
  if (request.path == "/countersign.v1.LicenseService/CheckLicense" ||
      request.path == "/countersign.v1.LicenseService/WatchLicense")
    return Check(asked, request);
  if (request.path == "/countersign.v1.LicenseService/ReleaseLicense")
    return Release(asked, request);
  return Refusal(404, "unimplemented", "METHOD_UNKNOWN");
}

TransportAnswer FakeServer::Check(const json::object& asked, const TransportRequest& request) {
  if (asked.contains("activationCode")) {
    const std::string machine_key = Base64Decode(Text(asked, "machinePublicKey")).value();
    if (!verify::CheckActivationProof(request.proof, machine_key, request.body)) {
      return Refusal(401, "unauthenticated", "PROOF_INVALID");
    }
    if (Text(asked, "activationCode") != code) {
      return Answer(asked, nullptr, "NOT_ACTIVATED", "CODE_UNKNOWN", true);
    }
    if (outcome != "VALID" && outcome != "RESTRICTED") {
      return Answer(asked, nullptr, outcome, reason, true);
    }
    Lease* lease = Activate(asked);
    if (lease == nullptr) return Answer(asked, nullptr, "NO_SEAT", "NO_SEAT_FREE", true);
    return Answer(asked, lease, outcome, reason, true);
  }
  const auto found = leases.find(Text(asked, "leaseId"));
  if (found == leases.end()) return Answer(asked, nullptr, "NOT_ACTIVATED", "LEASE_UNKNOWN", false);
  Lease& lease = found->second;
  if (!verify::CheckRenewalProof(request.proof, lease.secret, request.body)) {
    return Refusal(401, "unauthenticated", "PROOF_INVALID");
  }
  const std::uint64_t counter = std::stoull(Text(asked, "counter"));
  if (counter <= lease.counter) {
    return Refusal(409, "aborted", "COUNTER_REPLAYED",
                   {{"counter", std::to_string(lease.counter)}});
  }
  lease.counter = counter;
  return Answer(asked, &lease, outcome, reason, false);
}

std::string FakeServer::IssueOffline(const std::string& request_text) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto request = verify::ReadOfflineRequest(request_text).value();
  const json::object asked = json::parse(request.body).as_object();
  requests.push_back(asked);
  Lease* lease =
      asked.contains("activationCode") ? Activate(asked) : &leases.at(Text(asked, "leaseId"));
  if (!verify::CheckOfflineProof(request.proof, Base64Decode(lease->machine_key).value(),
                                 request.body))
    throw std::runtime_error("the proof does not fit the request");
  if (asked.contains("counter")) lease->counter = std::stoull(Text(asked, "counter"));
  return verify::WriteOfflineLicense(Answer(asked, lease, outcome, reason, false).body);
}

FakeServer::Lease* FakeServer::Activate(const json::object& asked) {
  const std::string machine_key = Text(asked, "machinePublicKey");
  for (auto& [id, lease] : leases) {
    if (lease.machine_key == machine_key && lease.process == Text(asked, "processId")) {
      return &lease;
    }
  }
  if (leases.size() >= seats) return nullptr;
  Lease lease;
  lease.id = "lease-" + std::to_string(next_lease_++);
  lease.secret = std::string(32, static_cast<char>('a' + next_lease_));
  lease.machine_key = machine_key;
  lease.process = Text(asked, "processId");
  lease.fingerprint = FingerprintClaim(asked);
  return &leases.emplace(lease.id, lease).first->second;
}

TransportAnswer FakeServer::Answer(const json::object& asked, Lease* lease, std::string said,
                                   std::string why, bool activation) {
  const std::int64_t now = clock_.wall;
  const std::string nonce = Base64UrlEncode(Base64Decode(Text(asked, "nonce")).value());
  json::object status{{"iss", kIssuer}, {"aud", Text(asked, "product")},
                      {"iat", now},     {"exp", now + 300},
                      {"nce", nonce},   {"out", said}};
  if (!why.empty()) status["rsn"] = why;
  if (lease != nullptr) {
    status["sub"] = license;
    status["lid"] = lease->id;
    status["lver"] = license_version;
  }
  if (simulated) status["sim"] = true;
  json::object answer{{"outcome", "CHECK_OUTCOME_" + said},
                      {"status", authority_.Sign("tim+jwt", status)}};
  if (lease != nullptr && (said == "VALID" || said == "RESTRICTED")) {
    const bool full = said == "VALID";
    json::object key{{"iss", kIssuer},
                     {"aud", Text(asked, "product")},
                     {"sub", license},
                     {"lid", lease->id},
                     {"jti", "key-" + std::to_string(now)},
                     {"iat", now},
                     {"nbf", now},
                     {"exp", now + lease_seconds},
                     {"lver", license_version},
                     {"mode", full ? "full" : "restricted"},
                     {"ent", full ? entitlements : always_available},
                     {"mach", {{"pol", "most"}, {"cmp", lease->fingerprint}}},
                     {"off", full ? offline_seconds : 0},
                     {"nce", nonce}};
    if (!paid_up.empty()) key["paid_up"] = paid_up;
    if (!notice.empty()) key["ntc"] = notice;
    if (!emergency.empty()) key["emg"] = emergency;
    if (!max_version.empty()) key["max_ver"] = max_version;
    if (!releases_until.empty()) key["rel"] = releases_until;
    if (simulated) key["sim"] = true;
    answer["key"] = authority_.Sign("lic+jwt", key);
    answer["leaseId"] = lease->id;
    answer["counter"] = std::to_string(lease->counter);
    if (activation) answer["leaseSecret"] = Base64Encode(lease->secret);
    answer["refreshAfter"] = std::to_string(lease_seconds / 3) + "s";
  }
  if (std::stoull(Text(asked, "bundleVersion")) < authority_.bundle.version) {
    answer["trustBundle"] = authority_.BundleText();
  }
  if (tamper) tamper(answer);
  return {200, json::serialize(answer), ""};
}

TransportAnswer FakeServer::Release(const json::object& asked, const TransportRequest& request) {
  const auto found = leases.find(Text(asked, "leaseId"));
  if (found == leases.end()) return {200, "{}", ""};
  if (!verify::CheckReleaseProof(request.proof, found->second.secret, request.body)) {
    return Refusal(401, "unauthenticated", "PROOF_INVALID");
  }
  leases.erase(found);
  return {200, "{}", ""};
}

Options World::MakeOptions() const {
  Options options;
  options.product = kProduct;
  options.version = "4.2.1";
  options.roots = authority.compiled_in;
  options.servers = {kServerAddress};
  options.activation_code = server->code;
  options.cache_directory = (directory / "cache").string();
  options.machine_id = "machine-1";
  options.clock = clock;
  options.transport = server;
  return options;
}

std::unique_ptr<Client> World::Start(const std::function<void(Options&)>& change) const {
  Options options = MakeOptions();
  if (change) change(options);
  auto created = Client::Create(std::move(options));
  if (!created.client) throw std::runtime_error(created.error.message);
  return std::move(created.client);
}

std::vector<std::filesystem::path> World::Files(const std::string& prefix) const {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path cache = directory / "cache";
  if (!std::filesystem::exists(cache)) return files;
  for (const auto& entry : std::filesystem::directory_iterator(cache)) {
    if (entry.path().filename().string().rfind(kProduct + prefix, 0) == 0) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::filesystem::path PrepareForPrograms(World& world) {
  world.clock->wall = std::time(nullptr);
  world.authority.bundle.issued_at = world.clock->wall - kDay;
  world.authority.bundle.expires_at = world.clock->wall + kDay;
  world.authority.bundle.keys[0].not_before = world.clock->wall - kDay;
  world.authority.bundle.keys[0].not_after = world.clock->wall + 4000 * kDay;
  const Status status = world.Start()->CheckAtStartup();
  if (status.outcome != Outcome::kValid)
    throw std::runtime_error(std::string(OutcomeName(status.outcome)) + " " + status.reason + " " +
                             status.problem);
  const std::filesystem::path roots = world.directory / "root.pub";
  WriteFile(roots, verify::FormatRootSet({{world.authority.root.public_key()}, 1}));
  return roots;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

void WriteFile(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

}  // namespace countersign::sdk
