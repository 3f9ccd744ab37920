// Writes what was decided, and its record.
#ifndef COUNTERSIGN_CHECKIN_COMMIT_H_
#define COUNTERSIGN_CHECKIN_COMMIT_H_

#include <string>

#include "licensing/app/ports.h"
#include "licensing/base/entropy.h"
#include "licensing/domain/decision.h"
#include "licensing/keys/issuer.h"

namespace countersign::checkin {

// The request that a decision answers.
struct Asked {
  const domain::CheckRequest& request;
  std::string hash;  // hex SHA-256 of its bytes
  Instant now{};     // of the call
  Instant second{};  // `now` in whole seconds, by which it was decided
};

// The content of the status that answers `asked`.
keys::StatusContent StatusOf(const Asked& asked, const domain::CheckFacts& facts,
                             const domain::CheckDecision& decision);

// Prepares the key and the status that a granting `decision` promises, and writes rows, prepared
// payloads and entries. Returns the lease as written: what is signed after the commit is in its
// `last_answer`.
Result<domain::Lease> CommitGrant(app::Transaction& tx, const keys::Issuer& issuer,
                                  Entropy& entropy, const Asked& asked,
                                  const domain::CheckFacts& facts, domain::CheckDecision decision);

// Marks the machine of a forked request with counter `seen`.
Result<void> CommitFork(app::Transaction& tx, Entropy& entropy, const domain::Lease& lease,
                        domain::Machine machine, std::uint64_t seen, std::string_view request_id,
                        Instant now);

Result<void> CommitRelease(app::Transaction& tx, Entropy& entropy,
                           const domain::ReleaseRequest& request, domain::ReleaseDecision decision,
                           Instant now);

}  // namespace countersign::checkin

#endif  // COUNTERSIGN_CHECKIN_COMMIT_H_
