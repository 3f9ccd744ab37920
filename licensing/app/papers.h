// What the use cases of promises, plans, adjustments and statements of account share.
#ifndef COUNTERSIGN_APP_PAPERS_H_
#define COUNTERSIGN_APP_PAPERS_H_

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/domain/invoice.h"

namespace countersign::app {

inline constexpr std::size_t kMaxPaperText = 500;  // reasons, conditions, grounds
inline constexpr std::size_t kMaxPartyName = 140;

// All rows whose filter field has the value, in the order of their ids.
template <class T>
Result<std::vector<T>> ListAll(Lister<T>& lister, std::string_view field, std::string_view value) {
  return lister.List({.limit = std::numeric_limits<std::int32_t>::max(),
                      .equals = {{std::string(field), std::string(value)}}});
}

// The hash, 32 bytes, of an attachment that is the customer's or nobody's. The errors of
// LoadAttachment.
Result<std::string> PaperOf(View& view, std::string_view field, std::string_view sha256,
                            std::string_view customer_id);

// FIELD_INVALID for `field` if `date` is before `first`, which `what` names ("the invoice's date").
Result<void> CheckNotBefore(std::string_view field, CivilDate date, CivilDate first,
                            std::string_view what);

// Invoices, each once, on which something is open, of the customer and in the currency. An empty
// currency takes that of the first. FIELD_INVALID for `field`, RESOURCE_NOT_FOUND,
// CURRENCY_MISMATCH.
struct OpenClaims {
  std::vector<domain::Invoice> invoices;
  domain::Money open;  // of all of them
};
Result<OpenClaims> LoadOpenClaims(View& view, std::string_view field,
                                  const std::vector<std::string>& invoice_ids,
                                  std::string_view customer_id, std::string_view currency_code);

// The records of several invoices.
Result<std::vector<domain::ClaimRecord>> RecordsOfInvoices(
    View& view, const std::vector<std::string>& invoice_ids);

boost::json::object MoneyJson(const domain::Money& money);
// "invoices/{id}", each.
boost::json::array InvoiceNames(const std::vector<std::string>& invoice_ids);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PAPERS_H_
