#include "licensing/server/readiness.h"

#include <algorithm>
#include <boost/json.hpp>

#include "licensing/server/doubts.h"

namespace countersign::server {
namespace {

ReadinessCheck CheckStore(app::Store& store) {
  const auto read = CheckReadable(store);
  ReadinessCheck check{"store", read.has_value(), true, ""};
  if (!read) check.message = "the store cannot be read: " + read.error().message;
  return check;
}

ReadinessCheck CheckSigningKey(const keys::KeyRing& ring, Instant now) {
  ReadinessCheck check{"signing_key", ring.signing_key(now) != nullptr, true, ""};
  if (!check.ok) check.message = "no signing key of the trust bundle is valid now";
  return check;
}

ReadinessCheck CheckTrustBundle(const keys::KeyRing& ring, Instant now) {
  const std::int64_t end = ring.bundle().expires_at;
  ReadinessCheck check{"trust_bundle", ToSeconds(now) < end, false, ""};
  if (!check.ok)
    check.message = "the trust bundle ended at " + FormatInstant(FromSeconds(end)) +
                    ": new software cannot take it; have the roots sign a new one";
  return check;
}

// Not required: what only reads is answered all the same, and nobody else would answer it.
ReadinessCheck CheckRoom(const store::StoreFigures& figures) {
  ReadinessCheck check{"store_room", !figures.full, false, ""};
  if (!check.ok)
    check.message =
        "the disk is full: writes are refused, reads are answered; make room, and the next write "
        "succeeds without a restart";
  return check;
}

// Not required either: keys are issued all the same, and every act goes on record.
ReadinessCheck CheckTheLedger(const app::LedgerKeeper& ledger) {
  ReadinessCheck check{"ledger", true, false, ""};
  const Result<void> sequencing = ledger.Sequencing();
  const auto last = ledger.LastVerification();
  if (!sequencing) {
    check.message = sequencing.error().message;
  } else if (last && last->error) {
    check.message = "the last check of the ledger could not be made: " + last->error->message;
  } else if (last && last->report.fault_count != 0) {
    check.message = "the last check of the ledger found " +
                    std::to_string(last->report.fault_count) +
                    " differences: `countersign ledger verify` names them";
  }
  check.ok = check.message.empty();
  return check;
}

// Nor this: what is late is carried out later, and never earlier than it may.
ReadinessCheck CheckScheduler(const scheduler::SchedulerStatus& scheduler) {
  ReadinessCheck check{"scheduler", true, false, ""};
  if (scheduler.fault) {
    check.message = "what is due cannot be carried out now: " + scheduler.fault->message;
  } else if (!scheduler.failing.empty()) {
    const scheduler::StepFailure& first = scheduler.failing.front();
    check.message = std::to_string(scheduler.failing.size()) +
                    " steps that are due fail and are tried again, among them " + first.step.step +
                    " of " + first.step.resource + ", due at " + FormatInstant(first.step.due) +
                    ": " + first.error.message;
  }
  check.ok = check.message.empty();
  return check;
}

// Nor this: checks go on, and what withholds something waits.
ReadinessCheck CheckCertainty(std::string doubt) {
  ReadinessCheck check{"enforcement", doubt.empty(), false, ""};
  if (!check.ok) check.message = "nothing new is enforced: " + doubt;
  return check;
}

}  // namespace

bool Readiness::ready() const {
  return std::ranges::all_of(
      checks, [](const ReadinessCheck& check) { return check.ok || !check.required; });
}

std::string Readiness::Json() const {
  boost::json::array list;
  for (const ReadinessCheck& check : checks) {
    boost::json::object one{{"name", check.name}, {"ok", check.ok}, {"required", check.required}};
    if (!check.message.empty()) one["message"] = check.message;
    list.push_back(std::move(one));
  }
  return boost::json::serialize(
      boost::json::object{{"ready", ready()}, {"checks", std::move(list)}});
}

Readiness CheckReadiness(store::SqliteStore& store, const keys::KeyRing& ring,
                         const app::LedgerKeeper& ledger,
                         const scheduler::SchedulerStatus& scheduler, std::string doubt,
                         Instant now) {
  return {{CheckStore(store), CheckSigningKey(ring, now), CheckTrustBundle(ring, now),
           CheckRoom(store.Figures()), CheckTheLedger(ledger), CheckScheduler(scheduler),
           CheckCertainty(std::move(doubt))}};
}

}  // namespace countersign::server
