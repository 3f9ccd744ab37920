// Imports on a real store and real files: a file is put, its import run to the end.
#ifndef COUNTERSIGN_TESTS_APP_IMPORT_FIXTURE_H_
#define COUNTERSIGN_TESTS_APP_IMPORT_FIXTURE_H_

#include "licensing/app/blobs.h"
#include "licensing/app/import_mappings.h"
#include "licensing/app/import_run.h"
#include "licensing/app/payments.h"
#include "licensing/app/receivables.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/store/blob_files.h"
#include "tests/app/fixture.h"

namespace countersign::app {

class ImportTest : public AppTest {
 protected:
  void SetUp() override {
    auto files = store::DirectoryBlobFiles::Open(directory_ / "blobs", *store_, true);
    ASSERT_TRUE(files) << files.error().message;
    files_ = *std::move(files);
    MakeCustomer();
  }

  ImportDeps Deps() {
    clock_.Set(now_);
    return {*store_, *files_, clock_, entropy_};
  }

  // The SHA-256 of a file that was put to be imported, hexadecimal.
  std::string PutFile(const std::string& content) {
    BlobUpload upload;
    upload.id = NewId(now_, entropy_);
    upload.sha256 = Sha256(content);
    upload.resource = kImportSubject;
    upload.size = static_cast<std::int64_t>(content.size());
    upload.media_type = "text/csv";
    const SecretBytes key = NewBlobKey(entropy_);
    auto sink = files_->Create(upload.id, key);
    EXPECT_TRUE(sink && (*sink)->Write(content) && (*sink)->Finish());
    const auto put = Do([&](auto& tx, auto& act) { return PutBlob(tx, act, upload, key); });
    EXPECT_TRUE(put);
    if (put && put->id == upload.id) (*sink)->Keep();
    return HexEncode(upload.sha256);
  }

  void MakeMapping(domain::ImportMapping mapping) {
    const auto made =
        Do([&](auto& tx, auto& act) { return CreateImportMapping(tx, act, mapping); });
    ASSERT_TRUE(made) << made.error().message;
  }

  domain::Operation Start(const NewImport& import) {
    Wait();
    const auto started = Do([&](auto& tx, auto& act) { return StartImport(tx, act, import); });
    if (!started) throw std::runtime_error(started.error().message);
    return *started;
  }
  domain::Operation Run(const std::string& id) {
    const std::atomic<bool> stop{false};
    const auto ran = RunImport(Deps(), id, stop);
    EXPECT_TRUE(ran) << ran.error().message;
    return OperationOf(id);
  }
  domain::Operation OperationOf(const std::string& id) {
    return Look([&](View& view) { return Load(view.imports().operations(), "operations", id); })
        .value();
  }

  // "line document field REASON", a line each.
  std::string Problems(const domain::Operation& operation) {
    ListQuery query{.limit = 100'000};
    query.equals = {{"operation_id", operation.id}};
    const auto problems = Look([&](View& view) { return view.imports().problems().List(query); });
    std::string text;
    for (const domain::ImportProblem& problem : *problems) {
      EXPECT_FALSE(problem.message.empty());
      text += std::to_string(problem.line) + " " + problem.document + " " + problem.field + " " +
              problem.reason + "\n";
    }
    return text;
  }

  testing::TempDir directory_;
  testing::FakeClock clock_{now_};
  std::unique_ptr<BlobFiles> files_;
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_TESTS_APP_IMPORT_FIXTURE_H_
