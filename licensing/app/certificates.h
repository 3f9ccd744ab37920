// Certificates of what is on record, for people who have no access to the server.
#ifndef COUNTERSIGN_APP_CERTIFICATES_H_
#define COUNTERSIGN_APP_CERTIFICATES_H_

#include <string>
#include <string_view>

#include "client-sdk/verify/verify.h"
#include "licensing/app/ports.h"

namespace countersign::app {

// What a certificate of the milestone's acceptance says: facts that are committed and do not change
// any more, so that it is the same whenever it is made. `issued_at` is the second in which the
// acceptance went on record; `issuer` is left out.
//
// RESOURCE_NOT_FOUND; STATE_CONFLICT, with the state in the metadata, unless the milestone is
// accepted; INTERNAL / LEDGER_CONTRADICTED if no entry tells of the acceptance.
Result<verify::Certificate> CertifiedAcceptance(View& view, std::string_view contract_id,
                                                std::string_view id);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_CERTIFICATES_H_
