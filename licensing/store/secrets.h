// Secrets of the store that do not lie in it: whoever holds the database alone can neither add to
// the ledger nor read what is kept under a person's key.
#ifndef COUNTERSIGN_STORE_SECRETS_H_
#define COUNTERSIGN_STORE_SECRETS_H_

#include "licensing/base/secret_bytes.h"

namespace countersign::store {

// 32 bytes each, the same at every opening of a store.
struct StoreSecrets {
  SecretBytes seal;  // authenticates entries
  SecretBytes wrap;  // encrypts subjects' keys
};

}  // namespace countersign::store

#endif  // COUNTERSIGN_STORE_SECRETS_H_
