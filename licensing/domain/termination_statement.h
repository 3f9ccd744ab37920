// A statement that a contract was terminated, which the vendor may publish: Countersign publishes
// nothing. It names no amounts and no reasons.
#ifndef COUNTERSIGN_DOMAIN_TERMINATION_STATEMENT_H_
#define COUNTERSIGN_DOMAIN_TERMINATION_STATEMENT_H_

#include <string>
#include <string_view>
#include <vector>

#include "licensing/domain/notice_text.h"

namespace countersign::domain {

struct TerminationFacts {
  std::string vendor;  // the firms' names
  std::string customer;
  std::string contract_title;
  std::string contract_number;
  CivilDate end_date;                     // in the contract's time zone, as the next two
  CivilDate issue_date;                   // of the statement
  CivilDate export_through;               // the customer has its data until then, at least
  std::vector<std::string> paid_parts;    // titles of sub-contracts whose functions stay
  std::vector<std::string> unpaid_parts;  // and of those whose use has ended
};

// In Chinese for "zh", with or without a region, and in English for every other language.
// FAILED_PRECONDITION / NOTICE_INCOMPLETE, with `missing`, without the firms' names.
Result<NoticeText> RenderTermination(const TerminationFacts& facts, std::string_view language);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_TERMINATION_STATEMENT_H_
