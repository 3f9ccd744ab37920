// Invoices, payments, disputes and statements as messages and back.
#ifndef COUNTERSIGN_RPC_CONVERT_RECEIVABLE_H_
#define COUNTERSIGN_RPC_CONVERT_RECEIVABLE_H_

#include <string_view>

#include "countersign/v1/receivable.pb.h"
#include "licensing/app/claim_documents.h"
#include "licensing/app/interest_due.h"
#include "licensing/app/payments.h"
#include "licensing/app/receivables.h"
#include "licensing/app/statements.h"
#include "licensing/rpc/convert_common.h"

namespace countersign::rpc {

// `open` by part.
Result<v1::Invoice> ToProto(const domain::Invoice& invoice, const domain::ClaimParts& open);
v1::InvoiceInterest ToProto(const app::InterestDue& interest, CivilDate through);
v1::Payment ToProto(const domain::Payment& payment, const app::AllocationPlan& plan);
v1::PreviewAllocationResponse ToProto(const app::AllocationPlan& plan);
v1::Dispute ToProto(const domain::Dispute& dispute);
v1::InterestNote ToProto(const domain::InterestNote& note);
v1::TaxInvoice ToProto(const domain::TaxInvoice& tax_invoice);
v1::LimitationClock ToProto(const app::ClaimClock& clock, CivilDate today);
v1::Statement ToProto(std::string_view customer_id, CivilDate date,
                      const app::Statement& statement);
v1::Aging ToProto(CivilDate date, const std::vector<app::AgingRow>& rows);

// What is output only is not looked at; ids stay empty.
Result<app::NewInvoice> ToDomain(const v1::Invoice& invoice);
Result<app::NewPayment> ToDomain(const v1::Payment& payment);
Result<app::NewDispute> ToDomain(const v1::Dispute& dispute);

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_RECEIVABLE_H_
