#include "licensing/app/terms_check.h"

#include "licensing/app/calendars.h"
#include "licensing/app/contracts.h"
#include "licensing/app/exemptions.h"
#include "licensing/app/papers.h"
#include "licensing/app/resource.h"
#include "licensing/domain/terms_check.h"

namespace countersign::app {

Result<std::vector<domain::TermsFinding>> CheckTermsOf(View& view, const domain::Contract& contract,
                                                       Instant now) {
  domain::ContractFacts facts;
  facts.contract = contract;
  RETURN_IF_ERROR(LoadExemptions(view, facts));
  domain::TermsSurroundings around;
  around.consumer = facts.consumer;
  around.critical_products = std::move(facts.critical_products);
  if (!contract.terms.calendar.id.empty()) {
    ASSIGN_OR_RETURN(around.calendar, LoadCalendar(view, contract.terms.calendar));
  }
  ASSIGN_OR_RETURN(around.contacts, ListAll(view.contacts(), "customer_id", contract.customer_id));
  ASSIGN_OR_RETURN(around.today, TodayOf(contract, now));
  ASSIGN_OR_RETURN(const auto milestones, MilestonesOf(view, contract.id));
  return domain::CheckTerms(contract, milestones, around);
}

}  // namespace countersign::app
