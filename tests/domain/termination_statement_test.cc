#include "licensing/domain/termination_statement.h"

#include <gmock/gmock.h>

namespace countersign::domain {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TerminationFacts Facts() {
  TerminationFacts facts;
  facts.vendor = "Beispiel Software GmbH";
  facts.customer = "湖州精密机械\u202e";
  facts.contract_title = "ERP <2>";
  facts.contract_number = "ht-2026-014";
  facts.end_date = *ParseCivilDate("2026-09-01");
  facts.issue_date = *ParseCivilDate("2026-09-03");
  facts.export_through = *ParseCivilDate("2026-11-30");
  facts.paid_parts = {"Finance"};
  facts.unpaid_parts = {"Warehouse"};
  return facts;
}

TEST(TerminationStatement, SaysWhatEndedAndWhatStays) {
  const NoticeText text = RenderTermination(Facts(), "en").value();
  EXPECT_EQ(text.text, R"(STATEMENT OF TERMINATION
========================

Contract       ERP <2>
Number         ht-2026-014
Supplier       Beispiel Software GmbH
Customer       湖州精密机械
Terminated on  1 September 2026
Issued on      3 September 2026

Beispiel Software GmbH states that the contract named above was terminated on
1 September 2026. From that day on nothing more is delivered under it, and no
machines are added.

What was paid for stays: these parts keep their functions, in the version
accepted:

- Finance

The use of these parts has ended:

- Warehouse

The customer keeps log-in, and reading, export and backup of its data, through
30 November 2026 at least.
)");
  EXPECT_THAT(text.html, AllOf(HasSubstr("ERP &lt;2&gt;"), Not(HasSubstr("ERP <2>"))));
  EXPECT_EQ(text.template_version, "termination/en/1");
}

TEST(TerminationStatement, IsInChineseForChinese) {
  TerminationFacts facts = Facts();
  facts.paid_parts.clear();
  const NoticeText text = RenderTermination(facts, "zh-CN").value();
  EXPECT_THAT(text.text, AllOf(HasSubstr("合同终止声明"), HasSubstr("2026年9月1日"),
                               HasSubstr("Warehouse"), Not(HasSubstr("已付清"))));
}

TEST(TerminationStatement, NamesBothFirms) {
  TerminationFacts facts = Facts();
  facts.vendor.clear();
  const auto refused = RenderTermination(facts, "en");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::kNoticeIncomplete);
  EXPECT_EQ(refused.error().metadata.at("missing"), "vendor");
}

}  // namespace
}  // namespace countersign::domain
