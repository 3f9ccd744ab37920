// Bytes as text, hashes and random numbers.
#ifndef COUNTERSIGN_SDK_BYTES_H_
#define COUNTERSIGN_SDK_BYTES_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace countersign::sdk {

// Readies libsodium; false if the machine has no source of randomness.
bool ReadyCrypto();

std::string Sha256(std::initializer_list<std::string_view> parts);  // of the parts in a row
std::string HexEncode(std::string_view bytes);
// RFC 4648 section 4 with padding: the form of `bytes` in protobuf JSON.
std::string Base64Encode(std::string_view bytes);
std::optional<std::string> Base64Decode(std::string_view text);

std::string RandomBytes(std::size_t count);
std::string RandomUuid();
// The UUID of (the first) 16 random bytes.
std::string UuidOf(std::string_view random);
// Uniform in [0, 1).
double RandomFraction();

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_SDK_BYTES_H_
