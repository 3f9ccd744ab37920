// Third parties' guarantees for the debts under a contract.
#ifndef COUNTERSIGN_APP_GUARANTEES_H_
#define COUNTERSIGN_APP_GUARANTEES_H_

#include <optional>
#include <string>
#include <string_view>

#include "licensing/app/act.h"
#include "licensing/domain/adjustment.h"

namespace countersign::app {

// "contracts/c1/guarantees/g1"
std::string GuaranteeName(std::string_view contract_id, std::string_view id);

// RESOURCE_NOT_FOUND, also if the guarantee is another contract's.
Result<domain::Guarantee> GetGuarantee(View& view, std::string_view contract_id,
                                       std::string_view id);

// `draft.id`: chosen or empty; `draft.date` counts. FIELD_INVALID, RESOURCE_NOT_FOUND,
// RESOURCE_EXISTS, CURRENCY_MISMATCH.
Result<domain::Guarantee> RecordGuarantee(Transaction& tx, const Act& act, domain::Guarantee draft);

struct GuaranteeRelease {
  std::string contract_id;
  std::string id;
  std::string etag;               // empty: whatever it is
  std::optional<CivilDate> date;  // nothing: today in the contract's time zone
  std::string reason;
};
// FIELD_INVALID, RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT unless it is active.
Result<domain::Guarantee> ReleaseGuarantee(Transaction& tx, const Act& act,
                                           const GuaranteeRelease& release);

// Whether a guarantee that is active on the day secures the invoice.
Result<bool> IsSecured(View& view, const domain::Invoice& invoice, CivilDate day);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_GUARANTEES_H_
