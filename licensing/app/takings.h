// Changes that take something away from licences in use (domain/taken_away.h): they take a second
// user and a reason.
#ifndef COUNTERSIGN_APP_TAKINGS_H_
#define COUNTERSIGN_APP_TAKINGS_H_

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/approvals.h"
#include "licensing/app/ports.h"

namespace countersign::app {

struct Taking {
  std::string_view act;            // domain::kReduceLicense, ...
  std::string resource;            // that is changed, by its name
  std::vector<std::string> taken;  // phrases of domain/taken_away.h; empty: nothing
  std::string reason;              // at most 500 characters; needed where something is taken
};

// To be called once nothing else is against the change. What its entry says of it, into `body`:
// reason, approval and what is taken. FIELD_INVALID for `reason`; APPROVAL_REQUIRED.
Result<void> ApproveTaking(Transaction& tx, const Act& act, const Taking& taking,
                           boost::json::object& body);

// `taken` if a licence of the product or policy is in use, else nothing. `field`: product_id or
// policy_id.
Result<std::vector<std::string>> TakenIfInUse(View& view, std::string_view field,
                                              std::string_view id, std::vector<std::string> taken);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_TAKINGS_H_
