// Runs imports: reads the file twice, as a stream, first to see whether it is whole, then to take
// its rows, in batches of a transaction each.
//
// How far it came is committed with the rows themselves. So a run that was cut off goes on where
// its last batch ended, and does nothing twice.
#ifndef COUNTERSIGN_APP_IMPORT_RUN_H_
#define COUNTERSIGN_APP_IMPORT_RUN_H_

#include <atomic>
#include <chrono>
#include <string_view>

#include "licensing/app/blob_files.h"
#include "licensing/app/operations.h"

namespace countersign::app {

struct ImportDeps {
  Store& store;
  BlobFiles& files;
  const Clock& clock;
  Entropy& entropy;
};

// Runs a running operation to its end: until the file ends, it fails, or its cancellation is asked
// for. A row that is refused, and what a use case finds wrong with it, becomes a problem of the
// operation; a file that is not what its format says, or can no longer be read, fails it. Returns
// early, the operation still running, once `stop` is set, and with the store's own errors.
Result<void> RunImport(const ImportDeps& deps, std::string_view operation_id,
                       const std::atomic<bool>& stop);

// How long a file of kImportSubject is kept: its rows are on record, it only names people.
inline constexpr std::chrono::days kKeepImportFiles{30};

// Removes those that came earlier, with their keys, but for those of running operations.
Result<void> RemoveOldImportFiles(const ImportDeps& deps);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_IMPORT_RUN_H_
