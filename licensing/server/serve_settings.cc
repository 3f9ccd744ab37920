#include "licensing/server/serve_settings.h"

#include "licensing/server/address.h"

namespace countersign::server {
namespace {

Result<void> CheckReach(const Config& config) {
  const bool local = IsLocalAddress(config.grpc) && IsLocalAddress(config.http);
  if (local || !config.tls_certificate.empty()) return {};
  return Fail(Code::kFailedPrecondition, Reason::kConfigInvalid,
              "will not listen on " + (IsLocalAddress(config.grpc) ? config.http : config.grpc) +
                  " without TLS, where others could read tokens and keys: set tls.certificate and "
                  "tls.key in countersign.toml");
}

}  // namespace

Result<Config> LoadConfig(const ServeOptions& options) {
  ASSIGN_OR_RETURN(Config config, ReadConfig(options.data / "countersign.toml"));
  if (!options.grpc.empty()) config.grpc = options.grpc;
  if (!options.http.empty()) config.http = options.http;
  RETURN_IF_ERROR(CheckListenAddress(config.grpc, true));
  RETURN_IF_ERROR(CheckListenAddress(config.http, false));
  RETURN_IF_ERROR(CheckReach(config));
  return config;
}

Result<SecretBytes> FindPassphrase(const ServeOptions& options, const Config& config) {
  PassphraseSource source = options.passphrase;
  const bool given = source.fd || !source.file.empty();
  if (!given && !config.passphrase_file.empty())
    source.file = options.data / config.passphrase_file;
  return ReadPassphrase(source);
}

Result<std::optional<TlsIdentity>> LoadTls(const std::filesystem::path& data,
                                           const Config& config) {
  if (config.tls_certificate.empty()) return std::nullopt;
  ASSIGN_OR_RETURN(TlsIdentity identity,
                   ReadTlsIdentity(data / config.tls_certificate, data / config.tls_key));
  return identity;
}

rpc::DispatcherOptions DispatcherOptionsOf(const Config& config) {
  rpc::DispatcherOptions options;
  options.software = {static_cast<int>(config.software_threads),
                      static_cast<std::size_t>(config.software_queue)};
  options.admin = {static_cast<int>(config.admin_threads),
                   static_cast<std::size_t>(config.admin_queue)};
  options.software_calls_per_minute = static_cast<std::uint32_t>(config.software_calls_per_minute);
  return options;
}

gateway::GatewayOptions GatewayOptionsOf(const Config& config,
                                         const std::optional<TlsIdentity>& tls) {
  gateway::GatewayOptions options;
  options.address = config.http;
  if (tls) options.tls = gateway::GatewayTls{tls->certificate_pem, tls->key_pem};
  options.threads = static_cast<int>(config.http_threads);
  options.max_connections = static_cast<std::size_t>(config.http_connections);
  options.max_connections_per_address =
      static_cast<std::size_t>(config.http_connections_per_address);
  options.idle_timeout = config.http_idle;
  options.header_timeout = config.http_header;
  options.body_timeout = config.http_body;
  options.write_timeout = config.http_write;
  return options;
}

}  // namespace countersign::server
