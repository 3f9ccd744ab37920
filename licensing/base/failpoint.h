// Named moments at which a test may end the process, to see what a crash just there leaves behind.
//
// The shipped program links a definition that does nothing. `countersign_failpoints`, which is
// built with the tests and never installed, is the same program with a definition that ends it by
// SIGKILL; see tests/server_faults.
#ifndef COUNTERSIGN_BASE_FAILPOINT_H_
#define COUNTERSIGN_BASE_FAILPOINT_H_

#include <array>
#include <string_view>

namespace countersign {

// Passes the point of this name. Safe from any thread.
void FailPoint(std::string_view name);

namespace failpoint {

// A unit of work, or a group of them, has been written and is made durable.
inline constexpr std::string_view kStoreBeforeCommit = "store.before_commit";
inline constexpr std::string_view kStoreAfterCommit = "store.after_commit";
// The answer to a licence check is signed.
inline constexpr std::string_view kSignBefore = "sign.before";
inline constexpr std::string_view kSignAfter = "sign.after";
// Entries are taken into the tree, which is signed for and published.
inline constexpr std::string_view kSequenceBefore = "sequence.before";
inline constexpr std::string_view kSequenceUnpublished = "sequence.unpublished";
inline constexpr std::string_view kSequenceAfter = "sequence.after";
// An answer, whatever it says, is handed to the face that the call came in by.
inline constexpr std::string_view kReplyBefore = "reply.before";
inline constexpr std::string_view kReplyAfter = "reply.after";
// An attachment's file is durable, and is about to be put on record.
inline constexpr std::string_view kBlobBeforeRecord = "blob.before_record";
// A message's attempt is on record and is made, and has ended and is put on record.
inline constexpr std::string_view kMessageBefore = "message.before";
inline constexpr std::string_view kMessageAfter = "message.after";

// All that checks pass: the crash test takes its cases from here.
inline constexpr std::array kAll = {kStoreBeforeCommit, kStoreAfterCommit, kSignBefore,
                                    kSignAfter,         kSequenceBefore,   kSequenceUnpublished,
                                    kSequenceAfter,     kReplyBefore,      kReplyAfter};

}  // namespace failpoint
}  // namespace countersign

#endif  // COUNTERSIGN_BASE_FAILPOINT_H_
