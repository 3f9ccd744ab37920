// The methods of ReceivableService about interest, bills, tax invoices and limitation, and what all
// of its methods answer with.
#ifndef COUNTERSIGN_RPC_CLAIM_HANDLERS_H_
#define COUNTERSIGN_RPC_CLAIM_HANDLERS_H_

#include <string_view>

#include "countersign/v1/receivable.pb.h"
#include "licensing/rpc/mutation.h"

namespace countersign::rpc {

// A payment with what it pays.
Result<v1::Payment> FullPayment(app::View& view, Result<domain::Payment>&& answer);
// An invoice with its interest through today, its limitation clock, and its documents.
Result<v1::Invoice> FullInvoice(app::View& view, std::string_view id, Instant now);

void AddClaimMethods(MethodTable& table, const AdminDeps& deps);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CLAIM_HANDLERS_H_
