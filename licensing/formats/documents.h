// What files of invoices and payments say, in whichever format. The readers take bytes from a
// source as they go and keep no more than a row of them.
#ifndef COUNTERSIGN_FORMATS_DOCUMENTS_H_
#define COUNTERSIGN_FORMATS_DOCUMENTS_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/domain/money.h"

namespace countersign::formats {

// The next bytes of a file; none at its end.
using ByteSource = std::function<Result<std::string>()>;

// One row, document or entry. Its `content` is an error where it cannot be taken: FIELD_INVALID and
// those of amounts, ROW_MALFORMED, ENTRY_SKIPPED (nothing to import). Metadata `field` names the
// field, if it is about one.
template <class T>
struct Row {
  std::int64_t line = 0;  // on which it begins, from 1 on
  std::string document;   // its number or reference, if that could be read
  Result<T> content;
};

template <class T>
class RowReader {
 public:
  virtual ~RowReader() = default;
  // The next row; none at the end of the file. INVALID_ARGUMENT / FILE_MALFORMED where the file as
  // a whole is not of its format, and the source's own errors: it can only be destroyed after them.
  virtual Result<std::optional<Row<T>>> Next() = 0;
};

struct InvoiceDocument {
  bool credit_note = false;
  std::string number;
  // What may tell whose it is: ids, numbers and tax numbers, then names.
  std::vector<std::string> customer_ids;
  std::vector<std::string> customer_names;
  domain::Money amount;
  CivilDate invoice_date;
  std::optional<CivilDate> due_date;
  std::optional<std::int32_t> credit_term_days;
  std::string contract;      // "contracts/{id}" or empty
  std::string sub_contract;  // "contracts/{id}/subcontracts/{id}" or empty
  std::string corrects;      // of a credit note: the number of the invoice
};

struct PaymentEntry {
  bool reversal = false;   // takes a payment back
  std::string account;     // the vendor's
  std::string reference;   // the bank's, by which it is known again
  std::string end_to_end;  // the payer's, or empty
  domain::Money amount;    // as it was booked; more than zero
  CivilDate date;          // of its booking
  std::string customer;    // who paid, where the file says so
  std::string payer;
  std::string payer_account;
  std::string text;                   // what the payer wrote
  std::vector<std::string> invoices;  // numbers that it names as such
  std::string reason;                 // of a reversal: why
};

inline tl::unexpected<Error> FileMalformed(std::string message) {
  return Fail(Code::kInvalidArgument, Reason::kFileMalformed, std::move(message));
}
inline tl::unexpected<Error> RowMalformed(std::string message) {
  return Fail(Code::kInvalidArgument, Reason::kRowMalformed, std::move(message));
}

}  // namespace countersign::formats

#endif  // COUNTERSIGN_FORMATS_DOCUMENTS_H_
