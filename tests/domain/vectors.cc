#include "tests/domain/vectors.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace countersign::testing {
namespace {

namespace json = boost::json;

[[noreturn]] void Refuse(const std::string& where, std::string_view what) {
  throw std::runtime_error(where + " " + std::string(what));
}

template <class T>
T Convert(const json::value& value, const std::string& path) {
  const auto converted = json::try_value_to<T>(value);
  if (!converted) Refuse(path, "is of another type than the test expects");
  return *converted;
}

CivilDate ToDate(const std::string& text, const std::string& path) {
  const auto date = ParseCivilDate(text);
  if (!date) Refuse(path, "is not a civil date");
  return *date;
}

bool Holds(const json::value* value) { return value != nullptr && !value->is_null(); }

void CollectUnread(const json::value& value, const std::string& path,
                   const std::set<std::string>& seen, std::vector<std::string>& unread) {
  if (!seen.contains(path)) {
    unread.push_back(path);
  } else if (const auto* object = value.if_object()) {
    // An object that was read whole, as a map, has a mark for what is in it.
    if (seen.contains(path + "/*")) return;
    for (const auto& [name, field] : *object)
      CollectUnread(field, path + "/" + std::string(name), seen, unread);
  } else if (const auto* array = value.if_array()) {
    for (std::size_t i = 0; i < array->size(); ++i)
      if ((*array)[i].is_object())
        CollectUnread((*array)[i], path + "/" + std::to_string(i), seen, unread);
  }
}

json::array ReadCases(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) Refuse(file.string(), "cannot be read");
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  json::error_code error;
  const json::value value = json::parse(text, error);
  if (error) Refuse(file.string(), "is not JSON: " + error.message());
  const auto* cases = value.if_array();
  if (cases == nullptr || cases->empty()) Refuse(file.string(), "has no cases");
  return *cases;
}

}  // namespace

Fields::Fields(const json::object& object, std::string path,
               std::shared_ptr<std::set<std::string>> seen)
    : object_(&object), path_(std::move(path)), seen_(std::move(seen)) {}

std::string Fields::PathOf(std::string_view name) const { return path_ + "/" + std::string(name); }

const json::value* Fields::Find(std::string_view name) const {
  seen_->insert(PathOf(name));
  return object_->if_contains(name);
}

const json::value& Fields::Get(std::string_view name) const {
  const json::value* value = Find(name);
  if (value == nullptr) Refuse(PathOf(name), "is missing");
  return *value;
}

bool Fields::Has(std::string_view name) const { return object_->contains(name); }

std::int64_t Fields::Int(std::string_view name) const {
  return Convert<std::int64_t>(Get(name), PathOf(name));
}
bool Fields::Bool(std::string_view name) const { return Convert<bool>(Get(name), PathOf(name)); }
std::string Fields::String(std::string_view name) const {
  return Convert<std::string>(Get(name), PathOf(name));
}
CivilDate Fields::Date(std::string_view name) const { return ToDate(String(name), PathOf(name)); }

std::vector<std::int64_t> Fields::Ints(std::string_view name) const {
  return Convert<std::vector<std::int64_t>>(Get(name), PathOf(name));
}

std::vector<std::string> Fields::Strings(std::string_view name) const {
  return Convert<std::vector<std::string>>(Get(name), PathOf(name));
}

std::vector<CivilDate> Fields::Dates(std::string_view name) const {
  std::vector<CivilDate> dates;
  for (const std::string& text : Strings(name)) dates.push_back(ToDate(text, PathOf(name)));
  return dates;
}

Fields Fields::Object(std::string_view name) const {
  const auto* object = Get(name).if_object();
  if (object == nullptr) Refuse(PathOf(name), "is not an object");
  return {*object, PathOf(name), seen_};
}

std::vector<Fields> Fields::Objects(std::string_view name) const {
  const auto* array = Get(name).if_array();
  if (array == nullptr) Refuse(PathOf(name), "is not a list");
  std::vector<Fields> objects;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const std::string path = PathOf(name) + "/" + std::to_string(i);
    const auto* object = (*array)[i].if_object();
    if (object == nullptr) Refuse(path, "is not an object");
    seen_->insert(path);
    objects.push_back({*object, path, seen_});
  }
  return objects;
}

std::map<std::string, std::int64_t> Fields::IntMap(std::string_view name) const {
  seen_->insert(PathOf(name) + "/*");
  return Convert<std::map<std::string, std::int64_t>>(Get(name), PathOf(name));
}

std::map<std::string, std::string> Fields::StringMap(std::string_view name) const {
  seen_->insert(PathOf(name) + "/*");
  return Convert<std::map<std::string, std::string>>(Get(name), PathOf(name));
}

std::optional<std::int64_t> Fields::OptionalInt(std::string_view name) const {
  return Holds(Find(name)) ? std::optional(Int(name)) : std::nullopt;
}
std::optional<bool> Fields::OptionalBool(std::string_view name) const {
  return Holds(Find(name)) ? std::optional(Bool(name)) : std::nullopt;
}
std::optional<std::string> Fields::OptionalString(std::string_view name) const {
  return Holds(Find(name)) ? std::optional(String(name)) : std::nullopt;
}
std::optional<CivilDate> Fields::OptionalDate(std::string_view name) const {
  return Holds(Find(name)) ? std::optional(Date(name)) : std::nullopt;
}

std::vector<std::string> Fields::Unread() const {
  std::vector<std::string> unread;
  for (const auto& [name, field] : *object_) CollectUnread(field, PathOf(name), *seen_, unread);
  return unread;
}

std::filesystem::path VectorFolder() {
  if (const char* folder = std::getenv("COUNTERSIGN_VECTORS")) return folder;
  const char* source = std::getenv("COUNTERSIGN_SOURCE_DIR");
  if (source == nullptr)
    throw std::runtime_error("set COUNTERSIGN_VECTORS to a folder of worked examples");
  return std::filesystem::path(source) / "tests" / "vectors";
}

void ForEachCase(const std::filesystem::path& folder, std::string_view name,
                 const std::function<void(const Fields& given, const Fields& expect)>& check) {
  const auto file = folder / (std::string(name) + ".json");
  const json::array cases = ReadCases(file);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string where = file.filename().string() + "/" + std::to_string(i);
    const auto* object = cases[i].if_object();
    if (object == nullptr) Refuse(where, "is not an object");
    const Fields fields(*object, where, std::make_shared<std::set<std::string>>());
    SCOPED_TRACE(where + ": " + fields.String("case"));
    fields.OptionalString("source");
    fields.OptionalString("note");
    check(fields.Object("given"), fields.Object("expect"));
    for (const std::string& path : fields.Unread()) ADD_FAILURE() << path << " was read by no test";
  }
}

}  // namespace countersign::testing
