#include "countersign/v1/enforcement.pb.h"
#include "licensing/app/cases.h"
#include "licensing/app/daily_cap.h"
#include "licensing/app/holds.h"
#include "licensing/app/missing_records.h"
#include "licensing/app/resource.h"
#include "licensing/rpc/convert_standing.h"
#include "licensing/rpc/enforcement_handlers.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

Result<v1::Case> GetCase(app::View& view, const v1::GetCaseRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "cases"));
  ASSIGN_OR_RETURN(const domain::Case found, app::Load(view.enforcement().cases(), "cases", id));
  return ToProto(found);
}

Result<v1::ListCasesResponse> ListCases(app::View& view, const v1::ListCasesRequest& request,
                                        Instant now) {
  static const FilterField kFields[] = {{"contract"},
                                        {"subcontract"},
                                        {"customer"},
                                        {"state", v1::CaseState_descriptor()},
                                        {"reason", v1::CaseReason_descriptor()},
                                        {"owner", v1::CaseOwner_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "cases", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.enforcement().cases(), page_request));
  v1::ListCasesResponse response;
  for (const domain::Case& one : page.rows) *response.add_cases() = ToProto(one);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Case> UpdateCase(Mutation& m, const v1::UpdateCaseRequest& request) {
  app::CaseChange change;
  ASSIGN_OR_RETURN(change.id, ParseName("name", request.name(), "cases"));
  change.etag = request.etag();
  if (!v1::CaseReason_IsValid(request.reason()))
    return FieldInvalid("reason", "must be one of the interface's");
  if (!v1::CaseOwner_IsValid(request.owner()))
    return FieldInvalid("owner", "must be one of the interface's");
  if (request.reason() != v1::CASE_REASON_UNSPECIFIED)
    change.reason = static_cast<domain::CaseReason>(request.reason());
  if (request.owner() != v1::CASE_OWNER_UNSPECIFIED)
    change.owner = static_cast<domain::CaseOwner>(request.owner());
  if (!request.grounds().empty()) change.grounds = request.grounds();
  if (!request.next_action().empty()) change.next_action = request.next_action();
  ASSIGN_OR_RETURN(const domain::Case changed, app::UpdateCase(m.tx, m.act, change));
  return ToProto(changed);
}

Result<v1::Case> RecordContact(Mutation& m, const v1::RecordContactRequest& request) {
  app::NewCaseContact contact;
  ASSIGN_OR_RETURN(contact.case_id, ParseName("name", request.name(), "cases"));
  contact.etag = request.etag();
  if (request.contact().has_time()) {
    ASSIGN_OR_RETURN(contact.time, ToDomain("contact.time", request.contact().time()));
  }
  contact.kind = request.contact().kind();
  contact.summary = request.contact().summary();
  if (!request.contact().contact().empty()) {
    ASSIGN_OR_RETURN(
        const ChildName name,
        ParseChildName("contact.contact", request.contact().contact(), "customers", "contacts"));
    contact.contact_id = name.id;
  }
  contact.paper_sha256 = request.contact().paper_sha256();
  ASSIGN_OR_RETURN(const domain::Case changed, app::RecordCaseContact(m.tx, m.act, contact));
  return ToProto(changed);
}

Result<v1::Hold> PlaceHold(Mutation& m, const v1::PlaceHoldRequest& request) {
  app::NewHold draft;
  draft.id = request.hold_id();
  const v1::Hold& hold = request.hold();
  ASSIGN_OR_RETURN(draft.contract_id, ParseName("hold.contract", hold.contract(), "contracts"));
  if (!hold.subcontract().empty()) {
    ASSIGN_OR_RETURN(const ChildName name, ParseChildName("hold.subcontract", hold.subcontract(),
                                                          "contracts", "subcontracts"));
    if (name.parent_id != draft.contract_id)
      return FieldInvalid("hold.subcontract", "must be one of hold.contract");
    draft.sub_contract_id = name.id;
  }
  draft.reason = hold.reason();
  ASSIGN_OR_RETURN(const auto last, DateToDomain("hold.last_date", hold.last_date()));
  if (!last) return FieldInvalid("hold.last_date", "must be set");
  draft.last_date = *last;
  ASSIGN_OR_RETURN(const domain::Hold placed, app::PlaceHold(m.tx, m.act, draft));
  return ToProto(placed);
}

Result<v1::Hold> ReleaseHold(Mutation& m, const v1::ReleaseHoldRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "holds"));
  ASSIGN_OR_RETURN(const domain::Hold released, app::ReleaseHold(m.tx, m.act, id, request.etag()));
  return ToProto(released);
}

Result<v1::Hold> GetHold(app::View& view, const v1::GetHoldRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "holds"));
  ASSIGN_OR_RETURN(const domain::Hold found, app::Load(view.enforcement().holds(), "holds", id));
  return ToProto(found);
}

Result<v1::ListHoldsResponse> ListHolds(app::View& view, const v1::ListHoldsRequest& request,
                                        Instant now) {
  static const FilterField kFields[] = {{"contract"}, {"subcontract"}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "holds", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.enforcement().holds(), page_request));
  v1::ListHoldsResponse response;
  for (const domain::Hold& hold : page.rows) *response.add_holds() = ToProto(hold);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::PaymentSlip> RecordPaymentSlip(Mutation& m,
                                          const v1::RecordPaymentSlipRequest& request) {
  app::NewSlip draft;
  draft.id = request.slip_id();
  ASSIGN_OR_RETURN(draft.customer_id,
                   ParseName("slip.customer", request.slip().customer(), "customers"));
  for (const std::string& invoice : request.slip().invoices()) {
    ASSIGN_OR_RETURN(draft.invoice_ids.emplace_back(),
                     ParseName("slip.invoices", invoice, "invoices"));
  }
  ASSIGN_OR_RETURN(draft.date, DateToDomain("slip.date", request.slip().date()));
  draft.paper_sha256 = request.slip().paper_sha256();
  ASSIGN_OR_RETURN(const domain::PaymentSlip slip, app::RecordPaymentSlip(m.tx, m.act, draft));
  return ToProto(slip);
}

Result<v1::ListPaymentSlipsResponse> ListPaymentSlips(app::View& view,
                                                      const v1::ListPaymentSlipsRequest& request,
                                                      Instant now) {
  static const FilterField kFields[] = {{"customer"}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "slips", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.enforcement().slips(), page_request));
  v1::ListPaymentSlipsResponse response;
  for (const domain::PaymentSlip& slip : page.rows) *response.add_slips() = ToProto(slip);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::LiftCapResponse> LiftCap(Mutation& m, const v1::LiftCapRequest& request) {
  ASSIGN_OR_RETURN(const auto date, DateToDomain("date", request.date()));
  if (!date) return FieldInvalid("date", "must be set");
  RETURN_IF_ERROR(app::LiftCap(m.tx, m.act, *date, request.reason()));
  v1::LiftCapResponse response;
  response.set_date(ToProto(date));
  return response;
}

Result<v1::ConfirmRecordsResponse> ConfirmRecords(Mutation& m,
                                                  const v1::ConfirmRecordsRequest& request) {
  if (!request.has_find_time()) return FieldInvalid("find_time", "must be set");
  ASSIGN_OR_RETURN(const Instant found, ToDomain("find_time", request.find_time()));
  ASSIGN_OR_RETURN(const app::MissingRecords missing,
                   app::ConfirmRecords(m.tx, m.act, found, request.reason()));
  v1::ConfirmRecordsResponse response;
  *response.mutable_after_time() = ToProto(missing.after);
  return response;
}

}  // namespace

void AddCaseMethods(MethodTable& table, const std::string& service, const AdminDeps& deps) {
  AddQuery<v1::GetCaseRequest, v1::Case>(table, service + "GetCase", deps, GetCase);
  AddQuery<v1::ListCasesRequest, v1::ListCasesResponse>(table, service + "ListCases", deps,
                                                        ListCases);
  AddMutation<v1::UpdateCaseRequest, v1::Case>(table, service + "UpdateCase", deps, UpdateCase);
  AddMutation<v1::RecordContactRequest, v1::Case>(table, service + "RecordContact", deps,
                                                  RecordContact);
  AddMutation<v1::PlaceHoldRequest, v1::Hold>(table, service + "PlaceHold", deps, PlaceHold);
  AddMutation<v1::ReleaseHoldRequest, v1::Hold>(table, service + "ReleaseHold", deps, ReleaseHold);
  AddMutation<v1::LiftCapRequest, v1::LiftCapResponse>(table, service + "LiftCap", deps, LiftCap);
  AddMutation<v1::ConfirmRecordsRequest, v1::ConfirmRecordsResponse>(
      table, service + "ConfirmRecords", deps, ConfirmRecords);
  AddQuery<v1::GetHoldRequest, v1::Hold>(table, service + "GetHold", deps, GetHold);
  AddQuery<v1::ListHoldsRequest, v1::ListHoldsResponse>(table, service + "ListHolds", deps,
                                                        ListHolds);
  AddMutation<v1::RecordPaymentSlipRequest, v1::PaymentSlip>(table, service + "RecordPaymentSlip",
                                                             deps, RecordPaymentSlip);
  AddQuery<v1::ListPaymentSlipsRequest, v1::ListPaymentSlipsResponse>(
      table, service + "ListPaymentSlips", deps, ListPaymentSlips);
}

}  // namespace countersign::rpc
