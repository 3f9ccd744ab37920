// What the ports of every kind of record have in common: reading a page, finding, writing.
#ifndef COUNTERSIGN_APP_REPOSITORY_H_
#define COUNTERSIGN_APP_REPOSITORY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"

namespace countersign::app {

// One page of a list, in ascending order of id. `equals` names fields and values, all of which must
// match. The store knows only the fields that the interface documents as filter fields, with the
// values as a user writes them (an enum's name without the type's prefix: state "ACTIVE", kind
// "FLOATING"; a resource's name: customer "customers/acme"), and, with bare ids as values, the
// fields customer_id, product_id, policy_id, license_id and user_id where the record has them. It
// fails with INVALID_ARGUMENT / FILTER_INVALID for other fields, values that cannot be, and a field
// named twice, and with INVALID_ARGUMENT / FIELD_INVALID for a limit below 1.
struct ListQuery {
  std::int32_t limit = 50;
  std::string after_id{};  // exclusive; empty: from the start
  bool backwards = false;  // in descending order; entries only
  std::vector<std::pair<std::string, std::string>> equals{};
  Instant now{};  // decides what depends on time: a token's state
};

template <class T>
class Lister {
 public:
  virtual ~Lister() = default;
  virtual Result<std::vector<T>> List(const ListQuery& query) = 0;
};

template <class T>
class Reader : public Lister<T> {
 public:
  virtual Result<std::optional<T>> Find(std::string_view id) = 0;
};

template <class T>
class Repository : public virtual Reader<T> {
 public:
  // ALREADY_EXISTS / RESOURCE_EXISTS if the id (or a machine's key in its licence) is taken;
  // NOT_FOUND / RESOURCE_NOT_FOUND if something that it refers to does not exist.
  virtual Result<void> Insert(const T& row) = 0;
  // Writes `row` if the stored version is `row.meta.version`, and counts the version up in both;
  // else ABORTED / ETAG_MISMATCH.
  virtual Result<void> Update(T& row) = 0;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_REPOSITORY_H_
