// Whether a run may take its time (scripts/test --long): COUNTERSIGN_LONG is set and not empty.
#ifndef COUNTERSIGN_TESTS_SUPPORT_LONG_RUN_H_
#define COUNTERSIGN_TESTS_SUPPORT_LONG_RUN_H_

#include <cstdlib>

namespace countersign::testing {

inline bool IsLongRun() {
  const char* const value = std::getenv("COUNTERSIGN_LONG");
  return value != nullptr && *value != '\0';
}

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_LONG_RUN_H_
