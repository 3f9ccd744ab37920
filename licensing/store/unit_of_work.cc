#include "licensing/store/unit_of_work.h"

namespace countersign::store {
namespace {

// Serves as both: a View hands out the readers that the repositories are.
class UnitOfWork final : public app::Transaction {
 public:
  explicit UnitOfWork(db::Connection& connection)
      : products_(connection),
        policies_(connection),
        customers_(connection),
        contacts_(connection),
        licenses_(connection),
        machines_(connection),
        leases_(connection),
        users_(connection),
        tokens_(connection),
        settings_(connection),
        entries_(connection),
        requests_(connection) {}

  app::Repository<domain::Product>& products() override { return products_; }
  app::Repository<domain::Policy>& policies() override { return policies_; }
  app::Repository<domain::Customer>& customers() override { return customers_; }
  app::ContactRepository& contacts() override { return contacts_; }
  app::LicenseRepository& licenses() override { return licenses_; }
  app::MachineRepository& machines() override { return machines_; }
  app::LeaseRepository& leases() override { return leases_; }
  app::UserRepository& users() override { return users_; }
  app::TokenRepository& tokens() override { return tokens_; }
  app::SettingRepository& settings() override { return settings_; }
  app::EntryReader& entries() override { return entries_; }
  app::RequestLog& requests() override { return requests_; }

  Result<void> Record(const app::Entry& entry) override {
    RETURN_IF_ERROR(entries_.Insert(entry));
    ++recorded_;
    return {};
  }

  std::int64_t recorded() const { return recorded_; }

 private:
  Table<domain::Product> products_;
  Table<domain::Policy> policies_;
  Table<domain::Customer> customers_;
  ContactTable contacts_;
  LicenseTable licenses_;
  MachineTable machines_;
  LeaseTable leases_;
  UserTable users_;
  TokenTable tokens_;
  SettingTable settings_;
  EntryTable entries_;
  RequestTable requests_;
  std::int64_t recorded_ = 0;
};

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

}  // namespace

Result<void> RunRead(db::Connection& connection,
                     const std::function<Result<void>(app::View&)>& work) {
  RETURN_IF_ERROR(connection.Begin(db::Access::kRead));
  const RollbackUnlessDone guard(connection);
  UnitOfWork unit(connection);
  return work(unit);
}

Result<void> RunWrite(db::Connection& connection,
                      const std::function<Result<app::Finish>(app::Transaction&)>& work,
                      bool& committed) {
  committed = false;
  RETURN_IF_ERROR(connection.Begin(db::Access::kWrite));
  RollbackUnlessDone guard(connection);
  UnitOfWork unit(connection);
  ASSIGN_OR_RETURN(const app::Finish finish, work(unit));
  if (finish == app::Finish::kRollback) return {};
  if (unit.recorded() == 0 && connection.RowsChanged() > 0) {
    return Fail(Code::kInternal, Reason::kInternalFault,
                "a change without an entry was refused; nothing was changed");
  }
  guard.Done();
  RETURN_IF_ERROR(connection.Commit());
  committed = true;
  return {};
}

}  // namespace countersign::store
