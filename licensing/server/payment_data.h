// Through which day payments are known: without the last business day nothing new is enforced
// (guard rail 8).
#ifndef COUNTERSIGN_SERVER_PAYMENT_DATA_H_
#define COUNTERSIGN_SERVER_PAYMENT_DATA_H_

#include <optional>

#include "licensing/app/ports.h"
#include "licensing/server/readiness.h"

namespace countersign::server {

// Up to when payments are known, by the last attestation: the end of its day in its time zone.
// Nothing if nobody ever attested any, or the store cannot be read (which other checks say).
std::optional<Instant> PaymentsKnownUntil(app::Store& store);

// Not required. It asks for attention once a whole working day (Monday to Friday, in UTC) has
// passed since; holidays are a matter of each contract's calendar, and of the guard rail. An
// installation in which nobody ever attested payments enforces nothing, and does without.
ReadinessCheck CheckPaymentData(app::Store& store, Instant now);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_PAYMENT_DATA_H_
