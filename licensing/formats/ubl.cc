#include "licensing/formats/ubl.h"

#include <algorithm>
#include <span>

#include "licensing/formats/cells.h"
#include "licensing/formats/xml_events.h"

namespace countersign::formats {
namespace {

constexpr std::string_view kSpace = "urn:oasis:names:specification:ubl:schema:xsd:";

constexpr std::string_view kIds[] = {"AccountingCustomerParty/SupplierAssignedAccountID",
                                     "AccountingCustomerParty/CustomerAssignedAccountID",
                                     "AccountingCustomerParty/Party/EndpointID",
                                     "AccountingCustomerParty/Party/PartyIdentification/ID",
                                     "AccountingCustomerParty/Party/PartyTaxScheme/CompanyID",
                                     "AccountingCustomerParty/Party/PartyLegalEntity/CompanyID"};
constexpr std::string_view kNames[] = {
    "AccountingCustomerParty/Party/PartyLegalEntity/RegistrationName",
    "AccountingCustomerParty/Party/PartyName/Name"};

// The texts of the document as it writes them.
struct Texts {
  bool credit_note = false;
  std::string number;
  std::string issue_date;
  std::string due_date;
  std::string payment_due_date;
  std::string amount;
  std::string currency_code;
  std::string corrects;
  std::vector<std::string> ids;
  std::vector<std::string> names;
};

bool Holds(std::span<const std::string_view> list, std::string_view path) {
  return std::ranges::find(list, path) != list.end();
}

// `path`: from below the root on.
void Keep(const XmlEvent& event, std::string_view path, Texts& texts) {
  if (event.text.empty()) return;
  if (path == "ID") texts.number = event.text;
  if (path == "IssueDate") texts.issue_date = event.text;
  if (path == "DueDate") texts.due_date = event.text;
  if (path == "PaymentMeans/PaymentDueDate") texts.payment_due_date = event.text;
  if (path == "BillingReference/InvoiceDocumentReference/ID") texts.corrects = event.text;
  if (path == "LegalMonetaryTotal/PayableAmount") {
    texts.amount = event.text;
    const auto currency = event.attributes.find("currencyID");
    if (currency != event.attributes.end()) texts.currency_code = currency->second;
  }
  if (Holds(kIds, path)) texts.ids.push_back(event.text);
  if (Holds(kNames, path)) texts.names.push_back(event.text);
}

std::string Of(const std::map<std::string, std::string>& defaults, const std::string& field) {
  const auto found = defaults.find(field);
  return found == defaults.end() ? std::string() : found->second;
}

Result<InvoiceDocument> ToDocument(const Texts& texts,
                                   const std::map<std::string, std::string>& defaults) {
  InvoiceDocument document;
  document.credit_note = texts.credit_note;
  if (texts.number.empty()) return FieldInvalid("invoice.number", "is missing");
  document.number = texts.number;
  document.customer_ids = texts.ids;
  document.customer_names = texts.names;
  if (document.customer_ids.empty() && document.customer_names.empty())
    document.customer_ids = document.customer_names = {Of(defaults, "customer")};
  if (texts.amount.empty()) return FieldInvalid("invoice.amount", "is missing");
  ASSIGN_OR_RETURN(document.amount,
                   domain::ParseAmount("invoice.amount", texts.amount, texts.currency_code));
  ASSIGN_OR_RETURN(document.invoice_date,
                   ReadDate("invoice.invoice_date", texts.issue_date, "YYYY-MM-DD"));
  const std::string& due = texts.due_date.empty() ? texts.payment_due_date : texts.due_date;
  if (!due.empty()) {
    ASSIGN_OR_RETURN(document.due_date, ReadDate("invoice.due_date", due, "YYYY-MM-DD"));
  } else if (const std::string days = Of(defaults, "credit_term_days"); !days.empty()) {
    ASSIGN_OR_RETURN(document.credit_term_days, ReadDays("invoice.credit_term_days", days));
  }
  document.contract = FullName(Of(defaults, "contract"), "contracts/");
  document.sub_contract =
      FullName(Of(defaults, "subcontract"), document.contract + "/subcontracts/");
  document.corrects = texts.corrects;
  return document;
}

class UblReader final : public RowReader<InvoiceDocument> {
 public:
  UblReader(ByteSource bytes, std::map<std::string, std::string> defaults)
      : events_(std::move(bytes)), defaults_(std::move(defaults)) {}

  Result<std::optional<Row<InvoiceDocument>>> Next() override {
    if (done_) return std::optional<Row<InvoiceDocument>>();
    ASSIGN_OR_RETURN(auto root, events_.Next());
    if (!root) return FileMalformed("is no UBL document");
    RETURN_IF_ERROR(CheckRoot(*root));
    Texts texts;
    texts.credit_note = root->path == "CreditNote";
    const std::size_t skip = root->path.size() + 1;
    while (true) {
      ASSIGN_OR_RETURN(const auto event, events_.Next());
      if (!event) break;
      if (event->kind == XmlEvent::Kind::kEnd && event->path.size() > skip)
        Keep(*event, std::string_view(event->path).substr(skip), texts);
    }
    done_ = true;
    return std::optional(
        Row<InvoiceDocument>{root->line, texts.number, ToDocument(texts, defaults_)});
  }

 private:
  static Result<void> CheckRoot(const XmlEvent& root) {
    const std::string kind = root.path;
    if ((kind == "Invoice" || kind == "CreditNote") &&
        root.space == std::string(kSpace) + kind + "-2")
      return {};
    return FileMalformed("line " + std::to_string(root.line) +
                         ": must be an Invoice or CreditNote of UBL 2");
  }

  XmlEvents events_;
  std::map<std::string, std::string> defaults_;
  bool done_ = false;
};

}  // namespace

std::unique_ptr<RowReader<InvoiceDocument>> ReadUbl(ByteSource bytes,
                                                    std::map<std::string, std::string> defaults) {
  return std::make_unique<UblReader>(std::move(bytes), std::move(defaults));
}

}  // namespace countersign::formats
