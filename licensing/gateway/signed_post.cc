#include "licensing/gateway/signed_post.h"

#include <algorithm>
#include <cctype>

namespace countersign::gateway {

std::string MediaType(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  while (!content_type.empty() && content_type.back() == ' ') content_type.remove_suffix(1);
  std::string type(content_type);
  std::transform(type.begin(), type.end(), type.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return type;
}

SignedPost ReadSignedPost(const HttpHead& head) {
  return {.call = {},
          .media_type = MediaType(head.content_type),
          .id = head.webhook_id,
          .timestamp = head.webhook_timestamp,
          .signature = head.webhook_signature};
}

}  // namespace countersign::gateway
