// What the ledger costs the licence checks: two installations side by side, one of them without a
// ledger.
#ifndef COUNTERSIGN_TESTS_BENCH_APPEND_COST_H_
#define COUNTERSIGN_TESTS_BENCH_APPEND_COST_H_

#include <cstdint>

namespace countersign::bench {

enum class CheckKind { kRenewal, kActivation };

// What a number of checks took, summed over all slices.
struct CheckCost {
  std::int64_t checks = 0;
  double seconds = 0;
  double cpu_seconds = 0;  // of the process: whatever else the machine does
};

struct AppendCost {
  CheckCost with_ledger;
  CheckCost without;
};

// `threads` checks at a time, in slices by turns of either installation, so that what else the
// machine does falls on both alike.
AppendCost MeasureAppendCost(CheckKind kind, int threads);

}  // namespace countersign::bench

#endif  // COUNTERSIGN_TESTS_BENCH_APPEND_COST_H_
