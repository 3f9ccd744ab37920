#include "licensing/app/policies.h"
#include "licensing/app/products.h"
#include "licensing/rpc/admin_services.h"
#include "licensing/rpc/convert_catalog.h"
#include "licensing/rpc/convert_common.h"
#include "licensing/rpc/listing.h"
#include "licensing/rpc/names.h"

namespace countersign::rpc {
namespace {

// Messages of a resource that were asked for by what the use case answered.
template <class Resource>
auto Convert(Result<Resource>&& answer) -> Result<decltype(ToProto(*answer))> {
  ASSIGN_OR_RETURN(const Resource resource, std::move(answer));
  return ToProto(resource);
}

Result<v1::Product> CreateProduct(Mutation& m, const v1::CreateProductRequest& request) {
  ASSIGN_OR_RETURN(domain::Product draft, ToDomain(request.product()));
  draft.id = request.product_id();
  return Convert(app::CreateProduct(m.tx, m.act, std::move(draft)));
}

Result<v1::Product> GetProduct(app::View& view, const v1::GetProductRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "products"));
  return Convert(app::Load(view.products(), "products", id));
}

Result<v1::ListProductsResponse> ListProducts(app::View& view,
                                              const v1::ListProductsRequest& request, Instant now) {
  static const FilterField kFields[] = {{"state", v1::CatalogState_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "products", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.products(), page_request));
  v1::ListProductsResponse response;
  for (const domain::Product& product : page.rows) *response.add_products() = ToProto(product);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Product> UpdateProduct(Mutation& m, const v1::UpdateProductRequest& request) {
  const v1::Product& product = request.product();
  ASSIGN_OR_RETURN(std::string id, ParseName("product.name", product.name(), "products"));
  ASSIGN_OR_RETURN(domain::Product values, ToDomain(product));
  return Convert(
      app::UpdateProduct(m.tx, m.act,
                         ToChange(std::move(id), std::move(values), product, request.update_mask(),
                                  app::ProductFields(), request.reason())));
}

Result<v1::Product> ArchiveProduct(Mutation& m, const v1::ArchiveProductRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "products"));
  return Convert(app::ArchiveProduct(m.tx, m.act, id, request.etag(), request.reason()));
}

Result<v1::Policy> CreatePolicy(Mutation& m, const v1::CreatePolicyRequest& request) {
  ASSIGN_OR_RETURN(const int kind, KnownValue("policy.kind", v1::LicenseKind_descriptor(),
                                              request.policy().kind()));
  ASSIGN_OR_RETURN(domain::Policy draft,
                   ToDomain(request.policy(), static_cast<domain::LicenseKind>(kind)));
  draft.id = request.policy_id();
  return Convert(app::CreatePolicy(m.tx, m.act, std::move(draft)));
}

Result<v1::Policy> GetPolicy(app::View& view, const v1::GetPolicyRequest& request, Instant) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "policies"));
  return Convert(app::Load(view.policies(), "policies", id));
}

Result<v1::ListPoliciesResponse> ListPolicies(app::View& view,
                                              const v1::ListPoliciesRequest& request, Instant now) {
  static const FilterField kFields[] = {{"state", v1::CatalogState_descriptor()},
                                        {"kind", v1::LicenseKind_descriptor()}};
  ASSIGN_OR_RETURN(const auto page_request, ToPageRequest(request, "policies", now, kFields));
  ASSIGN_OR_RETURN(const auto page, app::ReadPage(view.policies(), page_request));
  v1::ListPoliciesResponse response;
  for (const domain::Policy& policy : page.rows) *response.add_policies() = ToProto(policy);
  response.set_next_page_token(page.next_page_token);
  return response;
}

Result<v1::Policy> UpdatePolicy(Mutation& m, const v1::UpdatePolicyRequest& request) {
  const v1::Policy& policy = request.policy();
  ASSIGN_OR_RETURN(std::string id, ParseName("policy.name", policy.name(), "policies"));
  ASSIGN_OR_RETURN(const domain::Policy stored, app::Load(m.tx.policies(), "policies", id));
  ASSIGN_OR_RETURN(domain::Policy values, ToDomain(policy, stored.kind));
  return Convert(
      app::UpdatePolicy(m.tx, m.act,
                        ToChange(std::move(id), std::move(values), policy, request.update_mask(),
                                 app::PolicyFields(), request.reason())));
}

Result<v1::Policy> ArchivePolicy(Mutation& m, const v1::ArchivePolicyRequest& request) {
  ASSIGN_OR_RETURN(const std::string id, ParseName("name", request.name(), "policies"));
  return Convert(app::ArchivePolicy(m.tx, m.act, id, request.etag()));
}

}  // namespace

void AddCatalogService(MethodTable& table, const AdminDeps& deps) {
  const std::string service = "countersign.v1.CatalogService/";
  AddMutation<v1::CreateProductRequest, v1::Product>(table, service + "CreateProduct", deps,
                                                     CreateProduct);
  AddQuery<v1::GetProductRequest, v1::Product>(table, service + "GetProduct", deps, GetProduct);
  AddQuery<v1::ListProductsRequest, v1::ListProductsResponse>(table, service + "ListProducts", deps,
                                                              ListProducts);
  AddMutation<v1::UpdateProductRequest, v1::Product>(table, service + "UpdateProduct", deps,
                                                     UpdateProduct);
  AddMutation<v1::ArchiveProductRequest, v1::Product>(table, service + "ArchiveProduct", deps,
                                                      ArchiveProduct);
  AddMutation<v1::CreatePolicyRequest, v1::Policy>(table, service + "CreatePolicy", deps,
                                                   CreatePolicy);
  AddQuery<v1::GetPolicyRequest, v1::Policy>(table, service + "GetPolicy", deps, GetPolicy);
  AddQuery<v1::ListPoliciesRequest, v1::ListPoliciesResponse>(table, service + "ListPolicies", deps,
                                                              ListPolicies);
  AddMutation<v1::UpdatePolicyRequest, v1::Policy>(table, service + "UpdatePolicy", deps,
                                                   UpdatePolicy);
  AddMutation<v1::ArchivePolicyRequest, v1::Policy>(table, service + "ArchivePolicy", deps,
                                                    ArchivePolicy);
}

}  // namespace countersign::rpc
