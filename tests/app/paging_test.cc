#include "licensing/app/paging.h"

#include "tests/app/fixture.h"

namespace countersign::app {
namespace {

TEST(Filter, IsFieldsAndQuotedValuesJoinedByAnd) {
  EXPECT_EQ(ParseFilter("")->size(), 0U);
  EXPECT_EQ(ParseFilter("  ")->size(), 0U);
  const std::vector<Condition> one = {{"state", "ACTIVE"}};
  EXPECT_EQ(*ParseFilter("state = \"ACTIVE\""), one);
  EXPECT_EQ(*ParseFilter(" state=\"ACTIVE\" "), one);
  const std::vector<Condition> two = {{"customer", "customers/a"},
                                      {"segment", "a \"b\" AND \\ 湖"}};
  EXPECT_EQ(*ParseFilter("customer = \"customers/a\" AND segment = \"a \\\"b\\\" AND \\\\ 湖\""),
            two);
}

TEST(Filter, WhatIsNoneIsRefused) {
  for (const char* filter :
       {"state", "state =", "state = ACTIVE", "= \"x\"", "state = \"x", "state = \"x\\n\"",
        "state = \"x\" AND", "state = \"x\" OR kind = \"y\"", "state = \"x\" kind = \"y\"",
        "state != \"x\"", "state = \"x\" and kind = \"y\"", "state = \"x\" AND state = \"y\"",
        "\"state\" = \"x\"", "AND"}) {
    const auto conditions = ParseFilter(filter);
    ASSERT_FALSE(conditions) << filter;
    EXPECT_EQ(conditions.error().reason, Reason::kFilterInvalid) << filter;
  }
  EXPECT_FALSE(ParseFilter("segment = \"" + std::string(2000, 'x') + "\""));
}

class PagingTest : public AppTest {
 protected:
  Result<Page<domain::Customer>> Get(const PageRequest& request) {
    return Look([&](View& view) { return ReadPage(view.customers(), request); });
  }
  static std::vector<std::string> Ids(const Page<domain::Customer>& page) {
    std::vector<std::string> ids;
    for (const auto& row : page.rows) ids.push_back(row.id);
    return ids;
  }
  using Ids_ = std::vector<std::string>;
};

TEST_F(PagingTest, PagesNeitherRepeatNorHideWhenRowsArriveInBetween) {
  for (const char* id : {"b", "d", "f", "h", "j", "l", "n"}) MakeCustomer(id);
  PageRequest request{.list = "customers", .page_size = 3};
  auto page = Get(request);
  EXPECT_EQ(Ids(*page), (Ids_{"b", "d", "f"}));
  MakeCustomer("a");
  MakeCustomer("g");
  request.page_token = page->next_page_token;
  page = Get(request);
  EXPECT_EQ(Ids(*page), (Ids_{"g", "h", "j"}));
  MakeCustomer("c");
  request.page_token = page->next_page_token;
  page = Get(request);
  EXPECT_EQ(Ids(*page), (Ids_{"l", "n"}));
  EXPECT_EQ(page->next_page_token, "");
}

TEST_F(PagingTest, ALastPageThatIsFullHasNoNext) {
  for (const char* id : {"a", "b", "c", "d"}) MakeCustomer(id);
  PageRequest request{.list = "customers", .page_size = 2};
  auto page = Get(request);
  request.page_token = page->next_page_token;
  page = Get(request);
  EXPECT_EQ(Ids(*page), (Ids_{"c", "d"}));
  EXPECT_EQ(page->next_page_token, "");
}

TEST_F(PagingTest, SizesHaveADefaultAndAMaximum) {
  EXPECT_EQ(QueryFor({.list = "customers"})->limit, kDefaultPageSize + 1);
  EXPECT_EQ(QueryFor({.list = "customers", .page_size = 1'000'000})->limit, kMaxPageSize + 1);
  const auto negative = QueryFor({.list = "customers", .page_size = -1});
  ASSERT_FALSE(negative);
  EXPECT_EQ(negative.error().reason, Reason::kFieldInvalid);
}

TEST_F(PagingTest, ATokenIsGoodForItsListAndFilterOnly) {
  const PageRequest customers{.list = "customers"};
  const std::string token = PageTokenAfter(customers, "acme");
  PageRequest same = customers;
  same.page_token = token;
  EXPECT_EQ(QueryFor(same)->after_id, "acme");
  PageRequest list = same;
  list.list = "products";
  PageRequest filter = same;
  filter.filter = "state = \"ACTIVE\"";
  PageRequest cut = same;
  cut.page_token.pop_back();
  PageRequest longer = same;
  longer.page_token += "AAAA";
  PageRequest noise = same;
  noise.page_token = "not a token";
  for (const PageRequest& wrong : {list, filter, cut, longer, noise}) {
    const auto query = QueryFor(wrong);
    ASSERT_FALSE(query) << wrong.list << wrong.filter << wrong.page_token;
    EXPECT_EQ(query.error().reason, Reason::kPageTokenInvalid);
  }
}

}  // namespace
}  // namespace countersign::app
