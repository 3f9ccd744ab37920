// One unit of work on a connection: the ports' View and Transaction.
#ifndef COUNTERSIGN_STORE_UNIT_OF_WORK_H_
#define COUNTERSIGN_STORE_UNIT_OF_WORK_H_

#include <functional>

#include "licensing/app/ports.h"
#include "licensing/store/tables.h"

namespace countersign::store {

// Runs `work` in a read transaction of `connection`, as app::Store::Read says.
Result<void> RunRead(db::Connection& connection,
                     const std::function<Result<void>(app::View&)>& work);

// Runs `work` in a write transaction of `connection`, as app::Store::Write says. `committed` tells
// whether it was committed.
Result<void> RunWrite(db::Connection& connection,
                      const std::function<Result<app::Finish>(app::Transaction&)>& work,
                      bool& committed);

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_UNIT_OF_WORK_H_
