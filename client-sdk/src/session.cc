#include "client-sdk/src/session.h"

#include <unistd.h>

#include <algorithm>
#include <limits>

#include "client-sdk/src/bytes.h"
#include "client-sdk/src/schedule.h"
#include "client-sdk/verify/activation_code.h"

namespace countersign::sdk {
namespace {

// So often at least the background looks whether the time or another process changed something; a
// machine that slept does not oversleep its refresh by more.
constexpr std::int64_t kLongestPause = 60;

bool Differs(const Status& a, const Status& b) {
  return a.outcome != b.outcome || a.mode != b.mode || a.entitlements != b.entitlements ||
         a.reason != b.reason || a.warning_days != b.warning_days;
}

Status NotActivated(const std::string& reason) {
  Status status;
  status.reason = reason;
  WriteSentences(status);
  return status;
}

}  // namespace

Session::Session(const Options& options, Session* parent)
    : options_(options), process_(::getpid()), exchange_(options, stopping_), memory_(options) {
  if (parent == nullptr) return;
  const std::unique_lock<std::mutex> lock(parent->state_mutex_, std::try_to_lock);
  if (!lock) return;
  memory_.TakeOver(parent->memory_);
  fingerprint_ = parent->fingerprint_;
  refusal_ = parent->refusal_;
  reported_ = parent->reported_;
  callback_ = parent->callback_;
  PublishRights(EvaluateNow());
}

Session::~Session() { Stop(); }

Status Session::CheckAtStartup() {
  bool ask = false;
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    Load();
    const Status status = EvaluateNow();
    const bool can_ask =
        !options_.servers.empty() && (memory_.HoldsLease() || !options_.activation_code.empty() ||
                                      options_.activation_code_provider);
    ask = !status.ok() && can_ask;
  }
  if (!ask) return Report(Source::kCache, {});
  const Contacted contacted =
      Contact(std::chrono::steady_clock::now() + options_.startup_timeout, {});
  return Report(contacted.answered ? Source::kServer : Source::kCache, contacted.problem);
}

Status Session::Current() {
  std::string problem;
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    Load();
    problem = problem_;
  }
  return Report(Source::kCache, problem);
}

Status Session::Refresh() {
  const Contacted contacted = Contact(ContactDeadline(), {});
  return Report(contacted.answered ? Source::kServer : Source::kCache, contacted.problem);
}

Status Session::Activate(std::string_view code) {
  const auto canonical = verify::ParseActivationCode(code);
  if (!canonical) return NotActivated("CODE_MALFORMED");
  Contacted contacted = Contact(ContactDeadline(), verify::FormatActivationCode(*canonical));
  if (contacted.refused) return *contacted.refused;
  return Report(contacted.answered ? Source::kServer : Source::kCache, contacted.problem);
}

Error Session::UseEmergencyCode(std::string_view code) {
  const auto canonical = verify::ParseActivationCode(code);
  if (!canonical) return {"CODE_MALFORMED", "the emergency code was mistyped"};
  {
    // Not in the middle of a contact, whose answer would replace the state.
    const std::lock_guard<std::mutex> contact(contact_mutex_);
    const std::lock_guard<std::mutex> lock(state_mutex_);
    Load();
    if (!memory_.facts().key) return {"NOT_ACTIVATED", "there is no key that names the codes"};
    if (!IsEmergencyCode(*memory_.facts().key, *canonical)) {
      return {"CODE_UNKNOWN", "the key names no such emergency code: it may have been used before"};
    }
    memory_.UseEmergencyCode(*canonical);
    next_contact_ = 0;  // the background reports it at its next turn
  }
  Report(Source::kCache, {});
  return {};
}

void Session::Start() {
  const std::lock_guard<std::mutex> lock(background_mutex_);
  if (background_) return;
  stopping_ = false;
  {
    const std::lock_guard<std::mutex> state(state_mutex_);
    next_contact_ = 0;
    next_watch_ = 0;
  }
  background_ = Background::Start([this] { return Tick(); });
  if (!background_) Log(LogLevel::kWarning, "the system gives no thread for the refresh");
}

void Session::Stop() {
  const std::lock_guard<std::mutex> lock(background_mutex_);
  if (!background_) return;
  stopping_ = true;
  background_->Stop([this] { exchange_.Cancel(); });
  background_.reset();
  watch_.reset();
  stopping_ = false;
}

void Session::OnChange(std::function<void(const Status&)> callback) {
  const std::lock_guard<std::mutex> lock(state_mutex_);
  callback_ = callback
                  ? std::make_shared<const std::function<void(const Status&)>>(std::move(callback))
                  : nullptr;
}

std::int64_t Session::Tick() {
  try {
    ContactIfDue();
    std::int64_t pause = 0;
    {
      const std::lock_guard<std::mutex> lock(state_mutex_);
      std::int64_t next = next_contact_;
      if (!watch_ && CanWatch()) next = std::min(next, next_watch_);
      pause = std::clamp<std::int64_t>(next - memory_.BootSeconds(), 1, kLongestPause);
    }
    if (!watch_) return pause;
    Listen(std::chrono::seconds(pause));
    return 0;
  } catch (const std::exception& e) {
    Log(LogLevel::kWarning, std::string("the refresh failed: ") + e.what());
    return kLongestPause;
  }
}

void Session::Load() {
  if (!fingerprint_) {
    fingerprint_ = CollectFingerprint("", options_.product, options_.machine_id);
  }
  const bool known = memory_.loaded();
  // What another process learnt is as good as learnt here.
  if (memory_.Reload() && known) PlanNext(EvaluateNow());
}

Status Session::EvaluateNow() {
  const TimeView time = memory_.Time();
  static const std::map<int, std::string> kNothing;
  return Evaluate(memory_.facts(), memory_.state(), options_,
                  fingerprint_ ? fingerprint_->components : kNothing, time, refusal_);
}

void Session::PublishRights(const Status& status) {
  if (!status.ok()) {
    rights_.Publish({}, status.entitlements, std::numeric_limits<std::int64_t>::min());
    return;
  }
  std::int64_t until = std::numeric_limits<std::int64_t>::max();
  const std::int64_t boot = memory_.BootSeconds();
  const std::int64_t left = status.offline_until - status.now;
  if (!memory_.Time().frozen && left < until - boot) until = boot + left;
  rights_.Publish(status.entitlements, RightsWithoutContact(memory_.facts()), until);
}

void Session::PlanNext(const Status& status) {
  Situation situation;
  situation.outcome = status.outcome;
  situation.failures = failures_;
  situation.retry_after = retry_after_;
  situation.refresh_after = memory_.state().refresh_after;
  if (const auto& key = memory_.facts().key) {
    situation.lease_seconds = key->expires_at - key->issued_at;
  }
  next_contact_ = memory_.BootSeconds() + NextDelay(situation, RandomFraction());
}

Status Session::Report(Source source, const std::string& problem) {
  Status status;
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    Load();
    status = EvaluateNow();
    status.source = source;
    status.problem = problem;
    PublishRights(status);
    const bool changed = reported_ && Differs(*reported_, status);
    if (changed || !reported_) reported_ = status;
    if (changed) changes_.push_back(status);
    if (changes_.empty() || telling_) return status;
    telling_ = true;
  }
  TellChanges();
  return status;
}

void Session::TellChanges() {
  while (true) {
    std::shared_ptr<const std::function<void(const Status&)>> callback;
    Status status;
    {
      const std::lock_guard<std::mutex> lock(state_mutex_);
      telling_ = !changes_.empty();
      if (!telling_) return;
      callback = callback_;
      status = std::move(changes_.front());
      changes_.pop_front();
    }
    if (!callback) continue;
    try {
      (*callback)(status);
    } catch (...) {
      Log(LogLevel::kWarning, "the change callback threw");
    }
  }
}

void Session::Log(LogLevel level, const std::string& line) const {
  if (!options_.logger) return;
  try {
    options_.logger(level, line);
  } catch (...) {
    // A logger that throws gets no more than this.
    return;
  }
}

}  // namespace countersign::sdk
