// What the use cases of acts that take two users need of a store.
#ifndef COUNTERSIGN_APP_APPROVAL_PORTS_H_
#define COUNTERSIGN_APP_APPROVAL_PORTS_H_

#include <string_view>
#include <vector>

#include "licensing/app/repository.h"

namespace countersign::domain {
struct Approval;
}  // namespace countersign::domain

namespace countersign::app {

class ApprovalReader : public virtual Reader<domain::Approval> {
 public:
  // Those PENDING or APPROVED for this content, in the order of their ids.
  virtual Result<std::vector<domain::Approval>> FindOpen(std::string_view content_hash) = 0;
  // Those PENDING or APPROVED whose expire_time has come by `now`, the earliest first.
  virtual Result<std::vector<domain::Approval>> FindDue(Instant now, int limit) = 0;
};
class ApprovalRepository : public virtual ApprovalReader,
                           public virtual Repository<domain::Approval> {};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_APPROVAL_PORTS_H_
