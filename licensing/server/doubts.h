// Why the server is not sure of its clock or its store: then nothing new is enforced (guard rail
// 9), while checks go on.
#ifndef COUNTERSIGN_SERVER_DOUBTS_H_
#define COUNTERSIGN_SERVER_DOUBTS_H_

#include <string>

#include "licensing/server/guarded_clock.h"
#include "licensing/store/sqlite_store.h"

namespace countersign::server {

class Doubts {
 public:
  // `clock`: null in a simulated installation, whose clock a person moves.
  // `older_database`: the database is not the one that was signed for last. The others outlive it.
  Doubts(const store::SqliteStore& store, const GuardedClock* clock, bool older_database);

  // A sentence, without a full stop; empty if there is no doubt. Safe from any thread.
  std::string Reason() const;
  // The same, about the clock alone.
  std::string ReasonOfClock() const;

 private:
  const store::SqliteStore& store_;
  const GuardedClock* const clock_;
  const bool older_database_;
};

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_DOUBTS_H_
