// Who paid, and which invoices are meant, of what a bank's entry says. docs/money.md has the rule
// in words. What is not certain is left to a person: nothing here guesses.
#ifndef COUNTERSIGN_DOMAIN_PAYMENT_MATCH_H_
#define COUNTERSIGN_DOMAIN_PAYMENT_MATCH_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/base/result.h"
#include "licensing/domain/allocation.h"

namespace countersign::domain {

// What of a text may be numbers of invoices: each run of ASCII letters, digits and - _ . / # with
// at least one digit and 3 to 40 characters, without marks at its ends, and each part of one
// between slashes. In the order of the text, each once, at most 64.
std::vector<std::string> NumberWords(std::string_view text);

// Ids of customers.
struct PayerFacts {
  std::set<std::string> named;    // whose invoices are named
  std::set<std::string> account;  // known by the payer's account
  std::set<std::string> name;     // known by the payer's name
  // Known by what the file states of who paid; nothing: it states nothing.
  std::optional<std::set<std::string>> stated = {};
};
struct Payer {
  std::string customer_id;  // empty: nobody is known, or more than one
  // Whose money it may be, `customer_id` included. Empty: anybody's.
  std::set<std::string> candidates;
  std::string doubt;  // why that is not certain; empty: nothing points to another customer
};
// Who the file states, else whose invoices are named, else whose account it is, else whose name.
// Where these are of several customers, each of them is a candidate; a name says nothing where the
// account is known.
Payer WhoPaid(const PayerFacts& facts);

// What a payment of a known customer meets, all in its currency.
struct MatchFacts {
  Money amount;
  std::vector<std::string> named;    // numbers of open invoices, in the payer's order
  std::vector<std::string> settled;  // of others of the customer's that are named
  std::vector<Debt> open;            // all that is open
};
struct Match {
  bool certain = false;
  std::vector<std::string> designated;  // numbers of invoices; to be proposed, if not certain
  std::string why;                      // it is not certain
};
// Certain are, in this order: open invoices that are named, if none is named that is not open;
// nothing is open; one invoice is open; the payment is enough for all that is open; it equals what
// is open, or the open principal, of exactly one. AMOUNT_OVERFLOW.
Result<Match> MatchPayment(const MatchFacts& facts);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_PAYMENT_MATCH_H_
