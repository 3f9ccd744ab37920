#include "licensing/app/contracts.h"
#include "licensing/app/licenses.h"
#include "licensing/app/machines.h"
#include "licensing/app/withheld.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/convert_license.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

Result<std::string> ParseLicenseName(std::string_view field, const std::string& name) {
  return ParseName(field, name, "licenses");
}

// With the seats that it has taken now, and what its contract withholds.
Result<v1::License> Convert(app::View& view, const domain::License& license, Instant now) {
  ASSIGN_OR_RETURN(const std::int64_t seats, app::SeatsTaken(view, license, now));
  v1::License proto = ToProto(license, seats);
  if (license.state != domain::LicenseState::kActive) return proto;
  ASSIGN_OR_RETURN(const auto withheld, app::WithheldOf(view, license));
  for (const domain::WithheldPart& part : withheld) {
    v1::WithheldPart& told = *proto.add_withheld();
    if (!part.sub_contract_id.empty())
      told.set_subcontract(app::SubContractName(license.contract_id, part.sub_contract_id));
    if (part.since) *told.mutable_since() = ToProto(*part.since);
    for (const std::string& name : part.entitlements) told.add_entitlements(name);
  }
  return proto;
}

Result<v1::License> Convert(Mutation& m, Result<domain::License>&& answer) {
  ASSIGN_OR_RETURN(const domain::License license, std::move(answer));
  return Convert(m.tx, license, m.act.now);
}

Result<v1::Machine> Convert(app::View& view, const domain::Machine& machine, Instant now) {
  ASSIGN_OR_RETURN(const std::vector<domain::Lease> leases, app::SeatsOf(view, machine, now));
  return ToProto(machine, leases, now);
}

// For an answer with codes, each the answer's if it has a place for them.
template <class Response>
Result<Response> ConvertCoded(Mutation& m, Result<app::CodedLicense>&& answer) {
  ASSIGN_OR_RETURN(const app::CodedLicense coded, std::move(answer));
  Response response;
  ASSIGN_OR_RETURN(*response.mutable_license(), Convert(m.tx, coded.license, m.act.now));
  if constexpr (requires { response.set_activation_code(""); })
    response.set_activation_code(std::string(coded.activation_code.View(SecretAccess{})));
  if constexpr (requires { response.add_emergency_codes(""); })
    for (const SecretBytes& code : coded.emergency_codes)
      response.add_emergency_codes(std::string(code.View(SecretAccess{})));
  return response;
}

Result<v1::CreateLicenseResponse> CreateLicense(Mutation& m,
                                                const v1::CreateLicenseRequest& request) {
  ASSIGN_OR_RETURN(domain::License draft, NewLicenseToDomain(request.license(), m.act.now));
  draft.id = request.license_id();
  return ConvertCoded<v1::CreateLicenseResponse>(m,
                                                 app::CreateLicense(m.tx, m.act, std::move(draft)));
}

Result<v1::License> GetLicense(app::View& view, const v1::GetLicenseRequest& request, Instant now) {
  ASSIGN_OR_RETURN(const std::string id, ParseLicenseName("name", request.name()));
  ASSIGN_OR_RETURN(const domain::License license, app::Load(view.licenses(), "licenses", id));
  return Convert(view, license, now);
}

Result<v1::ListLicensesResponse> ListLicenses(app::View& view,
                                              const v1::ListLicensesRequest& request, Instant now) {
  static const FilterField kFields[] = {{"customer"},
                                        {"product"},
                                        {"policy"},
                                        {"contract"},
                                        {"state", v1::LicenseState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "licenses", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage<domain::License>(view.licenses(), page_request));
  v1::ListLicensesResponse response;
  for (const domain::License& license : page.rows) {
    ASSIGN_OR_RETURN(*response.add_licenses(), Convert(view, license, now));
  }
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::License> UpdateLicense(Mutation& m, const v1::UpdateLicenseRequest& request) {
  const v1::License& license = request.license();
  ASSIGN_OR_RETURN(std::string id, ParseLicenseName("license.name", license.name()));
  ASSIGN_OR_RETURN(domain::License values, ToDomain(license, m.act.now));
  return Convert(m, app::UpdateLicense(
                        m.tx, m.act,
                        ToChange(std::move(id), std::move(values), license, request.update_mask(),
                                 app::LicenseFields(), request.reason())));
}

Result<v1::License> SuspendLicense(Mutation& m, const v1::SuspendLicenseRequest& request,
                                   const app::Doubt& doubt) {
  app::Suspension suspension;
  ASSIGN_OR_RETURN(suspension.id, ParseLicenseName("name", request.name()));
  ASSIGN_OR_RETURN(const int cause,
                   KnownValue("cause", v1::SuspensionCause_descriptor(), request.cause()));
  suspension.cause = static_cast<domain::SuspensionCause>(cause);
  suspension.reason = request.reason();
  suspension.etag = request.etag();
  suspension.doubt = doubt(m.act.now);
  return Convert(m, app::SuspendLicense(m.tx, m.act, suspension));
}

Result<v1::License> RestoreLicense(Mutation& m, const v1::RestoreLicenseRequest& request) {
  app::Restoration restoration;
  ASSIGN_OR_RETURN(restoration.id, ParseLicenseName("name", request.name()));
  restoration.reason = request.reason();
  restoration.etag = request.etag();
  return Convert(m, app::RestoreLicense(m.tx, m.act, restoration));
}

Result<v1::License> RevokeLicense(Mutation& m, const v1::RevokeLicenseRequest& request) {
  app::Revocation revocation;
  ASSIGN_OR_RETURN(revocation.id, ParseLicenseName("name", request.name()));
  revocation.reason = request.reason();
  revocation.etag = request.etag();
  return Convert(m, app::RevokeLicense(m.tx, m.act, revocation));
}

Result<v1::RotateActivationCodeResponse> RotateActivationCode(
    Mutation& m, const v1::RotateActivationCodeRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseLicenseName("name", request.name()));
  return ConvertCoded<v1::RotateActivationCodeResponse>(
      m, app::RotateActivationCode(m.tx, m.act, id, request.etag()));
}

Result<v1::RotateEmergencyCodesResponse> RotateEmergencyCodes(
    Mutation& m, const v1::RotateEmergencyCodesRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseLicenseName("name", request.name()));
  return ConvertCoded<v1::RotateEmergencyCodesResponse>(
      m, app::RotateEmergencyCodes(m.tx, m.act, id, request.etag(), request.count()));
}

Result<v1::ListMachinesResponse> ListMachines(app::View& view,
                                              const v1::ListMachinesRequest& request, Instant now) {
  static const FilterField kFields[] = {{"state", v1::MachineState_descriptor()}};
  ASSIGN_OR_RETURN(const std::string license_id, ParseLicenseName("parent", request.parent()));
  RETURN_IF_ERROR(app::Load<domain::License>(view.licenses(), "licenses", license_id));
  ASSIGN_OR_RETURN(const auto page_request,
                   ToPageRequest(request, request.parent() + "/machines", now, kFields,
                                 {{"license_id", license_id}}));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage<domain::Machine>(view.machines(), page_request));
  v1::ListMachinesResponse response;
  for (const domain::Machine& machine : page.rows) {
    ASSIGN_OR_RETURN(*response.add_machines(), Convert(view, machine, now));
  }
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Machine> ReleaseMachine(Mutation& m, const v1::ReleaseMachineRequest& request) {
  ASSIGN_OR_RETURN(const ChildName name,
                   ParseChildName("name", request.name(), "licenses", "machines"));
  ASSIGN_OR_RETURN(const domain::Machine machine,
                   app::ReleaseMachine(m.tx, m.act, name.parent_id, name.id, request.etag()));
  return Convert(m.tx, machine, m.act.now);
}

}  // namespace

void AddLicenseAdminService(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.LicenseAdminService/";
  AddMutation<v1::CreateLicenseRequest, v1::CreateLicenseResponse>(table, service + "CreateLicense",
                                                                   deps, CreateLicense);
  AddQuery<v1::GetLicenseRequest, v1::License>(table, service + "GetLicense", deps, GetLicense);
  AddQuery<v1::ListLicensesRequest, v1::ListLicensesResponse>(table, service + "ListLicenses", deps,
                                                              ListLicenses);
  AddMutation<v1::UpdateLicenseRequest, v1::License>(table, service + "UpdateLicense", deps,
                                                     UpdateLicense);
  AddMutation<v1::SuspendLicenseRequest, v1::License>(
      table, service + "SuspendLicense", deps,
      [doubt = deps.doubt](Mutation& m, const v1::SuspendLicenseRequest& request) {
        return SuspendLicense(m, request, doubt);
      });
  AddMutation<v1::RestoreLicenseRequest, v1::License>(table, service + "RestoreLicense", deps,
                                                      RestoreLicense);
  AddMutation<v1::RevokeLicenseRequest, v1::License>(table, service + "RevokeLicense", deps,
                                                     RevokeLicense);
  AddMutation<v1::RotateActivationCodeRequest, v1::RotateActivationCodeResponse>(
      table, service + "RotateActivationCode", deps, RotateActivationCode);
  AddMutation<v1::RotateEmergencyCodesRequest, v1::RotateEmergencyCodesResponse>(
      table, service + "RotateEmergencyCodes", deps, RotateEmergencyCodes);
  AddQuery<v1::ListMachinesRequest, v1::ListMachinesResponse>(table, service + "ListMachines", deps,
                                                              ListMachines);
  AddMutation<v1::ReleaseMachineRequest, v1::Machine>(table, service + "ReleaseMachine", deps,
                                                      ReleaseMachine);
}

}  // namespace countersign::rpc
