// Why the server is not sure of its clock or its store: then nothing new is enforced (guard rail
// 9), while checks go on.
#ifndef COUNTERSIGN_SERVER_DOUBTS_H_
#define COUNTERSIGN_SERVER_DOUBTS_H_

#include <string>

#include "licensing/server/guarded_clock.h"
#include "licensing/store/sqlite_store.h"

namespace countersign::server {

// The store's error if it cannot be read.
Result<void> CheckReadable(app::Store& store);

class Doubts {
 public:
  // `clock`: null in a simulated installation, whose clock a person moves.
  // `older_database`: the database is not known to be the one that was signed for last. The others
  // outlive it.
  Doubts(store::SqliteStore& store, const GuardedClock* clock, bool older_database);

  // A sentence, without a full stop; empty if there is no doubt. Safe from any thread, also within
  // a unit of work.
  std::string Reason() const;
  // The same, about the clock alone.
  std::string ReasonOfClock() const;
  // The same as Reason, for what is decided now. A doubt that the next write ends is an error,
  // that of SqliteStore::CheckSound: what was decided in it would stand for longer than it does.
  Result<std::string> ReasonForDecision() const;
  // The same as Reason, once the store was read to see whether it can be, and whether it may lack
  // records (app/missing_records.h: who decides reads that with the facts). So it may block, and
  // not be asked within a unit of work.
  std::string Look() const;

 private:
  store::SqliteStore& store_;
  const GuardedClock* const clock_;
  const bool older_database_;
};

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_DOUBTS_H_
