// Sends files to the HTTP face of a server.
#ifndef COUNTERSIGN_CLI_BLOB_CLIENT_H_
#define COUNTERSIGN_CLI_BLOB_CLIENT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <tl/expected.hpp>

#include "admin/cli/client.h"

namespace countersign::cli {

struct LocalFile {
  std::string path;
  std::string subject;  // what it is to belong to, or empty
  std::string media_type = "application/octet-stream";
};

struct StoredBlob {
  std::string sha256;  // hexadecimal
  std::uint64_t size = 0;
};

// Hears how many bytes of how many were sent.
using UploadProgress = std::function<void(std::uint64_t sent, std::uint64_t of)>;

// Puts a file by PUT /v1/blobs, as a stream. Refuses a file that cannot be read, too.
tl::expected<StoredBlob, Refusal> PutBlob(const Connection& connection, const LocalFile& file,
                                          const UploadProgress& progress);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_BLOB_CLIENT_H_
