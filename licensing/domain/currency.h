// Which currencies there are, and how many digits each has after the point.
//
// Source: ISO 4217 list one (the maintenance agency's table of current currencies and funds, with
// its amendments up to no. 179 of May 2025). Left out are the codes for which the list gives no
// minor unit, since nobody can be invoiced in them: metals, XDR, XSU, XUA, bond market units, XTS,
// XXX.
#ifndef COUNTERSIGN_DOMAIN_CURRENCY_H_
#define COUNTERSIGN_DOMAIN_CURRENCY_H_

#include <string_view>

#include "licensing/base/result.h"

namespace countersign::domain {

// Digits after the point of an amount in this currency: 0 (JPY) to 4 (CLF). FIELD_INVALID that
// names `field` for a code that is not in the list; codes are upper case.
Result<int> MinorDigits(std::string_view field, std::string_view currency_code);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_CURRENCY_H_
