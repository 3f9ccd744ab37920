// A key directory in a temporary place, removed in the end.
#ifndef COUNTERSIGN_TESTS_KEYS_SUPPORT_KEY_DIRECTORY_H_
#define COUNTERSIGN_TESTS_KEYS_SUPPORT_KEY_DIRECTORY_H_

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "licensing/base/entropy.h"
#include "licensing/keys/keyring.h"
#include "tests/keys/support/forge.h"
#include "tests/support/temp_dir.h"

namespace countersign::tests {

std::string ReadText(const std::filesystem::path& path);
void WriteText(const std::filesystem::path& path, std::string_view text);
unsigned Mode(const std::filesystem::path& path);  // the permission bits

// Made by CreateKeys at kNow, with a development root unless `request` says otherwise.
class KeyDirectory {
 public:
  KeyDirectory() : path(temp_ / "keys") {}
  keys::NewKeys Request() const;
  Result<void> Create() { return Create(Request()); }
  Result<void> Create(const keys::NewKeys& request);
  Result<std::unique_ptr<keys::KeyRing>> Open() const;
  // Opens what Create made, and fails the test if it cannot.
  std::unique_ptr<keys::KeyRing> Ring();

 private:
  testing::TempDir temp_;
  SystemEntropy entropy_;

 public:
  const std::filesystem::path path;
  const SecretBytes passphrase{"correct horse"};
};

}  // namespace countersign::tests

#endif  // COUNTERSIGN_TESTS_KEYS_SUPPORT_KEY_DIRECTORY_H_
