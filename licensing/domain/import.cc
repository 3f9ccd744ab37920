#include "licensing/domain/import.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <span>
#include <string_view>

#include "licensing/base/encoding.h"
#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

constexpr std::size_t kMaxText = 200;

struct KnownField {
  std::string_view name;
  bool needed = false;
};
constexpr KnownField kInvoiceFields[] = {
    {"number", true},        {"customer", true},     {"amount", true},
    {"currency_code", true}, {"invoice_date", true}, {"due_date"},
    {"credit_term_days"},    {"contract"},           {"subcontract"}};
constexpr KnownField kPaymentFields[] = {
    {"reference", true}, {"amount", true}, {"currency_code", true},
    {"date", true},      {"customer"},     {"payer"},
    {"account"},         {"text"},         {"invoice"}};

std::span<const KnownField> FieldsOf(ImportKind kind) {
  if (kind == ImportKind::kInvoices) return kInvoiceFields;
  return kPaymentFields;
}

Result<void> CheckTexts(std::string_view path, const std::map<std::string, std::string>& texts,
                        std::span<const KnownField> known) {
  for (const auto& [field, text] : texts) {
    const std::string name = std::string(path) + "." + field;
    if (std::ranges::find(known, field, &KnownField::name) == known.end())
      return FieldInvalid(name, "is no field of such files");
    RETURN_IF_ERROR(CheckText(name, text, 1, kMaxText));
  }
  return {};
}

std::string IdOf(std::initializer_list<std::string_view> parts) {
  std::string key;
  for (const std::string_view part : parts) key.append(key.empty() ? "" : "\n").append(part);
  constexpr std::size_t kDigits = 40;
  return "e" + HexEncode(Sha256(key)).substr(0, kDigits);
}

bool Holds(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

Result<void> CheckMapping(const ImportMapping& mapping) {
  RETURN_IF_ERROR(CheckText("mapping.display_name", mapping.display_name, 1, kMaxText));
  const auto known = FieldsOf(mapping.kind);
  RETURN_IF_ERROR(CheckTexts("mapping.columns", mapping.columns, known));
  RETURN_IF_ERROR(CheckTexts("mapping.defaults", mapping.defaults, known));
  for (const KnownField& field : known) {
    const std::string name(field.name);
    if (field.needed && !mapping.columns.contains(name) && !mapping.defaults.contains(name))
      return FieldInvalid("mapping.columns", "needs one for " + name + ", or a default");
  }
  constexpr std::array<std::string_view, 4> kDelimiters = {",", ";", "|", "tab"};
  if (std::ranges::find(kDelimiters, mapping.delimiter) == kDelimiters.end())
    return FieldInvalid("mapping.delimiter", "must be one of , ; | and tab");
  if (mapping.decimal_separator != "." && mapping.decimal_separator != ",")
    return FieldInvalid("mapping.decimal_separator", "must be . or ,");
  RETURN_IF_ERROR(CheckText("mapping.date_format", mapping.date_format, 1, kMaxText));
  const std::string_view format = mapping.date_format;
  if (!Holds(format, "YY") || !Holds(format, "MM") || !Holds(format, "DD") || Holds(format, "%"))
    return FieldInvalid("mapping.date_format",
                        "must consist of YYYY, MM, DD and what separates them");
  return {};
}

std::string BankEntryId(std::string_view account, std::string_view reference, bool reversal) {
  return IdOf({reversal ? "reversal" : "entry", account, reference});
}

std::string BankEntryId(std::string_view account, std::string_view reference, const Money& amount) {
  return IdOf(
      {"entry", account, reference, amount.currency_code, std::to_string(amount.minor_units)});
}

bool MayBeOf(const BankEntry& entry, std::string_view customer_id) {
  if (entry.customer_id.empty() && entry.candidates.empty()) return true;
  return entry.customer_id == customer_id ||
         std::ranges::find(entry.candidates, customer_id) != entry.candidates.end();
}

}  // namespace countersign::domain
