#include "licensing/server/doubts.h"

#include "licensing/base/clock.h"

namespace countersign::server {
namespace {

constexpr std::chrono::minutes kMostSkew{10};

}  // namespace

Doubts::Doubts(const store::SqliteStore& store, const Clock* clock, bool older_database)
    : store_(store),
      clock_(clock),
      older_database_(older_database),
      wall_start_(clock == nullptr ? Instant{} : clock->Now()),
      steady_start_(std::chrono::steady_clock::now()) {}

std::string Doubts::Reason() const {
  if (older_database_)
    return "the database is not the one that the last checkpoint was signed for: a backup was "
           "restored, or the file ledger.checkpoint is another installation's";
  if (store_.Figures().full) return "the last write found no room on the disk";
  return clock_ == nullptr ? "" : ReasonOfClock();
}

// The machine's clock was set while the server ran. (What the clock did before, nobody here can
// know; payment data that is complete through yesterday bears it out.)
std::string Doubts::ReasonOfClock() const {
  const auto wall = clock_->Now() - wall_start_;
  const auto steady = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - steady_start_);
  const auto skew = std::chrono::duration_cast<std::chrono::minutes>(wall - steady);
  if (skew <= kMostSkew && skew >= -kMostSkew) return "";
  return "the machine's clock was set by " + std::to_string(skew.count()) +
         " minutes while the server ran: set it right, or restart the server once it is";
}

}  // namespace countersign::server
