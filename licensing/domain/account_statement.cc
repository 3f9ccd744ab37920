#include "licensing/domain/account_statement.h"

#include <map>

namespace countersign::domain {
namespace {

struct Words {
  std::string_view title, customer, as_of, invoice, due, open, credit, total, none, request;
};

constexpr Words kEnglish = {
    "STATEMENT OF ACCOUNT",
    "Customer",
    "As of the end of",
    "Invoice",
    "due",
    "open",
    "Credit of",
    "Total open",
    "Nothing is open.",
    "Please confirm this statement under your seal or signature, or say what differs.",
};
constexpr Words kChinese = {
    "对账函",       "客户",
    "截至日期",     "应收款",
    "到期日",       "未付金额",
    "余额（贷方）", "未付合计",
    "无未付款项。", "请核对上述款项，相符请盖章或签字确认，不符请注明差异。",
};

Result<std::string> AmountText(const Money& money) {
  ASSIGN_OR_RETURN(const std::string amount, FormatAmount(money));
  return money.currency_code + " " + amount;
}

Result<std::string> LineText(const Words& words, const StatementLine& line) {
  ASSIGN_OR_RETURN(const std::string amount, AmountText(line.open));
  return std::string(words.invoice) + " " + line.number + "  " + std::string(words.due) + " " +
         FormatCivilDate(line.due_date) + "  " + std::string(words.open) + " " + amount + "\n";
}

// A line each currency, less what is the customer's.
Result<std::string> TotalsText(const Words& words, const StatementTextFacts& facts) {
  std::map<std::string, std::vector<Money>> amounts;
  for (const StatementLine& line : facts.lines)
    amounts[line.open.currency_code].push_back(line.open);
  for (const auto& credit : facts.credits)
    amounts[credit.amount.currency_code].push_back(
        {credit.amount.currency_code, -credit.amount.minor_units});
  if (amounts.empty()) return std::string(words.none) + "\n";
  std::string text;
  for (const auto& [currency_code, list] : amounts) {
    ASSIGN_OR_RETURN(const Money total, Sum(currency_code, list));
    ASSIGN_OR_RETURN(const std::string amount, AmountText(total));
    text += std::string(words.total) + ": " + amount + "\n";
  }
  return text;
}

}  // namespace

Result<std::string> StatementText(const StatementTextFacts& facts, std::string_view language) {
  const Words& words = language.starts_with("zh") ? kChinese : kEnglish;
  std::string text = std::string(words.title) + "\n" + std::string(words.customer) + ": " +
                     facts.customer + "\n" + std::string(words.as_of) + ": " +
                     FormatCivilDate(facts.date) + " (" + facts.time_zone + ")\n\n";
  for (const StatementLine& line : facts.lines) {
    ASSIGN_OR_RETURN(const std::string written, LineText(words, line));
    text += written;
  }
  for (const auto& credit : facts.credits) {
    ASSIGN_OR_RETURN(const std::string amount, AmountText(credit.amount));
    text += std::string(words.credit) + " " + FormatCivilDate(credit.date) + ": " + amount + "\n";
  }
  ASSIGN_OR_RETURN(const std::string totals, TotalsText(words, facts));
  return text + totals + "\n" + std::string(words.request) + "\n";
}

}  // namespace countersign::domain
