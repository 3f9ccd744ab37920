// Lists, a page at a time, in ascending order of id: what is added or changed between two pages
// neither repeats nor hides what was there.
#ifndef COUNTERSIGN_APP_PAGING_H_
#define COUNTERSIGN_APP_PAGING_H_

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "licensing/app/ports.h"

namespace countersign::app {

inline constexpr std::int32_t kDefaultPageSize = 50;
inline constexpr std::int32_t kMaxPageSize = 1000;

using Condition = std::pair<std::string, std::string>;  // field and value, which must be equal

// Reads `field = "value"`, joined by AND; empty for no conditions. In a value, a quote and a
// backslash are written with a backslash before them. INVALID_ARGUMENT / FILTER_INVALID for other
// texts and a field named twice. Which fields and values there are is not looked at.
Result<std::vector<Condition>> ParseFilter(std::string_view filter);

// One call for a page.
struct PageRequest {
  std::string list{};               // whose page it is, e.g. "licenses/01h…/machines"
  std::vector<Condition> parent{};  // e.g. license_id
  std::int32_t page_size = 0;       // 0: the default; above the maximum: the maximum
  std::string page_token{};
  std::string filter{};
  std::vector<Condition> conditions{};  // the filter, read, with values as the store takes them
  bool backwards = false;               // as in ListQuery
  Instant now{};
};

// FIELD_INVALID (`page_size`) if it is negative; INVALID_ARGUMENT / PAGE_TOKEN_INVALID for a token
// that is not of this list with this filter. The query asks for one row more than the page has.
Result<ListQuery> QueryFor(const PageRequest& request);

// The token of the page that begins after `last_id`.
std::string PageTokenAfter(const PageRequest& request, std::string_view last_id);

template <class T>
struct Page {
  std::vector<T> rows;
  std::string next_page_token;  // empty: this is the last page
};

template <class T>
Result<Page<T>> ReadPage(Lister<T>& reader, const PageRequest& request) {
  ASSIGN_OR_RETURN(const ListQuery query, QueryFor(request));
  Page<T> page;
  ASSIGN_OR_RETURN(page.rows, reader.List(query));
  if (static_cast<std::int32_t>(page.rows.size()) == query.limit) {
    page.rows.pop_back();
    page.next_page_token = PageTokenAfter(request, page.rows.back().id);
  }
  return page;
}

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_PAGING_H_
