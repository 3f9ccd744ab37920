// Amounts of money as a person types and reads them: "CNY 180000.00".
#ifndef COUNTERSIGN_CLI_MONEY_H_
#define COUNTERSIGN_CLI_MONEY_H_

#include <string>
#include <string_view>

#include "admin/cli/text.h"
#include "countersign/v1/common.pb.h"

namespace countersign::cli {

// Digits after the point of an amount in this currency, by ISO 4217. The server knows which
// currencies there are; here one that is not known has two.
int MinorDigits(std::string_view currency_code);

// An amount and an ISO 4217 code in either order and case, with a space between them:
// "180000.00 CNY", "eur 1.5", "750 JPY". No sign, no grouping, no more digits after the point than
// the currency has.
Parsed<void> SetMoney(v1::Money& value, std::string_view text);

// "CNY 180000.00", "EUR -0.50".
std::string MoneyText(const v1::Money& value);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_MONEY_H_
