#include <google/protobuf/util/field_mask_util.h>

#include "licensing/app/contracts.h"
#include "licensing/app/terms_check.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/convert_contract.h"
#include "licensing/rpc/convert_papers.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"
#include "licensing/rpc/paper_handlers.h"

namespace countersign::rpc {
namespace {

using google::protobuf::util::FieldMaskUtil;

Result<v1::Contract> Convert(Result<domain::Contract>&& answer) {
  ASSIGN_OR_RETURN(const domain::Contract contract, std::move(answer));
  return ToProto(contract);
}

Result<v1::SubContract> Convert(Result<domain::SubContract>&& answer) {
  ASSIGN_OR_RETURN(const domain::SubContract sub_contract, std::move(answer));
  return ToProto(sub_contract);
}

Result<ChildName> ParseSubContractName(std::string_view field, const std::string& name) {
  return ParseChildName(field, name, "contracts", "subcontracts");
}

Result<v1::Contract> CreateContract(Mutation& m, const v1::CreateContractRequest& request) {
  ASSIGN_OR_RETURN(domain::Contract draft, ToDomain(request.contract()));
  ASSIGN_OR_RETURN(draft.customer_id,
                   ParseName("contract.customer", request.contract().customer(), "customers"));
  draft.id = request.contract_id();
  return Convert(app::CreateContract(m.tx, m.act, std::move(draft)));
}

Result<v1::Contract> GetContract(app::View& view, const v1::GetContractRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "contracts"));
  return Convert(app::GetContract(view, id));
}

Result<v1::ListContractsResponse> ListContracts(app::View& view,
                                                const v1::ListContractsRequest& request,
                                                Instant now) {
  static const FilterField kFields[] = {{"customer"}, {"state", v1::ContractState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "contracts", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.contracts(), page_request));
  v1::ListContractsResponse response;
  for (const domain::Contract& contract : page.rows) *response.add_contracts() = ToProto(contract);
  response.set_next_page_token(page.next_page_token);
  return response;
}

// Several fields make one term together, so the change is one of the whole contract as it is now.
Result<app::Change<domain::Contract>> ToContractChange(
    app::View& view, const v1::Contract& contract, const google::protobuf::FieldMask& update_mask,
    std::span<const app::UpdatableField<domain::Contract>> fields) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("contract.name", contract.name(), "contracts"));
  ASSIGN_OR_RETURN(const domain::Contract stored, app::GetContract(view, id));
  app::Change<domain::Contract> change{
      id, contract.etag(), PathsToChange(update_mask, contract, app::PathsOf(fields)), {}};
  google::protobuf::FieldMask mask;
  for (const auto& field : fields)
    if (change.paths.contains(std::string(field.path))) mask.add_paths(std::string(field.path));
  FieldMaskUtil::MergeOptions replace;
  replace.set_replace_message_fields(true);
  replace.set_replace_repeated_fields(true);
  v1::Contract merged = ToProto(stored);
  FieldMaskUtil::MergeMessageTo(contract, mask, replace, &merged);
  ASSIGN_OR_RETURN(change.values, ToDomain(merged));
  return change;
}

Result<v1::Contract> UpdateContract(Mutation& m, const v1::UpdateContractRequest& request) {
  ASSIGN_OR_RETURN(
      const auto change,
      ToContractChange(m.tx, request.contract(), request.update_mask(), app::ContractFields()));
  return Convert(app::UpdateContract(m.tx, m.act, change, request.reason()));
}

Result<v1::Contract> AmendContract(Mutation& m, const v1::AmendContractRequest& request) {
  app::NewAmendment draft;
  draft.id = request.amendment_id();
  ASSIGN_OR_RETURN(draft.change, ToContractChange(m.tx, request.contract(), request.update_mask(),
                                                  app::AmendableFields()));
  ASSIGN_OR_RETURN(draft.paper, ToSignedChange(request));
  return Convert(app::AmendContract(m.tx, m.act, draft));
}

Result<v1::Contract> CompleteContract(Mutation& m, const v1::CompleteContractRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "contracts"));
  return Convert(app::CompleteContract(m.tx, m.act, id, request.etag()));
}

Result<v1::Contract> TerminateContract(Mutation& m, const v1::TerminateContractRequest& request) {
  app::Termination termination;
  ASSIGN_OR_RETURN(termination.id, ParseName("name", request.name(), "contracts"));
  termination.etag = request.etag();
  termination.reason = request.reason();
  return Convert(app::TerminateContract(m.tx, m.act, termination));
}

Result<v1::CheckTermsResponse> CheckTerms(app::View& view, const v1::CheckTermsRequest& request,
                                          Instant now) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "contracts"));
  ASSIGN_OR_RETURN(const domain::Contract contract, app::GetContract(view, id));
  ASSIGN_OR_RETURN(const auto findings, app::CheckTermsOf(view, contract, now));
  v1::CheckTermsResponse response;
  for (const domain::TermsFinding& finding : findings) *response.add_findings() = ToProto(finding);
  response.set_etag(app::EtagOf(contract.meta));
  return response;
}

// What disclosure and assent have in common.
template <class Request>
Result<app::ClauseAct> ToClauseAct(const Request& request) {
  app::ClauseAct done;
  ASSIGN_OR_RETURN(done.contract_id, ParseName("name", request.name(), "contracts"));
  ASSIGN_OR_RETURN(const ChildName contact,
                   ParseChildName("contact", request.contact(), "customers", "contacts"));
  done.customer_id = contact.parent_id;
  done.contact_id = contact.id;
  ASSIGN_OR_RETURN(done.date, DateToDomain("date", request.date()));
  done.text_sha256 = request.text_sha256();
  done.etag = request.etag();
  return done;
}

Result<v1::Contract> RecordDisclosure(Mutation& m, const v1::RecordDisclosureRequest& request) {
  ASSIGN_OR_RETURN(app::ClauseAct done, ToClauseAct(request));
  done.how = request.how();
  return Convert(app::RecordDisclosure(m.tx, m.act, done));
}

Result<v1::Contract> RecordAssent(Mutation& m, const v1::RecordAssentRequest& request) {
  ASSIGN_OR_RETURN(app::ClauseAct done, ToClauseAct(request));
  done.paper_sha256 = request.paper_sha256();
  return Convert(app::RecordAssent(m.tx, m.act, done));
}

Result<v1::Contract> ActivateContract(Mutation& m, const v1::ActivateContractRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "contracts"));
  return Convert(app::ActivateContract(m.tx, m.act, id, request.etag()));
}

Result<v1::SubContract> CreateSubContract(Mutation& m,
                                          const v1::CreateSubContractRequest& request) {
  domain::SubContract draft = ToDomain(request.subcontract());
  ASSIGN_OR_RETURN(draft.contract_id, ParseName("parent", request.parent(), "contracts"));
  draft.id = request.subcontract_id();
  return Convert(app::CreateSubContract(m.tx, m.act, std::move(draft)));
}

Result<v1::SubContract> GetSubContract(app::View& view, const v1::GetSubContractRequest& request,
                                       Instant) {
  ASSIGN_OR_RETURN(const ChildName name, ParseSubContractName("name", request.name()));
  return Convert(app::GetSubContract(view, name.parent_id, name.id));
}

Result<v1::ListSubContractsResponse> ListSubContracts(app::View& view,
                                                      const v1::ListSubContractsRequest& request,
                                                      Instant now) {
  ASSIGN_OR_RETURN(const std::string contract_id,
                   ParseName("parent", request.parent(), "contracts"));
  RETURN_IF_ERROR(app::Load(view.contracts(), "contracts", contract_id));
  ASSIGN_OR_RETURN(const auto page_request,
                   ToPageRequest(request, request.parent() + "/subcontracts", now, {},
                                 {{"contract_id", contract_id}}));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.sub_contracts(), page_request));
  v1::ListSubContractsResponse response;
  for (const domain::SubContract& row : page.rows) {
    ASSIGN_OR_RETURN(*response.add_subcontracts(),
                     Convert(app::GetSubContract(view, contract_id, row.id)));
  }
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::SubContract> UpdateSubContract(Mutation& m,
                                          const v1::UpdateSubContractRequest& request) {
  const v1::SubContract& sub_contract = request.subcontract();
  ASSIGN_OR_RETURN(ChildName name, ParseSubContractName("subcontract.name", sub_contract.name()));
  domain::SubContract values = ToDomain(sub_contract);
  values.contract_id = name.parent_id;
  return Convert(
      app::UpdateSubContract(m.tx, m.act,
                             ToChange(std::move(name.id), std::move(values), sub_contract,
                                      request.update_mask(), app::SubContractFields()),
                             request.reason()));
}

}  // namespace

void AddContractService(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.ContractService/";
  AddMutation<v1::CreateContractRequest, v1::Contract>(table, service + "CreateContract", deps,
                                                       CreateContract);
  AddQuery<v1::GetContractRequest, v1::Contract>(table, service + "GetContract", deps, GetContract);
  AddQuery<v1::ListContractsRequest, v1::ListContractsResponse>(table, service + "ListContracts",
                                                                deps, ListContracts);
  AddMutation<v1::UpdateContractRequest, v1::Contract>(table, service + "UpdateContract", deps,
                                                       UpdateContract);
  AddQuery<v1::CheckTermsRequest, v1::CheckTermsResponse>(table, service + "CheckTerms", deps,
                                                          CheckTerms);
  AddMutation<v1::RecordDisclosureRequest, v1::Contract>(table, service + "RecordDisclosure", deps,
                                                         RecordDisclosure);
  AddMutation<v1::RecordAssentRequest, v1::Contract>(table, service + "RecordAssent", deps,
                                                     RecordAssent);
  AddMutation<v1::ActivateContractRequest, v1::Contract>(table, service + "ActivateContract", deps,
                                                         ActivateContract);
  AddMutation<v1::CreateSubContractRequest, v1::SubContract>(table, service + "CreateSubContract",
                                                             deps, CreateSubContract);
  AddQuery<v1::GetSubContractRequest, v1::SubContract>(table, service + "GetSubContract", deps,
                                                       GetSubContract);
  AddQuery<v1::ListSubContractsRequest, v1::ListSubContractsResponse>(
      table, service + "ListSubContracts", deps, ListSubContracts);
  AddMutation<v1::UpdateSubContractRequest, v1::SubContract>(table, service + "UpdateSubContract",
                                                             deps, UpdateSubContract);
  AddMutation<v1::AmendContractRequest, v1::Contract>(table, service + "AmendContract", deps,
                                                      AmendContract);
  AddMutation<v1::CompleteContractRequest, v1::Contract>(table, service + "CompleteContract", deps,
                                                         CompleteContract);
  AddMutation<v1::TerminateContractRequest, v1::Contract>(table, service + "TerminateContract",
                                                          deps, TerminateContract);
  AddContractChangeMethods(table, service, deps);
  AddCalendarMethods(table, service, deps);
  AddGuaranteeMethods(table, service, deps);
}

}  // namespace countersign::rpc
