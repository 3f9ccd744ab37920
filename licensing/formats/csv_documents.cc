#include "licensing/formats/csv_documents.h"

#include <algorithm>
#include <map>

#include "licensing/formats/cells.h"
#include "licensing/formats/csv.h"
#include "licensing/formats/text_decoder.h"

namespace countersign::formats {
namespace {

// The texts of one row by field; empty ones are left out.
using Texts = std::map<std::string, std::string, std::less<>>;

std::string Of(const Texts& texts, std::string_view field) {
  const auto found = texts.find(field);
  return found == texts.end() ? std::string() : found->second;
}

// Reads a field of `texts` if it is there.
template <class T, class Read>
Result<std::optional<T>> Optional(const Texts& texts, std::string_view field, Read read) {
  const auto found = texts.find(field);
  if (found == texts.end()) return std::optional<T>();
  ASSIGN_OR_RETURN(T value, read(found->second));
  return std::optional<T>(std::move(value));
}

// What both kinds of files share: rows of texts by field.
class TextRows {
 public:
  TextRows(ByteSource text, const domain::ImportMapping& mapping)
      : mapping_(mapping),
        csv_(std::move(text), mapping.delimiter == "tab" ? '\t' : mapping.delimiter.front()) {}

  const domain::ImportMapping& mapping() const { return mapping_; }

  Result<std::optional<Row<Texts>>> Next() {
    if (width_ == 0) RETURN_IF_ERROR(ReadHeadings());
    ASSIGN_OR_RETURN(auto row, csv_.Next());
    if (!row) return std::optional<Row<Texts>>();
    if (!row->content)
      return std::optional(Row<Texts>{row->line, {}, tl::unexpected(row->content.error())});
    return std::optional(Row<Texts>{row->line, {}, ToTexts(*row->content)});
  }

 private:
  Result<void> ReadHeadings() {
    ASSIGN_OR_RETURN(const auto row, csv_.Next());
    if (!row) return FileMalformed("the file has no rows: the first one names the columns");
    if (!row->content) return FileMalformed("line 1: " + row->content.error().message);
    const CsvCells& headings = *row->content;
    width_ = headings.size();
    for (const auto& [field, heading] : mapping_.columns) {
      const auto found = std::ranges::find(headings, heading);
      if (found == headings.end())
        return FileMalformed("the first row has no column \"" + heading + "\", which " + field +
                             " is to come from");
      if (std::find(found + 1, headings.end(), heading) != headings.end())
        return FileMalformed("the first row has the column \"" + heading + "\" twice");
      columns_[field] = static_cast<std::size_t>(found - headings.begin());
    }
    return {};
  }

  Result<Texts> ToTexts(const CsvCells& cells) const {
    if (cells.size() != width_)
      return RowMalformed("has " + std::to_string(cells.size()) +
                          " cells where the first row has " + std::to_string(width_));
    Texts texts(mapping_.defaults.begin(), mapping_.defaults.end());
    for (const auto& [field, column] : columns_) {
      const std::string& cell = cells[column];
      if (cell.find(kNoCharacter) != cell.npos)
        return RowMalformed("has bytes that are no characters in the file's encoding");
      if (!cell.empty()) texts[field] = cell;
    }
    return texts;
  }

  domain::ImportMapping mapping_;
  CsvReader csv_;
  std::size_t width_ = 0;
  std::map<std::string, std::size_t> columns_;
};

Result<CivilDate> DateOf(const Texts& texts, std::string_view name, std::string_view field,
                         const domain::ImportMapping& mapping) {
  ASSIGN_OR_RETURN(const auto date, Optional<CivilDate>(texts, name, [&](const std::string& text) {
                     return ReadDate(field, text, mapping.date_format);
                   }));
  if (!date) return FieldInvalid(field, "is empty");
  return *date;
}

Result<domain::Money> AmountOf(const Texts& texts, const std::string& resource,
                               const domain::ImportMapping& mapping) {
  const auto amount = texts.find("amount");
  if (amount == texts.end()) return FieldInvalid(resource + ".amount", "is empty");
  const std::string currency_code = Of(texts, "currency_code");
  if (currency_code.empty()) return FieldInvalid(resource + ".amount.currency_code", "is empty");
  return ReadAmount(resource + ".amount", amount->second, mapping.decimal_separator.front(),
                    currency_code)
      .map_error([&](Error&& error) {
        if (error.metadata["field"] == "currency_code")
          error.metadata["field"] = resource + ".amount.currency_code";
        return std::move(error);
      });
}

Result<InvoiceDocument> ToInvoice(const Texts& texts, const domain::ImportMapping& mapping) {
  InvoiceDocument invoice;
  invoice.number = Of(texts, "number");
  if (invoice.number.empty()) return FieldInvalid("invoice.number", "is empty");
  const std::string customer = Of(texts, "customer");
  if (customer.empty()) return FieldInvalid("invoice.customer", "is empty");
  invoice.customer_ids = {customer};
  invoice.customer_names = {customer};
  ASSIGN_OR_RETURN(invoice.amount, AmountOf(texts, "invoice", mapping));
  ASSIGN_OR_RETURN(invoice.invoice_date,
                   DateOf(texts, "invoice_date", "invoice.invoice_date", mapping));
  ASSIGN_OR_RETURN(invoice.due_date,
                   Optional<CivilDate>(texts, "due_date", [&](const std::string& text) {
                     return ReadDate("invoice.due_date", text, mapping.date_format);
                   }));
  ASSIGN_OR_RETURN(invoice.credit_term_days,
                   Optional<std::int32_t>(texts, "credit_term_days", [](const std::string& text) {
                     return ReadDays("invoice.credit_term_days", text);
                   }));
  invoice.contract = FullName(Of(texts, "contract"), "contracts/");
  invoice.sub_contract = FullName(Of(texts, "subcontract"), invoice.contract + "/subcontracts/");
  return invoice;
}

Result<PaymentEntry> ToPayment(const Texts& texts, const domain::ImportMapping& mapping) {
  PaymentEntry entry;
  entry.reference = Of(texts, "reference");
  if (entry.reference.empty()) return FieldInvalid("payment.reference", "is empty");
  ASSIGN_OR_RETURN(entry.amount, AmountOf(texts, "payment", mapping));
  if (entry.amount.minor_units < 0)
    return Fail(Code::kFailedPrecondition, Reason::kEntrySkipped, "is no money received");
  ASSIGN_OR_RETURN(entry.date, DateOf(texts, "date", "payment.date", mapping));
  entry.customer = Of(texts, "customer");
  entry.payer = Of(texts, "payer");
  entry.payer_account = Of(texts, "account");
  entry.text = Of(texts, "text");
  if (const std::string invoice = Of(texts, "invoice"); !invoice.empty())
    entry.invoices = {invoice};
  return entry;
}

template <class T>
class Documents final : public RowReader<T> {
 public:
  using Convert = Result<T> (*)(const Texts&, const domain::ImportMapping&);
  Documents(ByteSource text, const domain::ImportMapping& mapping, std::string_view known_by,
            Convert convert)
      : rows_(std::move(text), mapping), known_by_(known_by), convert_(convert) {}

  Result<std::optional<Row<T>>> Next() override {
    ASSIGN_OR_RETURN(auto row, rows_.Next());
    if (!row) return std::optional<Row<T>>();
    if (!row->content)
      return std::optional(Row<T>{row->line, {}, tl::unexpected(row->content.error())});
    return std::optional(
        Row<T>{row->line, Of(*row->content, known_by_), convert_(*row->content, rows_.mapping())});
  }

 private:
  TextRows rows_;
  std::string_view known_by_;
  Convert convert_;
};

}  // namespace

std::unique_ptr<RowReader<InvoiceDocument>> ReadCsvInvoices(ByteSource text,
                                                            const domain::ImportMapping& mapping) {
  return std::make_unique<Documents<InvoiceDocument>>(std::move(text), mapping, "number",
                                                      ToInvoice);
}

std::unique_ptr<RowReader<PaymentEntry>> ReadCsvPayments(ByteSource text,
                                                         const domain::ImportMapping& mapping) {
  return std::make_unique<Documents<PaymentEntry>>(std::move(text), mapping, "reference",
                                                   ToPayment);
}

}  // namespace countersign::formats
