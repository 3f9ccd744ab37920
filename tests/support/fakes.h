// A clock that a test sets, and random bytes that repeat from run to run.
#ifndef COUNTERSIGN_TESTS_SUPPORT_FAKES_H_
#define COUNTERSIGN_TESTS_SUPPORT_FAKES_H_

#include <atomic>
#include <cstdint>
#include <mutex>
#include <random>

#include "licensing/base/clock.h"
#include "licensing/base/entropy.h"

namespace countersign::testing {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(Instant now) : now_(ToMicros(now)) {}
  Instant Now() const override { return FromMicros(now_.load()); }
  void Set(Instant now) { now_.store(ToMicros(now)); }
  void Advance(std::chrono::microseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_;
};

class FakeEntropy final : public Entropy {
 public:
  explicit FakeEntropy(std::uint64_t seed = 1) : generator_(seed) {}
  void Fill(std::span<std::uint8_t> out) override {
    const std::lock_guard lock(mutex_);
    for (std::uint8_t& byte : out) byte = static_cast<std::uint8_t>(generator_() >> 24);
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 generator_;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_FAKES_H_
