// The papers about contracts and claims as messages and back.
#ifndef COUNTERSIGN_RPC_CONVERT_PAPERS_H_
#define COUNTERSIGN_RPC_CONVERT_PAPERS_H_

#include "countersign/v1/claim_papers.pb.h"
#include "countersign/v1/contract_papers.pb.h"
#include "licensing/app/account_statements.h"
#include "licensing/app/adjustments.h"
#include "licensing/app/calendars.h"
#include "licensing/app/contract_changes.h"
#include "licensing/app/guarantees.h"
#include "licensing/app/packs.h"
#include "licensing/app/promises.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {

v1::Promise ToProto(const domain::Promise& promise, const domain::PromiseStatus& status);
Result<v1::InstalmentPlan> ToProto(const domain::InstalmentPlan& plan,
                                   const domain::PlanStatus& status);
v1::Adjustment ToProto(const domain::Adjustment& adjustment);
v1::Guarantee ToProto(const domain::Guarantee& guarantee, CivilDate today);
v1::SentStatement ToProto(const domain::SentStatement& sent);
v1::Attestation ToProto(const domain::Attestation& attestation);
v1::ChangeOrder ToProto(const domain::ChangeOrderRecord& record, std::string_view customer_id);
v1::Amendment ToProto(const domain::Amendment& amendment, std::string_view customer_id);
v1::Calendar ToProto(const domain::StoredCalendar& stored);
v1::Paper ToProto(const domain::PackPaper& paper);
v1::PaymentPack ToProto(const app::PaymentPack& pack);

// What is output only is not looked at; ids stay empty.
Result<app::NewPromise> ToDomain(const v1::Promise& promise);
Result<app::NewPlan> ToDomain(const v1::InstalmentPlan& plan);
// `date`: what an empty one stands for.
Result<domain::Guarantee> ToDomain(const v1::Guarantee& guarantee, CivilDate today);

// "customers/{id}/contacts/{id}"
Result<ChildName> ParseContact(std::string_view field, std::string_view name);

// What change orders and amendments have in common.
template <class Request>
Result<app::SignedChange> ToSignedChange(const Request& message) {
  app::SignedChange paper;
  ASSIGN_OR_RETURN(paper.date, DateToDomain("date", message.date()));
  paper.description = message.description();
  ASSIGN_OR_RETURN(const ChildName contact, ParseContact("contact", message.contact()));
  paper.customer_id = contact.parent_id;
  paper.contact_id = contact.id;
  paper.paper_sha256 = message.paper_sha256();
  return paper;
}

}  // namespace countersign::rpc

#endif  // COUNTERSIGN_RPC_CONVERT_PAPERS_H_
