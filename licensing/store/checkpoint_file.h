// The published checkpoint as a file beside the database.
#ifndef COUNTERSIGN_STORE_CHECKPOINT_FILE_H_
#define COUNTERSIGN_STORE_CHECKPOINT_FILE_H_

#include <filesystem>

#include "licensing/app/ledger_ports.h"
#include "licensing/store/whole_file.h"

namespace countersign::store {

class CheckpointFile final : public app::PublishedCheckpoint {
 public:
  explicit CheckpointFile(std::filesystem::path path) : path_(std::move(path)) {}
  Result<std::optional<std::string>> Read() override { return ReadWholeFile(path_); }
  Result<void> Write(std::string_view note) override { return ReplaceWholeFile(path_, note); }

 private:
  const std::filesystem::path path_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_CHECKPOINT_FILE_H_
