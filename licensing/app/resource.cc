#include "licensing/app/resource.h"

#include <boost/json/array.hpp>

#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/domain/validate.h"

namespace countersign::app {

std::string Name(std::string_view collection, std::string_view id) {
  return std::string(collection) + "/" + std::string(id);
}

std::string EtagOf(const domain::ResourceMeta& meta) {
  // The time of creation tells a resource from an earlier one of the same name.
  const std::string content =
      std::to_string(meta.version) + "." + std::to_string(ToMicros(meta.create_time));
  return Base64UrlEncode(Sha256(content).substr(0, 12));
}

Result<void> CheckEtag(std::string_view given, const domain::ResourceMeta& meta,
                       std::string_view name) {
  if (given.empty() || given == EtagOf(meta)) return {};
  return Fail(Code::kAborted, Reason::kEtagMismatch,
              std::string(name) + " changed since it was read: read it again",
              {{"resource", std::string(name)}});
}

Result<std::string> TakeId(std::string_view field, std::string_view chosen, const Act& act) {
  if (chosen.empty()) return NewId(act.now, act.entropy);
  RETURN_IF_ERROR(domain::CheckUserId(field, chosen));
  return std::string(chosen);
}

domain::ResourceMeta NewMeta(const Act& act) { return {1, act.now, act.now}; }

tl::unexpected<Error> StateConflict(std::string_view name, std::string_view state,
                                    std::string_view what) {
  return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
              std::string(name) + " is " + std::string(state) + ": " + std::string(what),
              {{"resource", std::string(name)}, {"state", std::string(state)}});
}

boost::json::object ChangedFields(const std::set<std::string>& paths) {
  boost::json::array fields;
  for (const std::string& path : paths) fields.emplace_back(path);
  return {{"fields", std::move(fields)}};
}

}  // namespace countersign::app
