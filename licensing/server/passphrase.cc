#include "licensing/server/passphrase.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace countersign::server {
namespace {

constexpr std::size_t kMaxPassphrase = 1024;

tl::unexpected<Error> Unreadable(std::string message) {
  return Fail(Code::kFailedPrecondition, Reason::kConfigInvalid, std::move(message));
}

Result<SecretBytes> ReadFirstLine(int fd, const std::string& name, std::string_view what) {
  std::array<char, kMaxPassphrase + 2> buffer{};
  std::size_t size = 0;
  // A writer need not close its end: the first line is enough.
  while (size < buffer.size() && std::memchr(buffer.data(), '\n', size) == nullptr) {
    const ssize_t got = read(fd, buffer.data() + size, buffer.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return Unreadable(std::string(what) + " cannot be read from " + name + ": " +
                        std::string(std::strerror(errno)));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  const std::size_t length = std::min(std::string_view(buffer.data(), size).find('\n'), size);
  SecretBytes passphrase;
  if (length <= kMaxPassphrase) passphrase = SecretBytes(std::string_view(buffer.data(), length));
  sodium_memzero(buffer.data(), buffer.size());
  if (length > kMaxPassphrase)
    return Unreadable(std::string(what) + " in " + name + " is longer than 1024 bytes");
  if (length == 0) return Unreadable(std::string(what) + " is not in " + name + ": it is empty");
  return passphrase;
}

constexpr std::string_view kThePassphrase = "the passphrase";

}  // namespace

Result<SecretBytes> ReadSecretFile(const std::string& path, std::string_view what) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    return Unreadable(std::string(what) + " cannot be read from " + path + ": " +
                      std::string(std::strerror(errno)));
  auto secret = ReadFirstLine(fd, path, what);
  close(fd);
  return secret;
}

void AddPassphraseOptions(CLI::App& command, PassphraseSource& source) {
  auto* fd = command
                 .add_option("--passphrase-fd", source.fd,
                             "Read the passphrase of the key files from this file descriptor")
                 ->check(CLI::NonNegativeNumber);
  command
      .add_option("--passphrase-file", source.file,
                  "Read the passphrase from the first line of this file")
      ->excludes(fd);
}

Result<SecretBytes> ReadPassphrase(const PassphraseSource& source) {
  if (source.fd)
    return ReadFirstLine(*source.fd, "file descriptor " + std::to_string(*source.fd),
                         kThePassphrase);
  if (!source.file.empty()) return ReadSecretFile(source.file, kThePassphrase);
  if (const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
      directory != nullptr && *directory != '\0')
    return ReadSecretFile(std::string(directory) + "/countersign.passphrase", kThePassphrase);
  return Unreadable(
      "no passphrase was given: use --passphrase-file, --passphrase-fd or the systemd credential "
      "countersign.passphrase");
}

}  // namespace countersign::server
