// What `serve` makes of its options and of countersign.toml.
#ifndef COUNTERSIGN_SERVER_SERVE_SETTINGS_H_
#define COUNTERSIGN_SERVER_SERVE_SETTINGS_H_

#include <filesystem>
#include <optional>

#include "licensing/gateway/gateway.h"
#include "licensing/rpc/method_dispatcher.h"
#include "licensing/server/config.h"
#include "licensing/server/tls.h"
#include "licensing/server/wiring.h"

namespace countersign::server {

// The file, with what the options say in its place. The errors of ReadConfig and
// CheckListenAddress; CONFIG_INVALID for an address beyond loopback without TLS.
Result<Config> LoadConfig(const ServeOptions& options);

// From where the options say, else from where the file says. The errors of ReadPassphrase.
Result<SecretBytes> FindPassphrase(const ServeOptions& options, const Config& config);

// Nothing without tls.certificate. The errors of ReadTlsIdentity.
Result<std::optional<TlsIdentity>> LoadTls(const std::filesystem::path& data, const Config& config);

rpc::DispatcherOptions DispatcherOptionsOf(const Config& config);
gateway::GatewayOptions GatewayOptionsOf(const Config& config,
                                         const std::optional<TlsIdentity>& tls);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_SERVE_SETTINGS_H_
