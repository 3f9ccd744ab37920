// The machine's clock, and what makes the server doubt it.
//
// Someone who sets the clock must not bring about what only time may: a suspension, silence that
// accepts, keys from the future. So the server reckons for itself: it keeps when the machine was
// started, and adds for how long it has been up since. Where the clock says something else by more
// than ten minutes, in either direction, the server goes on by its own reckoning, and says so until
// the clock is right again. The reckoning is kept in a file, so that a restart of the server
// forgets nothing.
//
// The machine's own restart ends a reckoning. After it the clock is believed if it stands after the
// time at which the server was seen last, and within three days of it. It is doubted where it
// stands before (the server then goes on from the time at which it was seen), and where the machine
// was off for longer (a jump cannot be told from that; the server goes by the clock). A person who
// knows that the clock is right says so by removing the file before a start.
#ifndef COUNTERSIGN_SERVER_GUARDED_CLOCK_H_
#define COUNTERSIGN_SERVER_GUARDED_CLOCK_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>

#include "licensing/base/clock.h"
#include "licensing/base/uptime.h"

namespace countersign::server {

class GuardedClock final : public Clock {
 public:
  // Both outlive it. `file`: where the reckoning is kept, each minute while there is no doubt, and
  // at the end.
  GuardedClock(std::filesystem::path file, const Clock& wall, const Uptime& uptime);
  ~GuardedClock() override;

  Instant Now() const override;
  // A sentence, without a full stop; empty if there is none. Safe from any thread.
  std::string Doubt() const;

 private:
  struct Reading {
    Instant wall;
    std::chrono::microseconds up;
  };
  Reading Read() const { return {wall_.Now(), uptime_.Now()}; }
  void Recall();
  std::optional<Instant> Started(const Reading& reading) const;
  std::chrono::microseconds SinceOpened(const Reading& reading) const;
  Instant NowBy(const Reading& reading) const;
  std::string DoubtBy(const Reading& reading) const;
  void Keep() const;

  const std::filesystem::path file_;
  const Clock& wall_;
  const Uptime& uptime_;
  const std::string boot_;
  const std::chrono::microseconds opened_;  // by `uptime_`
  std::string unreadable_;                  // why the file says nothing; empty: it does
  Instant seen_{};                          // before the machine's restart
  // When the machine was started, in microseconds, by the reckoning; kUnknown: not believed yet.
  mutable std::atomic<std::int64_t> started_;
  std::jthread keeper_;  // last: it uses all of them
};

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_GUARDED_CLOCK_H_
