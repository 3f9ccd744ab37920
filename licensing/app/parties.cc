#include "licensing/app/parties.h"

#include "licensing/app/resource.h"

namespace countersign::app {
namespace {

constexpr std::int32_t kPage = 1000;

char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// In small letters, with one space where there was white space inside.
std::string Folded(std::string_view text) {
  std::string folded;
  bool space = false;
  for (const char c : text) {
    if (IsSpace(c)) {
      space = true;
      continue;
    }
    if (space && !folded.empty()) folded += ' ';
    space = false;
    folded += Lower(c);
  }
  return folded;
}

std::string FoldedAccount(std::string_view text) {
  std::string folded;
  for (const char c : text)
    if (!IsSpace(c)) folded += Lower(c);
  return folded;
}

bool IsLabel(std::string_view key, std::string_view label) {
  return key == label || key.starts_with(std::string(label) + ".");
}

std::set<std::string> Lookup(const auto& index, const std::string& key) {
  std::set<std::string> found;
  if (key.empty()) return found;
  const auto [from, to] = index.equal_range(key);
  for (auto it = from; it != to; ++it) found.insert(it->second);
  return found;
}

}  // namespace

Result<PartyDirectory> PartyDirectory::Load(View& view) {
  PartyDirectory directory;
  ListQuery query;
  query.limit = kPage;
  while (true) {
    ASSIGN_OR_RETURN(const auto customers, view.customers().List(query));
    for (const domain::Customer& customer : customers) directory.Add(customer);
    if (std::ssize(customers) < kPage) return directory;
    query.after_id = customers.back().id;
  }
}

void PartyDirectory::Add(const domain::Customer& customer) {
  ids_.emplace(Folded(customer.id), customer.id);
  ids_.emplace(Folded(Name("customers", customer.id)), customer.id);
  names_.emplace(Folded(customer.display_name), customer.id);
  for (const auto& [key, value] : customer.labels) {
    if (IsLabel(key, "party_id")) ids_.emplace(Folded(value), customer.id);
    if (IsLabel(key, "payer_name")) names_.emplace(Folded(value), customer.id);
    if (IsLabel(key, "bank_account")) accounts_.emplace(FoldedAccount(value), customer.id);
  }
}

std::set<std::string> PartyDirectory::ById(std::string_view text) const {
  return Lookup(ids_, Folded(text));
}
std::set<std::string> PartyDirectory::ByName(std::string_view text) const {
  return Lookup(names_, Folded(text));
}
std::set<std::string> PartyDirectory::ByAccount(std::string_view text) const {
  return Lookup(accounts_, FoldedAccount(text));
}

}  // namespace countersign::app
