// Statements of account (对账函) that were sent to customers for confirmation, and who vouches that
// all payments are on record.
#ifndef COUNTERSIGN_DOMAIN_ACCOUNT_STATEMENT_H_
#define COUNTERSIGN_DOMAIN_ACCOUNT_STATEMENT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/civil_date.h"
#include "licensing/domain/catalog.h"
#include "licensing/domain/money.h"

namespace countersign::domain {

// What was open on an invoice.
struct StatementLine {
  std::string invoice_id;
  std::string number;
  CivilDate due_date;
  Money open;
  bool operator==(const StatementLine&) const = default;
};

enum class StatementState { kSent = 1, kConfirmed = 2, kContradicted = 3 };

enum class SendMethod {
  kHandedOver = 1,
  kRegisteredMail = 2,
  kCourier = 3,
  kElectronicMail = 4,  // sent by hand, from a person's own program
  kOther = 5,
};

struct SentStatement {
  std::string id;
  std::string customer_id;
  CivilDate date;         // as of the end of this day
  std::string time_zone;  // IANA, in which the day ends
  std::string text;       // as it was sent, for good
  std::string text_sha256;
  std::vector<StatementLine> lines;  // by due date, then number
  CivilDate sent_on;
  std::string contact_id;  // to whom
  SendMethod method = SendMethod::kHandedOver;
  std::string proof_sha256;  // of the sending: the receipt, the mail with its headers
  StatementState state = StatementState::kSent;
  std::optional<CivilDate> answered_on;
  std::optional<std::string> answer_contact_id;
  std::string answer_sha256;  // the sealed paper
  std::string remarks;        // of a contradiction: what is wrong
  ResourceMeta meta;
};

// What of a customer's account goes into the text.
struct StatementTextFacts {
  std::string customer;  // the firm's name
  CivilDate date;
  std::string time_zone;
  std::vector<StatementLine> lines;
  struct Credit {
    CivilDate date;
    Money amount;
  };
  std::vector<Credit> credits;
};

// The text of a statement in "zh" (with or without a region) or, for every other language, English.
// It depends on the facts alone: what is shown before the sending is what is frozen then. The
// errors of FormatAmount and Sum.
Result<std::string> StatementText(const StatementTextFacts& facts, std::string_view language);

// That all payments received through a day are on record.
struct Attestation {
  std::string id;
  CivilDate through_date;
  std::string time_zone;  // in which that day had ended
  std::string note;
  std::string user;  // "users/anna"
  ResourceMeta meta;
};

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_ACCOUNT_STATEMENT_H_
