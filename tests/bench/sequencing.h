// The sequencer at work beside what is measured.
#ifndef COUNTERSIGN_TESTS_BENCH_SEQUENCING_H_
#define COUNTERSIGN_TESTS_BENCH_SEQUENCING_H_

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "licensing/app/sequencer.h"
#include "tests/support/must.h"

namespace countersign::bench {

// Sequences as often as the server does, and once more at the end.
class Sequencing {
 public:
  explicit Sequencing(app::Sequencer& sequencer)
      : thread_([this, &sequencer](const std::stop_token& stop) {
          std::unique_lock hold(mutex_);
          while (!stop.stop_requested()) {
            wake_.wait_for(hold, stop, std::chrono::milliseconds(500), [] { return false; });
            testing::Must(sequencer.CatchUp());
          }
        }) {}

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace countersign::bench

#endif  // COUNTERSIGN_TESTS_BENCH_SEQUENCING_H_
