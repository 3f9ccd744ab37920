// The whole server, put together: store, keys, services, dispatcher, both faces.
#ifndef COUNTERSIGN_SERVER_WIRING_H_
#define COUNTERSIGN_SERVER_WIRING_H_

#include <filesystem>
#include <memory>
#include <string>

#include "licensing/base/result.h"
#include "licensing/server/passphrase.h"

namespace countersign::server {

struct ServeOptions {
  std::filesystem::path data;
  std::string grpc;  // in place of the configuration's; empty: as configured
  std::string http;
  PassphraseSource passphrase;
};

class Server {
 public:
  // Opens the data directory and listens on both faces. Every error names what to change:
  // CONFIG_INVALID (configuration, passphrase source, TLS, an address beyond this machine without
  // TLS), STATE_CONFLICT (no installation there, or another server has it), SCHEMA_NEWER,
  // STORE_READ_ONLY and the store's others, PASSPHRASE_WRONG, KEY_UNUSABLE, RESOURCE_IN_USE (an
  // address).
  static Result<std::unique_ptr<Server>> Start(const ServeOptions& options);
  ~Server();  // as Stop

  // Where it listens, with the ports that were chosen.
  const std::string& grpc_address() const;
  const std::string& http_address() const;

  // Takes nothing new, answers what was taken, closes. Idempotent.
  void Stop();

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_WIRING_H_
