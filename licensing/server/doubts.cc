#include "licensing/server/doubts.h"

namespace countersign::server {

Doubts::Doubts(const store::SqliteStore& store, const GuardedClock* clock, bool older_database)
    : store_(store), clock_(clock), older_database_(older_database) {}

std::string Doubts::Reason() const {
  if (older_database_)
    return "the database is not the one that the last checkpoint was signed for: a backup was "
           "restored, or the file ledger.checkpoint is another installation's";
  if (store_.Figures().full) return "the last write found no room on the disk";
  return ReasonOfClock();
}

std::string Doubts::ReasonOfClock() const { return clock_ == nullptr ? "" : clock_->Doubt(); }

}  // namespace countersign::server
