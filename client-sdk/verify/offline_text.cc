#include "client-sdk/verify/offline_text.h"

#include <sodium.h>

namespace countersign::verify {
namespace {

constexpr std::string_view kRequest = "COUNTERSIGN REQUEST";
constexpr std::string_view kLicense = "COUNTERSIGN LICENSE";
constexpr std::size_t kLine = 64;
constexpr std::size_t kMostText = 256 * 1024;

std::string Border(std::string_view word, std::string_view label) {
  return "-----" + std::string(word) + " " + std::string(label) + "-----";
}

std::string Armoured(std::string_view label, std::string_view content) {
  std::string base64(sodium_base64_encoded_len(content.size(), sodium_base64_VARIANT_ORIGINAL),
                     '\0');
  sodium_bin2base64(base64.data(), base64.size(),
                    reinterpret_cast<const unsigned char*>(content.data()), content.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  base64.pop_back();  // the terminator
  std::string text = Border("BEGIN", label) + "\n";
  for (std::size_t i = 0; i < base64.size(); i += kLine) text += base64.substr(i, kLine) + "\n";
  return text + Border("END", label) + "\n";
}

std::optional<std::string> Unarmoured(std::string_view label, std::string_view text) {
  const std::string begin = Border("BEGIN", label);
  const std::size_t first = text.find(begin);
  if (first == std::string_view::npos || text.size() > kMostText) return std::nullopt;
  text.remove_prefix(first + begin.size());
  const std::size_t last = text.find(Border("END", label));
  if (last == std::string_view::npos) return std::nullopt;
  text = text.substr(0, last);
  std::string content(text.size(), '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(content.data()), content.size(),
                        text.data(), text.size(), " \t\r\n>", &size, &end,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  content.resize(size);
  return content;
}

}  // namespace

// The content is the proof, a line feed, and the body: nothing in it has to be escaped.
std::string WriteOfflineRequest(const OfflineRequest& request) {
  return Armoured(kRequest, request.proof + "\n" + request.body);
}

std::optional<OfflineRequest> ReadOfflineRequest(std::string_view text) {
  const auto content = Unarmoured(kRequest, text);
  const std::size_t line = content ? content->find('\n') : std::string::npos;
  if (line == std::string::npos) return std::nullopt;
  return OfflineRequest{content->substr(0, line), content->substr(line + 1)};
}

std::string WriteOfflineLicense(std::string_view answer) { return Armoured(kLicense, answer); }

std::optional<std::string> ReadOfflineLicense(std::string_view text) {
  return Unarmoured(kLicense, text);
}

}  // namespace countersign::verify
