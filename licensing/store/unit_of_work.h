// Runs the work of app::Store in transactions of one connection.
#ifndef COUNTERSIGN_STORE_UNIT_OF_WORK_H_
#define COUNTERSIGN_STORE_UNIT_OF_WORK_H_

#include <exception>
#include <functional>
#include <optional>
#include <span>

#include "licensing/app/ports.h"
#include "licensing/store/db/connection.h"
#include "licensing/store/schema.h"
#include "licensing/store/secrets.h"

namespace countersign::store {

// What every unit of work of a store shares.
struct UnitContext {
  const Schema& schema;
  const StoreSecrets& secrets;
};

// A unit of work that waits for its turn to write, and what became of it.
struct PendingWrite {
  explicit PendingWrite(const app::Store::WriteWork& to_do) : work(to_do) {}

  const app::Store::WriteWork& work;
  Result<void> result;
  std::exception_ptr thrown;  // what the work threw, instead of a result
  bool committed = false;
  bool erased_someone = false;  // remains.h has something to do, if it was committed
};

// Runs `work` in a read transaction of `connection`, as app::Store::Read says.
Result<void> RunRead(db::Connection& connection, const UnitContext& context,
                     const std::function<Result<void>(app::View&)>& work);

// Runs each of `group`, one after the other, as app::Store::Write says, in one transaction: what
// one of them leaves undone concerns that one only, but they are durable together or not at all.
void RunWrites(db::Connection& connection, const UnitContext& context,
               std::span<PendingWrite* const> group);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_UNIT_OF_WORK_H_
