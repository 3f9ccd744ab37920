#include "licensing/server/init.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

#include "client-sdk/verify/root_set.h"
#include "licensing/app/bootstrap.h"
#include "licensing/base/encoding.h"
#include "licensing/base/entropy.h"
#include "licensing/keys/file.h"
#include "licensing/keys/keyring.h"
#include "licensing/server/config.h"
#include "licensing/server/store_secrets.h"
#include "licensing/store/data_lock.h"
#include "licensing/store/sqlite_store.h"

namespace countersign::server {
namespace {

namespace fs = std::filesystem;

constexpr mode_t kPrivate = 0600;
constexpr mode_t kPublic = 0644;
constexpr std::size_t kPassphraseBytes = 24;
constexpr auto kYear = std::chrono::hours(24 * 366);
constexpr auto kSigningLife = 2 * kYear;
// A rehearsal of a contract's whole life should not stop for a ceremony.
constexpr auto kSimulatedSigningLife = 50 * kYear;

// Profile of the command line: found in the data directory by --data.
constexpr std::string_view kProfile =
    "# How `countersign` commands reach this server, and as whom.\n"
    "server = \"127.0.0.1:7443\"\n"
    "http = \"127.0.0.1:7480\"\n"
    "token_file = \"admin.token\"\n";

// A directory that is removed again unless it was moved to its place.
class Building {
 public:
  static Result<Building> Begin(const fs::path& place) {
    std::error_code error;
    fs::create_directories(place.parent_path(), error);
    std::string pattern = (place.parent_path() / ("." + place.filename().string() + ".XXXXXX"));
    if (error || mkdtemp(pattern.data()) == nullptr)
      return tl::unexpected<Error>(
          store::DirectoryError(place.parent_path(), error ? error.value() : errno));
    return Building(pattern);
  }
  Building(Building&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  Building& operator=(Building&&) = delete;
  ~Building() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

  const fs::path& path() const { return path_; }

  // Durably. `place` is not there, or is an empty directory.
  Result<void> MoveTo(const fs::path& place) {
    RETURN_IF_ERROR(Sync(path_));
    if (rename(path_.c_str(), place.c_str()) != 0)
      return tl::unexpected<Error>(store::DirectoryError(place, errno));
    path_.clear();
    return Sync(place.parent_path());
  }

 private:
  explicit Building(fs::path path) : path_(std::move(path)) {}

  static Result<void> Sync(const fs::path& directory) {
    const int file = open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = file >= 0 && syncfs(file) == 0;
    const int error = errno;
    if (file >= 0) close(file);
    if (!synced) return tl::unexpected<Error>(store::DirectoryError(directory, error));
    return {};
  }

  fs::path path_;
};

Result<void> CheckPlace(const fs::path& place) {
  std::error_code error;
  if (!fs::exists(place, error) && !error) return {};
  if (!error && fs::is_directory(place, error) && fs::is_empty(place, error) && !error) return {};
  return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
              place.string() +
                  " is there already and is not an empty directory: an installation is never "
                  "overwritten; choose another --data");
}

Result<std::vector<verify::PublicKey>> ReadRoots(const std::vector<fs::path>& files) {
  std::vector<verify::PublicKey> roots;
  for (const fs::path& path : files) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    const auto set = file ? verify::ParseRootSet(text.str()) : std::nullopt;
    if (!set)
      return FieldInvalid("root_public", path.string() + " is not a readable list of root keys");
    roots.insert(roots.end(), set->keys.begin(), set->keys.end());
  }
  return roots;
}

Result<void> MakeKeys(const InitOptions& options, const fs::path& directory, Instant now,
                      Entropy& entropy, const SecretBytes& passphrase) {
  keys::NewKeys request;
  request.directory = directory / "keys";
  request.issuer = options.issuer;
  request.now = options.simulated_clock.value_or(now);
  request.signing_life = options.simulated_clock ? kSimulatedSigningLife : kSigningLife;
  ASSIGN_OR_RETURN(request.root_publics, ReadRoots(options.root_public_files));
  request.root_threshold = options.root_threshold;
  RETURN_IF_ERROR(keys::CreateKeys(request, passphrase, entropy));
  ASSIGN_OR_RETURN(const std::string roots, keys::ReadSmallFile(request.directory / "root.pub"));
  return keys::WriteNewFile(directory / "root.pub", roots, kPublic);
}

// Returns the administrator's token.
Result<SecretBytes> MakeStore(const InitOptions& options, const fs::path& directory, Instant now,
                              Entropy& entropy, const SecretBytes& passphrase) {
  ASSIGN_OR_RETURN(const auto master, keys::MasterSecret::Read(directory / "keys", passphrase));
  store::SqliteOptions store_options;
  store_options.path = directory / "countersign.db";
  store_options.create = true;
  ASSIGN_OR_RETURN(const auto store,
                   store::SqliteStore::Open(store_options, StoreSecretsOf(master)));
  SecretBytes token;
  RETURN_IF_ERROR(store->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    ASSIGN_OR_RETURN(token,
                     app::SetUp(tx, {options.issuer, now, options.simulated_clock}, entropy));
    return app::Finish::kCommit;
  }));
  return token;
}

Result<void> WriteSecret(const fs::path& path, const SecretBytes& secret) {
  std::string text(secret.View(SecretAccess{}));
  text += '\n';
  auto written = keys::WriteNewFile(path, text, kPrivate);
  Wipe(text);
  return written;
}

SecretBytes NewPassphrase(Entropy& entropy) {
  std::string random = RandomBytes(entropy, kPassphraseBytes);
  std::string text = Base64UrlEncode(random);
  SecretBytes passphrase(text);
  Wipe(random);
  Wipe(text);
  return passphrase;
}

Result<void> Fill(const InitOptions& options, const fs::path& directory) {
  SystemEntropy entropy;
  const Instant now = SystemClock().Now();
  const bool own_passphrase = !options.passphrase;
  const SecretBytes made = own_passphrase ? NewPassphrase(entropy) : SecretBytes();
  const SecretBytes& passphrase = own_passphrase ? made : *options.passphrase;
  RETURN_IF_ERROR(MakeKeys(options, directory, now, entropy, passphrase));
  if (own_passphrase) RETURN_IF_ERROR(WriteSecret(directory / "keys" / "passphrase", made));
  ASSIGN_OR_RETURN(const SecretBytes token,
                   MakeStore(options, directory, now, entropy, passphrase));
  RETURN_IF_ERROR(WriteSecret(directory / "admin.token", token));
  RETURN_IF_ERROR(keys::WriteNewFile(
      directory / "countersign.toml",
      ExampleConfig(own_passphrase ? "keys/passphrase" : "", options.simulated_clock.has_value()),
      kPrivate));
  RETURN_IF_ERROR(keys::WriteNewFile(directory / "cli.profile", kProfile, kPrivate));
  std::error_code error;
  fs::create_directory(directory / "tls", error);
  if (error) return tl::unexpected<Error>(store::DirectoryError(directory, error.value()));
  return {};
}

}  // namespace

Result<void> Initialize(const InitOptions& options) {
  // Without a trailing slash, and with a parent.
  fs::path place = fs::absolute(options.data).lexically_normal();
  if (!place.has_filename()) place = place.parent_path();
  RETURN_IF_ERROR(CheckPlace(place));
  ASSIGN_OR_RETURN(Building building, Building::Begin(place));
  RETURN_IF_ERROR(Fill(options, building.path()));
  return building.MoveTo(place);
}

}  // namespace countersign::server
