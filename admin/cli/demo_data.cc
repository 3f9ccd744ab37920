#include "admin/cli/demo_data.h"

namespace countersign::cli {
namespace {

std::vector<DemoResource> Catalogue() {
  return {
      {"product",
       "atlas-erp",
       "",
       {{"display-name", {"Atlas ERP"}},
        {"entitlement", {"login", "export", "reports", "payroll", "companies=3"}},
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
  for (DemoResource& customer : Customers()) resources.push_back(std::move(customer));
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
  };
}

}  // namespace countersign::cli
