// How much a run may do.
#ifndef COUNTERSIGN_TESTS_SUPPORT_LONG_RUN_H_
#define COUNTERSIGN_TESTS_SUPPORT_LONG_RUN_H_

#include <cstdlib>

namespace countersign::testing {

// Whether it may take its time (scripts/test --long): COUNTERSIGN_LONG is set and not empty.
inline bool IsLongRun() {
  const char* const value = std::getenv("COUNTERSIGN_LONG");
  return value != nullptr && *value != '\0';
}

// How often to repeat what is tried `count` times. Under a sanitizer, where each time takes ten
// times as long, a twentieth is enough: what a sanitizer sees, it sees early, and what a rare
// order of events does to the facts the plain build finds.
constexpr int Repeated(int count) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  return count / 20;
#else
  return count;
#endif
}

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_LONG_RUN_H_
