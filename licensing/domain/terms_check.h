// What a draft's terms lack in view of what is on file around it: see CheckTerms in contract.h.
#ifndef COUNTERSIGN_DOMAIN_TERMS_CHECK_H_
#define COUNTERSIGN_DOMAIN_TERMS_CHECK_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "licensing/domain/calendar.h"
#include "licensing/domain/customer.h"
#include "licensing/domain/standing.h"

namespace countersign::domain {

// Around a contract that is checked before signing.
struct TermsSurroundings {
  std::optional<Calendar> calendar;  // that it pins; nothing: none, or it is not known
  std::vector<Contact> contacts;     // of the customer
  // From ContractFacts.
  bool consumer = false;
  std::map<std::string, std::set<std::string>, std::less<>> critical_products;
  CivilDate today;  // in the contract's zone
};

// The findings of CheckTerms, and what the surroundings add to them. Rails 6 (the customer and the
// products), 7 (no day of the next year that the calendar knows of leaves room for an effect) and 2
// (nobody there can be mailed a notice); clauses: people and addresses that are missing.
std::vector<TermsFinding> CheckTerms(const Contract& contract,
                                     const std::vector<Milestone>& milestones,
                                     const TermsSurroundings& around);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_TERMS_CHECK_H_
