#include "licensing/app/papers.h"

#include <boost/json/array.hpp>
#include <set>

#include "licensing/app/blobs.h"
#include "licensing/app/claims.h"
#include "licensing/app/resource.h"
#include "licensing/domain/promise.h"

namespace countersign::app {

using domain::Invoice;
using domain::Money;

Result<std::string> PaperOf(View& view, std::string_view field, std::string_view sha256,
                            std::string_view customer_id) {
  ASSIGN_OR_RETURN(domain::Blob blob,
                   LoadAttachment(view, field, sha256, Name("customers", customer_id)));
  return std::move(blob.sha256);
}

Result<void> CheckNotBefore(std::string_view field, CivilDate date, CivilDate first,
                            std::string_view what) {
  if (date >= first) return {};
  return FieldInvalid(field,
                      "must not be before " + std::string(what) + " of " + FormatCivilDate(first));
}

Result<OpenClaims> LoadOpenClaims(View& view, std::string_view field,
                                  const std::vector<std::string>& invoice_ids,
                                  std::string_view customer_id, std::string_view currency_code) {
  if (invoice_ids.empty() || invoice_ids.size() > domain::kMaxPromisedClaims)
    return FieldInvalid(field, "must name 1 to 100 invoices");
  OpenClaims claims;
  std::set<std::string_view> named;
  std::vector<Money> open;
  std::string currency(currency_code);
  for (const std::string& id : invoice_ids) {
    const std::string name = Name("invoices", id);
    ASSIGN_OR_RETURN(const Invoice invoice, Load(view.receivables().invoices(), "invoices", id));
    if (!named.insert(id).second) return FieldInvalid(field, "names " + name + " twice");
    if (invoice.customer_id != customer_id)
      return FieldInvalid(field, "names " + name + ", which is another customer's");
    if (invoice.state != domain::InvoiceState::kOpen)
      return FieldInvalid(field, "names " + name + ", on which nothing is open");
    if (currency.empty()) currency = invoice.amount.currency_code;
    ASSIGN_OR_RETURN(open.emplace_back(), OpenAmount(view, invoice));
    claims.invoices.push_back(invoice);
  }
  ASSIGN_OR_RETURN(claims.open, domain::Sum(currency, open));
  return claims;
}

Result<std::vector<domain::ClaimRecord>> RecordsOfInvoices(
    View& view, const std::vector<std::string>& invoice_ids) {
  std::vector<domain::ClaimRecord> records;
  for (const std::string& id : invoice_ids) {
    ASSIGN_OR_RETURN(const auto lines, view.receivables().claims().OfInvoice(id));
    for (const ClaimLine& line : lines) records.push_back(line.record);
  }
  return records;
}

boost::json::object MoneyJson(const Money& money) {
  return {{"currency", money.currency_code}, {"minor_units", money.minor_units}};
}

boost::json::array InvoiceNames(const std::vector<std::string>& invoice_ids) {
  boost::json::array names;
  for (const std::string& id : invoice_ids) names.emplace_back(Name("invoices", id));
  return names;
}

}  // namespace countersign::app
