// What changes an active contract, and what belongs to its claims on paper.
#ifndef COUNTERSIGN_DOMAIN_CONTRACT_PAPERS_H_
#define COUNTERSIGN_DOMAIN_CONTRACT_PAPERS_H_

#include <optional>
#include <string>
#include <vector>

#include "licensing/domain/calendar.h"
#include "licensing/domain/contract.h"

namespace countersign::domain {

// A change order as it is kept.
struct ChangeOrderRecord {
  std::string id;
  std::string contract_id;
  std::string sub_contract_id;
  ChangeOrder order;       // its own id is not kept
  std::string contact_id;  // who signed for the customer
  ResourceMeta meta;
};

// A dated, signed amendment of an active contract's terms.
struct Amendment {
  std::string id;
  std::string contract_id;
  CivilDate date;  // from which day on it holds
  std::string description;
  std::string contact_id;  // who signed for the customer
  std::string paper_sha256;
  std::vector<std::string> fields;  // the terms that it changed, as an update mask names them
  ContractTerms before;             // all terms as they were until then
  ResourceMeta meta;
};

// A calendar that was imported. Its id in the store is "{id}-v{version}".
struct StoredCalendar {
  std::string id;
  Calendar calendar;
  std::string source_sha256;  // of the file that it was read from
  ResourceMeta meta;
};

// A paper that a customer's procedure asks for with a claim, and its receipt.
struct PackPaper {
  std::string id;
  std::string customer_id;
  std::string invoice_id;
  std::string kind;  // as the payment profile calls it, e.g. "tax invoice"
  std::string paper_sha256;
  std::optional<CivilDate> received_on;  // by the customer
  std::string receipt_sha256;            // the proof of that
  ResourceMeta meta;
};

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CONTRACT_PAPERS_H_
