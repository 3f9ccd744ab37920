#include "admin/cli/demo_data.h"

#include <utility>

namespace countersign::cli {
namespace {

std::vector<DemoResource> Catalogue() {
  return {
      {"product",
       "atlas-erp",
       "",
       {{"display-name", {"Atlas ERP"}},
        {"entitlement", {"login", "export", "reports", "payroll", "warehouse", "companies=3"}},
        {"always-available", {"login", "export"}},
        {"version", {"4.1.0=2026-03-02", "4.2.0=2026-09-14", "4.2.1=2026-10-05,security"}},
        {"label", {"line=office"}}}},
      {"product",
       "harbor-mes",
       "",
       {{"display-name", {"Harbor MES"}},
        {"entitlement", {"alarms", "export", "scheduling", "quality", "lines=8"}},
        {"always-available", {"alarms", "export"}},
        {"label", {"line=factory"}}}},
      {"product",
       "lumen-viewer",
       "",
       {{"display-name", {"Lumen Viewer"}},
        {"entitlement", {"view", "measure", "annotate"}},
        {"always-available", {"view"}}}},
      {"policy",
       "office",
       "",
       {{"display-name", {"Office seats"}},
        {"kind", {"node-locked"}},
        {"max-machines", {"5"}},
        {"offline", {"45d"}}}},
      {"policy",
       "shared",
       "",
       {{"display-name", {"Shared seats"}},
        {"kind", {"floating"}},
        {"max-machines", {"10"}},
        {"lease", {"8h"}},
        {"overage", {"allow-and-report"}}}},
      {"policy",
       "compute",
       "",
       {{"display-name", {"Compute processes"}},
        {"kind", {"per-process"}},
        {"max-machines", {"8"}},
        {"lease", {"1h"}}}},
      {"policy",
       "trial",
       "",
       {{"display-name", {"30 days on trial"}},
        {"kind", {"node-locked"}},
        {"trial", {"30d"}},
        {"offline", {"7d"}}}},
  };
}

DemoResource Contact(std::string_view id, std::string_view customer, const char* name,
                     std::vector<std::string> roles, const char* email, const char* time_zone,
                     const char* language = "en") {
  return {"contact",
          id,
          customer,
          {{"display-name", {name}},
           {"role", std::move(roles)},
           {"email", {email}},
           {"language", {language}},
           {"time-zone", {time_zone}}}};
}

std::vector<DemoResource> Customers() {
  return {
      {"customer",
       "hangzhou-jincheng",
       "",
       {{"display-name", {"杭州锦程精密机械有限公司"}}, {"segment", {"enterprise"}}}},
      {"customer",
       "nordwerft",
       "",
       {{"display-name", {"Nordwerft Anlagenbau GmbH"}}, {"segment", {"enterprise"}}}},
      {"customer",
       "pixel-and-sons",
       "",
       {{"display-name", {"Pixel & Sons"}}, {"segment", {"small"}}}},
      {"contact",
       "wang-li",
       "hangzhou-jincheng",
       {{"display-name", {"王丽"}},
        {"role", {"payer"}},
        {"email", {"wang.li@jincheng.example"}},
        {"phone", {"+8657155501234"}},
        {"language", {"zh-CN"}},
        {"time-zone", {"Asia/Shanghai"}}}},
      {"contact",
       "chen-jianguo",
       "hangzhou-jincheng",
       {{"display-name", {"陈建国"}},
        {"role", {"signatory", "approver"}},
        {"email", {"chen.jianguo@jincheng.example"}},
        {"language", {"zh-CN"}},
        {"time-zone", {"Asia/Shanghai"}}}},
      {"contact",
       "anke-mueller",
       "nordwerft",
       {{"display-name", {"Anke Müller"}},
        {"role", {"payer", "legal"}},
        {"email", {"anke.mueller@nordwerft.example"}},
        {"phone", {"+49405550123"}},
        {"time-zone", {"Europe/Berlin"}},
        {"window-start", {"08:00"}},
        {"window-end", {"16:30"}}}},
      {"contact",
       "jens-petersen",
       "nordwerft",
       {{"display-name", {"Jens Petersen"}},
        {"role", {"signatory"}},
        {"email", {"jens.petersen@nordwerft.example"}},
        {"time-zone", {"Europe/Berlin"}}}},
      {"contact",
       "sam-pixel",
       "pixel-and-sons",
       {{"display-name", {"Sam Pixel"}},
        {"role", {"payer", "signatory"}},
        {"email", {"sam@pixel.example"}},
        {"time-zone", {"Europe/London"}}}},
  };
}

// Whose contracts are not paid as agreed.
std::vector<DemoResource> LateCustomers() {
  return {
      {"customer",
       "suzhou-hengtai",
       "",
       {{"display-name", {"苏州恒泰电子有限公司"}}, {"segment", {"enterprise"}}}},
      Contact("zhou-min", "suzhou-hengtai", "周敏", {"payer"}, "zhou.min@hengtai.example",
              "Asia/Shanghai", "zh-CN"),
      Contact("gu-weidong", "suzhou-hengtai", "顾卫东", {"signatory", "approver"},
              "gu.weidong@hengtai.example", "Asia/Shanghai", "zh-CN"),
      {"customer",
       "ateliers-bertrand",
       "",
       {{"display-name", {"Ateliers Bertrand SAS"}}, {"segment", {"enterprise"}}}},
      Contact("claire-morel", "ateliers-bertrand", "Claire Morel", {"payer"},
              "claire.morel@bertrand.example", "Europe/Paris"),
      Contact("paul-lefevre", "ateliers-bertrand", "Paul Lefèvre", {"signatory", "approver"},
              "paul.lefevre@bertrand.example", "Europe/Paris"),
      {"customer",
       "kastner-logistik",
       "",
       {{"display-name", {"Kastner Logistik GmbH"}}, {"segment", {"enterprise"}}}},
      Contact("eva-brandl", "kastner-logistik", "Eva Brandl", {"payer"},
              "eva.brandl@kastner.example", "Europe/Vienna"),
      Contact("josef-hollenstein", "kastner-logistik", "Josef Hollenstein", {"signatory"},
              "josef.hollenstein@kastner.example", "Europe/Vienna"),
      {"customer",
       "aldgate-print",
       "",
       {{"display-name", {"Aldgate Print Ltd"}}, {"segment", {"small"}}}},
      Contact("rose-whitcombe", "aldgate-print", "Rose Whitcombe", {"payer", "signatory"},
              "rose@aldgate.example", "Europe/London"),
      {"customer",
       "qingdao-haiyue",
       "",
       {{"display-name", {"青岛海岳港务有限公司"}}, {"segment", {"enterprise"}}}},
      Contact("sun-yan", "qingdao-haiyue", "孙燕", {"payer"}, "sun.yan@haiyue.example",
              "Asia/Shanghai", "zh-CN"),
      Contact("ma-chenguang", "qingdao-haiyue", "马晨光", {"signatory"},
              "ma.chenguang@haiyue.example", "Asia/Shanghai", "zh-CN"),
  };
}

DemoResource License(std::string_view id, const char* customer, const char* product,
                     const char* policy, const char* display_name) {
  return {"license",
          id,
          "",
          {{"display-name", {display_name}},
           {"customer", {customer}},
           {"product", {product}},
           {"policy", {policy}}}};
}

}  // namespace

std::vector<DemoResource> DemoResources(const std::string& end) {
  std::vector<DemoResource> resources = Catalogue();
  resources.push_back(
      {"user", kDemoSecondUser, "", {{"display-name", {"Second manager"}}, {"role", {"manager"}}}});
  for (std::vector<DemoResource> customers : {Customers(), LateCustomers()})
    for (DemoResource& customer : customers) resources.push_back(std::move(customer));
  std::vector<DemoResource> licenses = {
      License("hangzhou-erp", "hangzhou-jincheng", "atlas-erp", "office", "ERP, head office"),
      License("hangzhou-mes", "hangzhou-jincheng", "harbor-mes", "shared", "MES, plant 2"),
      License("nordwerft-mes", "nordwerft", "harbor-mes", "compute", "MES, simulation cluster"),
      License(kDemoSuspended, "nordwerft", "atlas-erp", "office", "ERP, Hamburg"),
  };
  for (DemoResource& license : licenses) license.flags["end"] = {end};
  // A trial's end follows from its first activation.
  licenses.push_back(
      License("pixel-viewer", "pixel-and-sons", "lumen-viewer", "trial", "Viewer on trial"));
  for (DemoResource& license : licenses) resources.push_back(std::move(license));
  return resources;
}

std::vector<DemoInstallation> DemoInstallations() {
  return {
      {"hangzhou-erp", "atlas-erp", "4.2.1", 3, 1},
      {"hangzhou-mes", "harbor-mes", "2.0.4", 2, 1},
      {"nordwerft-mes", "harbor-mes", "2.0.4", 2, 2},
      {kDemoSuspended, "atlas-erp", "4.2.0", 2, 1},
      {"pixel-viewer", "lumen-viewer", "1.3.0", 1, 1},
      {"hengtai-erp", "atlas-erp", "4.1.0", 2, 1, true},
      {"bertrand-mes", "harbor-mes", "2.0.4", 2, 1, true},
      {"kastner-mes", "harbor-mes", "2.0.4", 1, 1, true},
      {"aldgate-viewer", "lumen-viewer", "1.3.0", 1, 1, true},
      {"haiyue-mes", "harbor-mes", "2.0.4", 2, 1, true},
  };
}

}  // namespace countersign::cli
