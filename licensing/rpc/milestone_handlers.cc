#include "licensing/app/milestones.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/certificate_handlers.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/convert_contract.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/milestone_life_handlers.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

constexpr std::string_view kAllContracts = "contracts/-";

Result<v1::Milestone> Convert(app::View& view, Result<domain::Milestone>&& answer) {
  ASSIGN_OR_RETURN(const domain::Milestone milestone, std::move(answer));
  ASSIGN_OR_RETURN(const domain::Contract contract,
                   app::Load(view.contracts(), "contracts", milestone.contract_id));
  return ToProto(milestone, contract.customer_id);
}

Result<ChildName> ParseMilestoneName(std::string_view field, const std::string& name) {
  return ParseChildName(field, name, "contracts", "milestones");
}

Result<v1::Milestone> CreateMilestone(Mutation& m, const v1::CreateMilestoneRequest& request) {
  ASSIGN_OR_RETURN(domain::Milestone draft, ToDomain(request.milestone()));
  ASSIGN_OR_RETURN(draft.contract_id, ParseName("parent", request.parent(), "contracts"));
  ASSIGN_OR_RETURN(ChildName sub_contract,
                   ParseChildName("milestone.subcontract", request.milestone().subcontract(),
                                  "contracts", "subcontracts"));
  if (sub_contract.parent_id != draft.contract_id)
    return FieldInvalid("milestone.subcontract", "must be one of " + request.parent());
  draft.sub_contract_id = std::move(sub_contract.id);
  draft.id = request.milestone_id();
  return Convert(m.tx, app::CreateMilestone(m.tx, m.act, std::move(draft)));
}

Result<v1::Milestone> GetMilestone(app::View& view, const v1::GetMilestoneRequest& request,
                                   Instant) {
  ASSIGN_OR_RETURN(const ChildName name, ParseMilestoneName("name", request.name()));
  return Convert(view, app::GetMilestone(view, name.parent_id, name.id));
}

Result<v1::ListMilestonesResponse> ListMilestones(app::View& view,
                                                  const v1::ListMilestonesRequest& request,
                                                  Instant now) {
  static const FilterField kFields[] = {{"subcontract"},
                                        {"state", v1::MilestoneState_descriptor()},
                                        {"next_action", v1::MilestoneAction_descriptor()},
                                        {"invoice"},
                                        {"due_by"}};
  std::vector<app::Condition> parent;
  if (request.parent() != kAllContracts) {
    ASSIGN_OR_RETURN(const std::string contract_id,
                     ParseName("parent", request.parent(), "contracts"));
    RETURN_IF_ERROR(app::Load(view.contracts(), "contracts", contract_id));
    parent.emplace_back("contract_id", contract_id);
  }
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, request.parent() + "/milestones",
                                                          now, kFields, std::move(parent)));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.milestones(), page_request));
  v1::ListMilestonesResponse response;
  for (const domain::Milestone& milestone : page.rows) {
    ASSIGN_OR_RETURN(*response.add_milestones(),
                     Convert(view, Result<domain::Milestone>(milestone)));
  }
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Milestone> UpdateMilestone(Mutation& m, const v1::UpdateMilestoneRequest& request) {
  const v1::Milestone& milestone = request.milestone();
  ASSIGN_OR_RETURN(ChildName name, ParseMilestoneName("milestone.name", milestone.name()));
  ASSIGN_OR_RETURN(domain::Milestone values, ToDomain(milestone));
  values.contract_id = name.parent_id;
  return Convert(m.tx,
                 app::UpdateMilestone(m.tx, m.act,
                                      ToChange(std::move(name.id), std::move(values), milestone,
                                               request.update_mask(), app::MilestoneFields())));
}

}  // namespace

void AddMilestoneService(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.MilestoneService/";
  AddMutation<v1::CreateMilestoneRequest, v1::Milestone>(table, service + "CreateMilestone", deps,
                                                         CreateMilestone);
  AddQuery<v1::GetMilestoneRequest, v1::Milestone>(table, service + "GetMilestone", deps,
                                                   GetMilestone);
  AddQuery<v1::ListMilestonesRequest, v1::ListMilestonesResponse>(table, service + "ListMilestones",
                                                                  deps, ListMilestones);
  AddMutation<v1::UpdateMilestoneRequest, v1::Milestone>(table, service + "UpdateMilestone", deps,
                                                         UpdateMilestone);
  AddMilestoneLife(table, deps);
  AddCertificates(table, deps);
}

}  // namespace countersign::rpc
