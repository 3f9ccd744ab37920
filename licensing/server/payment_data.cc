#include "licensing/server/payment_data.h"

#include <chrono>

#include "licensing/app/account_statements.h"
#include "licensing/base/civil_date.h"

namespace countersign::server {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// Whether a working day began at `from` or later, and was over by `to`.
bool WorkingDayPassed(Instant from, Instant to) {
  for (sys_days day = std::chrono::ceil<days>(from); day + days(1) <= to; day += days(1)) {
    const std::chrono::weekday weekday(day);
    if (weekday != std::chrono::Saturday && weekday != std::chrono::Sunday) return true;
  }
  return false;
}

Result<Instant> EndOf(const domain::Attestation& attestation) {
  ASSIGN_OR_RETURN(const TimeZone zone, TimeZone::Find(attestation.time_zone));
  ASSIGN_OR_RETURN(const CivilDate after, PlusDays(attestation.through_date, 1));
  return zone.StartOf(after);
}

}  // namespace

std::optional<Instant> PaymentsKnownUntil(app::Store& store) {
  std::optional<Instant> until;
  static_cast<void>(store.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(const auto attestation, app::CurrentAttestation(view));
    if (attestation) {
      ASSIGN_OR_RETURN(until, EndOf(*attestation));
    }
    return {};
  }));
  return until;
}

ReadinessCheck CheckPaymentData(app::Store& store, Instant now) {
  const auto until = PaymentsKnownUntil(store);
  ReadinessCheck check{"payment_data", !until || !WorkingDayPassed(*until, now), false, ""};
  if (!check.ok)
    check.message = "nothing new is enforced: payments are known until " + FormatInstant(*until) +
                    " only; import what the bank says, and attest it";
  return check;
}

}  // namespace countersign::server
