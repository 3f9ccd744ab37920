// Bytes as text and back. Decoders are strict: one text for one value, nothing left over.
#ifndef COUNTERSIGN_BASE_ENCODING_H_
#define COUNTERSIGN_BASE_ENCODING_H_

#include <optional>
#include <string>
#include <string_view>

namespace countersign {

std::string Sha256(std::string_view bytes);  // 32 bytes
std::string HexEncode(std::string_view bytes);
// Lower-case hexadecimal only.
std::optional<std::string> HexDecode(std::string_view text);
// RFC 4648 section 5 without padding.
std::string Base64UrlEncode(std::string_view bytes);
std::optional<std::string> Base64UrlDecode(std::string_view text);
// RFC 4648 section 4, padded.
std::string Base64Encode(std::string_view bytes);
std::optional<std::string> Base64Decode(std::string_view text);
// Compares in time that depends on the lengths only.
bool ConstantTimeEqual(std::string_view a, std::string_view b);
// Well-formed UTF-8 without NUL.
bool IsCleanUtf8(std::string_view text);

}  // namespace countersign

#endif  // COUNTERSIGN_BASE_ENCODING_H_
