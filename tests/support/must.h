// For preparations that have to succeed.
#ifndef COUNTERSIGN_TESTS_SUPPORT_MUST_H_
#define COUNTERSIGN_TESTS_SUPPORT_MUST_H_

#include <stdexcept>
#include <type_traits>
#include <utility>

#include "licensing/base/result.h"

namespace countersign::testing {

// The value. Throws with the error's sentence if there is none.
template <class T>
T Must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_MUST_H_
