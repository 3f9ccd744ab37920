// SHA-256 of what lies in several places.
#ifndef COUNTERSIGN_BASE_SHA256_H_
#define COUNTERSIGN_BASE_SHA256_H_

#include <cstddef>
#include <initializer_list>
#include <string_view>

namespace countersign {

constexpr std::size_t kSha256Bytes = 32;

// Of `parts` one after the other. `out`, of kSha256Bytes, may lie inside of them.
void Sha256Of(std::initializer_list<std::string_view> parts, char* out);

}  // namespace countersign

#endif  // COUNTERSIGN_BASE_SHA256_H_
