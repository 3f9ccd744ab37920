// Properties that hold for any input (rapidcheck), tried on a hundred inputs each; on twenty
// thousand where COUNTERSIGN_LONG is set. RC_PARAMS, rapidcheck's own setting, goes before that:
// with "seed=N" of a failure it repeats it.
#ifndef COUNTERSIGN_TESTS_SUPPORT_PROPERTIES_H_
#define COUNTERSIGN_TESTS_SUPPORT_PROPERTIES_H_

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <stdlib.h>

namespace countersign::testing {

// rapidcheck reads its setting at the first property.
inline const bool kPropertiesAreSet = [] {
  const bool is_long = ::getenv("COUNTERSIGN_LONG") != nullptr;
  ::setenv("RC_PARAMS", is_long ? "max_success=50000" : "max_success=1000", 0);
  return true;
}();

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_PROPERTIES_H_
