// Runs the benchmarks of a binary and prints each as a ratio to a reference of the same run:
// absolute times on a shared machine mean little.
#ifndef COUNTERSIGN_TESTS_BENCH_RATIO_REPORTER_H_
#define COUNTERSIGN_TESTS_BENCH_RATIO_REPORTER_H_

#include <string>

namespace countersign::bench {

// `reference` names the benchmark whose speed (items a second) is 1. Returns main's exit code.
int RunAndCompare(int argc, char** argv, const std::string& reference);

}  // namespace countersign::bench

#endif  // COUNTERSIGN_TESTS_BENCH_RATIO_REPORTER_H_
