// The store's secrets, derived from the installation's master secret.
#ifndef COUNTERSIGN_SERVER_STORE_SECRETS_H_
#define COUNTERSIGN_SERVER_STORE_SECRETS_H_

#include "licensing/keys/master_secret.h"
#include "licensing/store/secrets.h"

namespace countersign::server {

inline store::StoreSecrets StoreSecretsOf(const keys::MasterSecret& master) {
  const auto derive = [&](std::string_view purpose) {
    return SecretBytes(master.Derive(purpose).View(SecretAccess{}));
  };
  return {derive("countersign/entry-seal/v1"), derive("countersign/subject-keys/v1")};
}

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_STORE_SECRETS_H_
