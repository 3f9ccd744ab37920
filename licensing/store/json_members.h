// One description of a record's members serves writing and reading it as canonical JSON (the form
// of json.h): an overload
//
//   template <class Io, class T>
//     requires std::same_as<std::remove_const_t<T>, domain::DateRange>
//   void Members(Io& io, T& range) {
//     io("first", range.first);
//     io("last", range.last);
//   }
//
// in namespace countersign::domain, where the record is. Rates are texts; what is absent is left
// out.
#ifndef COUNTERSIGN_STORE_JSON_MEMBERS_H_
#define COUNTERSIGN_STORE_JSON_MEMBERS_H_

#include <boost/json.hpp>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/domain/money.h"
#include "licensing/domain/rate.h"
#include "licensing/store/enum_names.h"

namespace countersign::domain {

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, domain::Money>
void Members(Io& io, T& money) {
  io("currency_code", money.currency_code);
  io("minor_units", money.minor_units);
}

}  // namespace countersign::domain

namespace countersign::store {
namespace json_members {

namespace json = boost::json;

template <class T>
constexpr bool kIsList = false;
template <class T>
constexpr bool kIsList<std::vector<T>> = true;

// --- Writing ---

template <class T>
json::value Written(const T& value);

class Writer {
 public:
  template <class T>
  void operator()(std::string_view name, const T& value) {
    members_[name] = Written(value);
  }
  template <class T>
  void operator()(std::string_view name, const std::optional<T>& value) {
    if (value) members_[name] = Written(*value);
  }
  json::value Object() && {
    json::object object;
    for (auto& [name, value] : members_)
      object.emplace(json::string_view(name.data(), name.size()), std::move(value));
    return object;
  }

 private:
  std::map<std::string_view, json::value> members_;  // sorted, as the canonical form wants them
};

template <class T>
json::value Written(const T& value) {
  if constexpr (std::same_as<T, bool>) {
    return json::value(value);
  } else if constexpr (std::integral<T>) {
    return json::value(static_cast<std::int64_t>(value));
  } else if constexpr (std::same_as<T, std::string>) {
    return json::value(value);
  } else if constexpr (std::is_enum_v<T>) {
    return json::value(std::string(NameOf(value)));
  } else if constexpr (std::same_as<T, CivilDate>) {
    return json::value(FormatCivilDate(value));
  } else if constexpr (std::same_as<T, Instant>) {
    return json::value(ToMicros(value));
  } else if constexpr (std::same_as<T, domain::Rate>) {
    return json::value(value.ToString());
  } else if constexpr (kIsList<T>) {
    json::array array;
    array.reserve(value.size());
    for (const auto& element : value) array.push_back(Written(element));
    return array;
  } else {
    Writer writer;
    Members(writer, value);
    return std::move(writer).Object();
  }
}

// --- Reading ---

template <class T>
bool Read(const json::value& json, T& value);

class Reader {
 public:
  explicit Reader(const json::object& object) : object_(object) {}

  template <class T>
  void operator()(std::string_view name, T& value) {
    const json::value* found = Find(name);
    ok_ = ok_ && found != nullptr && Read(*found, value);
  }
  template <class T>
  void operator()(std::string_view name, std::optional<T>& value) {
    value.reset();
    if (const json::value* found = Find(name)) ok_ = ok_ && Read(*found, value.emplace());
  }
  // Every member was there, and nothing else.
  bool Complete() const { return ok_ && found_ == object_.size(); }

 private:
  const json::value* Find(std::string_view name) {
    const json::value* found = object_.if_contains(json::string_view(name.data(), name.size()));
    if (found != nullptr) ++found_;
    return found;
  }

  const json::object& object_;
  std::size_t found_ = 0;
  bool ok_ = true;
};

inline bool ReadText(const json::value& json, std::string& text) {
  if (!json.is_string()) return false;
  text.assign(json.get_string().data(), json.get_string().size());
  return true;
}

// A value that is written as a text, by what reads that: an optional or a Result.
template <class T, class Parse>
bool ReadParsed(const json::value& json, T& value, Parse parse) {
  std::string text;
  if (!ReadText(json, text)) return false;
  const auto parsed = parse(text);
  if (parsed) value = *parsed;
  return parsed.has_value();
}

template <class T>
bool ReadList(const json::value& json, std::vector<T>& list) {
  const json::array* array = json.if_array();
  if (array == nullptr) return false;
  list.clear();
  for (const json::value& element : *array)
    if (!Read(element, list.emplace_back())) return false;
  return true;
}

template <class T>
bool Read(const json::value& json, T& value) {
  if constexpr (std::same_as<T, bool>) {
    if (json.is_bool()) value = json.get_bool();
    return json.is_bool();
  } else if constexpr (std::integral<T>) {
    if (json.is_int64()) value = static_cast<T>(json.get_int64());
    return json.is_int64() && value == json.get_int64();
  } else if constexpr (std::same_as<T, std::string>) {
    return ReadText(json, value);
  } else if constexpr (std::is_enum_v<T>) {
    return ReadParsed(json, value, [](const std::string& text) { return FromName<T>(text); });
  } else if constexpr (std::same_as<T, CivilDate>) {
    return ReadParsed(json, value, [](const std::string& text) { return ParseCivilDate(text); });
  } else if constexpr (std::same_as<T, Instant>) {
    if (json.is_int64()) value = FromMicros(json.get_int64());
    return json.is_int64();
  } else if constexpr (std::same_as<T, domain::Rate>) {
    return ReadParsed(json, value,
                      [](const std::string& text) { return domain::Rate::Parse("rate", text); });
  } else if constexpr (kIsList<T>) {
    return ReadList(json, value);
  } else {
    const json::object* object = json.if_object();
    if (object == nullptr) return false;
    Reader reader(*object);
    Members(reader, value);
    return reader.Complete();
  }
}

}  // namespace json_members

template <class T>
std::string WriteMembers(const T& value) {
  return boost::json::serialize(json_members::Written(value));
}

// INTERNAL if the text is not what WriteMembers writes.
template <class T>
Result<void> ReadMembers(std::string_view text, T& value) {
  boost::json::error_code failed;
  const auto parsed =
      boost::json::parse(boost::json::string_view(text.data(), text.size()), failed);
  if (!failed && json_members::Read(parsed, value)) return {};
  return Fail(Code::kInternal, Reason::kInternalFault, "a stored record is damaged");
}

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_JSON_MEMBERS_H_
