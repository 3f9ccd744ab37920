#include "licensing/domain/guard_rails.h"

#include <algorithm>

namespace countersign::domain {
namespace {

constexpr std::int64_t kLeastCap = 5;
constexpr std::int64_t kCapShare = 50;  // one customer in so many: 2 %

constexpr RailText kRails[] = {
    {Rail::kAssent, "ASSENT",
     "The right to stop was disclosed, and a signatory agreed to it separately, before the day of "
     "each invoice that is relied on.",
     "The contract; PRC Civil Code art. 496 (standard terms of major interest must be pointed "
     "out); UCITA section 816, Va. Code 59.1-508.16 (separate assent)"},
    {Rail::kReceipt, "RECEIPT",
     "The formal notice was received, with proof, and named each invoice that is relied on; its "
     "agreed papers were delivered.",
     "The contract; PRC Civil Code art. 137 (a declaration takes effect when it arrives) and 526 "
     "(who has to perform first)"},
    {Rail::kCure, "CURE",
     "The cure period has run out: all its days were full days after the day of receipt, without "
     "those on which a dispute or a promise stopped its clock, and every step before was carried "
     "out.",
     "The contract's ladder; PRC Civil Code art. 563 (a reasonable time after a demand)"},
    {Rail::kThreshold, "THRESHOLD",
     "The undisputed principal that is overdue is at least the agreed share of the price of the "
     "sub-contract; interest and costs do not count.",
     "The contract; PRC Civil Code art. 509 (good faith)"},
    {Rail::kNothingRests, "NOTHING_RESTS",
     "No dispute covers it, no promise is pending, no plan is being kept, and no hold is placed.",
     "What was agreed with the customer after the invoice; a guard of the product"},
    {Rail::kNotExempt, "NOT_EXEMPT",
     "Neither the sub-contract nor a product that it delivers is safety-critical, the customer is "
     "no consumer, and the contract is in force and more than tracked.",
     "The contract; a guard of the product for people's safety and for consumers"},
    {Rail::kDay, "DAY",
     "It is a business day there, 09:00 to 15:00, not the day before a closure, not one of the "
     "three business days after a holiday of five days or more, and no blackout of the contract.",
     "The contract's calendar and blackouts; a guard of the product: somebody must be there to "
     "pay or to answer"},
    {Rail::kPaymentData, "PAYMENT_DATA",
     "All payments are known through the previous business day, no receipt is unmatched that may "
     "be this customer's, and no payment slip was shown within three business days.",
     "A guard of the product: nobody is stopped who has paid"},
    {Rail::kSureOfItself, "SURE_OF_ITSELF", "The server is sure of its clock and its store.",
     "A guard of the product: nobody is stopped on doubtful facts"},
    {Rail::kCap, "CAP",
     "Effects begin for at most 5 customers a day, or 2 % of them if that is more, unless two "
     "people agreed to more.",
     "A guard of the product: a mistake must not stop a whole customer base"},
};

}  // namespace

std::span<const RailText> GuardRails() { return kRails; }

std::int64_t CustomersForCap(std::int64_t affected) { return (affected + 1) * kCapShare; }

std::int64_t DailyCap(std::int64_t customers) { return std::max(kLeastCap, customers / kCapShare); }

}  // namespace countersign::domain
