// Internal. A strict reader for the JSON inside signed objects: UTF-8, no duplicate members,
// bounded size and depth, integers only. What it cannot read exactly it refuses.
#ifndef COUNTERSIGN_VERIFY_JSON_H_
#define COUNTERSIGN_VERIFY_JSON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace countersign::verify {

struct Json {
  // kBigNumber: an integer above 2^63 - 1, which no claim takes.
  enum class Kind { kNull, kBool, kInteger, kBigNumber, kString, kArray, kObject };
  using Member = std::pair<std::string, Json>;

  Kind kind = Kind::kNull;
  bool boolean = false;
  std::int64_t integer = 0;
  std::string string;
  std::vector<Json> items;
  std::vector<Member> members;  // sorted by name

  // The member `name` of an object; null if there is none or this is no object.
  const Json* Find(std::string_view name) const;
};

// Nullopt for anything but one JSON object or array within kMaxObjectBytes and kMaxDepth. Refused
// beside malformed JSON: duplicate members, numbers with a fraction or an exponent or beyond 64
// bits, invalid UTF-8, lone surrogates and NUL in a string or name.
std::optional<Json> ParseJson(std::string_view text);

}  // namespace countersign::verify

#endif  // COUNTERSIGN_VERIFY_JSON_H_
