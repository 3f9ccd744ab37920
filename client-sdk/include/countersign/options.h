// What a program tells the client about itself.
#ifndef COUNTERSIGN_OPTIONS_H_
#define COUNTERSIGN_OPTIONS_H_

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "countersign/export.h"
#include "countersign/transport.h"

namespace countersign::sdk {

// Why something could not be done.
struct Error {
  std::string code;     // stable, e.g. "OPTION_INVALID"; empty: no error
  std::string message;  // one sentence for people
  explicit operator bool() const { return !code.empty(); }
};

// The vendor's root keys: the only trust that is compiled into a program.
struct Roots {
  std::vector<std::array<std::uint8_t, 32>> keys;  // Ed25519 public keys
  std::size_t threshold = 1;                       // so many of them sign a trust bundle
};

// Reads the file `root.pub` of a Countersign installation, or its text. `error` may be null; on
// failure it says why (ROOTS_INVALID, FILE_UNREADABLE) and the result has no keys.
COUNTERSIGN_EXPORT Roots RootsFromText(std::string_view text, Error* error) noexcept;
COUNTERSIGN_EXPORT Roots RootsFromFile(const std::string& path, Error* error) noexcept;

// Tells the time. Tests bring their own; it has to be safe for several threads.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t WallSeconds() = 0;  // since 1970 UTC, as the machine believes
  virtual std::int64_t BootSeconds() = 0;  // since boot, time asleep included
  virtual std::string BootId() = 0;        // another one after each boot; may be empty
};

enum class LogLevel { kDebug = 1, kInfo = 2, kWarning = 3 };

struct Options {
  // Required: product id and dotted version, as the server knows them.
  std::string product;
  std::string version;
  std::string release_date;       // "YYYY-MM-DD" on which this version was published, or empty
  bool security_release = false;  // mends a security defect: version limits do not apply

  // Required: the root keys. A trust bundle below the minimum version is not accepted.
  Roots roots;
  std::uint64_t minimum_bundle_version = 0;

  // Base addresses ("https://host[:port]", or "http://…" on a closed network), tried in this order;
  // the one that answered last is tried first. None: the client works from its cache alone.
  std::vector<std::string> servers;

  // What the user typed once, and will be used when there is no usable lease. The provider is asked
  // only when a code is needed and `activation_code` is empty.
  std::string activation_code;
  std::function<std::string()> activation_code_provider;

  // Where keys are kept, made with mode 0700 if missing. Empty: $XDG_STATE_HOME/countersign or
  // ~/.local/state/countersign. If it cannot be used, keys are kept in memory only.
  std::string cache_directory;

  // Names this machine explicitly; required in containers that have no stable identity of their
  // own. Then nothing of the hardware is looked at.
  std::string machine_id;
  // For licences that count processes: a name of this process that it will have again after a
  // restart, at most 64 bytes, e.g. "worker-3".
  std::string process_id;

  std::string ca_file;  // PEM with the private CA of the servers; empty: the system's
  std::string proxy;    // as HttpsOptions::proxy

  std::chrono::milliseconds connect_timeout{3000};
  std::chrono::milliseconds request_timeout{10000};  // one request to one server
  std::chrono::milliseconds startup_timeout{5000};   // a contact that CheckAtStartup makes, in all

  // Accepts keys of simulated installations, and then takes the time from signed time alone. For
  // rehearsals; never in a program that is shipped.
  bool accept_simulated = false;

  std::shared_ptr<Clock> clock;          // null: the machine's
  std::shared_ptr<Transport> transport;  // null: HTTPS, loaded at the first contact

  // Called from the thread that works; must not throw or call the client. Never told a secret.
  std::function<void(LogLevel, const std::string&)> logger;
};

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_OPTIONS_H_
