// Machines that watch their licences: each is answered once more whenever its licence, or what is
// enforced of its contract, has changed. One thread looks at the watched licences' versions, only
// while there are any and only after the store committed something.
#ifndef COUNTERSIGN_RPC_WATCHES_H_
#define COUNTERSIGN_RPC_WATCHES_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "licensing/checkin/checkin.h"
#include "licensing/rpc/executor.h"

namespace countersign::rpc {

struct WatchOptions {
  std::size_t most = 10'000;  // machines at a time
  // How long a change may go unnoticed.
  std::chrono::milliseconds interval{100};
  // How many units of work the store has committed: nothing is looked up while it stays.
  std::function<std::uint64_t()> commits;
};

// A machine's answer when it began to watch, and what it asked.
struct Watcher {
  checkin::Holding holding;
  domain::CheckRequest request;
  // Takes each further answer; the last one is one without a key, or an error. Called from one
  // thread at a time; must not block. False: nobody listens any more.
  std::function<bool(Result<checkin::CheckAnswer>)> push;
};

// Safe from any thread.
class Watches {
 public:
  // Both outlive the object.
  Watches(app::Store& store, checkin::CheckIn& checkin, WatchOptions options);
  ~Watches();  // as Stop

  // RESOURCE_EXHAUSTED / OVERLOADED if too many watch; UNAVAILABLE / SHUTTING_DOWN. The watch ends
  // with the last answer, or when somebody calls what is returned.
  Result<std::function<void()>> Begin(Watcher watcher);
  // Tells everybody who watches SHUTTING_DOWN, and takes nobody any more.
  void Stop();

 private:
  struct Watch;
  using WatchPtr = std::shared_ptr<Watch>;
  void Run();
  // False if something was left for the next time.
  bool Sweep();
  std::vector<WatchPtr> All();
  // Of those that are not being answered, whose licence has another version than they know.
  Result<std::vector<WatchPtr>> Outdated(const std::vector<WatchPtr>& watches);
  void Answer(const WatchPtr& watch);
  void Remove(std::uint64_t id);

  app::Store& store_;
  checkin::CheckIn& checkin_;
  const WatchOptions options_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::uint64_t, WatchPtr> watches_;  // under mutex_
  std::uint64_t next_id_ = 1;                  // under mutex_
  bool stopped_ = false;                       // under mutex_
  // As many commits had been made when everybody had what was committed; under mutex_.
  std::optional<std::uint64_t> swept_;
  Executor answering_;  // several at a time, whose commits share the disk's sync
  std::thread sweeping_;
};

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_WATCHES_H_
