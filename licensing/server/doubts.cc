#include "licensing/server/doubts.h"

#include "licensing/app/bootstrap.h"
#include "licensing/app/missing_records.h"

namespace countersign::server {

Result<void> CheckReadable(app::Store& store) {
  return store.Read([](app::View& view) -> Result<void> {
    RETURN_IF_ERROR(view.settings().Find(app::kIssuer));
    return {};
  });
}

Doubts::Doubts(store::SqliteStore& store, const GuardedClock* clock, bool older_database)
    : store_(store), clock_(clock), older_database_(older_database) {}

std::string Doubts::Reason() const {
  auto reason = ReasonForDecision();
  return reason ? *std::move(reason) : reason.error().message;
}

Result<std::string> Doubts::ReasonForDecision() const {
  RETURN_IF_ERROR(store_.CheckSound());
  if (older_database_)
    return "the database is not known to be the one that the last checkpoint was signed for: a "
           "backup was restored, or the file ledger.checkpoint is another installation's or cannot "
           "be read";
  return ReasonOfClock();
}

std::string Doubts::Look() const {
  std::string of_records;
  const auto read = store_.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(of_records, app::DoubtAboutRecords(view));
    return {};
  });
  std::string reason = Reason();
  if (!reason.empty()) return reason;
  return read ? of_records : read.error().message;
}

std::string Doubts::ReasonOfClock() const { return clock_ == nullptr ? "" : clock_->Doubt(); }

}  // namespace countersign::server
