// Records that a restored backup may lack: guard rail 9.
//
// Somebody may have paid, or objected, after the backup was made. What tells is the published
// checkpoint: it is there before the first one is stored (app/sequencer.h), and never covers more
// than the store does. So a store that holds a checkpoint while none is published, or that holds
// less than the published one covers, was put back. From then on there is a doubt, in the store
// itself, until people have entered again what is missing.
#ifndef COUNTERSIGN_APP_MISSING_RECORDS_H_
#define COUNTERSIGN_APP_MISSING_RECORDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/ledger/checkpoint.h"

namespace countersign::app {

// The setting that holds the doubt: "AFTER/FOUND"; empty once it is over.
inline constexpr std::string_view kRecordsMissing = "records_missing";

struct MissingRecords {
  Instant after{};  // of the last entry that was there when the doubt began
  Instant found{};  // of the last start that saw it, in whole seconds
};

// At a start, before anything is published: puts on record that records may be missing, if it is
// so. `published`: the published checkpoint. One that none of `keys` signed tells nothing.
Result<void> NoteMissingRecords(Store& store, const std::optional<std::string>& published,
                                const std::vector<ledger::NoteKey>& keys, const Act& act);

Result<std::optional<MissingRecords>> FindMissingRecords(View& view);

// What is missing and how the doubt ends: a sentence, without a full stop. Empty if nothing is.
Result<std::string> DoubtAboutRecords(View& view);

// Ends the doubt: what was missing has been entered again. It takes two users: APPROVAL_REQUIRED.
// FAILED_PRECONDITION / STATE_CONFLICT if there is no doubt. FIELD_INVALID unless `found` is that
// of the doubt, so that nobody confirms what came after they looked, and there is a reason of 1 to
// 500 characters.
Result<MissingRecords> ConfirmRecords(Transaction& tx, const Act& act, Instant found,
                                      const std::string& reason);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_MISSING_RECORDS_H_
