#include "client-sdk/verify/root_set.h"

#include <algorithm>
#include <charconv>

#include "client-sdk/verify/base64url.h"

namespace countersign::verify {
namespace {

constexpr std::size_t kMaxRoots = 16;
constexpr std::string_view kThreshold = "threshold ";

std::string_view Trim(std::string_view line) {
  const auto first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

bool ReadThreshold(std::string_view text, std::size_t& threshold) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), threshold);
  return error == std::errc() && end == text.data() + text.size();
}

bool ReadKey(std::string_view text, RootSet& roots) {
  PublicKey key{};
  const auto bytes = DecodeBase64Url(text);
  if (!bytes || bytes->size() != key.size()) return false;
  std::copy(bytes->begin(), bytes->end(), key.begin());
  if (std::find(roots.keys.begin(), roots.keys.end(), key) != roots.keys.end()) return false;
  roots.keys.push_back(key);
  return true;
}

}  // namespace

std::optional<RootSet> ParseRootSet(std::string_view text) {
  if (text.size() > kMaxObjectBytes) return std::nullopt;
  RootSet roots;
  while (!text.empty()) {
    const auto newline = text.find('\n');
    const auto line = Trim(text.substr(0, newline));
    text.remove_prefix(newline == std::string_view::npos ? text.size() : newline + 1);
    if (line.empty() || line.front() == '#') continue;
    const bool read = line.substr(0, kThreshold.size()) == kThreshold
                          ? ReadThreshold(line.substr(kThreshold.size()), roots.threshold)
                          : ReadKey(line, roots);
    if (!read) return std::nullopt;
  }
  if (roots.keys.size() > kMaxRoots || roots.threshold < 1 || roots.threshold > roots.keys.size())
    return std::nullopt;
  return roots;
}

std::string FormatRootSet(const RootSet& roots) {
  std::string text = std::string(kThreshold) + std::to_string(roots.threshold) + "\n";
  for (const PublicKey& key : roots.keys) {
    text += EncodeBase64Url({reinterpret_cast<const char*>(key.data()), key.size()});
    text += '\n';
  }
  return text;
}

}  // namespace countersign::verify
