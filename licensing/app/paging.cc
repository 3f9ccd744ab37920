#include "licensing/app/paging.h"

#include <algorithm>

#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"

namespace countersign::app {
namespace {

constexpr std::size_t kMaxFilter = 2000;
constexpr std::size_t kBindingBytes = 12;

tl::unexpected<Error> FilterInvalid(std::string_view what) {
  return Fail(
      Code::kInvalidArgument, Reason::kFilterInvalid,
      "the filter " + std::string(what) + "; it is: field = \"value\" AND field = \"value\"");
}

// Takes a filter apart from its beginning on.
class FilterReader {
 public:
  explicit FilterReader(std::string_view text) : rest_(text) { SkipBlanks(); }

  bool AtEnd() const { return rest_.empty(); }
  bool Take(std::string_view token) {
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    SkipBlanks();
    return true;
  }
  std::string TakeField() {
    const auto end =
        std::ranges::find_if_not(rest_, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    std::string field(rest_.begin(), end);
    rest_.remove_prefix(field.size());
    SkipBlanks();
    return field;
  }
  // False unless a quoted value comes next.
  bool TakeValue(std::string& value) {
    if (!rest_.starts_with('"')) return false;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        SkipBlanks();
        return true;
      }
      if (rest_[i] == '\\') {
        ++i;
        if (i == rest_.size() || (rest_[i] != '"' && rest_[i] != '\\')) return false;
      }
      value += rest_[i];
    }
    return false;
  }

 private:
  void SkipBlanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }
  std::string_view rest_;
};

// What a token is good for: a list of one parent with one filter, in one order.
std::string Binding(const PageRequest& request) {
  return Sha256(std::to_string(request.list.size()) + (request.backwards ? "<" : ":") +
                request.list + request.filter)
      .substr(0, kBindingBytes);
}

}  // namespace

Result<std::vector<Condition>> ParseFilter(std::string_view filter) {
  if (filter.size() > kMaxFilter) return FilterInvalid("is too long");
  std::vector<Condition> conditions;
  FilterReader reader(filter);
  if (reader.AtEnd()) return conditions;
  while (true) {
    Condition condition;
    condition.first = reader.TakeField();
    if (condition.first.empty()) return FilterInvalid("names no field where one should stand");
    if (!reader.Take("=")) return FilterInvalid("has no = after " + condition.first);
    if (!reader.TakeValue(condition.second))
      return FilterInvalid("has no quoted value for " + condition.first);
    if (std::ranges::find(conditions, condition.first, &Condition::first) != conditions.end())
      return FilterInvalid("names " + condition.first + " twice");
    conditions.push_back(std::move(condition));
    if (reader.AtEnd()) return conditions;
    if (!reader.Take("AND ")) return FilterInvalid("has no AND between two conditions");
  }
}

Result<ListQuery> QueryFor(const PageRequest& request) {
  if (request.page_size < 0) return FieldInvalid("page_size", "must not be negative");
  ListQuery query;
  query.limit =
      std::min(request.page_size == 0 ? kDefaultPageSize : request.page_size, kMaxPageSize) + 1;
  query.equals = request.parent;
  query.equals.insert(query.equals.end(), request.conditions.begin(), request.conditions.end());
  query.now = request.now;
  query.backwards = request.backwards;
  if (request.page_token.empty()) return query;
  const auto token = Base64UrlDecode(request.page_token);
  const std::string binding = Binding(request);
  if (!token || !token->starts_with(binding) || !IsId(token->substr(binding.size())))
    return Fail(Code::kInvalidArgument, Reason::kPageTokenInvalid,
                "the page token is not of this list with this filter: start again without one");
  query.after_id = token->substr(binding.size());
  return query;
}

std::string PageTokenAfter(const PageRequest& request, std::string_view last_id) {
  return Base64UrlEncode(Binding(request) + std::string(last_id));
}

}  // namespace countersign::app
