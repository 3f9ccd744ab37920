#include <fstream>
#include <iterator>

#include "client-sdk/verify/root_set.h"
#include "countersign/options.h"

namespace countersign::sdk {
namespace {

Roots Fail(Error* error, const char* code, const std::string& message) {
  if (error != nullptr) *error = {code, message};
  return {};
}

}  // namespace

Roots RootsFromText(std::string_view text, Error* error) noexcept {
  try {
    const auto set = verify::ParseRootSet(text);
    if (!set || set->keys.empty()) {
      return Fail(error, "ROOTS_INVALID", "this is no list of root keys");
    }
    Roots roots;
    roots.keys = set->keys;
    roots.threshold = set->threshold;
    return roots;
  } catch (...) {
    return {};
  }
}

Roots RootsFromFile(const std::string& path, Error* error) noexcept {
  try {
    std::ifstream file(path, std::ios::binary);
    if (!file) return Fail(error, "FILE_UNREADABLE", "cannot read " + path);
    const std::string text((std::istreambuf_iterator<char>(file)), {});
    return RootsFromText(text, error);
  } catch (...) {
    return {};
  }
}

}  // namespace countersign::sdk
