#include "licensing/formats/camt053.h"

#include <deque>
#include <set>
#include <vector>

#include "licensing/formats/cells.h"
#include "licensing/formats/xml_events.h"

namespace countersign::formats {
namespace {

constexpr std::string_view kSpace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.";
constexpr std::string_view kStatement = "Document/BkToCstmrStmt/Stmt";
constexpr std::string_view kNoReference = "NOTPROVIDED";  // what banks write for none

struct Amount {
  std::string text;
  std::string currency_code;
};

struct Transaction {
  std::string reference;
  std::string end_to_end;
  Amount amount;
  std::string payer;
  std::string payer_account;
  std::string text;
  std::string return_reason;
};

struct Entry {
  std::int64_t line = 0;
  std::string entry_reference;
  std::string bank_reference;
  Amount amount;
  std::string direction;
  bool reversal = false;
  std::string status;
  std::string booking_date;
  std::string value_date;
  std::string info;
  std::vector<Transaction> transactions;
  bool too_many = false;
};

void Append(std::string& to, const std::string& text) {
  if (!to.empty()) to += ' ';
  to += text;
}

Amount AmountIn(const XmlEvent& event) {
  const auto currency = event.attributes.find("Ccy");
  return {event.text, currency == event.attributes.end() ? std::string() : currency->second};
}

// `path`: from below TxDtls on.
void KeepTransaction(const XmlEvent& event, std::string_view path, Transaction& transaction) {
  const std::string& text = event.text;
  if (path == "Refs/AcctSvcrRef") transaction.reference = text;
  if (path == "Refs/EndToEndId" && text != kNoReference) transaction.end_to_end = text;
  if (path == "Amt") transaction.amount = AmountIn(event);
  if (path == "AmtDtls/TxAmt/Amt" && transaction.amount.text.empty())
    transaction.amount = AmountIn(event);
  if (path == "RltdPties/Dbtr/Nm" || path == "RltdPties/Dbtr/Pty/Nm") transaction.payer = text;
  if (path == "RltdPties/DbtrAcct/Id/IBAN" || path == "RltdPties/DbtrAcct/Id/Othr/Id")
    transaction.payer_account = text;
  if (path == "RmtInf/Ustrd" || path == "RmtInf/Strd/CdtrRefInf/Ref" ||
      path == "RmtInf/Strd/RfrdDocInf/Nb" || path == "AddtlTxInf")
    Append(transaction.text, text);
  if (path == "RtrInf/Rsn/Cd" || path == "RtrInf/Rsn/Prtry") transaction.return_reason = text;
}

// `path`: from below Ntry on.
void KeepEntry(const XmlEvent& event, std::string_view path, Entry& entry) {
  constexpr std::string_view kDetails = "NtryDtls/TxDtls/";
  if (path.starts_with(kDetails)) {
    if (!entry.transactions.empty())
      KeepTransaction(event, path.substr(kDetails.size()), entry.transactions.back());
    return;
  }
  const std::string& text = event.text;
  if (path == "NtryRef") entry.entry_reference = text;
  if (path == "AcctSvcrRef") entry.bank_reference = text;
  if (path == "Amt") entry.amount = AmountIn(event);
  if (path == "CdtDbtInd") entry.direction = text;
  if (path == "RvslInd") entry.reversal = text == "true" || text == "1";
  if (path == "Sts" || path == "Sts/Cd") {
    if (!text.empty()) entry.status = text;
  }
  constexpr std::size_t kDateSize = 10;  // of a date, or the beginning of an instant
  if (path == "BookgDt/Dt" || path == "BookgDt/DtTm")
    entry.booking_date = text.substr(0, kDateSize);
  if (path == "ValDt/Dt" || path == "ValDt/DtTm") entry.value_date = text.substr(0, kDateSize);
  if (path == "AddtlNtryInf") entry.info = text;
}

tl::unexpected<Error> Skipped(std::string why) {
  return Fail(Code::kFailedPrecondition, Reason::kEntrySkipped, std::move(why));
}

Result<void> CheckTaken(const Entry& entry) {
  if (entry.status != "BOOK") return Skipped("is not booked");
  if (entry.direction == "CRDT") {
    if (entry.reversal) return Skipped("takes a debit back");
    return {};
  }
  if (entry.direction != "DBIT") return RowMalformed("says neither CRDT nor DBIT");
  if (!entry.reversal) return Skipped("is a debit");
  return {};
}

Result<domain::Money> Read(const Amount& amount) {
  ASSIGN_OR_RETURN(domain::Money money,
                   domain::ParseAmount("payment.amount", amount.text, amount.currency_code));
  if (money.minor_units <= 0) return FieldInvalid("payment.amount", "must be more than zero");
  return money;
}

// The amounts of a batch's transactions, which add up to the entry's.
Result<std::vector<domain::Money>> AmountsOf(const Entry& entry) {
  ASSIGN_OR_RETURN(const domain::Money total, Read(entry.amount));
  if (entry.transactions.size() == 1) return std::vector{total};
  std::vector<domain::Money> amounts;
  for (const Transaction& transaction : entry.transactions) {
    if (transaction.amount.text.empty())
      return FieldInvalid("payment.amount", "is missing in a transaction of a batch booking");
    ASSIGN_OR_RETURN(amounts.emplace_back(), Read(transaction.amount));
  }
  ASSIGN_OR_RETURN(const domain::Money sum, domain::Sum(total.currency_code, amounts));
  if (sum != total)
    return FieldInvalid("payment.amount",
                        "of a batch booking is not what its transactions add up to");
  return amounts;
}

class Camt053Reader final : public RowReader<PaymentEntry> {
 public:
  explicit Camt053Reader(ByteSource bytes) : events_(std::move(bytes)) {}

  Result<std::optional<Row<PaymentEntry>>> Next() override {
    while (rows_.empty()) {
      ASSIGN_OR_RETURN(const auto event, events_.Next());
      if (!event) {
        if (!begun_) return FileMalformed("is no camt.053 statement");
        return std::optional<Row<PaymentEntry>>();
      }
      RETURN_IF_ERROR(Take(*event));
    }
    Row<PaymentEntry> row = std::move(rows_.front());
    rows_.pop_front();
    return std::optional(std::move(row));
  }

 private:
  Result<void> Take(const XmlEvent& event) {
    if (!begun_) {
      if (event.path != "Document" || !event.space.starts_with(kSpace))
        return FileMalformed("line " + std::to_string(event.line) +
                             ": must be a Document of camt.053.001");
      begun_ = true;
    }
    if (!event.path.starts_with(kStatement)) return {};
    std::string_view path = std::string_view(event.path).substr(kStatement.size());
    if (!path.empty()) path.remove_prefix(1);
    const bool starts = event.kind == XmlEvent::Kind::kStart;
    if (path.empty() && starts) NewStatement();
    if (path == "Id" && !starts) statement_id_ = event.text;
    if ((path == "Acct/Id/IBAN" || path == "Acct/Id/Othr/Id") && !starts) account_ = event.text;
    constexpr std::string_view kEntry = "Ntry";
    if (path == kEntry) {
      if (!starts) return Finish();
      entry_ = Entry{};
      entry_.line = event.line;
      ++entries_;
    }
    if (path.starts_with("Ntry/")) TakeInEntry(event, path.substr(kEntry.size() + 1), starts);
    return {};
  }

  void NewStatement() {
    statement_id_.clear();
    account_.clear();
    entries_ = 0;
  }

  void TakeInEntry(const XmlEvent& event, std::string_view path, bool starts) {
    if (!starts) return KeepEntry(event, path, entry_);
    if (path != "NtryDtls/TxDtls") return;
    if (entry_.transactions.size() == kMaxBatch) {
      entry_.too_many = true;
      entry_.transactions.pop_back();
    }
    entry_.transactions.emplace_back();
  }

  // Makes rows of the entry that has ended.
  Result<void> Finish() {
    if (entry_.transactions.empty()) entry_.transactions.emplace_back();
    const std::vector<std::string> references = References();
    const auto refuse = [&](const Error& error) {
      rows_.push_back({entry_.line, references.front(), tl::unexpected(error)});
      return Result<void>();
    };
    if (entry_.too_many)
      return refuse(RowMalformed("has more than 10,000 transactions in one batch booking").value());
    if (const auto taken = CheckTaken(entry_); !taken) return refuse(taken.error());
    const auto amounts = AmountsOf(entry_);
    if (!amounts) return refuse(amounts.error());
    const std::string& day = entry_.booking_date.empty() ? entry_.value_date : entry_.booking_date;
    const auto date = ReadDate("payment.date", day, "YYYY-MM-DD");
    if (!date) return refuse(date.error());
    for (std::size_t i = 0; i < entry_.transactions.size(); ++i)
      rows_.push_back({entry_.line, references[i],
                       ToPayment(entry_.transactions[i], references[i], (*amounts)[i], *date)});
    return {};
  }

  PaymentEntry ToPayment(const Transaction& transaction, const std::string& reference,
                         const domain::Money& amount, CivilDate date) const {
    PaymentEntry payment;
    payment.reversal = entry_.direction == "DBIT";
    payment.account = account_;
    payment.reference = reference;
    payment.end_to_end = transaction.end_to_end;
    payment.amount = amount;
    payment.date = date;
    payment.payer = transaction.payer;
    payment.payer_account = transaction.payer_account;
    payment.text = transaction.text.empty() ? entry_.info : transaction.text;
    payment.reason = transaction.return_reason;
    return payment;
  }

  // One for each transaction, no two the same.
  std::vector<std::string> References() const {
    std::string own = entry_.bank_reference;
    if (own.empty() && !entry_.entry_reference.empty())
      own = statement_id_ + "/" + entry_.entry_reference;
    if (own.empty()) own = statement_id_ + "/#" + std::to_string(entries_);
    std::vector<std::string> references;
    std::set<std::string> distinct;
    for (const Transaction& transaction : entry_.transactions) {
      references.push_back(transaction.reference);
      if (!transaction.reference.empty()) distinct.insert(transaction.reference);
    }
    if (distinct.size() == references.size()) return references;
    if (references.size() == 1) return {own};
    for (std::size_t i = 0; i < references.size(); ++i)
      references[i] = own + "/" + std::to_string(i + 1);
    return references;
  }

  XmlEvents events_;
  bool begun_ = false;
  std::string statement_id_;
  std::string account_;
  std::int64_t entries_ = 0;  // of the statement, so far
  Entry entry_;
  std::deque<Row<PaymentEntry>> rows_;
};

}  // namespace

std::unique_ptr<RowReader<PaymentEntry>> ReadCamt053(ByteSource bytes) {
  return std::make_unique<Camt053Reader>(std::move(bytes));
}

}  // namespace countersign::formats
