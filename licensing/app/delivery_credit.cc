#include "licensing/app/delivery_credit.h"

#include <algorithm>
#include <set>

#include "licensing/app/contracts.h"
#include "licensing/app/papers.h"
#include "licensing/app/statements.h"

namespace countersign::app {
namespace {

using domain::Money;

Result<bool> IsSecurityRelease(View& view, const domain::Contract& contract,
                               std::string_view release) {
  if (release.empty()) return false;
  ASSIGN_OR_RETURN(const auto licenses,
                   ListAll<domain::License>(view.licenses(), "customer_id", contract.customer_id));
  std::set<std::string> products;
  for (const domain::License& license : licenses) products.insert(license.product_id);
  for (const std::string& id : products) {
    ASSIGN_OR_RETURN(const domain::Product product, Load(view.products(), "products", id));
    const auto listed =
        std::ranges::find(product.versions, release, &domain::ProductVersion::version);
    if (listed != product.versions.end() && listed->security_release) return true;
  }
  return false;
}

const StatementItem* FirstUrgent(const Statement& statement) {
  const auto urgent =
      std::ranges::find_if(statement.items, [](const StatementItem& item) { return item.urgent; });
  return urgent == statement.items.end() ? nullptr : &*urgent;
}

Result<std::string> WhyNot(const std::string& customer, const std::optional<Money>& limit,
                           const Money& open, const StatementItem* urgent) {
  if (urgent != nullptr)
    return Name("invoices", urgent->invoice.id) + " of " + customer + " is " +
           std::to_string(urgent->days_overdue) + " days overdue, of a term of " +
           std::to_string(urgent->invoice.credit_term_days);
  ASSIGN_OR_RETURN(const std::string owed, domain::FormatAmount(open));
  ASSIGN_OR_RETURN(const std::string allowed, domain::FormatAmount(*limit));
  return customer + " owes " + owed + " " + open.currency_code + ", more than its limit of " +
         allowed;
}

}  // namespace

Result<void> CheckSupply(View& view, const Stage& stage, const domain::Delivery& delivery) {
  const std::string& sub_contract = stage.milestone.sub_contract_id;
  ASSIGN_OR_RETURN(auto effects, view.enforcement().effects().InForce(stage.contract.id));
  std::erase_if(effects, [&](const domain::Effect& effect) {
    return effect.sub_contract_id != sub_contract ||
           stage.zone.DateAt(effect.start_time) > delivery.date;
  });
  const auto first = std::ranges::min_element(effects, {}, &domain::Effect::start_time);
  if (first == effects.end()) return {};
  ASSIGN_OR_RETURN(const bool security, IsSecurityRelease(view, stage.contract, delivery.release));
  if (security) return {};
  const std::string part = SubContractName(stage.contract.id, sub_contract);
  const std::string effect = Name("effects", first->id);
  return Fail(Code::kFailedPrecondition, Reason::kSupplyStopped,
              stage.name() + " is not delivered: the supply under " + part + " is stopped since " +
                  FormatCivilDate(stage.zone.DateAt(first->start_time)) + " (" + effect +
                  "), until it is paid; a security release is delivered all the same",
              {{"resource", stage.name()}, {"subcontract", part}, {"effect", effect}});
}

Result<std::optional<ApprovalNeed>> DeliveryNeeds(View& view, const Stage& stage,
                                                  std::string_view release) {
  const domain::Contract& contract = stage.contract;
  ASSIGN_OR_RETURN(const domain::Customer customer,
                   Load(view.customers(), "customers", contract.customer_id));
  ASSIGN_OR_RETURN(const domain::AsOf as_of, EndOfDay(stage.today, contract.terms.time_zone));
  ASSIGN_OR_RETURN(const Statement statement, MakeOpenStatement(view, customer.id, as_of));
  const std::string& currency =
      customer.credit_limit ? customer.credit_limit->currency_code : contract.terms.currency_code;
  const auto total = statement.totals.find(currency);
  const Money open = total == statement.totals.end() ? Money{currency, 0} : total->second.open;
  const StatementItem* urgent = FirstUrgent(statement);
  ASSIGN_OR_RETURN(const bool needed,
                   domain::DeliveryNeedsApproval(customer.credit_limit, open, urgent != nullptr));
  if (!needed) return std::nullopt;
  ASSIGN_OR_RETURN(const bool security, IsSecurityRelease(view, contract, release));
  if (security) return std::nullopt;
  ASSIGN_OR_RETURN(const std::string why,
                   WhyNot(stage.customer_name(), customer.credit_limit, open, urgent));
  return ApprovalNeed{std::string(domain::kDeliverOnCredit), stage.name(),
                      "Deliver " + stage.name() + " although " + why, ""};
}

}  // namespace countersign::app
