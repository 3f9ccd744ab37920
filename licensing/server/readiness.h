// Whether this server can do its work now: what /readyz says.
#ifndef COUNTERSIGN_SERVER_READINESS_H_
#define COUNTERSIGN_SERVER_READINESS_H_

#include <string>
#include <string_view>
#include <vector>

#include "client-sdk/verify/verify.h"
#include "licensing/app/ledger_keeper.h"
#include "licensing/base/clock.h"
#include "licensing/keys/keyring.h"
#include "licensing/scheduler/scheduler.h"
#include "licensing/store/sqlite_store.h"

namespace countersign::server {

struct ReadinessCheck {
  std::string_view name;
  bool ok = false;
  bool required = true;  // else it asks for attention, and stops nobody
  std::string message;   // what is wrong; empty if nothing is
};

struct Readiness {
  std::vector<ReadinessCheck> checks;
  bool ready() const;
  // {"ready":…,"checks":[{"name":…,"ok":…,"required":…,"message":…}]}
  std::string Json() const;
};

// Reads the store, so it may block. `doubt`: Doubts::Look.
Readiness CheckReadiness(store::SqliteStore& store, const keys::KeyRing& ring,
                         const app::LedgerKeeper& ledger,
                         const scheduler::SchedulerStatus& scheduler, std::string doubt,
                         Instant now);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_READINESS_H_
