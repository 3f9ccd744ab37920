#include "licensing/ledger/entry.h"

#include "licensing/ledger/canonical_json.h"

namespace countersign::ledger {
namespace {

constexpr std::size_t kFixedBytes = 192;  // the members' names and the time, and some to spare

}  // namespace

Result<std::string> LeafData(const Entry& entry) {
  // Members in their canonical order. A parser would only make the same of what is canonical.
  std::string data;
  data.reserve(kFixedBytes + entry.action.size() + entry.actor.size() + entry.attachments.size() +
               entry.body.size() + entry.digests.size() + entry.id.size() +
               entry.request_id.size() + entry.resource.size());
  data += '{';
  const auto add = [&data](std::string_view name, std::string_view json) {
    if (data.size() > 1) data += ',';
    data.append("\"").append(name).append("\":").append(json);
  };
  bool is_text = true;
  const auto add_text = [&](std::string_view name, std::string_view text) {
    add(name, {});
    is_text = AppendCanonicalText(data, text) && is_text;
  };
  add_text("action", entry.action);
  add_text("actor", entry.actor);
  add("attachments", entry.attachments);
  add("body", entry.body);
  add("digests", entry.digests);
  add_text("id", entry.id);
  add_text("request_id", entry.request_id);
  add_text("resource", entry.resource);
  add_text("time", FormatInstant(entry.time));
  if (!is_text)
    return Fail(Code::kInternal, Reason::kInternalFault,
                "an entry with text that is not UTF-8 cannot go on record");
  return data += '}';
}

}  // namespace countersign::ledger
