// A settlement quote that was made to a customer: offered, then accepted in time, or over.
#ifndef COUNTERSIGN_DOMAIN_SETTLEMENT_OFFER_H_
#define COUNTERSIGN_DOMAIN_SETTLEMENT_OFFER_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/domain/catalog.h"
#include "licensing/domain/settlement.h"

namespace countersign::domain {

enum class SettlementState {
  kOffered = 1,
  kAccepted = 2,
  kExpired = 3,  // its last day has passed
};
// E.g. "OFFERED".
std::string_view StateName(SettlementState state);

// A promise on what the settlement leaves unsettled, by a named person.
struct Commitment {
  Money amount;  // more than zero, at most the unsettled rest
  CivilDate date;
  std::string condition;  // 0 to 4000 characters
  std::string contact_id;
};

struct SettlementAcceptance {
  CivilDate date;  // on the paper
  std::string contact_id;
  std::string paper_sha256;  // 64 lower-case digits
};

struct Settlement {
  std::string id;
  std::string contract_id;
  std::optional<std::string> sub_contract_id;  // nothing: the whole contract
  CivilDate made_on;
  CivilDate date;         // for which it was computed
  CivilDate last_day;     // on which it can be accepted
  Instant expire_time{};  // the first instant after it, in the contract's time zone
  Money discount;         // offered; zero: none
  SettlementQuote quote;
  // What remains of the stages that are its subject when it is paid: what is not done, or is
  // retained.
  Money unsettled;
  // Over all of the above: what the customer signs for. 64 lower-case digits.
  std::string document_sha256;

  SettlementState state = SettlementState::kOffered;
  std::optional<SettlementAcceptance> acceptance;
  std::optional<Commitment> commitment;
  std::vector<std::string> invoice_ids;      // that its acceptance made
  std::vector<std::string> credit_note_ids;  // likewise, for the discount
  ResourceMeta meta;
};

// FIELD_INVALID: "last_date" before `today` or more than 366 days after it, "date" after that.
Result<void> CheckOfferDays(CivilDate date, CivilDate last_day, CivilDate today);

// The settlement as it is accepted. `now_quoted`: what its quote would be by what is known now, for
// the same date and without the discount; `signatories`: the customer's contacts with that role.
//
// FAILED_PRECONDITION: STATE_CONFLICT unless it is offered, OFFER_ENDED after its last day,
// OFFER_OUTDATED if the quote would be another one (metadata `changed` names what differs),
// SIGNATORY_MISSING. FIELD_INVALID: "date" after `today`, or before the quote was made; the paper's
// hash; of the commitment, the amount, a date not after the acceptance, texts.
Result<Settlement> Accept(Settlement settlement, const SettlementAcceptance& acceptance,
                          const std::optional<Commitment>& commitment,
                          const SettlementQuote& now_quoted,
                          const std::vector<std::string>& signatories, CivilDate today);

// EXPIRED at `now`; nothing unless it is offered and its time has passed.
std::optional<Settlement> Expire(Settlement settlement, Instant now);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_SETTLEMENT_OFFER_H_
