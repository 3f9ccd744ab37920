#include "licensing/app/received_demands.h"

#include <algorithm>

namespace countersign::app {
namespace {

using domain::Notice;
using domain::NoticeReceipt;

bool Names(const Notice& notice, std::string_view invoice_id) {
  return std::ranges::find(notice.claims, invoice_id, &domain::NoticedClaim::invoice_id) !=
         notice.claims.end();
}

bool CountsBy(const NoticeReceipt& receipt, const domain::AsOf& as_of) {
  return receipt.date <= as_of.date && receipt.record_time < as_of.recorded_before &&
         !(receipt.withdraw_time && *receipt.withdraw_time < as_of.recorded_before);
}

}  // namespace

Result<const std::vector<Notice>*> ReceivedDemands::OfContract(const std::string& contract) {
  const auto known = notices_.find(contract);
  if (known != notices_.end()) return &known->second;
  const std::string id = contract.substr(contract.rfind('/') + 1);
  ASSIGN_OR_RETURN(auto notices, view_.enforcement().notices().OfContract(id));
  std::erase_if(notices, [](const Notice& notice) {
    return notice.kind != domain::NoticeKind::kFormalNotice;
  });
  return &notices_.emplace(contract, std::move(notices)).first->second;
}

Result<std::vector<ReceivedDemand>> ReceivedDemands::For(const domain::Invoice& invoice,
                                                         const domain::AsOf& as_of) {
  std::vector<ReceivedDemand> demands;
  if (invoice.contract.empty()) return demands;
  ASSIGN_OR_RETURN(const std::vector<Notice>* const notices, OfContract(invoice.contract));
  for (const Notice& notice : *notices) {
    if (!Names(notice, invoice.id)) continue;
    for (const NoticeReceipt& receipt : notice.receipts)
      if (CountsBy(receipt, as_of)) demands.push_back({notice.id, receipt.date});
  }
  return demands;
}

}  // namespace countersign::app
