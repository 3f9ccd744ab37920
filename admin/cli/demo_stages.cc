#include "admin/cli/demo_stages.h"

namespace countersign::cli {
namespace {

// The first effect of the story may begin on its day.
constexpr int kFirstAttestation = 58;

// Terms that these contracts have in common: paid a month after the invoice, and with the right to
// stop what is not paid.
DemoFlags Terms(DemoFlags own) {
  DemoFlags terms = {{"due-base", {"invoice-date"}},
                     {"credit-term", {"30"}},
                     {"review-term", {"10 business"}},
                     {"deemed-acceptance", {"true"}},
                     {"enforcement", {"full"}}};
  for (auto& [name, values] : own) terms[name] = std::move(values);
  return terms;
}

DemoFlags License(const char* title, const char* customer, const char* product,
                  const char* contract) {
  return {{"display-name", {title}}, {"customer", {customer}}, {"product", {product}},
          {"policy", {"office"}},    {"contract", {contract}}, {"end", {DemoDay(366)}}};
}

// Suspended: one part is not paid, the other one is, and stays.
DemoEvents Suzhou() {
  DemoContract c("sz-2026-011", "suzhou-hengtai", 0);
  const std::string gu = "suzhou-hengtai/gu-weidong";
  c.On(0, "create",
       Terms({{"customer", {"suzhou-hengtai"}},
              {"display-name", {"仓储与财务系统实施"}},
              {"currency-code", {"CNY"}},
              {"time-zone", {"Asia/Shanghai"}},
              {"calendar", {"china"}},
              {"jurisdiction", {"china"}},
              {"credit-term", {"15"}},
              {"interest-rate", {"0.0005"}},
              {"interest-basis", {"day"}},
              {"service-clause", {"true"}},
              {"enforcement-clause",
               {"客户逾期付款且经书面催告后三十日内仍未付清的，供应商有权停用未付款部分的功能，直至"
                "款项付清。"}}}));
  c.SubContract("sz-finance", {{"display-name", {"财务模块"}},
                               {"price", {"CNY 240000.00"}},
                               {"entitlement", {"reports", "payroll"}}});
  c.SubContract("sz-warehouse", {{"display-name", {"仓储模块"}},
                                 {"price", {"CNY 360000.00"}},
                                 {"entitlement", {"warehouse"}}});
  c.Milestone(0, "create", "sz-finance-signing",
              {{"subcontract", {"sz-finance"}},
               {"display-name", {"合同签订"}},
               {"trigger", {"signing"}},
               {"share", {"1"}}});
  c.Milestone(0, "create", "sz-warehouse-golive",
              {{"subcontract", {"sz-warehouse"}},
               {"display-name", {"仓储上线"}},
               {"trigger", {"preliminary-acceptance"}},
               {"share", {"0.5"}},
               {"criteria", {"c1=入库、出库、盘点连续运行三天"}}});
  c.Milestone(0, "create", "sz-warehouse-final",
              {{"subcontract", {"sz-warehouse"}},
               {"display-name", {"仓储终验"}},
               {"trigger", {"final-acceptance"}},
               {"share", {"0.5"}},
               {"criteria", {"c1=三个仓库全部切换"}}});
  c.Agree(gu, "随合同附件三, 单独一页", "仓储停用条款确认书 (签字)");
  c.On(0, "activate", {});
  c.Then(0, "license", "create", "hengtai-erp",
         License("ERP, Suzhou", "suzhou-hengtai", "atlas-erp", "sz-2026-011"));
  c.Milestone(2, "fulfil", "sz-finance-signing", {});
  c.Deliver(3, "sz-warehouse-golive", "Atlas ERP 4.1.0", gu, "仓储交付签收单");
  c.Milestone(5, "accept", "sz-warehouse-golive",
              {{"contact", {gu}}, {"paper-sha256", {DemoPaper("仓储上线验收单 (签字盖章)")}}});
  c.Then(6, "machine", "activate", "hengtai-erp", {});
  c.Pay(12, "sz-first", "CNY 240000.00", "财务模块全款", "苏州恒泰电子有限公司",
        "sz-finance-signing");
  c.Then(30, "case", "judge", "case:sz-2026-011/sz-warehouse",
         {{"reason", {"cash-flow"}},
          {"grounds", {"对方称其最大买家延期付款"}},
          {"next-action", {"催告函签收后上门拜访"}},
          {"owner", {"collections"}}});
  c.Then(45, "notice", "receive", "notice:sz-2026-011/sz-warehouse",
         {{"receipt-class", {"acknowledged"}},
          {"contact", {gu}},
          {"proof-sha256", {DemoPaper("已收到催告函 (签字)")}}});
  c.Then(52, "case", "contact", "case:sz-2026-011/sz-warehouse",
         {{"contact",
           {"kind=visit,summary=财务负责人承认欠款，但未给出付款日期,contact=customers/"
            "suzhou-hengtai/contacts/zhou-min"}}});
  return c.Take();
}

// Supply is stopped: a part was paid, the rest promised, and the promise broken.
DemoEvents Lyon() {
  DemoContract c("ab-118", "ateliers-bertrand", 0);
  const std::string claire = "ateliers-bertrand/claire-morel";
  const std::string paul = "ateliers-bertrand/paul-lefevre";
  c.On(0, "create",
       Terms(
           {{"customer", {"ateliers-bertrand"}},
            {"display-name", {"Ordonnancement et qualité, site de Lyon"}},
            {"currency-code", {"EUR"}},
            {"time-zone", {"Europe/Paris"}},
            {"calendar", {"target"}},
            {"interest-rate", {"0.1215"}},
            {"interest-basis", {"365"}},
            {"enforcement-clause",
             {"Si le client ne paie pas dans les quarante-cinq jours suivant une mise en demeure "
              "reçue, le fournisseur peut suspendre les fonctions impayées jusqu'au paiement."}}}));
  c.SubContract("ab-scheduling", {{"display-name", {"Ordonnancement"}},
                                  {"price", {"EUR 64000.00"}},
                                  {"entitlement", {"scheduling"}}});
  c.SubContract(
      "ab-quality",
      {{"display-name", {"Qualité"}}, {"price", {"EUR 26000.00"}}, {"entitlement", {"quality"}}});
  c.Milestone(0, "create", "ab-quality-signing",
              {{"subcontract", {"ab-quality"}},
               {"display-name", {"Commande"}},
               {"trigger", {"signing"}},
               {"share", {"1"}}});
  c.Milestone(0, "create", "ab-scheduling-accepted",
              {{"subcontract", {"ab-scheduling"}},
               {"display-name", {"Recette ordonnancement"}},
               {"trigger", {"final-acceptance"}},
               {"share", {"1"}},
               {"criteria", {"c1=Le plan de la semaine est calculé en moins d'une minute"}}});
  c.Agree(paul, "annexe 2 de la commande", "Accord séparé sur la suspension, signé");
  c.On(0, "activate", {});
  c.Then(0, "license", "create", "bertrand-mes",
         License("MES, Lyon", "ateliers-bertrand", "harbor-mes", "ab-118"));
  c.Milestone(2, "fulfil", "ab-quality-signing", {});
  c.Deliver(2, "ab-scheduling-accepted", "Harbor MES 2.0.4", paul, "Bon de livraison");
  c.Milestone(3, "accept", "ab-scheduling-accepted",
              {{"contact", {paul}}, {"paper-sha256", {DemoPaper("Procès-verbal de recette")}}});
  c.Then(8, "machine", "activate", "bertrand-mes", {});
  c.Pay(20, "ab-first", "EUR 26000.00", "Qualité", "Ateliers Bertrand SAS", "ab-quality-signing");
  c.Pay(40, "ab-second", "EUR 24000.00", "Ordonnancement, acompte", "Ateliers Bertrand SAS",
        "ab-scheduling-accepted");
  c.Then(56, "notice", "receive", "notice:ab-118/ab-scheduling",
         {{"receipt-class", {"acknowledged"}},
          {"contact", {paul}},
          {"proof-sha256", {DemoPaper("Réponse: mise en demeure reçue")}}});
  c.Then(58, "promise", "record", "ab-promise",
         {{"invoice", {c.InvoiceOf("ab-scheduling-accepted")}},
          {"amount", {"EUR 30000.00"}},
          {"contact", {claire}},
          {"date", {DemoDay(65)}}});
  c.Then(67, "case", "judge", "case:ab-118/ab-scheduling",
         {{"reason", {"prioritises-others"}},
          {"grounds", {"The promised transfer did not come; the group pays its hardware first."}},
          {"next-action", {"Call the managing director once supply is stopped"}},
          {"owner", {"manager"}}});
  return c.Take();
}

// Noticed: a first promise was kept; the formal notice went unanswered by mail and was received as
// a registered letter.
DemoEvents Vienna() {
  DemoContract c("kl-2207", "kastner-logistik", 1);
  const std::string eva = "kastner-logistik/eva-brandl";
  const std::string josef = "kastner-logistik/josef-hollenstein";
  c.On(
      1, "create",
      Terms(
          {{"customer", {"kastner-logistik"}},
           {"display-name", {"Hofsteuerung Lager Süd"}},
           {"currency-code", {"EUR"}},
           {"time-zone", {"Europe/Vienna"}},
           {"calendar", {"target"}},
           {"service-clause", {"true"}},
           {"enforcement-clause",
            {"Zahlt der Kunde binnen 45 Tagen nach Zugang einer förmlichen Mahnung nicht, darf der "
             "Anbieter die unbezahlten Funktionen bis zur Zahlung sperren."}}}));
  c.SubContract("kl-yard", {{"display-name", {"Hofsteuerung"}},
                            {"price", {"EUR 48000.00"}},
                            {"core", {"true"}},
                            {"dependents", {"Alle weiteren Module des MES im Lager Süd."}},
                            {"entitlement", {"scheduling", "lines"}}});
  c.Milestone(1, "create", "kl-signing",
              {{"subcontract", {"kl-yard"}},
               {"display-name", {"Auftragserteilung"}},
               {"trigger", {"signing"}},
               {"share", {"0.25"}}});
  c.Milestone(1, "create", "kl-accepted",
              {{"subcontract", {"kl-yard"}},
               {"display-name", {"Abnahme Hofsteuerung"}},
               {"trigger", {"final-acceptance"}},
               {"share", {"0.75"}},
               {"criteria", {"c1=Jeder LKW hat binnen 30 s ein Tor"}}});
  c.Agree(josef, "Anlage 4 zum Auftrag", "Gesonderte Zustimmung zur Sperre, unterschrieben");
  c.On(1, "activate", {});
  c.Then(1, "license", "create", "kastner-mes",
         License("MES, Lager Süd", "kastner-logistik", "harbor-mes", "kl-2207"));
  c.Milestone(2, "fulfil", "kl-signing", {});
  c.Deliver(28, "kl-accepted", "Harbor MES 2.0.4", josef, "Lieferschein Hofsteuerung");
  c.Then(29, "machine", "activate", "kastner-mes", {});
  c.Milestone(33, "accept", "kl-accepted",
              {{"contact", {josef}}, {"paper-sha256", {DemoPaper("Abnahmeprotokoll")}}});
  c.Then(36, "promise", "record", "kl-promise",
         {{"invoice", {c.InvoiceOf("kl-signing")}},
          {"amount", {"EUR 12000.00"}},
          {"contact", {eva}},
          {"date", {DemoDay(42)}}});
  c.Pay(41, "kl-first", "EUR 12000.00", "Anzahlung Hofsteuerung", "Kastner Logistik GmbH",
        "kl-signing");
  c.Then(88, "notice", "post", "notice:kl-2207/kl-yard",
         {{"tracking-number", {"RR 4711 0815 2 AT"}},
          {"paper-sha256", {DemoPaper("Förmliche Mahnung als Einschreiben, mit Inhaltsliste")}},
          {"sealing-sha256", {DemoPaper("Foto des verschlossenen Umschlags mit Sendungsnummer")}}});
  c.Then(91, "notice", "receive", "letter:kl-2207/kl-yard",
         {{"receipt-class", {"registered"}},
          {"contact", {josef}},
          {"proof-sha256", {DemoPaper("Rückschein, unterschrieben")}}});
  return c.Take();
}

// Terminated by two users: the only payment never came.
DemoEvents London() {
  DemoContract c("ap-51", "aldgate-print", 1);
  const std::string rose = "aldgate-print/rose-whitcombe";
  c.On(
      1, "create",
      Terms({{"customer", {"aldgate-print"}},
             {"display-name", {"Viewer rollout"}},
             {"currency-code", {"GBP"}},
             {"time-zone", {"Europe/London"}},
             {"calendar", {"target"}},
             {"enforcement-clause",
              {"If an invoice stays unpaid for forty-five days after a formal notice was received, "
               "the supplier may suspend the functions that are not paid for until they are."}}}));
  c.SubContract("ap-viewer", {{"display-name", {"Viewer"}},
                              {"price", {"GBP 18000.00"}},
                              {"core", {"true"}},
                              {"dependents", {"Every plug-in of the viewer."}},
                              {"entitlement", {"measure", "annotate"}}});
  c.Milestone(1, "create", "ap-delivered",
              {{"subcontract", {"ap-viewer"}},
               {"display-name", {"Delivery"}},
               {"trigger", {"delivery"}},
               {"share", {"1"}}});
  c.Agree(rose, "schedule B of the order", "Separate consent to suspension, signed");
  c.On(1, "activate", {});
  c.Then(1, "license", "create", "aldgate-viewer",
         License("Viewer, print hall", "aldgate-print", "lumen-viewer", "ap-51"));
  c.Deliver(3, "ap-delivered", "Lumen Viewer 1.3.0", rose, "Delivery note");
  c.Then(5, "machine", "activate", "aldgate-viewer", {});
  c.Then(56, "notice", "receive", "notice:ap-51/ap-viewer",
         {{"receipt-class", {"acknowledged"}},
          {"contact", {rose}},
          {"proof-sha256", {DemoPaper("Mail from Rose: notice received")}}});
  c.Then(75, "case", "judge", "case:ap-51/ap-viewer",
         {{"reason", {"wilful"}},
          {"grounds", {"The print hall was closed; nobody answers any more."}},
          {"next-action", {"End the contract"}},
          {"owner", {"counsel"}}});
  DemoEvent& end = c.On(
      96, "terminate", {{"reason", {"Nothing was paid in three months, and the hall is closed."}}});
  end.second = DemoSecond::kApproves;
  end.note = "Seen the file: agreed.";
  return c.Take();
}

// One part rests under a plan that is kept, the other one is held.
DemoEvents Qingdao() {
  DemoContract c("qd-2026-05", "qingdao-haiyue", 2);
  const std::string sun = "qingdao-haiyue/sun-yan";
  const std::string ma = "qingdao-haiyue/ma-chenguang";
  c.On(2, "create",
       Terms({{"customer", {"qingdao-haiyue"}},
              {"display-name", {"港口排产与质量"}},
              {"currency-code", {"CNY"}},
              {"time-zone", {"Asia/Shanghai"}},
              {"calendar", {"china"}},
              {"jurisdiction", {"china"}},
              {"enforcement-clause",
               {"客户逾期付款且经书面催告后三十日内仍未付清的，供应商有权停用未付款部分的功能，直至"
                "款项付清。"}}}));
  c.SubContract(
      "qd-quality",
      {{"display-name", {"质量管理"}}, {"price", {"CNY 300000.00"}}, {"entitlement", {"quality"}}});
  c.SubContract("qd-berths", {{"display-name", {"泊位排产"}},
                              {"price", {"CNY 220000.00"}},
                              {"entitlement", {"scheduling"}}});
  c.Milestone(2, "create", "qd-quality-delivered",
              {{"subcontract", {"qd-quality"}},
               {"display-name", {"质量管理交付"}},
               {"trigger", {"delivery"}},
               {"share", {"1"}}});
  c.Milestone(2, "create", "qd-berths-delivered",
              {{"subcontract", {"qd-berths"}},
               {"display-name", {"泊位排产交付"}},
               {"trigger", {"delivery"}},
               {"share", {"1"}}});
  c.Agree(ma, "合同第十二条, 单独签字页", "停用条款确认书 (签字盖章)");
  c.On(2, "activate", {});
  c.Then(2, "license", "create", "haiyue-mes",
         License("MES, Qingdao", "qingdao-haiyue", "harbor-mes", "qd-2026-05"));
  c.Deliver(4, "qd-quality-delivered", "Harbor MES 2.0.4", ma, "质量管理交付签收单");
  c.Then(5, "machine", "activate", "haiyue-mes", {});
  c.Deliver(40, "qd-berths-delivered", "Harbor MES 2.0.5", ma, "泊位排产交付签收单");
  c.Then(42, "plan", "create", "qd-plan",
         {{"invoice", {c.InvoiceOf("qd-quality-delivered")}},
          {"due-date", {DemoDay(60), DemoDay(90), DemoDay(120)}},
          {"contact", {sun}},
          {"paper-sha256", {DemoPaper("分期付款协议 (盖章)")}}});
  c.Pay(59, "qd-first", "CNY 100000.00", "分期第一期", "青岛海岳港务有限公司",
        "qd-quality-delivered");
  c.Then(83, "hold", "place", "qd-hold",
         {{"contract", {"qd-2026-05"}},
          {"subcontract", {"qd-2026-05/qd-berths"}},
          {"reason", {"泊位系统切换期间双方约定暂停催收，切换会议后再定"}},
          {"last-date", {DemoDay(115)}}});
  c.Pay(90, "qd-second", "CNY 100000.00", "分期第二期", "青岛海岳港务有限公司",
        "qd-quality-delivered");
  return c.Take();
}

// Nothing is stopped on incomplete data: every morning finance vouches for the day before.
DemoEvents Finance() {
  DemoContract c("", "", 0);
  for (int day = kFirstAttestation; day <= kDemoLastDay; ++day)
    c.Then(day, "payment", "attest", "", {{"time-zone", {"Europe/London"}}}).quiet = true;
  DemoEvent& cap =
      c.Then(95, "standing", "lift-cap", "",
             {{"date", {DemoDay(96)}}, {"reason", {"All suspensions before the quarter ends."}}});
  cap.second = DemoSecond::kDeclines;
  cap.note = "Five customers a day are enough.";
  return c.Take();
}

}  // namespace

std::vector<DemoEvents> DemoStages() {
  return {Suzhou(), Lyon(), Vienna(), London(), Qingdao(), Finance()};
}

}  // namespace countersign::cli
