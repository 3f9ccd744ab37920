// Where the passphrase of the key files comes from. Never from an argument or an environment
// variable: other users of the machine can read those.
#ifndef COUNTERSIGN_SERVER_PASSPHRASE_H_
#define COUNTERSIGN_SERVER_PASSPHRASE_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/result.h"
#include "licensing/base/secret_bytes.h"

namespace CLI {
class App;
}

namespace countersign::server {

// With neither set, the systemd credential "countersign.passphrase" is read
// ($CREDENTIALS_DIRECTORY).
struct PassphraseSource {
  std::optional<int> fd;
  std::string file;
};

// Adds --passphrase-fd and --passphrase-file, of which a user may give one. `source` outlives the
// parse.
void AddPassphraseOptions(CLI::App& command, PassphraseSource& source);

// The first line of the source, without its newline: 1 to 1024 bytes. FAILED_PRECONDITION /
// CONFIG_INVALID with a sentence that says what to do if there is no source, it cannot be read, is
// empty or too long.
Result<SecretBytes> ReadPassphrase(const PassphraseSource& source);

// The first line of a file that holds another secret; `what` names it in messages, e.g. "the
// relay's password". Errors as above.
Result<SecretBytes> ReadSecretFile(const std::string& path, std::string_view what);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_PASSPHRASE_H_
