#include "licensing/domain/blob.h"

#include <algorithm>

#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

constexpr std::size_t kMaxMediaTypeBytes = 255;
constexpr std::size_t kMaxFileNameBytes = 255;

// RFC 9110's tchar.
bool IsTokenCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool IsToken(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, IsTokenCharacter);
}

}  // namespace

Result<void> CheckMediaType(std::string_view field, std::string_view media_type) {
  const std::string_view essence = media_type.substr(0, media_type.find_first_of("; "));
  const std::size_t slash = std::min(essence.find('/'), essence.size());
  const bool fits = media_type.size() <= kMaxMediaTypeBytes && slash < essence.size() &&
                    IsToken(essence.substr(0, slash)) && IsToken(essence.substr(slash + 1)) &&
                    std::ranges::all_of(media_type, [](char c) { return c >= ' ' && c <= '~'; });
  if (fits) return {};
  return FieldInvalid(field, "must be a media type such as application/pdf");
}

Result<void> CheckFileName(std::string_view field, std::string_view file_name) {
  RETURN_IF_ERROR(CheckText(field, file_name, 1, kMaxFileNameBytes));
  const bool fits = file_name.size() <= kMaxFileNameBytes && file_name != "." &&
                    file_name != ".." && file_name.find_first_of("/\\") == std::string_view::npos;
  if (fits) return {};
  return FieldInvalid(field, "must be a file's name, without its folders, of at most 255 bytes");
}

}  // namespace countersign::domain
