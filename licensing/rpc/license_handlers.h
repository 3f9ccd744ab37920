// LicenseService: the software's face.
#ifndef COUNTERSIGN_RPC_LICENSE_HANDLERS_H_
#define COUNTERSIGN_RPC_LICENSE_HANDLERS_H_

#include "licensing/checkin/checkin.h"
#include "licensing/keys/keyring.h"
#include "licensing/rpc/method_table.h"
#include "licensing/rpc/watches.h"

namespace countersign::rpc {

// Registers CheckLicense, WatchLicense, ReleaseLicense and GetTrustBundle. All of them outlive the
// table.
void AddLicenseService(MethodTable& table, checkin::CheckIn& checkin, Watches& watches,
                       const keys::KeyRing& ring);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_LICENSE_HANDLERS_H_
