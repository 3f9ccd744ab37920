// Resource names, read strictly.
#ifndef COUNTERSIGN_RPC_NAMES_H_
#define COUNTERSIGN_RPC_NAMES_H_

#include <string>
#include <string_view>

#include "licensing/base/result.h"

namespace countersign::rpc {

// The id in "products/{id}". FIELD_INVALID for `field` if `name` has another form.
Result<std::string> ParseName(std::string_view field, std::string_view name,
                              std::string_view collection);

struct ChildName {
  std::string parent_id;
  std::string id;
};
// The ids in "licenses/{id}/machines/{id}". FIELD_INVALID for `field`.
Result<ChildName> ParseChildName(std::string_view field, std::string_view name,
                                 std::string_view parents, std::string_view collection);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_NAMES_H_
