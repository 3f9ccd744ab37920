// Statements of account that are sent for confirmation, and attestations that payments are on
// record.
#ifndef COUNTERSIGN_APP_ACCOUNT_STATEMENTS_H_
#define COUNTERSIGN_APP_ACCOUNT_STATEMENTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/app/act.h"
#include "licensing/domain/account_statement.h"

namespace countersign::app {

// What a statement of account says, as of the end of `date`.
struct StatementRequest {
  std::string customer_id;
  std::optional<CivilDate> date;  // nothing: today in the zone; not after it
  std::string time_zone;          // IANA; empty: UTC
  std::string language;           // of the text; empty: English
};
struct StatementDraft {
  CivilDate date;
  std::vector<domain::StatementLine> lines;
  std::string text;
  std::string text_sha256;
};
// FIELD_INVALID, RESOURCE_NOT_FOUND, AMOUNT_OVERFLOW.
Result<StatementDraft> DraftStatement(View& view, const StatementRequest& request, Instant now);

// A statement that was sent by hand.
struct NewSentStatement {
  std::string id;
  StatementRequest content;          // its language is the contact's where it is empty
  std::string contact_id;            // to whom, of the customer
  std::optional<CivilDate> sent_on;  // nothing: today in the statement's zone
  domain::SendMethod method = domain::SendMethod::kHandedOver;
  std::string proof_sha256;
  std::string text_sha256;  // of the text that was sent; empty: of the text as it is now
};
// Freezes the statement. FIELD_INVALID, RESOURCE_NOT_FOUND, RESOURCE_EXISTS, DOCUMENT_MISMATCH if
// another text was sent.
Result<domain::SentStatement> SendStatement(Transaction& tx, const Act& act,
                                            const NewSentStatement& draft);

// What the customer says to it.
struct StatementAnswer {
  std::string statement_id;
  std::string etag;  // empty: whatever it is
  bool confirmed = true;
  std::string customer_id;  // of the contact
  std::string contact_id;
  std::optional<CivilDate> date;  // nothing: today in the statement's zone
  std::string paper_sha256;       // the sealed or signed paper
  std::string remarks;            // of a contradiction: what is wrong, 1 to 500 characters
};
// A confirmation restarts the limitation clock of what the statement lists as owed. FIELD_INVALID,
// RESOURCE_NOT_FOUND, ETAG_MISMATCH, STATE_CONFLICT if it was answered before.
Result<domain::SentStatement> AnswerStatement(Transaction& tx, const Act& act,
                                              const StatementAnswer& answer);

// A confirmation that lists an invoice: it fixes what was open then.
struct Confirmation {
  std::string statement_id;
  CivilDate date;      // on which the customer confirmed
  CivilDate as_of;     // of the statement
  domain::Money open;  // on the invoice, as it was confirmed
};
// By date.
Result<std::vector<Confirmation>> ConfirmedOn(View& view, const domain::Invoice& invoice);

struct NewAttestation {
  std::optional<CivilDate> through_date;  // nothing: yesterday in the zone
  std::string time_zone;                  // IANA; empty: UTC
  std::string note;                       // at most 500 characters
};
// FIELD_INVALID for a day that has not ended.
Result<domain::Attestation> AttestPayments(Transaction& tx, const Act& act,
                                           const NewAttestation& draft);
// The one that counts: who attests an earlier day later takes the later day back. Nothing: nobody
// ever attested.
Result<std::optional<domain::Attestation>> CurrentAttestation(View& view);

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_ACCOUNT_STATEMENTS_H_
