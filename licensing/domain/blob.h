// Attachments: bytes that somebody handed in, known by their SHA-256.
#ifndef COUNTERSIGN_DOMAIN_BLOB_H_
#define COUNTERSIGN_DOMAIN_BLOB_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"

namespace countersign::domain {

// Never changed once it is there.
struct Blob {
  std::string id;       // NewId; also its file's name
  std::string sha256;   // 32 bytes
  std::string subject;  // the record it belongs to, whose key it is kept under, as the store names
                        // it: "contacts/anna"; empty: none, it has a key of its own
  std::int64_t size = 0;
  std::string media_type;
  std::string file_name;  // empty if none was given
  std::string uploader;   // "users/anna"
  Instant create_time{};

  bool operator==(const Blob&) const = default;
};

// Each answers INVALID_ARGUMENT / FIELD_INVALID that names `field`, or nothing.

// "type/subtype", perhaps with parameters (RFC 9110, 8.3.1): printable ASCII, at most 255 bytes.
Result<void> CheckMediaType(std::string_view field, std::string_view media_type);
// The last part of a path: clean UTF-8 of 1 to 255 bytes without control characters, '/' or '\';
// neither "." nor "..".
Result<void> CheckFileName(std::string_view field, std::string_view file_name);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_BLOB_H_
