// Which claim, and which part of it, money pays.
//
// Sources: PRC Civil Code art. 560 (among debts) and 561 (within one); likewise German BGB ss. 366
// and 367, French Code civil art. 1342-10 and 1343-1. The contract may set another order within an
// invoice.
//
// A credit note is a claim of the customer's and allocates like a payment: pass its amount without
// the sign, and the invoice that it corrects as the designated one.
#ifndef COUNTERSIGN_DOMAIN_ALLOCATION_H_
#define COUNTERSIGN_DOMAIN_ALLOCATION_H_

#include <optional>
#include <string>
#include <vector>

#include "licensing/base/clock.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

enum class ClaimPart { kCosts = 1, kInterest = 2, kPrincipal = 3 };

struct ClaimParts {
  Money costs;
  Money interest;
  Money principal;
  bool operator==(const ClaimParts&) const = default;
};
// The named part of `parts`.
Money& PartOf(ClaimParts& parts, ClaimPart part);
const Money& PartOf(const ClaimParts& parts, ClaimPart part);

struct PartAllocation {
  ClaimParts paid;
  ClaimParts left;
  Money unallocated;
};

// FIELD_INVALID ("order") unless each part is there once.
Result<void> CheckOrder(const std::vector<ClaimPart>& order);

// Pays the parts of one claim in `order`, which names each part once. Nothing is lost:
// Σ paid + unallocated = payment, and paid + left = owed in each part. FIELD_INVALID: a negative
// amount ("costs", "interest", "principal", "payment"), another order ("order"). CURRENCY_MISMATCH.
Result<PartAllocation> AllocateWithin(const ClaimParts& owed, const Money& payment,
                                      const std::vector<ClaimPart>& order);

// An invoice as a payment meets it.
struct Debt {
  std::string invoice;                // its number, unique among the debts
  Money open;                         // all of it that is unpaid; not less than zero
  Money open_principal;               // the principal in that
  std::optional<CivilDate> due_date;  // absent: not yet due
  bool secured = false;               // by a guarantee, pledge or mortgage
  Rate annual_rate;                   // of its late interest, by YearlyRateOn
};

struct InvoiceAllocation {
  std::string invoice;
  Money amount;  // more than zero
  bool operator==(const InvoiceAllocation&) const = default;
};

struct Allocation {
  std::vector<InvoiceAllocation> allocated;  // in the order in which they are paid
  Money unallocated;                         // a credit of the customer's
};

// Pays debts: those in `designated` first, in the order in which the payer names them; then due on
// or before the payment date before not yet due; unsecured before secured; the higher rate first;
// the earliest due first. Debts that are equal in all this share by their open amounts: each gets
// its share without fraction, and what is left over goes one minor unit each to the largest
// fractions, equal ones by invoice number. The order of `debts` never matters, and Σ allocated +
// unallocated = payment. FIELD_INVALID: a negative amount ("payment", "debts"), an invoice twice
// ("debts"), a designated one that is not among the debts or is named twice
// ("designated"). CURRENCY_MISMATCH.
Result<Allocation> AllocateAmong(const std::vector<Debt>& debts, const Money& payment,
                                 CivilDate payment_date,
                                 const std::vector<std::string>& designated);

// A payment that names no invoice but equals the open principal, or all that is open, of exactly
// one is meant for it: its number. Absent where none or several fit. Pass it on as designated.
std::optional<std::string> DesignatedByAmount(const std::vector<Debt>& debts, const Money& payment);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_ALLOCATION_H_
