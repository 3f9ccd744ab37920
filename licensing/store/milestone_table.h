// The table behind the port of milestones, for one unit of work on one connection.
#ifndef COUNTERSIGN_STORE_MILESTONE_TABLE_H_
#define COUNTERSIGN_STORE_MILESTONE_TABLE_H_

#include "licensing/store/contract_mappings.h"
#include "licensing/store/table.h"

namespace countersign::store {

class MilestoneTable final : public app::MilestoneRepository, public Table<domain::Milestone> {
 public:
  using Table::Table;
  Result<std::vector<domain::Milestone>> FindDue(Instant now, int limit) override;
  Result<std::optional<domain::Milestone>> FindByInvoice(std::string_view invoice_id) override;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_MILESTONE_TABLE_H_
