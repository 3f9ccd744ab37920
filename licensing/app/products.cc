#include "licensing/app/products.h"

#include "licensing/app/exemptions.h"
#include "licensing/app/reassess.h"
#include "licensing/app/takings.h"
#include "licensing/domain/taken_away.h"
#include "licensing/domain/validate_resources.h"

namespace countersign::app {
namespace {

using domain::Product;

constexpr UpdatableField<Product> kFields[] = {
    {"display_name", [](Product& to, const Product& from) { to.display_name = from.display_name; }},
    {"entitlements", [](Product& to, const Product& from) { to.entitlements = from.entitlements; }},
    {"always_available",
     [](Product& to, const Product& from) { to.always_available = from.always_available; }},
    {"versions", [](Product& to, const Product& from) { to.versions = from.versions; }},
    {"safety_critical",
     [](Product& to, const Product& from) { to.safety_critical = from.safety_critical; }},
    {"labels", [](Product& to, const Product& from) { to.labels = from.labels; }},
};

Result<void> Approve(Transaction& tx, const Act& act, const Product& before, const Product& after,
                     const std::string& reason, boost::json::object& body) {
  ASSIGN_OR_RETURN(auto taken,
                   TakenIfInUse(tx, "product_id", after.id, domain::TakenByProduct(before, after)));
  return ApproveTaking(
      tx, act, {domain::kReduceProduct, Name("products", after.id), std::move(taken), reason},
      body);
}

// What is in use ceases to be safety-critical by two users only; the approval goes into `body`.
Result<void> CheckLift(Transaction& tx, const Act& act, const Product& before,
                       const Product& product, const std::string& reason,
                       boost::json::object& body) {
  if (!before.safety_critical || product.safety_critical) return {};
  ASSIGN_OR_RETURN(const bool used, IsProductInUse(tx, product.id));
  if (!used) return {};
  ASSIGN_OR_RETURN(body["approval"],
                   RequireLift(tx, act, Name("products", product.id), "safety_critical", reason));
  return {};
}

}  // namespace

std::span<const UpdatableField<Product>> ProductFields() { return kFields; }

Result<Product> CreateProduct(Transaction& tx, const Act& act, Product draft) {
  ASSIGN_OR_RETURN(draft.id, TakeId("product_id", draft.id, act));
  if (draft.display_name.empty()) draft.display_name = draft.id;
  draft.state = domain::CatalogState::kActive;
  draft.meta = NewMeta(act);
  RETURN_IF_ERROR(domain::ValidateProduct(draft));
  RETURN_IF_ERROR(tx.products().Insert(draft));
  RETURN_IF_ERROR(Record(tx, act, "product.create", Name("products", draft.id), {}));
  return draft;
}

Result<Product> UpdateProduct(Transaction& tx, const Act& act, const Change<Product>& change) {
  ASSIGN_OR_RETURN(const Product before,
                   LoadForChange(tx.products(), "products", change.id, change.etag));
  Product product = before;
  RETURN_IF_ERROR(Apply(change, ProductFields(), product));
  RETURN_IF_ERROR(domain::ValidateProduct(product));
  boost::json::object body = ChangedFields(change.paths);
  RETURN_IF_ERROR(CheckLift(tx, act, before, product, change.reason, body));
  RETURN_IF_ERROR(Approve(tx, act, before, product, change.reason, body));
  RETURN_IF_ERROR(Save(tx.products(), product, act));
  RETURN_IF_ERROR(Record(tx, act, "product.update", Name("products", product.id), body));
  if (product.safety_critical == before.safety_critical) return product;
  ASSIGN_OR_RETURN(const auto contracts, tx.licenses().LaggingContractsOf(product.id));
  RETURN_IF_ERROR(ReassessSoon(tx, act, contracts));
  return product;
}

Result<Product> ArchiveProduct(Transaction& tx, const Act& act, std::string_view id,
                               std::string_view etag, const std::string& reason) {
  ASSIGN_OR_RETURN(const Product before, LoadForChange(tx.products(), "products", id, etag));
  const std::string name = Name("products", id);
  if (before.state != domain::CatalogState::kActive)
    return StateConflict(name, "ARCHIVED", "it cannot be archived again");
  Product product = before;
  product.state = domain::CatalogState::kArchived;
  boost::json::object body;
  RETURN_IF_ERROR(Approve(tx, act, before, product, reason, body));
  RETURN_IF_ERROR(Save(tx.products(), product, act));
  RETURN_IF_ERROR(Record(tx, act, "product.archive", name, body));
  return product;
}

}  // namespace countersign::app
