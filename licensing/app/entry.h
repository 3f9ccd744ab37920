// The record of one act. Every change of state is committed together with at least one.
#ifndef COUNTERSIGN_APP_ENTRY_H_
#define COUNTERSIGN_APP_ENTRY_H_

#include "licensing/ledger/entry.h"

namespace countersign::app {

using ledger::Entry;

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_ENTRY_H_
