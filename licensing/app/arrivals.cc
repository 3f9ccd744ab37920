#include "licensing/app/arrivals.h"

#include <algorithm>
#include <vector>

#include "licensing/app/notice_receipts.h"
#include "licensing/app/recipients.h"
#include "licensing/app/resource.h"

namespace countersign::app {
namespace {

using domain::Notice;
using domain::NoticeState;

struct Arrival {
  std::string notice_id;
  Instant time{};
};

// It is out by mail, and class C was never put on record of it, nor taken back.
bool MayArrive(const Notice& notice) {
  return (notice.state == NoticeState::kSent || notice.state == NoticeState::kReceived) &&
         notice.channel == domain::NoticeChannel::kMail && !notice.message.empty() &&
         std::ranges::find(notice.receipts, domain::ReceiptClass::kArrived,
                           &domain::NoticeReceipt::receipt_class) == notice.receipts.end();
}

// Those that are not on record as receipt yet.
Result<std::vector<Arrival>> Arrivals(View& view, const domain::ContractFacts& facts) {
  constexpr std::string_view kMessages = "messages/";
  std::vector<Arrival> arrivals;
  if (!facts.contract.terms.service_clause) return arrivals;
  ASSIGN_OR_RETURN(const auto designated, DesignatedContact(view, facts.contract));
  if (!designated) return arrivals;
  for (const Notice& notice : facts.notices) {
    if (!MayArrive(notice) || notice.contact_id != *designated) continue;
    ASSIGN_OR_RETURN(const domain::Message message,
                     Load(view.messages(), "messages", notice.message.substr(kMessages.size())));
    if (message.arrive_time && !message.bounce_time)
      arrivals.push_back({notice.id, *message.arrive_time});
  }
  return arrivals;
}

}  // namespace

Result<bool> RecordArrivals(Transaction& tx, const Act& act, const domain::ContractFacts& facts) {
  ASSIGN_OR_RETURN(auto arrivals, Arrivals(tx, facts));
  std::erase_if(arrivals,
                [&](const Arrival& arrival) { return act.now < arrival.time + kUnreturned; });
  for (const Arrival& arrival : arrivals)
    RETURN_IF_ERROR(RecordArrival(tx, act, arrival.notice_id, arrival.time));
  return !arrivals.empty();
}

Result<std::optional<Instant>> NextArrival(View& view, const domain::ContractFacts& facts,
                                           Instant now) {
  ASSIGN_OR_RETURN(const auto arrivals, Arrivals(view, facts));
  if (arrivals.empty()) return std::optional<Instant>();
  const auto first = std::ranges::min_element(arrivals, {}, &Arrival::time);
  return std::optional(std::max(now, first->time + kUnreturned));
}

}  // namespace countersign::app
