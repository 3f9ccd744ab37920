// A vendor for tests: keys, a trust bundle, a licence, and a server that answers the client's
// requests as the real one does, over a transport that the test can disturb.
#ifndef COUNTERSIGN_TESTS_SDK_SUPPORT_VENDOR_H_
#define COUNTERSIGN_TESTS_SDK_SUPPORT_VENDOR_H_

#include <atomic>
#include <boost/json.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "countersign/client.h"
#include "licensing/keys/private_key.h"
#include "tests/support/temp_dir.h"

namespace countersign::sdk {

constexpr std::int64_t kToday = 1'800'000'000;  // 2027-01-15T08:00:00Z
constexpr std::int64_t kHour = 3600;
constexpr std::int64_t kDay = 24 * kHour;
constexpr char kProduct[] = "acme-erp";
constexpr char kServerAddress[] = "https://licences.example.com";

class FakeClock final : public Clock {
 public:
  std::int64_t WallSeconds() override { return wall; }
  std::int64_t BootSeconds() override { return boot; }
  std::string BootId() override { return "boot-" + std::to_string(boot_number); }

  // Time passes.
  void Pass(std::int64_t seconds) {
    wall += seconds;
    boot += seconds;
  }
  void Reboot() {
    boot = 10;
    ++boot_number;
  }

  std::atomic<std::int64_t> wall{kToday};
  std::atomic<std::int64_t> boot{1000};
  std::atomic<int> boot_number{1};
};

// The signing side.
class Authority {
 public:
  Authority();

  std::string Sign(std::string_view kind, const boost::json::object& claims) const;
  // Signed by the roots that count just now, with the keys of `bundle`.
  std::string BundleText() const;

  keys::PrivateKey root;
  keys::PrivateKey signer;
  verify::TrustBundle bundle;
  std::vector<const keys::PrivateKey*> roots;  // that sign
  Roots compiled_in;                           // what the program knows
};

keys::PrivateKey TestKey(std::uint8_t number);
// A well-formed activation code.
std::string TestCode(std::uint8_t number);

class FakeServer final : public Transport {
 public:
  FakeServer(const Authority& authority, FakeClock& clock);

  TransportAnswer Post(const TransportRequest& request) override;
  void Cancel() override;
  bool CanStream() const override { return watchable; }
  std::unique_ptr<TransportStream> OpenStream(const TransportRequest& request) override;

  // What an administrator sends back for a request in a text.
  std::string IssueOffline(const std::string& request_text);

  struct Lease {
    std::string id, secret, machine_key, process;
    boost::json::object fingerprint;  // kind -> base64url, as the key's claim
    std::uint64_t counter = 0;
  };

  // --- the licence; change it between requests
  std::string license = "license-1";
  std::string code = TestCode(1);
  std::string outcome = "VALID";  // or a "no", with `reason`
  std::string reason;
  std::int64_t license_version = 1;
  boost::json::object entitlements = {{"export", true}, {"seats", 25}};
  boost::json::object always_available = {{"read", true}};
  boost::json::object paid_up, notice, emergency;  // the claims as they stand in keys
  std::string max_version, releases_until;
  std::int64_t lease_seconds = kDay;
  std::int64_t offline_seconds = 45 * kDay;
  std::size_t seats = 10;
  bool simulated = false;
  std::map<std::string, Lease> leases;

  // --- disturbances
  std::atomic<bool> down{false};
  bool lose_answers = false;  // does the work, then is not heard
  std::string down_server;    // this address does not answer
  // Changes the answer's members before they leave.
  std::function<void(boost::json::object& answer)> tamper;
  // Replaces the whole answer.
  std::function<TransportAnswer(const TransportRequest&)> instead;
  // Requests wait until cancelled.
  std::atomic<bool> hang{false};

  // --- watches
  bool watchable = false;
  // Who listens waits for what comes; false: is told at once that nothing did.
  bool patient = true;
  std::optional<TransportAnswer> no_watch;  // instead of a watch
  // Answers each watch once more.
  void Push();
  void EndWatches(const TransportAnswer& how);
  int OpenWatches() const;
  // Waits until `count` have been opened in all.
  void WaitForWatches(int count);
  static TransportAnswer Refusal(int status, const std::string& code, const std::string& reason,
                                 boost::json::object metadata = {});

  // --- what was asked
  std::vector<boost::json::object> requests;
  std::vector<std::string> servers;
  int Count() const;
  // Waits until `count` requests have begun.
  void WaitForRequests(int count);

 private:
  class Watch;
  // What a watch was asked, and what its client has not read yet.
  struct Feed {
    boost::json::object asked;
    std::deque<TransportAnswer> answers;
  };
  std::optional<TransportAnswer> NextOf(Feed& feed, std::chrono::milliseconds longest);
  TransportAnswer Handle(const TransportRequest& request);
  TransportAnswer Check(const boost::json::object& asked, const TransportRequest& request);
  TransportAnswer Release(const boost::json::object& asked, const TransportRequest& request);
  TransportAnswer Answer(const boost::json::object& asked, Lease* lease, std::string outcome,
                         std::string reason, bool activation);
  Lease* Activate(const boost::json::object& asked);

  const Authority& authority_;
  FakeClock& clock_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  int begun_ = 0;
  int cancelled_ = 0;
  int next_lease_ = 1;
  int opened_ = 0;
  std::vector<std::shared_ptr<Feed>> feeds_;
};

// Everything a test needs of one machine.
struct World {
  Authority authority;
  std::shared_ptr<FakeClock> clock = std::make_shared<FakeClock>();
  std::shared_ptr<FakeServer> server = std::make_shared<FakeServer>(authority, *clock);
  testing::TempDir directory;

  Options MakeOptions() const;
  // A program's start: a client on the machine's cache.
  std::unique_ptr<Client> Start(const std::function<void(Options&)>& change = {}) const;
  // The files whose names begin with `prefix` after the product, e.g. ".lease.".
  std::vector<std::filesystem::path> Files(const std::string& prefix) const;
};

// Moves the world to the machine's own time, and activates: its cache is then good for programs
// that run on the machine's clocks. Returns the path of a file with the root keys.
std::filesystem::path PrepareForPrograms(World& world);

std::string ReadFile(const std::filesystem::path& path);
void WriteFile(const std::filesystem::path& path, const std::string& text);

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_TESTS_SDK_SUPPORT_VENDOR_H_
