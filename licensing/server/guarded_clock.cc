#include "licensing/server/guarded_clock.h"

#include <algorithm>
#include <boost/json.hpp>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <stop_token>
#include <utility>

#include "licensing/store/whole_file.h"

namespace countersign::server {
namespace {

using std::chrono::microseconds;

constexpr std::chrono::minutes kMostSkew{10};
constexpr std::chrono::days kLongestAbsence{3};
constexpr std::chrono::minutes kBetweenKeeping{1};
constexpr std::int64_t kUnknown = std::numeric_limits<std::int64_t>::min();

constexpr char kHowToConfirm[] =
    "if it is right now, stop the server, remove the file clock.mark from the data directory, and "
    "start it again";

struct Mark {
  std::string boot;
  Instant started;
  Instant seen;
};

std::string TextOf(const Mark& mark) {
  return boost::json::serialize(boost::json::object{{"boot", mark.boot},
                                                    {"started", FormatInstant(mark.started)},
                                                    {"seen", FormatInstant(mark.seen)}}) +
         "\n";
}

// Nothing if it is not what TextOf makes.
std::optional<Mark> ParseMark(const std::string& text) {
  boost::system::error_code error;
  const boost::json::value value = boost::json::parse(text, error);
  const boost::json::object* const object = error ? nullptr : value.if_object();
  if (object == nullptr) return std::nullopt;
  const auto member = [&](std::string_view name) -> std::string {
    const boost::json::value* const found = object->if_contains(name);
    return found != nullptr && found->is_string() ? std::string(found->as_string()) : "";
  };
  const auto started = ParseInstant(member("started"));
  const auto seen = ParseInstant(member("seen"));
  if (!started || !seen) return std::nullopt;
  return Mark{member("boot"), *started, *seen};
}

}  // namespace

GuardedClock::GuardedClock(std::filesystem::path file, const Clock& wall, const Uptime& uptime)
    : file_(std::move(file)),
      wall_(wall),
      uptime_(uptime),
      boot_(uptime.Boot()),
      opened_(uptime.Now()),
      started_(kUnknown) {
  Recall();
  Keep();
  keeper_ = std::jthread([this](const std::stop_token& stop) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock hold(mutex);
    while (!stop.stop_requested()) {
      stopped.wait_for(hold, stop, kBetweenKeeping, [] { return false; });
      Keep();
    }
  });
}

GuardedClock::~GuardedClock() = default;

void GuardedClock::Recall() {
  const Reading now = Read();
  const auto text = store::ReadWholeFile(file_);
  const auto mark = text && *text ? ParseMark(**text) : std::nullopt;
  if (mark && (mark->boot != boot_ || boot_.empty())) {
    seen_ = mark->seen;
    return;
  }
  started_ = ToMicros(mark ? mark->started : now.wall - now.up);
  if (mark || (text && !*text)) return;
  unreadable_ = "the file clock.mark says nothing of the machine's clock: look at the clock; " +
                std::string(kHowToConfirm);
}

Instant GuardedClock::Now() const { return NowBy(Read()); }

std::string GuardedClock::Doubt() const { return DoubtBy(Read()); }

microseconds GuardedClock::SinceOpened(const Reading& reading) const {
  return reading.up - opened_;
}

// After a restart of the machine: once the clock shows a time that can be believed.
std::optional<Instant> GuardedClock::Started(const Reading& reading) const {
  const std::int64_t known = started_;
  if (known != kUnknown) return FromMicros(known);
  const Instant latest = seen_ + kLongestAbsence + SinceOpened(reading);
  if (reading.wall < seen_ - kMostSkew || reading.wall > latest) return std::nullopt;
  started_ = ToMicros(reading.wall - reading.up);
  return reading.wall - reading.up;
}

Instant GuardedClock::NowBy(const Reading& reading) const {
  const auto started = Started(reading);
  if (!started) return std::max(reading.wall, seen_ + SinceOpened(reading));
  const Instant reckoned = *started + reading.up;
  const bool agree = reading.wall <= reckoned + kMostSkew && reading.wall >= reckoned - kMostSkew;
  return agree ? reading.wall : reckoned;
}

std::string GuardedClock::DoubtBy(const Reading& reading) const {
  if (!unreadable_.empty()) return unreadable_;
  const auto started = Started(reading);
  if (!started)
    return "the machine's clock shows " + FormatInstant(reading.wall) +
           " after a restart of the machine, and the server was seen last at " +
           FormatInstant(seen_) + ": set the clock right, or, " + kHowToConfirm;
  const auto skew = reading.wall - (*started + reading.up);
  if (skew <= kMostSkew && skew >= -kMostSkew) return "";
  return "the machine's clock was set by " +
         std::to_string(std::chrono::round<std::chrono::minutes>(skew).count()) +
         " minutes; the server goes on as if it were not: set it right, or, " + kHowToConfirm;
}

// A file that cannot be written is no reason to doubt: what it said holds on.
void GuardedClock::Keep() const {
  const Reading now = Read();
  const auto started = Started(now);
  if (!started || !DoubtBy(now).empty()) return;
  static_cast<void>(store::ReplaceWholeFile(file_, TextOf({boot_, *started, now.wall})));
}

}  // namespace countersign::server
