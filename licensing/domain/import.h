// Imports of invoices and payments: how a file's columns become fields, what an import did, and the
// entries of bank statements that came by one.
#ifndef COUNTERSIGN_DOMAIN_IMPORT_H_
#define COUNTERSIGN_DOMAIN_IMPORT_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

// The subject (domain::Blob) of files that are to be imported: they are of nobody in particular.
// Each has a key of its own and is removed when it has grown old; see docs/blobs.md.
inline constexpr std::string_view kImportSubject = "imports";

enum class ImportKind { kInvoices = 1, kPayments = 2 };
enum class ImportFormat { kCsv = 1, kUbl = 2, kCamt053 = 3 };

enum class TextEncoding {
  kDetect = 1,  // UTF-8 where it has that one's mark or is that throughout, else GB18030
  kUtf8 = 2,
  kGb18030 = 3,  // and so GBK and GB 2312, which it contains
};

struct ImportMapping {
  std::string id;
  std::string display_name;
  ImportKind kind = ImportKind::kInvoices;
  std::map<std::string, std::string> columns;   // field -> heading of its column
  std::map<std::string, std::string> defaults;  // field -> value without column or with empty cell
  std::string delimiter = ",";                  // , ; | or "tab"
  std::string date_format = "YYYY-MM-DD";
  std::string decimal_separator = ".";  // or ","
  TextEncoding encoding = TextEncoding::kDetect;
  ResourceMeta meta;
};

// FIELD_INVALID: a name of less than 1 or more than 200 characters, a field that files of this kind
// do not have, a heading or default that is empty or longer than 200 characters, no column or
// default for a field that is needed (of invoices: number, customer, amount, currency_code,
// invoice_date; of payments: reference, amount, currency_code, date), another delimiter or decimal
// separator, a date format without a year, a month or a day.
Result<void> CheckMapping(const ImportMapping& mapping);

enum class OperationState { kRunning = 1, kSucceeded = 2, kFailed = 3, kCancelled = 4 };

// What became of the rows of a file.
struct ImportCounts {
  std::int64_t recorded = 0;
  std::int64_t unchanged = 0;  // was on record before
  std::int64_t proposed = 0;   // waits for a person
  std::int64_t reversed = 0;
  std::int64_t refused = 0;
  std::int64_t skipped = 0;  // had nothing to import
};

// An import, from its start on.
struct Operation {
  std::string id;
  ImportKind kind = ImportKind::kInvoices;
  std::string user;  // "users/anna", in whose name it acts
  OperationState state = OperationState::kRunning;
  ImportFormat format = ImportFormat::kCsv;
  std::string file_sha256;  // 32 bytes
  std::string mapping_id;   // or empty
  bool validate_only = false;
  bool cancel_requested = false;
  std::int64_t rows_done = 0;  // from the file's beginning; a restart goes on after them
  std::int64_t rows_total = 0;
  ImportCounts counts;
  std::string reason;  // name of the Reason why it failed, or empty
  std::string message;
  std::optional<Instant> end_time;
  ResourceMeta meta;
};

// What became of a row that made nothing.
struct ImportProblem {
  std::string id;  // the operation's, then in the order of the file
  std::string operation_id;
  std::int64_t line = 0;
  std::string document;
  std::string field;
  std::string reason;  // name of the Reason
  std::string message;
};

enum class BankEntryState {
  kRecorded = 1,
  kPending = 2,
  kDismissed = 3,
  kReversal = 4,  // it took a payment back
};

struct BankEntry {
  std::string id;  // of its account and reference: BankEntryId
  BankEntryState state = BankEntryState::kPending;
  std::string customer_id;  // empty: not known
  // Ids, ascending: whose money a pending entry may be. Empty where the customer is certain, and
  // where nothing is known: then it may be anybody's.
  std::vector<std::string> candidates;
  std::string account;     // the vendor's
  std::string reference;   // the bank's
  std::string end_to_end;  // the payer's, by which the bank may take it back; or empty
  Money amount;
  CivilDate date;
  std::string payer;
  std::vector<std::string> proposed;  // ids of invoices
  std::string note;                   // why it waits, or was dismissed
  std::optional<std::string> payment_id;
  std::string operation_id;
  ResourceMeta meta;
};

// The same for the same reference on the same account, whichever file it comes in. A reversal may
// have the reference of what it reverses.
std::string BankEntryId(std::string_view account, std::string_view reference, bool reversal);
// Of a further entry with a reference that another one on the account has, for another amount.
std::string BankEntryId(std::string_view account, std::string_view reference, const Money& amount);

// Whether a pending entry's money may be this customer's, who is not to suffer before that is
// cleared up.
bool MayBeOf(const BankEntry& entry, std::string_view customer_id);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_IMPORT_H_
