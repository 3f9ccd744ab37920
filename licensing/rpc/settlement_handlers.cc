#include "countersign/v1/milestone.pb.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/settlements.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

v1::SettlementLine LineOf(const domain::SettlementLine& line) {
  v1::SettlementLine proto;
  proto.set_rule(static_cast<v1::SettlementRule>(line.rule));
  proto.set_resource(line.milestone);
  *proto.mutable_amount() = ToProto(line.amount);
  proto.set_last_date(ToProto(line.last_day));
  return proto;
}

v1::Commitment CommitmentOf(const domain::Commitment& commitment, std::string_view customer_id) {
  v1::Commitment proto;
  *proto.mutable_amount() = ToProto(commitment.amount);
  proto.set_date(ToProto(commitment.date));
  proto.set_condition(commitment.condition);
  proto.set_contact(app::ContactName(customer_id, commitment.contact_id));
  return proto;
}

void PutAcceptance(const domain::Settlement& settlement, std::string_view customer_id,
                   v1::Settlement& proto) {
  if (settlement.acceptance) {
    proto.set_accept_date(ToProto(settlement.acceptance->date));
    proto.set_contact(app::ContactName(customer_id, settlement.acceptance->contact_id));
    proto.set_paper_sha256(settlement.acceptance->paper_sha256);
  }
  if (settlement.commitment)
    *proto.mutable_commitment() = CommitmentOf(*settlement.commitment, customer_id);
  for (const std::string& id : settlement.invoice_ids)
    proto.add_invoices(app::Name("invoices", id));
  for (const std::string& id : settlement.credit_note_ids)
    proto.add_credit_notes(app::Name("payments", id));
}

// Its contacts are named with the contract's customer.
v1::Settlement SettlementOf(const domain::Settlement& settlement, std::string_view customer_id) {
  v1::Settlement proto;
  proto.set_name(app::SettlementName(settlement.contract_id, settlement.id));
  if (settlement.sub_contract_id)
    proto.set_subcontract(
        app::SubContractName(settlement.contract_id, *settlement.sub_contract_id));
  proto.set_state(static_cast<v1::SettlementState>(settlement.state));
  proto.set_date(ToProto(settlement.date));
  proto.set_last_date(ToProto(settlement.last_day));
  for (const domain::SettlementLine& line : settlement.quote.lines)
    *proto.add_lines() = LineOf(line);
  *proto.mutable_total() = ToProto(settlement.quote.total);
  *proto.mutable_total_without_discount() = ToProto(settlement.quote.total_without_discount);
  *proto.mutable_unsettled() = ToProto(settlement.unsettled);
  proto.set_document_sha256(settlement.document_sha256);
  *proto.mutable_expire_time() = ToProto(settlement.expire_time);
  PutAcceptance(settlement, customer_id, proto);
  PutMeta(settlement.meta, proto);
  return proto;
}

Result<v1::Settlement> Convert(app::View& view, Result<domain::Settlement>&& answer) {
  ASSIGN_OR_RETURN(const domain::Settlement settlement, std::move(answer));
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   app::Load(view.contracts(), "contracts", settlement.contract_id));
  return SettlementOf(settlement, contract.customer_id);
}

Result<v1::Settlement> QuoteSettlement(Mutation& m, const v1::QuoteSettlementRequest& request) {
  app::NewSettlement draft;
  ASSIGN_OR_RETURN(draft.contract_id, ParseName("parent", request.parent(), "contracts"));
  if (!request.subcontract().empty()) {
    ASSIGN_OR_RETURN(const ChildName name, ParseChildName("subcontract", request.subcontract(),
                                                          "contracts", "subcontracts"));
    if (name.parent_id != draft.contract_id)
      return FieldInvalid("subcontract", "must be one of " + request.parent());
    draft.sub_contract_id = name.id;
  }
  draft.id = request.settlement_id();
  ASSIGN_OR_RETURN(draft.date, DateToDomain("date", request.date()));
  ASSIGN_OR_RETURN(draft.last_day, DateToDomain("last_date", request.last_date()));
  if (request.has_discount()) draft.discount = ToDomain(request.discount());
  return Convert(m.tx, app::QuoteSettlement(m.tx, m.act, draft));
}

Result<v1::Settlement> GetSettlement(app::View& view, const v1::GetSettlementRequest& request,
                                     Instant) {
  ASSIGN_OR_RETURN(const ChildName name,
                   ParseChildName("name", request.name(), "contracts", "settlements"));
  return Convert(view, app::GetSettlement(view, name.parent_id, name.id));
}

Result<v1::ListSettlementsResponse> ListSettlements(app::View& view,
                                                    const v1::ListSettlementsRequest& request,
                                                    Instant now) {
  static const FilterField kFields[] = {{"subcontract"},
                                        {"state", v1::SettlementState_descriptor()}};
  ASSIGN_OR_RETURN(const std::string contract_id,
                   ParseName("parent", request.parent(), "contracts"));
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   app::Load(view.contracts(), "contracts", contract_id));
  ASSIGN_OR_RETURN(const auto page_request,
                   ToPageRequest(request, request.parent() + "/settlements", now, kFields,
                                 {{"contract_id", contract_id}}));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.settlements(), page_request));
  v1::ListSettlementsResponse response;
  for (const domain::Settlement& settlement : page.rows)
    *response.add_settlements() = SettlementOf(settlement, contract.customer_id);
  response.set_next_page_token(page.next_page_token);
  return response;
}

// Whose contact it is stays with the caller.
Result<domain::Commitment> ReadCommitment(const v1::Commitment& proto,
                                          std::string_view customer_id) {
  domain::Commitment commitment;
  commitment.amount = ToDomain(proto.amount());
  ASSIGN_OR_RETURN(const auto date, DateToDomain("commitment.date", proto.date()));
  if (!date) return FieldInvalid("commitment.date", "must be set");
  commitment.date = *date;
  commitment.condition = proto.condition();
  if (proto.contact().empty()) return commitment;
  ASSIGN_OR_RETURN(const ChildName contact,
                   ParseChildName("commitment.contact", proto.contact(), "customers", "contacts"));
  if (contact.parent_id != customer_id)
    return FieldInvalid("commitment.contact", "must be one of the contract's customer");
  commitment.contact_id = contact.id;
  return commitment;
}

Result<v1::Settlement> AcceptSettlement(Mutation& m, const v1::AcceptSettlementRequest& request) {
  ASSIGN_OR_RETURN(const ChildName name,
                   ParseChildName("name", request.name(), "contracts", "settlements"));
  ASSIGN_OR_RETURN(const ChildName contact,
                   ParseChildName("contact", request.contact(), "customers", "contacts"));
  app::SettlementSignOff sign_off{.contract_id = name.parent_id,
                                  .id = name.id,
                                  .etag = request.etag(),
                                  .customer_id = contact.parent_id,
                                  .contact_id = contact.id,
                                  .date = {},
                                  .document_sha256 = request.document_sha256(),
                                  .paper_sha256 = request.paper_sha256(),
                                  .commitment = {}};
  ASSIGN_OR_RETURN(sign_off.date, DateToDomain("date", request.date()));
  if (request.has_commitment()) {
    ASSIGN_OR_RETURN(sign_off.commitment, ReadCommitment(request.commitment(), contact.parent_id));
  }
  return Convert(m.tx, app::AcceptSettlement(m.tx, m.act, sign_off));
}

}  // namespace

void AddSettlements(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.MilestoneService/";
  AddMutation<v1::QuoteSettlementRequest, v1::Settlement>(table, service + "QuoteSettlement", deps,
                                                          QuoteSettlement);
  AddQuery<v1::GetSettlementRequest, v1::Settlement>(table, service + "GetSettlement", deps,
                                                     GetSettlement);
  AddQuery<v1::ListSettlementsRequest, v1::ListSettlementsResponse>(
      table, service + "ListSettlements", deps, ListSettlements);
  AddMutation<v1::AcceptSettlementRequest, v1::Settlement>(table, service + "AcceptSettlement",
                                                           deps, AcceptSettlement);
}

}  // namespace countersign::rpc
