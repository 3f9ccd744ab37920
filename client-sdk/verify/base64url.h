// Internal. RFC 4648 section 5 without padding; the decoder takes one text for one value.
#ifndef COUNTERSIGN_VERIFY_BASE64URL_H_
#define COUNTERSIGN_VERIFY_BASE64URL_H_

#include <optional>
#include <string>
#include <string_view>

namespace countersign::verify {

std::string EncodeBase64Url(std::string_view bytes);
std::optional<std::string> DecodeBase64Url(std::string_view text);

inline const unsigned char* Bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
inline unsigned char* Bytes(std::string& s) { return reinterpret_cast<unsigned char*>(s.data()); }

}  // namespace countersign::verify

#endif  // COUNTERSIGN_VERIFY_BASE64URL_H_
