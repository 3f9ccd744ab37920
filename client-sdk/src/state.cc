#include "client-sdk/src/state.h"

#include <algorithm>
#include <boost/json.hpp>

#include "client-sdk/src/bytes.h"

namespace countersign::sdk {
namespace json = boost::json;
namespace {

json::array ToArray(const std::vector<UsedCode>& codes) {
  json::array array;
  for (const UsedCode& used : codes)
    array.push_back(json::object{{"code", used.code}, {"time", used.time}});
  return array;
}

json::array ToArray(const std::vector<OpenRequest>& requests) {
  json::array array;
  for (const OpenRequest& open : requests) {
    array.push_back(json::object{{"nonce", Base64Encode(open.nonce)}, {"body", open.body}});
  }
  return array;
}

json::array ToArray(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

// Reads members of a cached object; anything of another type than expected counts as absent.
class Members {
 public:
  explicit Members(const json::object& object) : object_(object) {}

  std::string Text(std::string_view name) const {
    const json::value* value = object_.if_contains(name);
    const json::string* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string() : std::string(text->data(), text->size());
  }
  std::vector<std::string> Texts(std::string_view name) const {
    std::vector<std::string> texts;
    const json::value* value = object_.if_contains(name);
    const json::array* array = value == nullptr ? nullptr : value->if_array();
    if (array == nullptr) return texts;
    for (const json::value& item : *array) {
      if (item.is_string()) texts.emplace_back(item.get_string().data(), item.get_string().size());
    }
    return texts;
  }
  std::int64_t Number(std::string_view name) const {
    const json::value* value = object_.if_contains(name);
    const std::int64_t* number = value == nullptr ? nullptr : value->if_int64();
    return number == nullptr ? 0 : *number;
  }
  std::vector<UsedCode> Codes(std::string_view name) const {
    std::vector<UsedCode> codes;
    const json::value* value = object_.if_contains(name);
    const json::array* array = value == nullptr ? nullptr : value->if_array();
    if (array == nullptr) return codes;
    for (const json::value& item : *array) {
      if (!item.is_object()) continue;
      const Members members(item.get_object());
      codes.push_back({members.Text("code"), members.Number("time")});
    }
    return codes;
  }
  std::vector<OpenRequest> Requests(std::string_view name) const {
    std::vector<OpenRequest> requests;
    const json::value* value = object_.if_contains(name);
    const json::array* array = value == nullptr ? nullptr : value->if_array();
    if (array == nullptr) return requests;
    for (const json::value& item : *array) {
      if (!item.is_object()) continue;
      const Members members(item.get_object());
      requests.push_back({members.Binary("nonce"), members.Text("body")});
    }
    return requests;
  }
  std::string Binary(std::string_view name) const {
    return Base64Decode(Text(name)).value_or(std::string());
  }

 private:
  const json::object& object_;
};

std::optional<json::value> ParseObject(std::string_view text) {
  json::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) return std::nullopt;
  return value;
}

verify::RootSet ToRootSet(const Roots& roots) {
  verify::RootSet set;
  set.keys = roots.keys;
  set.threshold = roots.threshold;
  return set;
}

std::optional<verify::Status> ReadStatus(const std::string& text, const verify::TrustBundle& bundle,
                                         const Options& options) {
  if (text.empty()) return std::nullopt;
  auto checked = verify::VerifyStatus(text, bundle);
  if (!checked || checked.value.product != options.product) return std::nullopt;
  if (checked.value.simulated && !options.accept_simulated) return std::nullopt;
  return std::move(checked.value);
}

void ReadBundle(const State& state, const Marks& marks, const Options& options, Facts& facts) {
  facts.roots = ToRootSet(options.roots);
  const auto read = [&](const std::vector<std::string>& bundles) {
    verify::TrustBundle last;
    verify::RootSet next;
    if (bundles.empty() || !VerifyBundles(bundles, ToRootSet(options.roots),
                                          options.minimum_bundle_version, last, next)) {
      return;
    }
    if (facts.bundle && facts.bundle->version >= last.version) return;
    facts.bundles = bundles;
    facts.bundle = std::move(last);
    facts.roots = std::move(next);
  };
  read(state.bundles);
  if (marks.bundles != state.bundles) read(marks.bundles);
}

}  // namespace

std::string EncodeState(const State& state) {
  json::object object;
  object["key"] = state.key;
  object["status"] = state.status;
  object["bundles"] = ToArray(state.bundles);
  object["lease_id"] = state.lease_id;
  object["lease_secret"] = Base64Encode(state.lease_secret);
  object["counter"] = static_cast<std::int64_t>(state.counter);
  object["asked_version"] = state.asked_version;
  object["boot_seconds"] = state.boot_seconds;
  object["boot_id"] = state.boot_id;
  object["refresh_after"] = state.refresh_after;
  object["server"] = state.server;
  object["emergency"] = ToArray(state.emergency);
  object["open_requests"] = ToArray(state.open_requests);
  return json::serialize(object);
}

std::optional<State> DecodeState(std::string_view text) {
  const auto value = ParseObject(text);
  if (!value) return std::nullopt;
  const Members members(value->get_object());
  State state;
  state.key = members.Text("key");
  state.status = members.Text("status");
  state.bundles = members.Texts("bundles");
  state.lease_id = members.Text("lease_id");
  state.lease_secret = members.Binary("lease_secret");
  state.counter = static_cast<std::uint64_t>(members.Number("counter"));
  state.asked_version = members.Text("asked_version");
  state.boot_seconds = members.Number("boot_seconds");
  state.boot_id = members.Text("boot_id");
  state.refresh_after = members.Number("refresh_after");
  state.server = members.Text("server");
  state.emergency = members.Codes("emergency");
  state.open_requests = members.Requests("open_requests");
  return state;
}

std::string EncodeMarks(const Marks& marks) {
  json::object object;
  object["status"] = marks.status;
  object["bundles"] = ToArray(marks.bundles);
  object["released_lease"] = marks.released_lease;
  return json::serialize(object);
}

std::optional<Marks> DecodeMarks(std::string_view text) {
  const auto value = ParseObject(text);
  if (!value) return std::nullopt;
  const Members members(value->get_object());
  return Marks{members.Text("status"), members.Texts("bundles"), members.Text("released_lease")};
}

bool VerifyBundles(const std::vector<std::string>& bundles, const verify::RootSet& roots,
                   std::uint64_t minimum_version, verify::TrustBundle& last,
                   verify::RootSet& next) {
  next = roots;
  std::uint64_t floor = 0;
  for (std::size_t i = 0; i < bundles.size(); ++i) {
    if (i + 1 == bundles.size() && floor < minimum_version) floor = minimum_version;
    auto checked = verify::VerifyTrustBundle(bundles[i], next, floor, std::nullopt);
    if (!checked) return false;
    last = std::move(checked.value);
    floor = last.version;
    if (last.next_roots) next = *last.next_roots;
  }
  return !bundles.empty();
}

bool IsNewer(const verify::Status& a, const verify::Status& b) {
  if (!a.license_id.empty() && a.license_id == b.license_id &&
      a.license_version != b.license_version) {
    return a.license_version > b.license_version;
  }
  return a.issued_at > b.issued_at;
}

std::int64_t VersionMark(const std::optional<verify::Status>& status, std::string_view license) {
  return status && !license.empty() && status->license_id == license ? status->license_version : 0;
}

bool IsEmergencyCode(const verify::LicenseKey& key, std::string_view code) {
  const std::string hash = Sha256({code});
  return std::find(key.emergency_hashes.begin(), key.emergency_hashes.end(), hash) !=
         key.emergency_hashes.end();
}

std::int64_t EmergencyEnd(const State& state, const verify::LicenseKey& key) {
  std::int64_t end = 0;
  for (const UsedCode& used : state.emergency) {
    if (IsEmergencyCode(key, used.code)) end = std::max(end, used.time + kEmergencySeconds);
  }
  return end;
}

Facts ReadFacts(const State& state, const Marks& marks, const Options& options) {
  Facts facts;
  ReadBundle(state, marks, options, facts);
  if (!facts.bundle) {
    if (!state.key.empty()) facts.key_problem = "KEY_REFUSED";
    return facts;
  }
  facts.status = ReadStatus(state.status, *facts.bundle, options);
  facts.anchored = facts.status.has_value();
  if (marks.status != state.status) {
    auto marked = ReadStatus(marks.status, *facts.bundle, options);
    if (marked && (!facts.status || IsNewer(*marked, *facts.status))) {
      facts.status = std::move(marked);
      facts.anchored = false;
    }
  }
  if (state.key.empty()) return facts;
  auto key = verify::VerifyLicenseKey(state.key, *facts.bundle);
  if (!key) {
    facts.key_problem = "KEY_REFUSED";
  } else if (key.value.simulated && !options.accept_simulated) {
    facts.key_problem = "SIMULATED_KEY";
  } else if (!marks.released_lease.empty() && key.value.lease_id == marks.released_lease) {
    facts.key_problem = "LEASE_RELEASED";
  } else if (key.value.license_version < VersionMark(facts.status, key.value.license_id)) {
    facts.key_problem = "KEY_SUPERSEDED";
  } else {
    facts.key = std::move(key.value);
  }
  return facts;
}

}  // namespace countersign::sdk
