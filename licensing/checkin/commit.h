// Writes what was decided, and its record.
#ifndef COUNTERSIGN_CHECKIN_COMMIT_H_
#define COUNTERSIGN_CHECKIN_COMMIT_H_

#include <chrono>
#include <string>
#include <utility>

#include "licensing/app/act.h"
#include "licensing/app/ports.h"
#include "licensing/base/entropy.h"
#include "licensing/checkin/recorded_answer.h"
#include "licensing/domain/decision.h"
#include "licensing/keys/issuer.h"

namespace countersign::checkin {

// The request that a decision answers.
struct Asked {
  Asked(const domain::CheckRequest& asked, std::string bytes_hash, Instant arrival)
      : request(asked), hash(std::move(bytes_hash)) {
    DecideBy(arrival);
  }
  void DecideBy(Instant instant) {
    now = instant;
    second = std::chrono::floor<std::chrono::seconds>(instant);
  }

  const domain::CheckRequest& request;
  const app::Act* act = nullptr;  // whose doing it is; null: the machine's own
  std::string hash;               // hex SHA-256 of its bytes
  Instant now;                    // by which it is decided
  Instant second;                 // the same in whole seconds, as keys tell it
};

// The content of the status that answers `asked`.
keys::StatusContent StatusOf(const Asked& asked, const domain::CheckFacts& facts,
                             const domain::CheckDecision& decision);

// What was committed, and is signed after the commit.
struct Granted {
  domain::Lease lease;  // as written
  RecordedAnswer answer;
  std::int64_t license_version = 0;
  Instant offline_time{};  // until then the software runs with this key
};

// Prepares the key and the status that a granting `decision` promises, and writes rows, prepared
// payloads and entries.
Result<Granted> CommitGrant(app::Transaction& tx, const keys::Issuer& issuer, Entropy& entropy,
                            const Asked& asked, const domain::CheckFacts& facts,
                            domain::CheckDecision decision);

// Marks the machine of a forked request with counter `seen`.
Result<void> CommitFork(app::Transaction& tx, Entropy& entropy, const domain::Lease& lease,
                        domain::Machine machine, std::uint64_t seen, std::string_view request_id,
                        Instant now);

Result<void> CommitRelease(app::Transaction& tx, Entropy& entropy,
                           const domain::ReleaseRequest& request, domain::ReleaseDecision decision,
                           Instant now);

}  // namespace countersign::checkin

#endif  // COUNTERSIGN_CHECKIN_COMMIT_H_
