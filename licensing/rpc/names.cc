#include "licensing/rpc/names.h"

#include "licensing/base/ids.h"

namespace countersign::rpc {
namespace {

// Takes "collection/id" off the front of `rest`, and the slash after it.
bool TakePair(std::string_view& rest, std::string_view collection, std::string& id) {
  if (!rest.starts_with(collection) || !rest.substr(collection.size()).starts_with('/'))
    return false;
  rest.remove_prefix(collection.size() + 1);
  const std::size_t end = rest.find('/');
  id = rest.substr(0, end);
  rest = end == std::string_view::npos ? std::string_view() : rest.substr(end);
  return IsId(id);
}

}  // namespace

Result<std::string> ParseName(std::string_view field, std::string_view name,
                              std::string_view collection) {
  std::string id;
  if (TakePair(name, collection, id) && name.empty()) return id;
  return FieldInvalid(field, "must be of the form " + std::string(collection) + "/{id}");
}

Result<ChildName> ParseChildName(std::string_view field, std::string_view name,
                                 std::string_view parents, std::string_view collection) {
  ChildName child;
  if (TakePair(name, parents, child.parent_id) && name.starts_with('/')) {
    name.remove_prefix(1);
    if (TakePair(name, collection, child.id) && name.empty()) return child;
  }
  return FieldInvalid(field, "must be of the form " + std::string(parents) + "/{id}/" +
                                 std::string(collection) + "/{id}");
}

}  // namespace countersign::rpc
