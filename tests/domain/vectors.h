// The worked examples of tests/vectors: NAME.json is a list of {case, given, expect, source?,
// note?}.
//
// COUNTERSIGN_VECTORS names another folder with the same files, for cases of one's own. Whatever is
// not as it should be fails the test: a folder or file that is missing, a file without cases, a
// field that the test asks for and does not find, and one that is there and that no test reads.
#ifndef COUNTERSIGN_TESTS_DOMAIN_VECTORS_H_
#define COUNTERSIGN_TESTS_DOMAIN_VECTORS_H_

#include <boost/json.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/clock.h"

namespace countersign::testing {

// One object of a vector file. Getters throw std::runtime_error, which fails the test, when the
// field is missing or of another type; the ones named Optional answer nothing for an absent field
// and for null.
class Fields {
 public:
  // `seen` collects the paths of the fields that were read.
  Fields(const boost::json::object& object, std::string path,
         std::shared_ptr<std::set<std::string>> seen);

  bool Has(std::string_view name) const;

  std::int64_t Int(std::string_view name) const;
  bool Bool(std::string_view name) const;
  std::string String(std::string_view name) const;
  CivilDate Date(std::string_view name) const;
  std::vector<std::int64_t> Ints(std::string_view name) const;
  std::vector<std::string> Strings(std::string_view name) const;
  std::vector<CivilDate> Dates(std::string_view name) const;
  Fields Object(std::string_view name) const;
  std::vector<Fields> Objects(std::string_view name) const;
  std::map<std::string, std::int64_t> IntMap(std::string_view name) const;
  std::map<std::string, std::string> StringMap(std::string_view name) const;

  std::optional<std::int64_t> OptionalInt(std::string_view name) const;
  std::optional<bool> OptionalBool(std::string_view name) const;
  std::optional<std::string> OptionalString(std::string_view name) const;
  std::optional<CivilDate> OptionalDate(std::string_view name) const;

  // The paths of this object's fields, and of those within, that nobody read.
  std::vector<std::string> Unread() const;

 private:
  std::string PathOf(std::string_view name) const;
  // Marks the field as read.
  const boost::json::value* Find(std::string_view name) const;
  const boost::json::value& Get(std::string_view name) const;

  const boost::json::object* object_;  // outlived by the file
  std::string path_;
  std::shared_ptr<std::set<std::string>> seen_;
};

// The folder of COUNTERSIGN_VECTORS, or tests/vectors of the source tree.
std::filesystem::path VectorFolder();

// Calls `check` with every case of `folder`/NAME.json, under a trace that names file and case.
void ForEachCase(const std::filesystem::path& folder, std::string_view name,
                 const std::function<void(const Fields& given, const Fields& expect)>& check);
inline void ForEachCase(
    std::string_view name,
    const std::function<void(const Fields& given, const Fields& expect)>& check) {
  ForEachCase(VectorFolder(), name, check);
}

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_DOMAIN_VECTORS_H_
