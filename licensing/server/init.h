// `countersign init`: makes a data directory.
#ifndef COUNTERSIGN_SERVER_INIT_H_
#define COUNTERSIGN_SERVER_INIT_H_

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/base/secret_bytes.h"

namespace countersign::server {

struct InitOptions {
  std::filesystem::path data;
  std::string issuer;
  std::optional<Instant> simulated_clock;
  std::optional<SecretBytes> passphrase;  // none: one is made and kept beside the keys
  std::vector<std::filesystem::path> root_public_files;  // none: a development root is made
  std::size_t root_threshold = 1;
};

// Makes the directory whole or not at all: it is built beside its place and then moved there.
// FAILED_PRECONDITION / STATE_CONFLICT if `data` is there and not an empty directory;
// INVALID_ARGUMENT for a bad issuer, clock or root file; UNAVAILABLE with STORE_FULL,
// STORE_READ_ONLY or STORE_UNAVAILABLE if it cannot be written.
Result<void> Initialize(const InitOptions& options);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_INIT_H_
