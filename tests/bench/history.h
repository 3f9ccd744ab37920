// Years of an installation's life, written in minutes.
#ifndef COUNTERSIGN_TESTS_BENCH_HISTORY_H_
#define COUNTERSIGN_TESTS_BENCH_HISTORY_H_

#include <cstdint>

#include "tests/checkin/installation.h"

namespace countersign::bench {

// Writes acts until the ledger has `entries` entries, through the store's own units of work: 64 at
// a time, so that they share transactions as on a busy server. Of 100 entries 10 make a customer, 1
// a contact, 0.1 a licence, 5 activate a machine (its row, its components and its lease), 2 are
// lists of about 14 renewals each, and the rest changes a customer. Needs the policy.
void WriteHistory(checkin::Installation& installation, std::int64_t entries);

}  // namespace countersign::bench

#endif  // COUNTERSIGN_TESTS_BENCH_HISTORY_H_
