#include "licensing/ledger/entry.h"

#include <boost/json/value.hpp>

#include "licensing/ledger/canonical_json.h"

namespace countersign::ledger {

Result<std::string> LeafData(const Entry& entry) {
  // Members in their canonical order. A parser would only make the same of what is canonical.
  std::string data = "{";
  const auto add = [&data](std::string_view name, std::string_view json) {
    if (data.size() > 1) data += ',';
    data.append("\"").append(name).append("\":").append(json);
  };
  const auto add_text = [&add](std::string_view name, std::string_view text) -> Result<void> {
    ASSIGN_OR_RETURN(const std::string json, CanonicalJson(boost::json::value(text)));
    add(name, json);
    return {};
  };
  RETURN_IF_ERROR(add_text("action", entry.action));
  RETURN_IF_ERROR(add_text("actor", entry.actor));
  add("attachments", entry.attachments);
  add("body", entry.body);
  add("digests", entry.digests);
  RETURN_IF_ERROR(add_text("id", entry.id));
  RETURN_IF_ERROR(add_text("request_id", entry.request_id));
  RETURN_IF_ERROR(add_text("resource", entry.resource));
  RETURN_IF_ERROR(add_text("time", FormatInstant(entry.time)));
  return data + "}";
}

}  // namespace countersign::ledger
