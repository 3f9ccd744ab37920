// The scheduler's lease and the steps that were carried out.
#ifndef COUNTERSIGN_STORE_STEP_TABLE_H_
#define COUNTERSIGN_STORE_STEP_TABLE_H_

#include "licensing/app/step_ports.h"
#include "licensing/store/db/connection.h"
#include "licensing/store/journal.h"

namespace countersign::store {

class StepTable final : public app::StepRegister {
 public:
  StepTable(db::Connection& connection, Journal& journal)
      : connection_(connection), journal_(journal) {}
  Result<app::StepLease> FindLease() override;
  Result<std::optional<app::StepDone>> Find(std::string_view resource,
                                            std::string_view step) override;
  Result<void> PutLease(const app::StepLease& lease) override;
  Result<bool> Beat(std::string_view holder, std::int64_t token) override;
  Result<void> Insert(const app::StepDone& done) override;

 private:
  db::Connection& connection_;
  Journal& journal_;
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_STEP_TABLE_H_
