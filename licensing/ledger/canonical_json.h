// The one text of a JSON value (RFC 8785), so that its hash means the value.
#ifndef COUNTERSIGN_LEDGER_CANONICAL_JSON_H_
#define COUNTERSIGN_LEDGER_CANONICAL_JSON_H_

#include <boost/json/fwd.hpp>
#include <string>
#include <string_view>

#include "licensing/base/result.h"

namespace countersign::ledger {

// Members in the order of their names' UTF-16 code units, no white space. Integers of up to 64 bits
// are written as strings, since RFC 8785's numbers hold 53. INTERNAL for a number with a fraction
// or for text that is not UTF-8: neither belongs on record.
Result<std::string> CanonicalJson(const boost::json::value& value);

// For whoever writes an object's members himself: the order of their names, and the canonical form
// of one string. False for text that is not UTF-8; `out` is then of no use.
bool ComesBefore(std::string_view a, std::string_view b);
bool AppendCanonicalText(std::string& out, std::string_view text);

}  // namespace countersign::ledger

#endif  // COUNTERSIGN_LEDGER_CANONICAL_JSON_H_
