// A real store in a directory of its own. Link countersign_store.
#ifndef COUNTERSIGN_TESTS_SUPPORT_TEST_STORE_H_
#define COUNTERSIGN_TESTS_SUPPORT_TEST_STORE_H_

#include <memory>
#include <stdexcept>
#include <utility>

#include "licensing/store/sqlite_store.h"
#include "tests/support/temp_dir.h"

namespace countersign::testing {

// Any will do, if it is the same at every opening.
inline store::StoreSecrets TestSecrets() {
  return {SecretBytes(std::string(32, 's')), SecretBytes(std::string(32, 'w'))};
}

class TestStore {
 public:
  TestStore() { Open(); }
  // In memory, where the machine has a place for that: for tests of many commits that are not about
  // the disk.
  static TestStore InMemory() {
    const std::filesystem::path memory = "/dev/shm";
    return TestStore(
        std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path());
  }

  app::Store& operator*() { return *store_; }
  app::Store* operator->() { return store_.get(); }

  store::SqliteStore& sqlite() { return *store_; }

  std::filesystem::path database() const { return directory_ / "countersign.db"; }

  // As after a restart of the server.
  void Reopen() {
    store_.reset();
    Open();
  }

 private:
  explicit TestStore(const std::filesystem::path& parent) : directory_(parent) { Open(); }
  void Open() {
    store::SqliteOptions options;
    options.path = database();
    options.create = true;
    auto opened = store::SqliteStore::Open(options, TestSecrets());
    if (!opened) throw std::runtime_error(opened.error().message);
    store_ = *std::move(opened);
  }

  TempDir directory_;
  std::unique_ptr<store::SqliteStore> store_;
};

}  // namespace countersign::testing

#endif  // COUNTERSIGN_TESTS_SUPPORT_TEST_STORE_H_
