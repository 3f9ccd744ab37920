#include "licensing/app/bank_entries.h"
#include "licensing/app/import_mappings.h"
#include "licensing/app/operations.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/convert_import.h"
#include "licensing/rpc/convert_receivable.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

Result<std::string> MappingId(const std::string& name) {
  if (name.empty()) return std::string();
  return ParseName("mapping", name, "importMappings");
}

// Both kinds of imports are asked for alike.
template <class Request>
Result<v1::Operation> StartImport(const AdminDeps& deps, Mutation& m, const Request& request,
                                  domain::ImportKind kind) {
  app::NewImport import;
  import.kind = kind;
  ASSIGN_OR_RETURN(import.format, EnumOr("format", v1::ImportFormat_descriptor(), request.format(),
                                         domain::ImportFormat::kCsv));
  import.file_sha256 = request.file_sha256();
  ASSIGN_OR_RETURN(import.mapping_id, MappingId(request.mapping()));
  import.validate_only = request.validate_only();
  m.after_commit = deps.wake_operations;
  return app::StartImport(m.tx, m.act, import).map([](const auto& made) { return ToProto(made); });
}

Result<v1::ImportMapping> CreateMapping(Mutation& m,
                                        const v1::CreateImportMappingRequest& request) {
  ASSIGN_OR_RETURN(domain::ImportMapping draft, ToDomain(request.mapping()));
  draft.id = request.mapping_id();
  ASSIGN_OR_RETURN(const auto mapping, app::CreateImportMapping(m.tx, m.act, std::move(draft)));
  return ToProto(mapping);
}

Result<v1::ImportMapping> GetMapping(app::View& view, const v1::GetImportMappingRequest& request,
                                     Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "importMappings"));
  ASSIGN_OR_RETURN(const auto mapping, app::Load(view.imports().mappings(), "importMappings", id));
  return ToProto(mapping);
}

Result<v1::ListImportMappingsResponse> ListMappings(app::View& view,
                                                    const v1::ListImportMappingsRequest& request,
                                                    Instant now) {
  static const FilterField kFields[] = {{"kind", v1::ImportKind_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "importMappings", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.imports().mappings(), page_request));
  v1::ListImportMappingsResponse response;
  for (const auto& mapping : page.rows) *response.add_mappings() = ToProto(mapping);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::ImportMapping> UpdateMapping(Mutation& m,
                                        const v1::UpdateImportMappingRequest& request) {
  const v1::ImportMapping& proto = request.mapping();
  ASSIGN_OR_RETURN(std::string id, ParseName("mapping.name", proto.name(), "importMappings"));
  ASSIGN_OR_RETURN(domain::ImportMapping values, ToDomain(proto));
  ASSIGN_OR_RETURN(
      const auto mapping,
      app::UpdateImportMapping(m.tx, m.act,
                               ToChange(std::move(id), std::move(values), proto,
                                        request.update_mask(), app::ImportMappingFields())));
  return ToProto(mapping);
}

Result<v1::BankEntry> GetBankEntry(app::View& view, const v1::GetBankEntryRequest& request,
                                   Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "bankEntries"));
  ASSIGN_OR_RETURN(const auto entry, app::Load(view.imports().bank_entries(), "bankEntries", id));
  return ToProto(entry);
}

Result<v1::ListBankEntriesResponse> ListBankEntries(app::View& view,
                                                    const v1::ListBankEntriesRequest& request,
                                                    Instant now) {
  static const FilterField kFields[] = {{"customer"}, {"state", v1::BankEntryState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "bankEntries", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.imports().bank_entries(), page_request));
  v1::ListBankEntriesResponse response;
  for (const auto& entry : page.rows) *response.add_bank_entries() = ToProto(entry);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Payment> ConfirmBankEntry(Mutation& m, const v1::ConfirmBankEntryRequest& request) {
  app::EntryConfirmation confirmation;
  ASSIGN_OR_RETURN(confirmation.entry_id, ParseName("name", request.name(), "bankEntries"));
  confirmation.etag = request.etag();
  if (!request.customer().empty()) {
    ASSIGN_OR_RETURN(confirmation.customer_id,
                     ParseName("customer", request.customer(), "customers"));
  }
  for (const std::string& name : request.designated_invoices()) {
    ASSIGN_OR_RETURN(confirmation.designated.emplace_back(),
                     ParseName("designated_invoices", name, "invoices"));
  }
  ASSIGN_OR_RETURN(const domain::Payment payment, app::ConfirmBankEntry(m.tx, m.act, confirmation));
  ASSIGN_OR_RETURN(const app::AllocationPlan plan, app::CurrentAllocation(m.tx, payment));
  return ToProto(payment, plan);
}

Result<v1::BankEntry> DismissBankEntry(Mutation& m, const v1::DismissBankEntryRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "bankEntries"));
  ASSIGN_OR_RETURN(const auto entry,
                   app::DismissBankEntry(m.tx, m.act, id, request.etag(), request.reason()));
  return ToProto(entry);
}

Result<v1::Operation> GetOperation(app::View& view, const v1::GetOperationRequest& request,
                                   Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "operations"));
  ASSIGN_OR_RETURN(const auto operation, app::Load(view.imports().operations(), "operations", id));
  return ToProto(operation);
}

Result<v1::ListOperationsResponse> ListOperations(app::View& view,
                                                  const v1::ListOperationsRequest& request,
                                                  Instant now) {
  static const FilterField kFields[] = {{"kind", v1::OperationKind_descriptor()},
                                        {"state", v1::OperationState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "operations", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.imports().operations(), page_request));
  v1::ListOperationsResponse response;
  for (const auto& operation : page.rows) *response.add_operations() = ToProto(operation);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::ListProblemsResponse> ListProblems(app::View& view,
                                              const v1::ListProblemsRequest& request, Instant now) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "operations"));
  RETURN_IF_ERROR(app::Load(view.imports().operations(), "operations", id));
  app::PageRequest page_request;
  page_request.list = request.name() + "/problems";
  page_request.parent = {{"operation_id", id}};
  page_request.page_size = request.page_size();
  page_request.page_token = request.page_token();
  page_request.now = now;
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.imports().problems(), page_request));
  v1::ListProblemsResponse response;
  for (const auto& problem : page.rows) *response.add_problems() = ToProto(problem);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Operation> CancelOperation(Mutation& m, const v1::CancelOperationRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "operations"));
  ASSIGN_OR_RETURN(const auto operation, app::CancelOperation(m.tx, m.act, id));
  return ToProto(operation);
}

}  // namespace

void AddImportMethods(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.ReceivableService/";
  AddStart<v1::ImportInvoicesRequest, v1::Operation>(
      table, service + "ImportInvoices", deps,
      [deps](Mutation& m, const v1::ImportInvoicesRequest& request) {
        return StartImport(deps, m, request, domain::ImportKind::kInvoices);
      });
  AddStart<v1::ImportPaymentsRequest, v1::Operation>(
      table, service + "ImportPayments", deps,
      [deps](Mutation& m, const v1::ImportPaymentsRequest& request) {
        return StartImport(deps, m, request, domain::ImportKind::kPayments);
      });
  AddMutation<v1::CreateImportMappingRequest, v1::ImportMapping>(
      table, service + "CreateImportMapping", deps, CreateMapping);
  AddQuery<v1::GetImportMappingRequest, v1::ImportMapping>(table, service + "GetImportMapping",
                                                           deps, GetMapping);
  AddQuery<v1::ListImportMappingsRequest, v1::ListImportMappingsResponse>(
      table, service + "ListImportMappings", deps, ListMappings);
  AddMutation<v1::UpdateImportMappingRequest, v1::ImportMapping>(
      table, service + "UpdateImportMapping", deps, UpdateMapping);
  AddQuery<v1::GetBankEntryRequest, v1::BankEntry>(table, service + "GetBankEntry", deps,
                                                   GetBankEntry);
  AddQuery<v1::ListBankEntriesRequest, v1::ListBankEntriesResponse>(
      table, service + "ListBankEntries", deps, ListBankEntries);
  AddMutation<v1::ConfirmBankEntryRequest, v1::Payment>(table, service + "ConfirmBankEntry", deps,
                                                        ConfirmBankEntry);
  AddMutation<v1::DismissBankEntryRequest, v1::BankEntry>(table, service + "DismissBankEntry", deps,
                                                          DismissBankEntry);
}

void AddOperationService(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.OperationService/";
  AddQuery<v1::GetOperationRequest, v1::Operation>(table, service + "GetOperation", deps,
                                                   GetOperation);
  AddQuery<v1::ListOperationsRequest, v1::ListOperationsResponse>(table, service + "ListOperations",
                                                                  deps, ListOperations);
  AddQuery<v1::ListProblemsRequest, v1::ListProblemsResponse>(table, service + "ListProblems", deps,
                                                              ListProblems);
  AddMutation<v1::CancelOperationRequest, v1::Operation>(table, service + "CancelOperation", deps,
                                                         CancelOperation);
}

}  // namespace countersign::rpc
