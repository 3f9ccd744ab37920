// Session's watch: where the transport can, the renewals that the background makes are answered
// again at each change. A watch adds to the schedule of contacts and takes nothing from it: each
// contact that falls due opens a new one, so one that fell silent is no worse than none.
#include <algorithm>

#include "client-sdk/src/bytes.h"
#include "client-sdk/src/schedule.h"
#include "client-sdk/src/session.h"

namespace countersign::sdk {
namespace {

// A watch that lasted so long did not fail, whatever ended it.
constexpr std::int64_t kSteadySeconds = 60;
// Another process that shares the cache gets so long to finish its contact.
constexpr int kTurnMilliseconds = 250;

}  // namespace

bool Session::CanWatch() const {
  const auto& status = memory_.facts().status;
  const bool has_key = status && (status->outcome == "VALID" || status->outcome == "RESTRICTED");
  return exchange_.CanWatch() && memory_.HoldsLease() && has_key;
}

bool Session::WatchesTheLease() const {
  return watch_->lease_id == memory_.state().lease_id &&
         watch_->secret == memory_.state().lease_secret;
}

void Session::BeginWatch(Watch watch) {
  // Each contact opens one anew; the first is news.
  Log(watch_ ? LogLevel::kDebug : LogLevel::kInfo, "watching the licence at " + watch.server);
  watch_ = std::make_unique<Watch>(std::move(watch));
}

void Session::ContactIfDue() {
  bool due = false;
  By by = By::kAsking;
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    Load();
    const std::int64_t now = memory_.BootSeconds();
    if (watch_ && !WatchesTheLease()) watch_.reset();
    if (CanWatch() && (watch_ || now >= next_watch_)) by = By::kWatching;
    due = now >= next_contact_ || (by == By::kWatching && !watch_);
  }
  if (!due) {
    Current();
    return;
  }
  const Contacted contacted = Contact(ContactDeadline(), {}, by);
  if (by == By::kWatching && !watch_) {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    if (contacted.answered) {
      PlanWatch(contacted.retry_after);
    } else {
      next_watch_ = next_contact_;
    }
  }
  Report(contacted.answered ? Source::kServer : Source::kCache, contacted.problem);
}

void Session::Listen(std::chrono::seconds longest) {
  const auto answer = watch_->stream->Next(longest);
  if (!answer || stopping_) return;
  if (answer->http_status == 200) {
    const std::string problem = TakeFurther(answer->body);
    if (problem.empty()) {
      Report(Source::kServer, {});
      return;
    }
    EndWatch(problem, 0);
    const std::lock_guard<std::mutex> lock(state_mutex_);
    next_contact_ = 0;  // a new question shows what it is about
    return;
  }
  const auto refusal =
      answer->http_status == 0 ? std::nullopt : exchange_.wire().DecodeRefusal(answer->body);
  EndWatch(refusal ? refusal->message : answer->problem, refusal ? RetryAfter(*refusal) : 0);
}

std::string Session::TakeFurther(const std::string& body) {
  // Not in the middle of a contact, whose answer would replace what this one brings.
  const std::lock_guard<std::mutex> contact(contact_mutex_);
  const FileLock turn(memory_.LockPath(), kTurnMilliseconds, &stopping_);
  const std::lock_guard<std::mutex> lock(state_mutex_);
  Load();
  if (!WatchesTheLease()) {
    watch_.reset();
    return {};
  }
  const auto answer = exchange_.wire().DecodeCheck(body);
  if (!answer) return "the answer cannot be read";
  Asked asked;
  asked.nonces = {watch_->nonce};
  asked.bundle_time = memory_.LeastTime();
  asked.now = memory_.Time().now;
  Believed believed = Believe(*answer, asked, memory_.state(), memory_.facts(), options_);
  if (believed.outdated) return {};
  if (!believed.problem.empty()) return believed.problem;
  const bool last = !believed.has_key;
  const bool of_no_use = LeaseIsOfNoUse(*believed.facts.status);
  Adopt(std::move(believed), watch_->server);
  failures_ = 0;
  retry_after_ = 0;
  problem_.clear();
  PlanNext(EvaluateNow());
  if (last) watch_.reset();
  if (of_no_use) next_contact_ = 0;  // a code may help
  return {};
}

void Session::EndWatch(const std::string& why, std::int64_t retry_after) {
  const std::unique_ptr<Watch> ended = std::move(watch_);
  const std::lock_guard<std::mutex> lock(state_mutex_);
  if (memory_.BootSeconds() - ended->since >= kSteadySeconds) watch_failures_ = 0;
  PlanWatch(retry_after);
  Log(LogLevel::kInfo, "the watch of the licence ended: " + why);
}

void Session::PlanWatch(std::int64_t retry_after) {
  Situation situation;
  situation.failures = ++watch_failures_;
  situation.retry_after = retry_after;
  next_watch_ = memory_.BootSeconds() + NextDelay(situation, RandomFraction());
}

}  // namespace countersign::sdk
