// What ends a claim, or a part of one, without a payment; and who stands in for a customer's debts.
// Each is a record with the document that it rests on.
#ifndef COUNTERSIGN_DOMAIN_ADJUSTMENT_H_
#define COUNTERSIGN_DOMAIN_ADJUSTMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/civil_date.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/money.h"
#include "licensing/domain/receivable.h"

namespace countersign::domain {

enum class AdjustmentKind {
  kWriteOff = 1,    // given up
  kSetOff = 2,      // against a claim of the customer's (PRC Civil Code art. 568; BGB s. 387)
  kAssignment = 3,  // assigned to somebody else (PRC Civil Code art. 545; BGB s. 398)
};

struct Adjustment {
  std::string id;
  std::string customer_id;
  std::string invoice_id;
  std::string contract_id;  // of an assignment; empty otherwise
  AdjustmentKind kind = AdjustmentKind::kWriteOff;
  Money amount;  // more than zero
  CivilDate date;
  std::string reason;
  std::string other_party;    // of an assignment: the firm that has the claim now
  std::string counter_claim;  // of a set-off: what it was set off against
  // Of an assignment: the day on which the customer was told; before it the customer may still pay
  // here (PRC Civil Code art. 546; BGB s. 407).
  std::optional<CivilDate> notice_date;
  std::string paper_sha256;
  std::vector<std::string> record_ids;  // of the claim records that it made
  std::optional<CivilDate> reverse_date;
  std::string reverse_reason;
  ResourceMeta meta;
};

// The kind of record by which it lowers what is open.
RecordKind RecordKindOf(AdjustmentKind kind);
// E.g. "SET_OFF".
std::string_view KindName(AdjustmentKind kind);

enum class GuaranteeKind {
  kGeneral = 1,  // the guarantor pays once the customer was sued in vain (PRC Civil Code art. 687)
  kJoint = 2,    // the guarantor is liable like the customer (art. 688)
};

enum class GuaranteeState { kActive = 1, kReleased = 2, kExpired = 3 };

// A third party's promise to pay the debts under a contract.
struct Guarantee {
  std::string id;
  std::string contract_id;
  std::string sub_contract_id;  // secures the debts of this one only; empty: of the contract
  std::string guarantor;        // a firm
  GuaranteeKind kind = GuaranteeKind::kGeneral;
  Money amount;  // the most that is guaranteed
  CivilDate date;
  std::optional<CivilDate> end_date;  // the last day on which it can be called upon
  std::string paper_sha256;
  std::optional<CivilDate> release_date;
  std::string release_reason;
  ResourceMeta meta;
};

// From its date until it is released; expired after its end date.
GuaranteeState StateOn(const Guarantee& guarantee, CivilDate day);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_ADJUSTMENT_H_
