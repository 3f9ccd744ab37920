#include "licensing/app/exemptions.h"

#include <algorithm>
#include <limits>
#include <set>

#include "licensing/app/approvals.h"
#include "licensing/app/resource.h"
#include "licensing/app/use_evidence.h"

namespace countersign::app {
namespace {

using domain::License;
using domain::SubContract;

constexpr std::int32_t kAll = std::numeric_limits<std::int32_t>::max();

Result<std::set<std::string>> CriticalProducts(View& view) {
  ASSIGN_OR_RETURN(const auto products,
                   view.products().List({.limit = kAll, .equals = {{"safety_critical", "1"}}}));
  std::set<std::string> ids;
  for (const domain::Product& product : products) ids.insert(product.id);
  return ids;
}

// Of the customer's licences, those of such products.
Result<std::vector<License>> LicensesOf(View& view, std::string_view customer_id,
                                        const std::set<std::string>& products) {
  ASSIGN_OR_RETURN(
      auto licenses,
      view.licenses().List({.limit = kAll, .equals = {{"customer_id", std::string(customer_id)}}}));
  std::erase_if(licenses, [&](const License& license) {
    return license.state == domain::LicenseState::kRevoked ||
           !products.contains(license.product_id);
  });
  return licenses;
}

bool IsConcerned(const SubContract& sub_contract, const License& license) {
  domain::DeliveredPart part;
  part.core = sub_contract.core;
  part.entitlements = sub_contract.entitlements;
  return domain::Concerns(part, license);
}

Result<std::set<std::string>> ProductsOf(View& view, const domain::Contract& contract,
                                         const SubContract& sub_contract,
                                         const std::vector<License>& licenses) {
  ASSIGN_OR_RETURN(const auto used, LicensesOfUse(view, contract, sub_contract));
  std::set<std::string> products;
  for (const License& license : licenses) {
    const bool delivered =
        license.contract_id.empty()
            ? std::ranges::find(used, license.id) != used.end()
            : license.contract_id == contract.id && IsConcerned(sub_contract, license);
    if (delivered) products.insert(license.product_id);
  }
  return products;
}

}  // namespace

Result<void> LoadExemptions(View& view, domain::ContractFacts& facts) {
  const domain::Contract& contract = facts.contract;
  ASSIGN_OR_RETURN(const domain::Customer customer,
                   Load(view.customers(), "customers", contract.customer_id));
  facts.consumer = customer.consumer;
  ASSIGN_OR_RETURN(const auto critical, CriticalProducts(view));
  if (critical.empty()) return {};
  ASSIGN_OR_RETURN(const auto licenses, LicensesOf(view, contract.customer_id, critical));
  if (licenses.empty()) return {};
  for (const SubContract& sub_contract : contract.sub_contracts) {
    ASSIGN_OR_RETURN(auto products, ProductsOf(view, contract, sub_contract, licenses));
    if (!products.empty()) facts.critical_products[sub_contract.id] = std::move(products);
  }
  return {};
}

Result<bool> MayHaveEffects(View& view, const domain::Contract& contract,
                            const SubContract& sub_contract) {
  domain::ContractFacts facts;
  facts.contract = contract;
  facts.contract.sub_contracts = {sub_contract};
  RETURN_IF_ERROR(LoadExemptions(view, facts));
  return domain::ExemptionOf(facts, sub_contract).empty();
}

Result<std::string> RequireLift(Transaction& tx, const Act& act, std::string_view name,
                                std::string_view flag, std::string_view reason) {
  return RequireApproval(tx, act,
                         {std::string(domain::kLiftExemption), std::string(name),
                          "Take the flag " + std::string(flag) + " from " + std::string(name) +
                              ", so that what is not paid for may be stopped",
                          std::string(reason)});
}

Result<bool> IsProductInUse(View& view, std::string_view product_id) {
  for (const char* const state : {"ACTIVE", "SUSPENDED"}) {
    ASSIGN_OR_RETURN(
        const auto licenses,
        view.licenses().List(
            {.limit = 1, .equals = {{"product_id", std::string(product_id)}, {"state", state}}}));
    if (!licenses.empty()) return true;
  }
  return false;
}

Result<bool> HasLiveContract(View& view, std::string_view customer_id) {
  for (const char* const state : {"ACTIVE", "COMPLETED"}) {
    ASSIGN_OR_RETURN(const auto contracts,
                     view.contracts().List({.limit = 1,
                                            .equals = {{"customer", Name("customers", customer_id)},
                                                       {"state", state}}}));
    if (!contracts.empty()) return true;
  }
  return false;
}

}  // namespace countersign::app
