// What a notice says: the facts of its words, from what is on file.
#ifndef COUNTERSIGN_APP_NOTICE_FACTS_H_
#define COUNTERSIGN_APP_NOTICE_FACTS_H_

#include <string>
#include <vector>

#include "licensing/app/notice_desk.h"

namespace countersign::app {

// Of one notice: what it is about, and to whom it goes.
struct NoticePlan {
  domain::NoticeKind kind = domain::NoticeKind::kOverdueReminder;
  std::string notice_id;
  std::string sub_contract_id;  // empty: the claims are of none
  std::vector<std::string> invoice_ids;
  std::string effect_id;     // of what tells of one
  std::string milestone_id;  // of what tells of a delivery, as the next two
  std::int32_t round = 0;
  // Whose name it bears, who releases it; empty: it is automatic.
  std::string released_by;
  bool to_release = false;              // that was not done yet
  std::vector<std::string> recipients;  // contacts, in place of those that its kind is for
  CivilDate date;                       // of the message, in the contract's zone
  // At the end of its personal link (domain/notice_link.h), where the portal has an address.
  std::string link_secret;
};

Result<domain::NoticeTextFacts> FactsOfNotice(View& view, const NoticeSettings& settings,
                                              const domain::ContractFacts& facts,
                                              const NoticePlan& plan,
                                              const domain::Contact& contact);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_NOTICE_FACTS_H_
