#include "licensing/rpc/listing.h"

#include <algorithm>

namespace countersign::rpc {
namespace {

tl::unexpected<Error> FilterInvalid(std::string message) {
  return Fail(Code::kInvalidArgument, Reason::kFilterInvalid, std::move(message));
}

// The names of an enum's values, without the prefix that its first one shows.
std::vector<std::string> ShortNames(const google::protobuf::EnumDescriptor& type,
                                    std::string& prefix) {
  prefix = type.value(0)->name();
  prefix.resize(prefix.rfind("UNSPECIFIED"));
  std::vector<std::string> names;
  for (int i = 1; i < type.value_count(); ++i) {
    const std::string& name = type.value(i)->name();
    names.push_back(name.starts_with(prefix) ? name.substr(prefix.size()) : name);
  }
  return names;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

Result<std::vector<app::Condition>> ReadFilter(std::string_view filter,
                                               std::span<const FilterField> fields) {
  ASSIGN_OR_RETURN(std::vector<app::Condition> conditions, app::ParseFilter(filter));
  for (auto& [name, value] : conditions) {
    const auto field = std::ranges::find(fields, name, &FilterField::name);
    if (field == fields.end()) {
      std::vector<std::string> known;
      for (const FilterField& f : fields) known.emplace_back(f.name);
      return FilterInvalid("the filter names " + name + "; this list has: " + Joined(known));
    }
    if (field->values == nullptr) continue;
    std::string prefix;
    const std::vector<std::string> names = ShortNames(*field->values, prefix);
    if (value.starts_with(prefix)) value.erase(0, prefix.size());
    if (std::ranges::find(names, value) == names.end())
      return FilterInvalid("the filter's value for " + name + " must be one of: " + Joined(names));
  }
  return conditions;
}

}  // namespace countersign::rpc
