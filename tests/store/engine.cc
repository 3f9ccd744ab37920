#include "tests/store/engine.h"

#include "tests/store/records.h"
#include "tests/support/test_store.h"

namespace countersign::store {
namespace {

class SqliteInstallation final : public Installation {
 public:
  app::Store& store() override { return *store_; }
  void Restart() override { store_.Reopen(); }

 private:
  testing::TestStore store_;
};

}  // namespace

std::vector<Engine> Engines() {
  return {{"Sqlite", []() -> std::unique_ptr<Installation> {
             return std::make_unique<SqliteInstallation>();
           }}};
}

Result<void> StoreTest::Commit(const std::function<Result<void>(app::Transaction&)>& work) {
  return store().Write([&](app::Transaction& transaction) -> Result<app::Finish> {
    RETURN_IF_ERROR(work(transaction));
    transaction.Record(AnEntry());
    return app::Finish::kCommit;
  });
}

}  // namespace countersign::store
