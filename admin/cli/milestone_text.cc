#include "admin/cli/milestone_text.h"

#include <google/protobuf/util/time_util.h>

#include "admin/cli/text.h"

namespace countersign::cli {
namespace {

std::string Words(const v1::MilestoneEvent& event, const v1::Milestone& milestone) {
  const std::string& detail = event.detail();
  switch (event.kind()) {
    case v1::MILESTONE_EVENT_KIND_DELIVERED:
      return "delivered; signatories sign for " + milestone.document_sha256();
    case v1::MILESTONE_EVENT_KIND_RECEIVED:
      return "received; the time to review ends on " + detail;
    case v1::MILESTONE_EVENT_KIND_RECEIPT_WITHDRAWN:
      return "receipt withdrawn; the time to review has not begun";
    case v1::MILESTONE_EVENT_KIND_REMINDED:
      return "reminded; the time to review ends on " + detail;
    case v1::MILESTONE_EVENT_KIND_SIGNED:
      return "signed by " + detail + "; more signatures are needed";
    case v1::MILESTONE_EVENT_KIND_ACCEPTED:
      return "accepted";
    case v1::MILESTONE_EVENT_KIND_SPLIT:
      return "what was not accepted goes on as " + detail;
    case v1::MILESTONE_EVENT_KIND_REJECTED:
      return "rejected for " + detail;
    case v1::MILESTONE_EVENT_KIND_DEFECTS_NOTED:
      return "noted on the punch list: " + detail;
    case v1::MILESTONE_EVENT_KIND_DEFECTS_REFUSED:
      return "not admitted: " + event.why();
    case v1::MILESTONE_EVENT_KIND_DEEMED_ACCEPTED:
      return "accepted by silence; the time to review ended on " + detail;
    case v1::MILESTONE_EVENT_KIND_PUNCH_ITEM_DONE:
      return detail + " of the punch list is done";
    case v1::MILESTONE_EVENT_KIND_INVOICED:
      return "invoiced by invoices/" + detail;
    case v1::MILESTONE_EVENT_KIND_PAID:
      return "paid";
    case v1::MILESTONE_EVENT_KIND_PAYMENT_REVERSED:
      return "its payment was reversed";
    case v1::MILESTONE_EVENT_KIND_MEASURED:
      return "measured: " + detail;
    case v1::MILESTONE_EVENT_KIND_RETENTION_RELEASED:
      return detail.empty() ? "nothing was retained"
                            : "what was retained is claimed by invoices/" + detail;
    case v1::MILESTONE_EVENT_KIND_WARRANTY_END_SET:
      return "the warranty ends on " + detail;
    case v1::MILESTONE_EVENT_KIND_USE_COUNTED:
      return "days of production use: " + detail;
    default:
      return v1::MilestoneEventKind_Name(event.kind()) + " " + detail;
  }
}

std::string Next(const v1::Milestone& milestone) {
  switch (milestone.next_action()) {
    case v1::MILESTONE_ACTION_DEEM_ACCEPTED:
      return "silence is acceptance";
    case v1::MILESTONE_ACTION_COUNT_USE:
      return "days of production use are counted";
    case v1::MILESTONE_ACTION_FULFIL:
      return "the warranty is over";
    case v1::MILESTONE_ACTION_RELEASE_RETENTION:
      return "what is retained is released";
    default:
      return "";
  }
}

std::string TimeText(const google::protobuf::Timestamp& time) {
  return google::protobuf::util::TimeUtil::ToString(time);
}

}  // namespace

std::string OutcomeText(const v1::MilestoneOutcome& outcome) {
  const v1::Milestone& milestone = outcome.milestone();
  std::string text;
  for (const v1::MilestoneEvent& event : outcome.events())
    text += "  " + event.date() + "  " + Printable(Words(event, milestone)) + "\n";
  if (milestone.has_reminder_time())
    text += "  A reminder has to be received on the day that begins at " +
            TimeText(milestone.reminder_time()) + ", or the time to review grows longer.\n";
  const std::string next = Next(milestone);
  if (!next.empty())
    text += "  From " + TimeText(milestone.next_action_time()) + " on " + next + ".\n";
  return text;
}

}  // namespace countersign::cli
