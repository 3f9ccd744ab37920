// Paging and filters of list methods: from a request to what the store is asked.
#ifndef COUNTERSIGN_RPC_LISTING_H_
#define COUNTERSIGN_RPC_LISTING_H_

#include <google/protobuf/descriptor.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/paging.h"
#include "licensing/base/result.h"

namespace countersign::rpc {

// A field that a method's filter can name.
struct FilterField {
  std::string_view name;
  // Its values, if it is an enum: the interface's names, with or without the type's prefix.
  const google::protobuf::EnumDescriptor* values = nullptr;
};

// INVALID_ARGUMENT / FILTER_INVALID for a text that is no filter, a field that is not one of these,
// and an enum's value that there is not.
Result<std::vector<app::Condition>> ReadFilter(std::string_view filter,
                                               std::span<const FilterField> fields);

// `list` names whose page it is, e.g. "licenses"; a child list adds its parent.
template <class Request>
Result<app::PageRequest> ToPageRequest(const Request& request, std::string list, Instant now,
                                       std::span<const FilterField> fields,
                                       std::vector<app::Condition> parent = {}) {
  app::PageRequest page;
  page.list = std::move(list);
  page.parent = std::move(parent);
  page.page_size = request.page_size();
  page.page_token = request.page_token();
  page.filter = request.filter();
  ASSIGN_OR_RETURN(page.conditions, ReadFilter(request.filter(), fields));
  page.now = now;
  return page;
}

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_LISTING_H_
