#include "admin/cli/demo_story.h"

#include <algorithm>
#include <utility>

namespace countersign::cli {
namespace {

using Events = std::vector<DemoEvent>;
using Flags = std::map<std::string, std::vector<std::string>, std::less<>>;

std::string Paper(std::string_view text) { return std::string(kDemoPaper) + std::string(text); }

// One contract, whose milestones are called by their ids alone.
class Contract {
 public:
  // `signing`: the day on which it is drafted and signed.
  Contract(std::string_view id, std::string_view customer, int signing)
      : id_(id), customer_(customer), signing_(signing) {}

  void On(int day, std::string_view verb, Flags flags) {
    Add(day, "contract", verb, id_, "", flags);
  }
  void SubContract(std::string_view id, Flags flags) {
    Add(signing_, "subcontract", "create", id, id_, std::move(flags));
  }
  void Milestone(int day, std::string_view verb, std::string_view id, Flags flags) {
    Add(day, "milestone", verb, id, id_, std::move(flags));
  }
  void Money(int day, std::string_view resource, std::string_view verb, std::string_view id,
             Flags flags) {
    Add(day, resource, verb, id, "", std::move(flags));
  }
  Events Take() { return std::move(events_); }

 private:
  void Add(int day, std::string_view resource, std::string_view verb, std::string_view id,
           std::string_view parent, Flags flags) {
    events_.push_back({day, resource, verb, id, parent, std::move(flags), customer_});
  }

  std::string_view id_;
  std::string_view customer_;
  int signing_;
  Events events_;
};

// A stage that was deemed accepted and part-paid, and one that was rejected, mended and accepted.
Events Hangzhou() {
  Contract c(kDemoFirstContract, "hangzhou-jincheng", 0);
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
  c.SubContract("jc-erp", {{"display-name", {"ERP 财务与报表"}},
                           {"price", {"CNY 480000.00"}},
                           {"core", {"true"}},
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
  c.On(0, "disclose", {{"contact", {chen}}, {"how", {"随投标文件第 14 页"}}});
  c.On(0, "assent", {{"contact", {chen}}, {"paper-sha256", {Paper("停用条款单独确认书 (签字)")}}});
  c.On(0, "activate", {});
  c.Milestone(0, "fulfil", "jc-erp-signing", {});
  c.Money(22, "payment", "record", "jc-first",
          {{"customer", {"hangzhou-jincheng"}},
           {"amount", {"CNY 144000.00"}},
           {"kind", {"transfer"}},
           {"reference", {"ERP 首付款"}},
           {"payer", {"杭州锦程精密机械有限公司"}}});
  c.Milestone(30, "deliver", "jc-erp-final",
              {{"release", {"Atlas ERP 4.2.1"}}, {"recipient", {chen, wang}}});
  c.Milestone(31, "receipt", "jc-erp-final",
              {{"receipt-class", {"acknowledged"}}, {"proof-sha256", {Paper("交付签收单")}}});
  c.Milestone(36, "reminder", "jc-erp-final", {{"proof-sha256", {Paper("验收期限提醒函回执")}}});
  c.Milestone(37, "deliver", "jc-mes-pilot",
              {{"release", {"Harbor MES 2.0.4"}}, {"recipient", {chen}}});
  c.Milestone(37, "receipt", "jc-mes-pilot", {{"proof-sha256", {Paper("MES 交付签收单")}}});
  c.Milestone(46, "reject", "jc-mes-pilot", {{"defect", {"c2,major=二号产线的排产用时四十秒"}}});
  c.Milestone(57, "deliver", "jc-mes-pilot",
              {{"release", {"Harbor MES 2.0.5"}}, {"recipient", {chen}}});
  c.Milestone(57, "receipt", "jc-mes-pilot", {{"proof-sha256", {Paper("MES 二次交付签收单")}}});
  c.Milestone(64, "accept", "jc-mes-pilot",
              {{"contact", {chen}}, {"paper-sha256", {Paper("MES 试运行验收单 (签字盖章)")}}});
  c.Money(82, "payment", "record", "jc-second",
          {{"customer", {"hangzhou-jincheng"}},
           {"amount", {"CNY 200000.00"}},
           {"kind", {"transfer"}},
           {"reference", {"ERP 部分付款"}},
           {"payer", {"杭州锦程精密机械有限公司"}}});
  return c.Take();
}

// A stage that is due by delivery and partly disputed, and one that is accepted and overdue.
Events Nordwerft() {
  Contract c("nw-4711", "nordwerft", 1);
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
  c.Money(14, "payment", "record", "nw-first",
          {{"customer", {"nordwerft"}},
           {"amount", {"EUR 18000.00"}},
           {"kind", {"transfer"}},
           {"reference", {"Anzahlung Leitstand"}},
           {"payer", {"Nordwerft Anlagenbau GmbH"}}});
  c.Milestone(24, "deliver", "nw-delivery",
              {{"release", {"Harbor MES 2.0.4"}}, {"recipient", {jens}}});
  c.Milestone(24, "receipt", "nw-delivery", {{"proof-sha256", {Paper("Lieferschein Cluster")}}});
  c.Money(38, "dispute", "open", "nw-licences",
          {{"invoice", {std::string(kDemoInvoice) + "nw-4711/nw-delivery"}},
           {"amount", {"EUR 12000.00"}},
           {"grounds", {"Drei der zehn Rechner wurden ohne Arbeitsspeicher geliefert."}}});
  c.Milestone(40, "deliver", "nw-acceptance",
              {{"release", {"Harbor MES 2.0.4"}}, {"recipient", {jens}}});
  c.Milestone(40, "receipt", "nw-acceptance", {{"proof-sha256", {Paper("Empfangsbestätigung")}}});
  c.Milestone(50, "accept", "nw-acceptance",
              {{"contact", {jens}},
               {"paper-sha256", {Paper("Abnahmeprotokoll, unterschrieben")}},
               {"punch-item", {"Beschriftung der Meldungen 40 bis 44"}}});
  return c.Take();
}

// A small customer: one stage part-paid before it is due, one under review.
Events Pixel() {
  Contract c("px-7", "pixel-and-sons", 2);
  const std::string sam = "pixel-and-sons/sam-pixel";
  c.On(2, "create",
       {{"customer", {"pixel-and-sons"}},
        {"display-name", {"Viewer plug-ins"}},
        {"currency-code", {"GBP"}},
        {"time-zone", {"Europe/London"}},
        {"calendar", {"target"}},
        {"due-base", {"invoice-date"}},
        {"credit-term", {"60"}},
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
  c.Milestone(60, "receipt", "px-measure", {{"proof-sha256", {Paper("Mail from Sam: got it")}}});
  c.Milestone(66, "accept", "px-measure",
              {{"contact", {sam}}, {"paper-sha256", {Paper("Acceptance form, signed")}}});
  c.Money(90, "payment", "record", "px-first",
          {{"customer", {"pixel-and-sons"}},
           {"amount", {"GBP 2500.00"}},
           {"kind", {"transfer"}},
           {"reference", {"Measuring, part"}},
           {"payer", {"Pixel & Sons"}}});
  c.Milestone(98, "deliver", "px-annotate",
              {{"release", {"Lumen Viewer 1.4.0"}}, {"recipient", {sam}}});
  c.Milestone(98, "receipt", "px-annotate", {{"proof-sha256", {Paper("Mail from Sam: thanks")}}});
  c.Milestone(99, "reminder", "px-annotate", {{"proof-sha256", {Paper("Read receipt")}}});
  return c.Take();
}

}  // namespace

std::vector<DemoEvent> DemoStory() {
  Events story = Hangzhou();
  for (Events more : {Nordwerft(), Pixel()})
    story.insert(story.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  std::ranges::stable_sort(story, {}, &DemoEvent::day);
  return story;
}

}  // namespace countersign::cli
