// What customers owe as of a date, and how old it is.
#ifndef COUNTERSIGN_APP_STATEMENTS_H_
#define COUNTERSIGN_APP_STATEMENTS_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/claim_documents.h"
#include "licensing/app/claims.h"
#include "licensing/app/interest_due.h"
#include "licensing/domain/aging.h"

namespace countersign::app {

// What counts on `date`: what was on record by the end of that day in the zone. FIELD_INVALID
// (`time_zone`, `date`).
Result<domain::AsOf> EndOfDay(CivilDate date, std::string_view time_zone);

struct StatementItem {
  domain::Invoice invoice;
  // What was claimed and is open; see the interface's comment for less than zero. Zero where only
  // interest is left that was not claimed yet.
  domain::Money open;
  domain::ClaimParts open_parts;  // the same by part
  domain::Money bills;            // of `open`: what bills will pay at their maturity
  domain::Money disputed;
  InterestDue interest;  // through the date
  ClaimClock limitation;
  std::int64_t days_overdue = 0;
  bool urgent = false;  // by the one-third rule
  // Of `open`: what each bill will pay, what is or was disputed, each, and the rest.
  std::vector<domain::OpenItem> parts;
};
struct StatementCredit {
  domain::Payment payment;
  domain::Money credit;  // more than zero
};
struct StatementTotal {
  domain::Money open;
  domain::Money overdue;
  domain::Money disputed;
  domain::Money credit;
  domain::Money unclaimed_interest;  // not in `open`
  domain::Money bills;               // of `open`
};
struct Statement {
  std::map<std::string, StatementTotal> totals;  // by currency
  std::vector<StatementItem> items;              // by due date, then number
  std::vector<StatementCredit> credits;          // by date, then id
};

// With interest through the date. RESOURCE_NOT_FOUND, AMOUNT_OVERFLOW.
Result<Statement> MakeStatement(View& view, std::string_view customer_id,
                                const domain::AsOf& as_of);

// The same without interest that was not claimed and without limitation clocks: settled history is
// not read.
Result<Statement> MakeOpenStatement(View& view, std::string_view customer_id,
                                    const domain::AsOf& as_of);

struct AgingRow {
  std::string customer_id;  // empty: all of the currency
  std::string currency_code;
  domain::Aging aging;
};

// Of what was claimed: interest that accrued since is not in it. A row for each currency, or each
// customer and currency, in which something is open or credit, in this order. AMOUNT_OVERFLOW.
Result<std::vector<AgingRow>> MakeAging(View& view, const domain::AsOf& as_of, bool by_customer);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_STATEMENTS_H_
