// What of every resource is compared where rows are, beside their own members.
#ifndef COUNTERSIGN_TESTS_STORE_ROW_KEY_H_
#define COUNTERSIGN_TESTS_STORE_ROW_KEY_H_

#include <tuple>

#include "licensing/domain/catalog.h"

namespace countersign::domain {

inline auto Key(const ResourceMeta& meta) {
  return std::tie(meta.version, meta.create_time, meta.update_time);
}

}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_STORE_ROW_KEY_H_
