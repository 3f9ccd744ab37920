#include "licensing/store/unit_of_work.h"

#include "licensing/base/failpoint.h"
#include "licensing/store/unit.h"

namespace countersign::store {
namespace {

// Ends the transaction, whichever way the work is left.
class RollbackUnlessDone {
 public:
  explicit RollbackUnlessDone(db::Connection& connection) : connection_(connection) {}
  RollbackUnlessDone(const RollbackUnlessDone&) = delete;
  RollbackUnlessDone& operator=(const RollbackUnlessDone&) = delete;
  ~RollbackUnlessDone() {
    if (!done_) connection_.Rollback();
  }
  void Done() { done_ = true; }

 private:
  db::Connection& connection_;
  bool done_ = false;
};

// One transaction for several units of work.
class Group {
 public:
  Group(db::Connection& connection, const UnitContext& context)
      : connection_(connection), context_(context) {}

  // What it returns is the end of all of them.
  Result<void> Run(std::span<PendingWrite* const> writes) {
    RETURN_IF_ERROR(connection_.Begin(db::Access::kWrite));
    RollbackUnlessDone guard(connection_);
    ASSIGN_OR_RETURN(next_position_, NextPosition());
    for (PendingWrite* write : writes) RETURN_IF_ERROR(RunOne(*write, writes.size() > 1));
    if (!changed_) return {};
    if (!renewals_.empty()) {
      Unit unit(connection_, context_);
      RETURN_IF_ERROR(unit.InsertRenewals(renewals_, next_position_));
    }
    guard.Done();
    FailPoint(failpoint::kStoreBeforeCommit);
    RETURN_IF_ERROR(connection_.Commit());
    FailPoint(failpoint::kStoreAfterCommit);
    return {};
  }

 private:
  Result<std::int64_t> NextPosition() {
    Unit unit(connection_, context_);
    ASSIGN_OR_RETURN(const std::int64_t last, unit.ledger().LastPosition());
    return last + 1;
  }

  // An error only if the whole transaction is lost.
  Result<void> RunOne(PendingWrite& write, bool has_company) {
    if (has_company) RETURN_IF_ERROR(connection_.MarkPlace());
    const std::int64_t position = next_position_;
    write.committed = RunWork(write);
    if (write.committed) return has_company ? connection_.KeepPlace() : Result<void>();
    next_position_ = position;
    return has_company ? connection_.RollbackToPlace() : Result<void>();
  }

  // Whether there is something to commit.
  bool RunWork(PendingWrite& write) {
    Unit unit(connection_, context_);
    try {
      write.result = Work(unit, write.work);
    } catch (...) {
      write.thrown = std::current_exception();
      return false;
    }
    if (!write.result || finish_ == app::Finish::kRollback) return false;
    renewals_.insert(renewals_.end(), unit.renewals().begin(), unit.renewals().end());
    changed_ = changed_ || unit.changed_something();
    write.erased_someone = unit.erased_someone();
    return true;
  }

  Result<void> Work(Unit& unit, const app::Store::WriteWork& work) {
    ASSIGN_OR_RETURN(finish_, work(unit));
    if (finish_ == app::Finish::kRollback) return {};
    return unit.Finish(next_position_);
  }

  db::Connection& connection_;
  const UnitContext& context_;
  std::int64_t next_position_ = 0;
  app::Finish finish_ = app::Finish::kRollback;
  std::vector<app::Renewal> renewals_;
  bool changed_ = false;
};

}  // namespace

Result<void> RunRead(db::Connection& connection, const UnitContext& context,
                     const std::function<Result<void>(app::View&)>& work) {
  RETURN_IF_ERROR(connection.Begin(db::Access::kRead));
  const RollbackUnlessDone guard(connection);
  Unit unit(connection, context);
  return work(unit);
}

void RunWrites(db::Connection& connection, const UnitContext& context,
               std::span<PendingWrite* const> group) {
  const Result<void> ended = Group(connection, context).Run(group);
  if (ended) return;
  for (PendingWrite* write : group) {
    // Also to those that refused or found nothing to do: what they saw may be what is lost.
    write->result = ended;
    write->committed = false;
  }
}

}  // namespace countersign::store
