#include "licensing/rpc/watches.h"

#include <atomic>
#include <utility>

namespace countersign::rpc {
namespace {

constexpr int kAnsweringThreads = 4;

tl::unexpected<Error> ShuttingDown() {
  return Fail(Code::kUnavailable, Reason::kShuttingDown, "the server is stopping; try again in 1 s",
              {{"retry_after", "1"}});
}

}  // namespace

struct Watches::Watch {
  Watch(std::uint64_t number, Watcher who) : id(number), watcher(std::move(who)) {}

  const std::uint64_t id;
  Watcher watcher;  // whoever set `answering` has it
  std::atomic<bool> answering{false};
};

Watches::Watches(app::Store& store, checkin::CheckIn& checkin, WatchOptions options)
    : store_(store),
      checkin_(checkin),
      options_(std::move(options)),
      answering_(kAnsweringThreads, options_.most),
      sweeping_([this] { Run(); }) {}

Watches::~Watches() { Stop(); }

Result<std::function<void()>> Watches::Begin(Watcher watcher) {
  std::uint64_t id = 0;
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) return ShuttingDown();
    if (watches_.size() >= options_.most)
      return Fail(Code::kResourceExhausted, Reason::kOverloaded,
                  "too many machines watch their licences; ask by CheckLicense",
                  {{"retry_after", "60"}});
    id = next_id_++;
    watches_[id] = std::make_shared<Watch>(id, std::move(watcher));
    swept_.reset();  // what was committed since its answer is not missed
  }
  changed_.notify_one();
  return [this, id] { Remove(id); };
}

void Watches::Stop() {
  std::map<std::uint64_t, WatchPtr> left;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  if (sweeping_.joinable()) sweeping_.join();
  answering_.Stop();
  {
    const std::lock_guard lock(mutex_);
    left.swap(watches_);
  }
  for (const auto& [id, watch] : left) watch->watcher.push(ShuttingDown());
}

void Watches::Run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopped_ || !watches_.empty(); });
    if (stopped_) return;
    const std::uint64_t commits = options_.commits();
    if (swept_ != commits) {
      swept_ = commits;
      lock.unlock();
      const bool complete = Sweep();
      lock.lock();
      if (!complete) swept_.reset();
    }
    changed_.wait_for(lock, options_.interval, [this] { return stopped_; });
  }
}

bool Watches::Sweep() {
  std::vector<WatchPtr> free = All();
  // Whoever is being answered may have been looked up before the newest change.
  bool complete =
      std::erase_if(free, [](const WatchPtr& watch) { return watch->answering.load(); }) == 0;
  const auto outdated = Outdated(free);
  if (!outdated) return false;
  for (const WatchPtr& watch : *outdated) {
    watch->answering = true;
    if (answering_.Post([this, watch] { Answer(watch); }) == Executor::Posted::kAccepted) continue;
    watch->answering = false;
    complete = false;
  }
  return complete;
}

std::vector<Watches::WatchPtr> Watches::All() {
  const std::lock_guard lock(mutex_);
  std::vector<WatchPtr> all;
  all.reserve(watches_.size());
  for (const auto& [id, watch] : watches_) all.push_back(watch);
  return all;
}

Result<std::vector<Watches::WatchPtr>> Watches::Outdated(const std::vector<WatchPtr>& watches) {
  std::vector<WatchPtr> outdated;
  RETURN_IF_ERROR(store_.Read([&](app::View& view) -> Result<void> {
    std::map<std::string, std::int64_t> versions;
    for (const WatchPtr& watch : watches) {
      const checkin::Holding& holding = watch->watcher.holding;
      auto known = versions.find(holding.license_id);
      if (known == versions.end()) {
        ASSIGN_OR_RETURN(const auto version, view.licenses().FindVersion(holding.license_id));
        known = versions.emplace(holding.license_id, version.value_or(0)).first;
      }
      if (known->second != holding.license_version) outdated.push_back(watch);
    }
    return {};
  }));
  return outdated;
}

void Watches::Answer(const WatchPtr& watch) {
  Watcher& watcher = watch->watcher;
  auto answer = checkin_.CheckAgain(watcher.holding, watcher.request);
  const bool last = !answer || !answer->holding;
  if (!last) watcher.holding = *answer->holding;
  if (!watcher.push(std::move(answer)) || last) return Remove(watch->id);
  watch->answering = false;
}

void Watches::Remove(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  watches_.erase(id);
}

}  // namespace countersign::rpc
