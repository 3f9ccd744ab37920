// From delivery to the running term: what was delivered, that it arrived, and that the customer was
// reminded. Until mail and portal do it, all of it is recorded by hand with its proof. Common
// errors: stage.h.
#ifndef COUNTERSIGN_APP_DELIVERIES_H_
#define COUNTERSIGN_APP_DELIVERIES_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "licensing/app/stage.h"

namespace countersign::app {

// The text that signatories sign for: canonical JSON (RFC 8785) of the milestone's `round`-th
// delivery, its recipients' names, the criteria and the items. Anyone can make it anew from what
// the interface shows; its SHA-256 is Delivery::document_sha256.
Result<std::string> DeliveryDocument(const domain::Milestone& milestone, std::size_t round,
                                     const domain::Delivery& delivery,
                                     const std::vector<std::string>& recipients);

struct NewDelivery {
  MilestoneRef milestone;
  std::optional<CivilDate> date;        // nothing: today
  std::vector<std::string> files;       // attachments, as LoadAttachment takes them
  std::string release;                  // of the product
  std::vector<std::string> recipients;  // names of the customer's contacts
  bool announces_use = false;
};
// And RESOURCE_NOT_FOUND for an attachment or a contact; APPROVAL_REQUIRED where DeliveryNeeds says
// so (delivery_credit.h).
Result<domain::MilestoneChange> DeliverMilestone(Transaction& tx, const Act& act,
                                                 const NewDelivery& delivery);

// How something was received.
struct ReceiptProof {
  MilestoneRef milestone;
  domain::ReceiptClass receipt_class = domain::ReceiptClass::kAcknowledged;
  // One of the two; neither: today. An instant is the day that it is in the contract's time zone.
  std::optional<CivilDate> date;
  std::optional<Instant> time;
  std::string proof_sha256;  // an attachment
};
// FIELD_INVALID where both date and time are given; RESOURCE_NOT_FOUND for the proof.
Result<domain::MilestoneChange> RecordReceipt(Transaction& tx, const Act& act,
                                              const ReceiptProof& proof);
Result<domain::MilestoneChange> RecordReminder(Transaction& tx, const Act& act,
                                               const ReceiptProof& proof);
Result<domain::MilestoneChange> WithdrawReceipt(Transaction& tx, const Act& act,
                                                const MilestoneRef& ref);

// How much of each item is done, by id.
Result<domain::MilestoneChange> MeasureMilestone(
    Transaction& tx, const Act& act, const MilestoneRef& ref,
    const std::map<std::string, domain::Rate>& complete);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_DELIVERIES_H_
