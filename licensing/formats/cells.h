// Dates, amounts and names as people write them in tables.
#ifndef COUNTERSIGN_FORMATS_CELLS_H_
#define COUNTERSIGN_FORMATS_CELLS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "licensing/base/clock.h"
#include "licensing/base/result.h"
#include "licensing/domain/money.h"

namespace countersign::formats {

// `format`: as domain::ImportMapping::date_format. Months and days may have one digit where
// something stands between them. FIELD_INVALID for `field`.
Result<CivilDate> ReadDate(std::string_view field, std::string_view text, std::string_view format);

// Digits with at most the currency's number of digits after `decimal` ('.' or ','), and perhaps a
// minus before them. Thousands may be grouped, all of them, by the other one of the two, a space
// (also U+00A0 and U+202F) or an apostrophe. FIELD_INVALID for `field`, and the errors of
// domain::ParseAmount.
Result<domain::Money> ReadAmount(std::string_view field, std::string_view text, char decimal,
                                 std::string_view currency_code);

// A whole number of days. FIELD_INVALID for `field`.
Result<std::int32_t> ReadDays(std::string_view field, std::string_view text);

// "hetong-7" -> "contracts/hetong-7", for the collection "contracts/"; a full name stays.
std::string FullName(const std::string& text, const std::string& collection);

}  // namespace countersign::formats

#endif  // COUNTERSIGN_FORMATS_CELLS_H_
