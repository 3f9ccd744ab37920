#include "licensing/domain/payment_match.h"

#include <algorithm>

namespace countersign::domain {
namespace {

constexpr std::size_t kLeastWord = 3;
constexpr std::size_t kMostWord = 40;
constexpr std::size_t kMostWords = 64;
constexpr std::string_view kMarks = "-_./#";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsWordCharacter(char c) { return IsDigit(c) || IsLetter(c) || kMarks.find(c) != kMarks.npos; }

void AddWord(std::string_view word, std::vector<std::string>& words) {
  while (!word.empty() && kMarks.find(word.front()) != kMarks.npos) word.remove_prefix(1);
  while (!word.empty() && kMarks.find(word.back()) != kMarks.npos) word.remove_suffix(1);
  if (word.size() < kLeastWord || word.size() > kMostWord || words.size() >= kMostWords) return;
  if (std::ranges::none_of(word, IsDigit)) return;
  if (std::ranges::find(words, word) == words.end()) words.emplace_back(word);
}

void AddWords(std::string_view run, std::vector<std::string>& words) {
  AddWord(run, words);
  while (run.find('/') != run.npos) {
    AddWord(run.substr(0, run.find('/')), words);
    run.remove_prefix(run.find('/') + 1);
    if (run.find('/') == run.npos) AddWord(run, words);
  }
}

std::string List(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : ", ") + item;
  return text;
}

constexpr std::string_view kOthersInvoice = "what it names and who paid are of different customers";

Payer Certainly(const std::string& customer_id) { return {customer_id, {customer_id}, {}}; }

// By what the file states.
Payer WhoIsStated(const std::set<std::string>& stated, std::set<std::string> others) {
  if (stated.size() == 1) others.erase(*stated.begin());
  if (stated.size() == 1 && others.empty()) return Certainly(*stated.begin());
  Payer payer;
  payer.candidates = std::move(others);
  payer.candidates.insert(stated.begin(), stated.end());
  if (stated.size() == 1) {
    payer.customer_id = *stated.begin();
    payer.doubt = kOthersInvoice;
  } else {
    payer.doubt = stated.empty() ? "who paid, as the file states it, is nobody's id, name or "
                                   "label `party_id`"
                                 : "who paid, as the file states it, is more than one customer";
  }
  return payer;
}

Result<bool> PaysAll(const MatchFacts& facts) {
  std::vector<Money> amounts;
  for (const Debt& debt : facts.open) amounts.push_back(debt.open);
  ASSIGN_OR_RETURN(const Money sum, Sum(facts.amount.currency_code, amounts));
  return facts.amount.minor_units >= sum.minor_units;
}

std::vector<std::string> EqualOnes(const MatchFacts& facts) {
  std::vector<std::string> numbers;
  for (const Debt& debt : facts.open)
    if (debt.open == facts.amount || debt.open_principal == facts.amount)
      numbers.push_back(debt.invoice);
  return numbers;
}

}  // namespace

std::vector<std::string> NumberWords(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto begin = std::ranges::find_if(text, IsWordCharacter);
    text.remove_prefix(static_cast<std::size_t>(begin - text.begin()));
    const auto end = std::ranges::find_if_not(text, IsWordCharacter);
    const auto size = static_cast<std::size_t>(end - text.begin());
    AddWords(text.substr(0, size), words);
    text.remove_prefix(size);
  }
  return words;
}

Payer WhoPaid(const PayerFacts& facts) {
  const std::set<std::string>& paid = facts.account.empty() ? facts.name : facts.account;
  Payer payer;
  payer.candidates = facts.named;
  if (facts.stated) {
    if (facts.stated->size() != 1) payer.candidates.insert(paid.begin(), paid.end());
    return WhoIsStated(*facts.stated, std::move(payer.candidates));
  }
  payer.candidates.insert(paid.begin(), paid.end());
  if (facts.named.size() == 1) {
    const std::string& customer_id = *facts.named.begin();
    if (paid.empty() || paid.contains(customer_id)) return Certainly(customer_id);
    payer.customer_id = customer_id;
    payer.doubt = kOthersInvoice;
  } else if (!facts.named.empty()) {
    if (paid.size() == 1 && facts.named.contains(*paid.begin())) payer.customer_id = *paid.begin();
    payer.doubt = "it names invoices of more than one customer";
  } else if (paid.size() == 1) {
    return Certainly(*paid.begin());
  } else {
    payer.doubt = paid.empty()
                      ? "it names no invoice, and the payer's account and name are no customer's"
                      : "the payer is known of more than one customer";
  }
  return payer;
}

Result<Match> MatchPayment(const MatchFacts& facts) {
  if (!facts.named.empty() && facts.settled.empty()) return Match{true, facts.named, {}};
  if (facts.open.empty()) return Match{true, {}, {}};
  if (!facts.settled.empty())
    return Match{false, facts.named,
                 "it names " + List(facts.settled) + ", on which nothing is open in " +
                     facts.amount.currency_code};
  if (facts.open.size() == 1) return Match{true, {facts.open.front().invoice}, {}};
  ASSIGN_OR_RETURN(const bool pays_all, PaysAll(facts));
  if (pays_all) return Match{true, {}, {}};
  std::vector<std::string> equal = EqualOnes(facts);
  if (equal.size() == 1) return Match{true, std::move(equal), {}};
  if (equal.empty()) return Match{false, {}, "it names no invoice, and none has this amount open"};
  std::string why = "it names no invoice, and " + List(equal) + " have this amount open";
  std::ranges::sort(equal);
  return Match{false, {equal.front()}, std::move(why)};
}

}  // namespace countersign::domain
