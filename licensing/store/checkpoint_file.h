// The published checkpoint as a file beside the database.
#ifndef COUNTERSIGN_STORE_CHECKPOINT_FILE_H_
#define COUNTERSIGN_STORE_CHECKPOINT_FILE_H_

#include <filesystem>

#include "licensing/app/ledger_ports.h"

namespace countersign::store {

// Each write takes the place of the one before it as a whole, whatever moment the machine stops at.
class CheckpointFile final : public app::PublishedCheckpoint {
 public:
  explicit CheckpointFile(std::filesystem::path path) : path_(std::move(path)) {}
  Result<std::optional<std::string>> Read() override;
  Result<void> Write(std::string_view note) override;

 private:
  const std::filesystem::path path_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_CHECKPOINT_FILE_H_
