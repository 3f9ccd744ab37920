// Why the server is not sure of its clock or its store: then nothing new is enforced (guard rail
// 9), while checks go on.
#ifndef COUNTERSIGN_SERVER_DOUBTS_H_
#define COUNTERSIGN_SERVER_DOUBTS_H_

#include <chrono>
#include <optional>
#include <string>

#include "licensing/base/clock.h"
#include "licensing/store/sqlite_store.h"

namespace countersign::server {

class Doubts {
 public:
  // `clock`: the machine's; null in a simulated installation, whose clock a person moves.
  // `older_database`: the database is not the one that was signed for last. The store outlives it.
  Doubts(const store::SqliteStore& store, const Clock* clock, bool older_database);

  // A sentence, without a full stop; empty if there is no doubt. Safe from any thread.
  std::string Reason() const;

 private:
  std::string ReasonOfClock() const;

  const store::SqliteStore& store_;
  const Clock* const clock_;
  const bool older_database_;
  // What both clocks said at the start: they must go on together.
  Instant wall_start_{};
  std::chrono::steady_clock::time_point steady_start_;
};

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_DOUBTS_H_
