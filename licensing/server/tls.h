// The certificate that both faces show.
#ifndef COUNTERSIGN_SERVER_TLS_H_
#define COUNTERSIGN_SERVER_TLS_H_

#include <filesystem>
#include <string>

#include "licensing/base/result.h"

namespace countersign::server {

struct TlsIdentity {
  std::string certificate_pem;  // with its chain
  std::string key_pem;
};

// FAILED_PRECONDITION / CONFIG_INVALID if a file cannot be read, is no PEM of its kind, or the key
// is another certificate's.
Result<TlsIdentity> ReadTlsIdentity(const std::filesystem::path& certificate,
                                    const std::filesystem::path& key);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_TLS_H_
