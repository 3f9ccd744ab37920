#include "tests/keys/support/key_directory.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

namespace countersign::tests {

namespace fs = std::filesystem;

std::string ReadText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void WriteText(const fs::path& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

unsigned Mode(const fs::path& path) {
  struct stat status{};
  stat(path.c_str(), &status);
  return status.st_mode & 07777U;
}

keys::NewKeys KeyDirectory::Request() const {
  keys::NewKeys request;
  request.directory = path;
  request.issuer = kIssuer;
  request.now = FromSeconds(kNow);
  return request;
}

Result<void> KeyDirectory::Create(const keys::NewKeys& request) {
  return keys::CreateKeys(request, passphrase, entropy_);
}

Result<std::unique_ptr<keys::KeyRing>> KeyDirectory::Open() const {
  return keys::KeyRing::Open(path, passphrase);
}

std::unique_ptr<keys::KeyRing> KeyDirectory::Ring() {
  const auto created = Create();
  EXPECT_TRUE(created) << created.error().message;
  auto ring = Open();
  EXPECT_TRUE(ring) << ring.error().message;
  return ring ? std::move(*ring) : nullptr;
}

}  // namespace countersign::tests
