#include "admin/cli/demo_story.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "admin/cli/demo_contract.h"
#include "admin/cli/demo_stages.h"

namespace countersign::cli {
namespace {

// A stage that was deemed accepted and part-paid, and one that was rejected, mended and accepted.
// What comes next is not delivered on credit before a second user says so.
DemoEvents Hangzhou() {
  DemoContract c(kDemoFirstContract, "hangzhou-jincheng", 0);
  const std::string wang = "hangzhou-jincheng/wang-li";
  const std::string chen = "hangzhou-jincheng/chen-jianguo";
  c.On(
      0, "create",
      {{"customer", {"hangzhou-jincheng"}},
       {"display-name", {"ERP 与 MES 实施"}},
       {"currency-code", {"CNY"}},
       {"time-zone", {"Asia/Shanghai"}},
       {"calendar", {"china"}},
       {"jurisdiction", {"china"}},
       {"due-base", {"acceptance-date"}},
       {"credit-term", {"30"}},
       {"review-term", {"10 business"}},
       {"deemed-acceptance", {"true"}},
       {"service-clause", {"true"}},
       {"interest-rate", {"0.0005"}},
       {"interest-basis", {"day"}},
       {"enforcement", {"full"}},
       {"enforcement-clause",
        {"客户逾期付款且经书面催告后三十日内仍未付清的，供应商有权停用相关功能，直至款项付清。"}}});
  c.SubContract("jc-erp",
                {{"display-name", {"ERP 财务与报表"}},
                 {"price", {"CNY 480000.00"}},
                 {"core", {"true"}},
                 {"dependents", {"MES 排产须依赖 ERP 财务与报表，后者停用的，前者随之停用。"}},
                 {"entitlement", {"reports", "payroll"}}});
  c.SubContract("jc-mes", {{"display-name", {"MES 排产"}},
                           {"price", {"CNY 320000.00"}},
                           {"entitlement", {"scheduling"}}});
  c.Milestone(0, "create", "jc-erp-signing",
              {{"subcontract", {"jc-erp"}},
               {"display-name", {"合同签订"}},
               {"trigger", {"signing"}},
               {"share", {"0.3"}}});
  c.Milestone(0, "create", "jc-erp-final",
              {{"subcontract", {"jc-erp"}},
               {"display-name", {"ERP 终验"}},
               {"trigger", {"final-acceptance"}},
               {"share", {"0.7"}},
               {"criteria", {"c1=全部报表可以打开", "c2=工资计算与手工核对一致"}},
               {"retention-rate", {"0.05"}}});
  c.Milestone(0, "create", "jc-mes-pilot",
              {{"subcontract", {"jc-mes"}},
               {"display-name", {"MES 试运行"}},
               {"trigger", {"preliminary-acceptance"}},
               {"share", {"0.6"}},
               {"criteria", {"c1=一条产线连续运行五天", "c2=排产结果十秒内给出"}}});
  c.Milestone(0, "create", "jc-mes-final",
              {{"subcontract", {"jc-mes"}},
               {"display-name", {"MES 终验"}},
               {"trigger", {"final-acceptance"}},
               {"share", {"0.4"}},
               {"criteria", {"c1=全部产线连续运行十天"}}});
  c.Agree(chen, "随投标文件第 14 页", "停用条款单独确认书 (签字)");
  c.On(0, "activate", {});
  c.Milestone(0, "fulfil", "jc-erp-signing", {});
  c.Pay(22, "jc-first", "CNY 144000.00", "ERP 首付款", "杭州锦程精密机械有限公司");
  c.Milestone(30, "deliver", "jc-erp-final",
              {{"release", {"Atlas ERP 4.2.1"}}, {"recipient", {chen, wang}}});
  c.Milestone(31, "receipt", "jc-erp-final",
              {{"receipt-class", {"acknowledged"}}, {"proof-sha256", {DemoPaper("交付签收单")}}});
  c.Milestone(36, "reminder", "jc-erp-final",
              {{"proof-sha256", {DemoPaper("验收期限提醒函回执")}}});
  c.Milestone(37, "deliver", "jc-mes-pilot",
              {{"release", {"Harbor MES 2.0.4"}}, {"recipient", {chen}}});
  c.Milestone(37, "receipt", "jc-mes-pilot", {{"proof-sha256", {DemoPaper("MES 交付签收单")}}});
  c.Milestone(46, "reject", "jc-mes-pilot", {{"defect", {"c2,major=二号产线的排产用时四十秒"}}});
  c.Milestone(57, "deliver", "jc-mes-pilot",
              {{"release", {"Harbor MES 2.0.5"}}, {"recipient", {chen}}});
  c.Milestone(57, "receipt", "jc-mes-pilot", {{"proof-sha256", {DemoPaper("MES 二次交付签收单")}}});
  c.Milestone(64, "accept", "jc-mes-pilot",
              {{"contact", {chen}}, {"paper-sha256", {DemoPaper("MES 试运行验收单 (签字盖章)")}}});
  DemoEvent& next = c.Milestone(100, "deliver", "jc-mes-final",
                                {{"release", {"Harbor MES 2.0.5"}}, {"recipient", {chen}}});
  next.second = DemoSecond::kSaysNothing;
  c.Pay(82, "jc-second", "CNY 200000.00", "ERP 部分付款", "杭州锦程精密机械有限公司");
  return c.Take();
}

// A stage that is due by delivery and partly disputed, and one that is accepted and overdue.
DemoEvents Nordwerft() {
  DemoContract c("nw-4711", "nordwerft", 1);
  const std::string jens = "nordwerft/jens-petersen";
  c.On(1, "create",
       {{"customer", {"nordwerft"}},
        {"display-name", {"MES-Einführung Halle 3"}},
        {"currency-code", {"EUR"}},
        {"time-zone", {"Europe/Berlin"}},
        {"calendar", {"target"}},
        {"due-base", {"invoice-date"}},
        {"credit-term", {"30"}},
        {"review-term", {"12 business"}},
        {"deemed-acceptance", {"true"}},
        {"blocking-severity", {"major"}},
        {"interest-rate", {"0.1127"}},
        {"interest-basis", {"365"}}});
  c.SubContract("nw-core", {{"display-name", {"Leitstand"}},
                            {"price", {"EUR 90000.00"}},
                            {"core", {"true"}},
                            {"entitlement", {"scheduling", "quality"}}});
  c.SubContract("nw-cluster", {{"display-name", {"Simulationscluster"}},
                               {"price", {"EUR 40000.00"}},
                               {"entitlement", {"lines"}}});
  c.Milestone(1, "create", "nw-signing",
              {{"subcontract", {"nw-core"}},
               {"display-name", {"Auftragserteilung"}},
               {"trigger", {"signing"}},
               {"share", {"0.2"}}});
  c.Milestone(1, "create", "nw-acceptance",
              {{"subcontract", {"nw-core"}},
               {"display-name", {"Abnahme Leitstand"}},
               {"trigger", {"final-acceptance"}},
               {"share", {"0.8"}},
               {"criteria", {"c1=Alle Meldungen der Halle erscheinen binnen 2 s"}}});
  c.Milestone(1, "create", "nw-delivery",
              {{"subcontract", {"nw-cluster"}},
               {"display-name", {"Lieferung Cluster"}},
               {"trigger", {"delivery"}},
               {"share", {"1"}}});
  c.On(1, "activate", {});
  c.Milestone(1, "fulfil", "nw-signing", {});
  c.Pay(14, "nw-first", "EUR 18000.00", "Anzahlung Leitstand", "Nordwerft Anlagenbau GmbH");
  c.Milestone(24, "deliver", "nw-delivery",
              {{"release", {"Harbor MES 2.0.4"}}, {"recipient", {jens}}});
  c.Milestone(24, "receipt", "nw-delivery",
              {{"proof-sha256", {DemoPaper("Lieferschein Cluster")}}});
  c.Then(38, "dispute", "open", "nw-licences",
         {{"invoice", {c.InvoiceOf("nw-delivery")}},
          {"amount", {"EUR 12000.00"}},
          {"grounds", {"Drei der zehn Rechner wurden ohne Arbeitsspeicher geliefert."}}});
  c.Milestone(40, "deliver", "nw-acceptance",
              {{"release", {"Harbor MES 2.0.4"}}, {"recipient", {jens}}});
  c.Milestone(40, "receipt", "nw-acceptance",
              {{"proof-sha256", {DemoPaper("Empfangsbestätigung")}}});
  c.Milestone(50, "accept", "nw-acceptance",
              {{"contact", {jens}},
               {"paper-sha256", {DemoPaper("Abnahmeprotokoll, unterschrieben")}},
               {"punch-item", {"Beschriftung der Meldungen 40 bis 44"}}});
  return c.Take();
}

// A small customer: one stage part-paid, whose rest is due soon, and one under review.
DemoEvents Pixel() {
  DemoContract c("px-7", "pixel-and-sons", 2);
  const std::string sam = "pixel-and-sons/sam-pixel";
  c.On(2, "create",
       {{"customer", {"pixel-and-sons"}},
        {"display-name", {"Viewer plug-ins"}},
        {"currency-code", {"GBP"}},
        {"time-zone", {"Europe/London"}},
        {"calendar", {"target"}},
        {"due-base", {"invoice-date"}},
        {"credit-term", {"40"}},
        {"review-term", {"10"}},
        {"deemed-acceptance", {"true"}}});
  c.SubContract("px-plugins", {{"display-name", {"Plug-ins"}},
                               {"price", {"GBP 12000.00"}},
                               {"core", {"true"}},
                               {"entitlement", {"measure", "annotate"}}});
  c.Milestone(2, "create", "px-measure",
              {{"subcontract", {"px-plugins"}},
               {"display-name", {"Measuring"}},
               {"trigger", {"preliminary-acceptance"}},
               {"share", {"0.5"}},
               {"criteria", {"c1=Distances are right to a tenth of a millimetre"}}});
  c.Milestone(2, "create", "px-annotate",
              {{"subcontract", {"px-plugins"}},
               {"display-name", {"Annotating"}},
               {"trigger", {"final-acceptance"}},
               {"share", {"0.5"}},
               {"criteria", {"c1=Notes survive an export and an import"}}});
  c.On(2, "activate", {});
  c.Milestone(60, "deliver", "px-measure",
              {{"release", {"Lumen Viewer 1.3.0"}}, {"recipient", {sam}}});
  c.Milestone(60, "receipt", "px-measure",
              {{"proof-sha256", {DemoPaper("Mail from Sam: got it")}}});
  c.Milestone(66, "accept", "px-measure",
              {{"contact", {sam}}, {"paper-sha256", {DemoPaper("Acceptance form, signed")}}});
  c.Pay(90, "px-first", "GBP 2500.00", "Measuring, part", "Pixel & Sons");
  c.Milestone(98, "deliver", "px-annotate",
              {{"release", {"Lumen Viewer 1.4.0"}}, {"recipient", {sam}}});
  c.Milestone(98, "receipt", "px-annotate",
              {{"proof-sha256", {DemoPaper("Mail from Sam: thanks")}}});
  c.Milestone(99, "reminder", "px-annotate", {{"proof-sha256", {DemoPaper("Read receipt")}}});
  return c.Take();
}

}  // namespace

std::vector<DemoEvent> DemoStory() {
  DemoEvents story;
  std::vector<DemoEvents> contracts = {Hangzhou(), Nordwerft(), Pixel()};
  for (DemoEvents& more : DemoStages()) contracts.push_back(std::move(more));
  for (DemoEvents& more : contracts)
    story.insert(story.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  std::ranges::stable_sort(story, {}, &DemoEvent::day);
  return story;
}

std::span<const DemoSight> DemoSights() {
  static constexpr DemoSight kSights[] = {
      {"px-7", "a rest falls due within a week"},
      {"jc-2026-08",
       "a formal notice is out for one part; another one is overdue within its tolerance"},
      {"nw-4711", "partly disputed, and tracked only: nothing is ever stopped"},
      {"qd-2026-05", "held for one part; the other one rests under a plan that is kept"},
      {"kl-2207", "by registered letter: the cure period runs; an earlier promise was kept"},
      {"ab-118", "a promise broken; no new machines, what runs keeps everything"},
      {"sz-2026-011", "after notice and thirty days; the part that is paid up keeps working"},
      {"ap-51", "ended by two users; data stays readable"},
  };
  return kSights;
}

}  // namespace countersign::cli
