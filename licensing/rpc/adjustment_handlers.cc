#include "licensing/app/contracts.h"
#include "licensing/rpc/convert_papers.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/paper_handlers.h"

namespace countersign::rpc {
namespace {

using domain::AdjustmentKind;

Result<v1::Adjustment> Convert(Result<domain::Adjustment>&& answer) {
  ASSIGN_OR_RETURN(const domain::Adjustment adjustment, std::move(answer));
  return ToProto(adjustment);
}

// What every kind of adjustment is recorded with.
template <class Request>
Result<app::NewAdjustment> ToAdjustment(const Request& request, AdjustmentKind kind,
                                        const std::string& invoice) {
  app::NewAdjustment draft;
  draft.kind = kind;
  ASSIGN_OR_RETURN(
      draft.invoice_id,
      ParseName(kind == AdjustmentKind::kAssignment ? "invoice" : "name", invoice, "invoices"));
  draft.amount = ToDomain(request.amount());
  ASSIGN_OR_RETURN(draft.date, DateToDomain("date", request.date()));
  draft.reason = request.reason();
  draft.paper_sha256 = request.paper_sha256();
  return draft;
}

Result<v1::Adjustment> WriteOff(Mutation& m, const v1::WriteOffRequest& request) {
  ASSIGN_OR_RETURN(app::NewAdjustment draft,
                   ToAdjustment(request, AdjustmentKind::kWriteOff, request.name()));
  draft.etag = request.etag();
  return Convert(app::AdjustClaim(m.tx, m.act, draft));
}

Result<v1::Adjustment> SetOff(Mutation& m, const v1::SetOffRequest& request) {
  ASSIGN_OR_RETURN(app::NewAdjustment draft,
                   ToAdjustment(request, AdjustmentKind::kSetOff, request.name()));
  draft.etag = request.etag();
  draft.counter_claim = request.counter_claim();
  return Convert(app::AdjustClaim(m.tx, m.act, draft));
}

Result<v1::Adjustment> AssignClaim(Mutation& m, const v1::AssignClaimRequest& request) {
  ASSIGN_OR_RETURN(app::NewAdjustment draft,
                   ToAdjustment(request, AdjustmentKind::kAssignment, request.invoice()));
  ASSIGN_OR_RETURN(draft.contract_id, ParseName("name", request.name(), "contracts"));
  draft.other_party = request.assignee();
  ASSIGN_OR_RETURN(draft.notice_date, DateToDomain("notice_date", request.notice_date()));
  return Convert(app::AdjustClaim(m.tx, m.act, draft));
}

Result<v1::Adjustment> ReverseAdjustment(Mutation& m, const v1::ReverseAdjustmentRequest& request) {
  app::AdjustmentReversal reversal;
  ASSIGN_OR_RETURN(reversal.adjustment_id, ParseName("name", request.name(), "adjustments"));
  reversal.etag = request.etag();
  ASSIGN_OR_RETURN(reversal.date, DateToDomain("date", request.date()));
  reversal.reason = request.reason();
  return Convert(app::ReverseAdjustment(m.tx, m.act, reversal));
}

Result<v1::Adjustment> GetAdjustment(app::View& view, const v1::GetAdjustmentRequest& request,
                                     Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "adjustments"));
  return Convert(app::Load(view.papers().adjustments(), "adjustments", id));
}

Result<v1::ListAdjustmentsResponse> ListAdjustments(app::View& view,
                                                    const v1::ListAdjustmentsRequest& request,
                                                    Instant now) {
  static const FilterField kFields[] = {
      {"customer"}, {"invoice"}, {"contract"}, {"kind", v1::AdjustmentKind_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "adjustments", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.papers().adjustments(), page_request));
  v1::ListAdjustmentsResponse response;
  for (const domain::Adjustment& row : page.rows) *response.add_adjustments() = ToProto(row);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<CivilDate> TodayIn(app::View& view, const std::string& contract_id, Instant now) {
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   app::Load(view.contracts(), "contracts", contract_id));
  return app::TodayOf(contract, now);
}

Result<v1::Guarantee> Convert(app::View& view, Result<domain::Guarantee>&& answer, Instant now) {
  ASSIGN_OR_RETURN(const domain::Guarantee guarantee, std::move(answer));
  ASSIGN_OR_RETURN(const CivilDate today, TodayIn(view, guarantee.contract_id, now));
  return ToProto(guarantee, today);
}

Result<v1::Guarantee> RecordGuarantee(Mutation& m, const v1::RecordGuaranteeRequest& request) {
  ASSIGN_OR_RETURN(const std::string contract_id,
                   ParseName("parent", request.parent(), "contracts"));
  ASSIGN_OR_RETURN(const CivilDate today, TodayIn(m.tx, contract_id, m.act.now));
  ASSIGN_OR_RETURN(domain::Guarantee draft, ToDomain(request.guarantee(), today));
  if (!draft.contract_id.empty() && draft.contract_id != contract_id)
    return FieldInvalid("guarantee.subcontract", "must be one of the contract");
  draft.contract_id = contract_id;
  draft.id = request.guarantee_id();
  return Convert(m.tx, app::RecordGuarantee(m.tx, m.act, std::move(draft)), m.act.now);
}

Result<v1::Guarantee> ReleaseGuarantee(Mutation& m, const v1::ReleaseGuaranteeRequest& request) {
  ASSIGN_OR_RETURN(const ChildName name,
                   ParseChildName("name", request.name(), "contracts", "guarantees"));
  ASSIGN_OR_RETURN(const auto date, DateToDomain("date", request.date()));
  return Convert(
      m.tx,
      app::ReleaseGuarantee(m.tx, m.act,
                            {name.parent_id, name.id, request.etag(), date, request.reason()}),
      m.act.now);
}

Result<v1::Guarantee> GetGuarantee(app::View& view, const v1::GetGuaranteeRequest& request,
                                   Instant now) {
  ASSIGN_OR_RETURN(const ChildName name,
                   ParseChildName("name", request.name(), "contracts", "guarantees"));
  return Convert(view, app::GetGuarantee(view, name.parent_id, name.id), now);
}

Result<v1::ListGuaranteesResponse> ListGuarantees(app::View& view,
                                                  const v1::ListGuaranteesRequest& request,
                                                  Instant now) {
  ASSIGN_OR_RETURN(const std::string contract_id,
                   ParseName("parent", request.parent(), "contracts"));
  ASSIGN_OR_RETURN(const CivilDate today, TodayIn(view, contract_id, now));
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, request.parent() + "/guarantees",
                                                          now, {}, {{"contract_id", contract_id}}));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.papers().guarantees(), page_request));
  v1::ListGuaranteesResponse response;
  for (const domain::Guarantee& row : page.rows) *response.add_guarantees() = ToProto(row, today);
  response.set_next_page_token(page.next_page_token);
  return response;
}

}  // namespace

void AddAdjustmentMethods(MethodTable& table, const std::string& service, const AdminDeps& deps) {
  AddMutation<v1::WriteOffRequest, v1::Adjustment>(table, service + "WriteOff", deps, WriteOff);
  AddMutation<v1::SetOffRequest, v1::Adjustment>(table, service + "SetOff", deps, SetOff);
  AddMutation<v1::ReverseAdjustmentRequest, v1::Adjustment>(table, service + "ReverseAdjustment",
                                                            deps, ReverseAdjustment);
  AddQuery<v1::GetAdjustmentRequest, v1::Adjustment>(table, service + "GetAdjustment", deps,
                                                     GetAdjustment);
  AddQuery<v1::ListAdjustmentsRequest, v1::ListAdjustmentsResponse>(
      table, service + "ListAdjustments", deps, ListAdjustments);
}

void AddGuaranteeMethods(MethodTable& table, const std::string& service, const AdminDeps& deps) {
  AddMutation<v1::RecordGuaranteeRequest, v1::Guarantee>(table, service + "RecordGuarantee", deps,
                                                         RecordGuarantee);
  AddMutation<v1::ReleaseGuaranteeRequest, v1::Guarantee>(table, service + "ReleaseGuarantee", deps,
                                                          ReleaseGuarantee);
  AddQuery<v1::GetGuaranteeRequest, v1::Guarantee>(table, service + "GetGuarantee", deps,
                                                   GetGuarantee);
  AddQuery<v1::ListGuaranteesRequest, v1::ListGuaranteesResponse>(table, service + "ListGuarantees",
                                                                  deps, ListGuarantees);
  AddMutation<v1::AssignClaimRequest, v1::Adjustment>(table, service + "AssignClaim", deps,
                                                      AssignClaim);
}

}  // namespace countersign::rpc
