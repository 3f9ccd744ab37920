#include <algorithm>

#include "client-sdk/verify/verify.h"

namespace countersign::verify {
namespace {

// Cuts the next part off `rest`; empty when there is none left.
std::string_view NextPart(std::string_view& rest) {
  const auto dot = rest.find('.');
  const auto part = rest.substr(0, dot);
  rest.remove_prefix(dot == std::string_view::npos ? rest.size() : dot + 1);
  return part;
}

int Sign(int difference) { return difference < 0 ? -1 : difference > 0 ? 1 : 0; }

// As numbers of any length; what follows the digits of a part ("2rc1") decides where they agree.
int ComparePart(std::string_view a, std::string_view b) {
  const auto split = [](std::string_view part) {
    part.remove_prefix(std::min(part.find_first_not_of('0'), part.size()));
    const auto digits = std::min(part.find_first_not_of("0123456789"), part.size());
    return std::pair(part.substr(0, digits), part.substr(digits));
  };
  const auto [number_a, rest_a] = split(a);
  const auto [number_b, rest_b] = split(b);
  if (number_a.size() != number_b.size()) return number_a.size() < number_b.size() ? -1 : 1;
  if (const int order = number_a.compare(number_b); order != 0) return Sign(order);
  return Sign(rest_a.compare(rest_b));
}

struct Version {
  std::string_view numbers;
  bool pre_release;
};
Version Cut(std::string_view text) {
  const auto suffix = text.find_first_of("-+");
  return {text.substr(0, suffix), suffix != std::string_view::npos && text[suffix] == '-'};
}

}  // namespace

int CompareVersions(std::string_view a, std::string_view b) {
  Version first = Cut(a);
  Version second = Cut(b);
  while (!first.numbers.empty() || !second.numbers.empty()) {
    const int order = ComparePart(NextPart(first.numbers), NextPart(second.numbers));
    if (order != 0) return order;
  }
  return static_cast<int>(second.pre_release) - static_cast<int>(first.pre_release);
}

bool CoversVersion(const LicenseKey& key, std::string_view version, std::string_view release_date,
                   bool security_release) {
  if (security_release) return true;
  if (!key.max_version.empty() && CompareVersions(version, key.max_version) > 0) return false;
  // Civil dates of this form compare as texts.
  return key.releases_until.empty() || release_date.empty() || release_date <= key.releases_until;
}

}  // namespace countersign::verify
