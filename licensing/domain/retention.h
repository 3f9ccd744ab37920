// When a person's data may be erased.
#ifndef COUNTERSIGN_DOMAIN_RETENTION_H_
#define COUNTERSIGN_DOMAIN_RETENTION_H_

#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/result.h"
#include "licensing/domain/customer.h"

namespace countersign::domain {

// Something that needs a person's data.
struct RetentionNeed {
  std::string by;   // what it is, for people: "a legal hold"
  Instant until{};  // at this instant it needs them no longer
};

// What needs a contact's data. Every kind of need has its place here.
std::vector<RetentionNeed> NeedsOf(const Contact& contact);

// FAILED_PRECONDITION / RETENTION while one of `needs` has not ended at `now`: its metadata names
// all that have not (`by`) and the end of the last of them (`until`, RFC 3339). `resource` names
// the person's record. The exception to erasure: GDPR article 17(3)(b) and (e), PIPL article 47(2).
Result<void> CheckErasable(std::string_view resource, const std::vector<RetentionNeed>& needs,
                           Instant now);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_RETENTION_H_
