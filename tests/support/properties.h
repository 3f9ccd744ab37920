// Properties that hold for any input (rapidcheck), tried on a thousand inputs each; on fifty
// thousand in a long run. RC_PARAMS, rapidcheck's own setting, goes before that:
// with "seed=N" of a failure it repeats it.
#ifndef COUNTERSIGN_TESTS_SUPPORT_PROPERTIES_H_
#define COUNTERSIGN_TESTS_SUPPORT_PROPERTIES_H_

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <stdlib.h>

#include "tests/support/long_run.h"

namespace countersign::testing {

// rapidcheck reads its setting at the first property.
inline const bool kPropertiesAreSet = [] {
  ::setenv("RC_PARAMS", IsLongRun() ? "max_success=50000" : "max_success=1000", 0);
  return true;
}();

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_PROPERTIES_H_
