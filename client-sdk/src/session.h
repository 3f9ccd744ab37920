// The client's work in one process: everything that locks or runs. A forked child makes its own.
#ifndef COUNTERSIGN_SDK_SESSION_H_
#define COUNTERSIGN_SDK_SESSION_H_

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "client-sdk/src/answer.h"
#include "client-sdk/src/background.h"
#include "client-sdk/src/exchange.h"
#include "client-sdk/src/fingerprint.h"
#include "client-sdk/src/memory.h"
#include "client-sdk/src/rights.h"
#include "countersign/client.h"
#include "countersign/options.h"
#include "countersign/status.h"

namespace countersign::sdk {

class Session {
 public:
  // `parent`: the session of the process that was forked; null for the first one. What it knows is
  // taken over unless one of its threads was changing it at the fork; then the cache has to do.
  Session(const Options& options, Session* parent);
  ~Session();

  Status CheckAtStartup();
  Status Current();
  Status Refresh();
  Status Activate(std::string_view code);
  Error Deactivate();
  Error UseEmergencyCode(std::string_view code);
  Client::Exported ExportRequest(std::string_view typed_code);
  Error ImportLicense(std::string_view text);
  void Start();
  void Stop();
  void OnChange(std::function<void(const Status&)> callback);

  // Lock-free.
  const Entitlements& RightsNow() const { return rights_.At(options_.clock->BootSeconds()); }
  int process() const { return process_; }

  // The background's turn: asks if it is due, then listens to the watch if there is one. Seconds
  // until the next turn.
  std::int64_t Tick();

 private:
  static constexpr std::size_t kNonceBytes = 24;

  // Whether a renewal is answered once, or again at each change. By watching asks the background
  // alone.
  enum class By { kAsking, kWatching };

  struct Contacted {
    bool answered = false;  // an answer was believed, or another process just had one
    // Of a watch that was refused: the seconds after which to try again; 0: not said.
    std::int64_t retry_after = 0;
    std::string problem;
    // Of an explicit activation that was refused: what to tell the user.
    std::optional<Status> refused;
  };

  // Further answers to a renewal.
  struct Watch {
    std::unique_ptr<TransportStream> stream;
    std::string server;
    std::string nonce;             // of the renewal
    std::string lease_id, secret;  // that it was for, and that proved it
    std::int64_t since = 0;        // boot seconds
  };

  // Asks until the deadline. `typed_code`: activate with it, whatever is held.
  Contacted Contact(Deadline deadline, const std::string& typed_code, By by = By::kAsking);
  Deadline ContactDeadline() const;
  // True if another process got a good answer while this one waited for its turn.
  bool AnotherProcessAsked();
  Contacted Ask(Deadline deadline, const std::string& typed_code, By by);
  // `code_may_help`: set if the server has no use for the lease, so that it takes a code.
  Contacted Renewal(Deadline deadline, By by, bool& code_may_help);
  Contacted Activation(Deadline deadline, const std::string& code, bool typed);
  CheckRequest NewRequest();
  std::string Code(const std::string& typed_code) const;
  Posted PostCheck(const CheckRequest& request, const std::string& secret, Deadline deadline, By by,
                   Believed& believed);
  Posted PostRelease(Deadline deadline, std::uint64_t beyond);
  Posted Remember(Posted posted);
  void Take(Believed believed, const std::string& server);

  // The background's alone.
  void ContactIfDue();
  void BeginWatch(Watch watch);
  void Listen(std::chrono::seconds longest);
  // A further answer of the watch: why it is not believed; empty if it is.
  std::string TakeFurther(const std::string& body);
  void EndWatch(const std::string& why, std::int64_t retry_after);

  // These want state_mutex_ held.
  // By which the end of a new trust bundle is judged; nullopt: it does not matter.
  std::optional<std::int64_t> BundleTime() const;
  CheckRequest OfflineRequest(const std::string& code, const std::string& seed);
  // The last open request if it asks the same, else a new one.
  std::string OpenBody(CheckRequest request);
  void Load();
  Status EvaluateNow();
  void PublishRights(const Status& status);
  void PlanNext(const Status& status);
  // Whether a lease is held that can be watched.
  bool CanWatch() const;
  bool WatchesTheLease() const;
  // After a watch that failed.
  void PlanWatch(std::int64_t retry_after);
  void Adopt(Believed believed, const std::string& server);
  Contacted Refused(const std::string& reason, const std::string& problem, bool typed);

  // Evaluates, and tells the callback if something changed. Holds no lock while it does.
  Status Report(Source source, const std::string& problem);
  void TellChanges();
  void Log(LogLevel level, const std::string& line) const;

  const Options& options_;
  const int process_;
  std::atomic<bool> stopping_{false};
  Rights rights_;
  Exchange exchange_;

  std::mutex contact_mutex_;  // one contact at a time; taken before state_mutex_

  std::mutex state_mutex_;
  Memory memory_;
  std::optional<Fingerprint> fingerprint_;
  std::string refusal_;  // why there is no key, if no signed statement says it
  std::string problem_;  // of the last contact
  int failures_ = 0;
  std::int64_t retry_after_ = 0;
  std::int64_t next_contact_ = 0;  // boot seconds
  std::int64_t next_watch_ = 0;    // boot seconds
  std::optional<Status> reported_;
  std::shared_ptr<const std::function<void(const Status&)>> callback_;
  // That the callback was not told of yet. One thread at a time tells them all, in their order.
  std::deque<Status> changes_;
  bool telling_ = false;

  // Of the background's thread while there is one.
  std::unique_ptr<Watch> watch_;
  int watch_failures_ = 0;

  std::mutex background_mutex_;
  std::unique_ptr<Background> background_;
};

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_SESSION_H_
