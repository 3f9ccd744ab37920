// Reports of delivery that come back by mail (RFC 3464), read by GMime.
#ifndef COUNTERSIGN_DELIVERY_REPORTS_H_
#define COUNTERSIGN_DELIVERY_REPORTS_H_

#include <gmime/gmime.h>

#include <optional>
#include <string>

#include "licensing/app/messages.h"
#include "licensing/delivery/verp.h"

namespace countersign::delivery {

struct MailReport {
  std::string message_id;  // the id of ours that the mail's address has the tag of
  // Nothing: it says neither that the message arrived nor that it came back (a delay, a person's
  // answer, an absence note).
  std::optional<app::DeliveryReport> report;
  std::optional<Instant> time;  // of the event, if the mail says
};

// Nothing if the mail came to no address with a valid tag: whatever it says counts for nothing. The
// address is looked for where mail servers put the envelope's (Delivered-To, X-Original-To,
// Envelope-To), and in To.
std::optional<MailReport> ReadReport(GMimeMessage* mail, const Verp& verp);

}  // namespace countersign::delivery

#endif  // COUNTERSIGN_DELIVERY_REPORTS_H_
