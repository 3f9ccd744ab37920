// ISO 20022 camt.053, bank to customer statement: version 001.08, and others as far as they say the
// same.
#ifndef COUNTERSIGN_FORMATS_CAMT053_H_
#define COUNTERSIGN_FORMATS_CAMT053_H_

#include <memory>

#include "licensing/formats/documents.h"

namespace countersign::formats {

// More transactions of one batch booking are refused, since they are kept until its end.
inline constexpr std::size_t kMaxBatch = 10'000;

// Each booked credit entry is a payment; of a batch booking, each of its transactions, which must
// add up to the entry (FIELD_INVALID, payment.amount). A debit that says that it reverses
// (RvslInd) is a reversal. ENTRY_SKIPPED: what is not booked, other debits, the reversal of a
// debit.
//
// An entry is known by the bank's reference (AcctSvcrRef) of its transaction, else its own; without
// one, by the statement's id and its own NtryRef, or else its place there. A batch without
// references of its transactions counts them.
std::unique_ptr<RowReader<PaymentEntry>> ReadCamt053(ByteSource bytes);

}  // namespace countersign::formats

#endif  // COUNTERSIGN_FORMATS_CAMT053_H_
