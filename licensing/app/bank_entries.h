// Entries of bank statements that wait for a person.
#ifndef COUNTERSIGN_APP_BANK_ENTRIES_H_
#define COUNTERSIGN_APP_BANK_ENTRIES_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/payments.h"

namespace countersign::app {

// The payment of this customer, amount and reference that holds, if there is one: one that was
// recorded by hand, say.
Result<std::optional<domain::Payment>> FindSamePayment(View& view, std::string_view customer_id,
                                                       std::string_view reference,
                                                       const domain::Money& amount);

// The payment that an entry is, without designated invoices.
NewPayment PaymentOf(const domain::BankEntry& entry);

// What a person says of an entry that waits.
struct EntryConfirmation {
  std::string entry_id;
  std::string etag{};  // empty: whatever it is
  std::string
      customer_id{};  // whose it is; empty: as the entry has it, else whose invoices these are
  std::vector<std::string> designated{};  // ids of invoices; empty: what is proposed and still open
};
// Records a pending entry as a payment. RESOURCE_NOT_FOUND, ETAG_MISMATCH; STATE_CONFLICT unless it
// is pending, and if the same payment was recorded by hand; PAYER_UNKNOWN if nothing says whose it
// is; the errors of RecordPayment.
Result<domain::Payment> ConfirmBankEntry(Transaction& tx, const Act& act,
                                         const EntryConfirmation& confirmation);

// RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT unless it is pending, FIELD_INVALID (`reason`).
Result<domain::BankEntry> DismissBankEntry(Transaction& tx, const Act& act, std::string_view id,
                                           std::string_view etag, std::string_view reason);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_BANK_ENTRIES_H_
