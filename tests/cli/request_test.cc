#include "admin/cli/request.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>

#include "countersign/v1/common.pb.h"
#include "tests/support/temp_dir.h"

namespace countersign::cli {
namespace {

constexpr char kId[] = "7f2c8a10-3b44-4a53-9b0e-0a1b2c3d4e5f";

const Command& Find(std::string_view resource, std::string_view verb) {
  for (const Command& command : Commands()) {
    if (command.resource->name == resource && command.verb == verb) return command;
  }
  ADD_FAILURE() << "no command " << resource << " " << verb;
  return Commands().front();
}

// The request as JSON, without the generated request id; or the complaint.
std::string Build(std::string_view resource, std::string_view verb, const Typed& typed) {
  auto request = BuildRequest(Find(resource, verb), typed, "");
  if (!request) return request.error();
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(**request, &json).ok());
  return json;
}

TEST(RequestTest, CreateFillsTheResourceFromItsFlags) {
  Typed typed;
  typed.argument = "acme-erp";
  typed.flags = {{"display-name", {"ACME ERP"}},
                 {"entitlement", {"reports", "seats=25"}},
                 {"always-available", {"export"}}};
  EXPECT_EQ(Build("product", "create", typed),
            R"({"product":{"displayName":"ACME ERP","entitlements":[{"name":"reports"},)"
            R"({"name":"seats","limit":"25"}],"alwaysAvailable":["export"]},)"
            R"("productId":"acme-erp"})");
}

TEST(RequestTest, ANewResourcesNameMayBeFull) {
  Typed typed;
  typed.argument = "products/acme-erp";
  EXPECT_EQ(Build("product", "create", typed), R"({"productId":"acme-erp"})");
}

TEST(RequestTest, ReferencesMayBeBareOrFull) {
  Typed typed;
  typed.flags = {{"customer", {"acme"}}, {"product", {"products/acme-erp"}}, {"policy", {"p"}}};
  EXPECT_EQ(Build("license", "create", typed),
            R"({"license":{"customer":"customers/acme","product":"products/acme-erp",)"
            R"("policy":"policies/p"}})");
}

TEST(RequestTest, AListOfReferencesMayBeBareOrFull) {
  Typed typed;
  typed.flags = {{"invoice", {"a", "invoices/b"}}, {"contact", {"huzhou/wang"}}};
  EXPECT_EQ(Build("promise", "record", typed),
            R"({"promise":{"invoices":["invoices/a","invoices/b"],)"
            R"("contact":"customers/huzhou/contacts/wang"}})");
}

TEST(RequestTest, AFilesTextIsReadFromIt) {
  const testing::TempDir directory;
  const std::string path = directory.path() / "days.csv";
  std::ofstream(path) << "date,kind\n";
  Typed typed;
  typed.argument = "plant";
  typed.flags = {{"content", {"@" + path}}};
  EXPECT_EQ(Build("calendar", "import", typed),
            R"({"name":"calendars/plant","content":"date,kind\n"})");
  std::ofstream(path) << "\xff";
  EXPECT_EQ(Build("calendar", "import", typed),
            "--content: the file " + path + " is not UTF-8 text: check the terminal's encoding");
  typed.flags = {{"content", {"@" + path + ".none"}}};
  EXPECT_EQ(Build("calendar", "import", typed),
            "--content: cannot read the file " + path + ".none");
}

TEST(RequestTest, AMilestoneOfAChangeOrderHasAnAmountAndPerhapsATitle) {
  Typed typed;
  typed.argument = "erp";
  typed.parent = "ht";
  typed.flags = {{"milestone", {"m2=CNY 12.50", "m3=CNY 5.00 Second warehouse"}}};
  EXPECT_EQ(Build("subcontract", "change", typed),
            R"({"name":"contracts/ht/subcontracts/erp","milestones":[{"milestoneId":"m2",)"
            R"("amount":{"currencyCode":"CNY","minorUnits":"1250"}},{"milestoneId":"m3",)"
            R"("amount":{"currencyCode":"CNY","minorUnits":"500"},)"
            R"("displayName":"Second warehouse"}]})");
}

TEST(RequestTest, TheArgumentMayBeBareOrFull) {
  for (const char* name : {"l1", "licenses/l1"}) {
    Typed typed;
    typed.argument = name;
    EXPECT_EQ(Build("license", "get", typed), R"({"name":"licenses/l1"})");
  }
}

TEST(RequestTest, AChildIsNamedWithItsParentInThreeWays) {
  const std::string wanted = R"({"name":"licenses/l1/machines/m1"})";
  Typed with_flag;
  with_flag.argument = "m1";
  with_flag.parent = "l1";
  EXPECT_EQ(Build("machine", "release", with_flag), wanted);
  for (const char* name : {"l1/m1", "licenses/l1/machines/m1"}) {
    Typed typed;
    typed.argument = name;
    EXPECT_EQ(Build("machine", "release", typed), wanted) << name;
  }
  Typed alone;
  alone.argument = "m1";
  EXPECT_EQ(Build("machine", "release", alone), "which licence's machine? Add --license");
}

TEST(RequestTest, WhatBelongsToTheSameParentIsNamedBare) {
  Typed typed;
  typed.argument = "m1";
  typed.parent = "ht";
  typed.flags = {{"subcontract", {"erp"}}, {"share", {"0.3"}}};
  EXPECT_EQ(
      Build("milestone", "create", typed),
      R"({"parent":"contracts/ht","milestone":{"subcontract":"contracts/ht/subcontracts/erp",)"
      R"("share":"0.3"},"milestoneId":"m1"})");
  Typed list;
  list.parent = "ht";
  list.flags = {{"subcontract", {"erp"}}};
  EXPECT_EQ(Build("milestone", "list", list),
            R"({"parent":"contracts/ht","filter":)"
            R"("subcontract = \"contracts/ht/subcontracts/erp\""})");
}

TEST(RequestTest, WhatBelongsToAnotherIsNamedWithIt) {
  Typed typed;
  typed.argument = "ht";
  typed.flags = {{"contact", {"acme/wang"}}, {"paper-sha256", {"ab"}}};
  EXPECT_EQ(Build("contract", "assent", typed),
            R"({"name":"contracts/ht","contact":"customers/acme/contacts/wang",)"
            R"("paperSha256":"ab"})");
  typed.flags = {{"contact", {"wang"}}};
  EXPECT_EQ(Build("contract", "assent", typed),
            "--contact: whose? Write it with the customer: customer/wang");
}

TEST(RequestTest, SuspensionTakesCauseAndReason) {
  Typed typed;
  typed.argument = "l1";
  typed.flags = {{"cause", {"security"}}, {"reason", {"key leaked"}}, {"validate-only", {"true"}}};
  EXPECT_EQ(
      Build("license", "suspend", typed),
      R"({"name":"licenses/l1","cause":"SECURITY","reason":"key leaked","validateOnly":true})");
}

TEST(RequestTest, AnUpdateNamesExactlyWhatWasTyped) {
  Typed typed;
  typed.argument = "l1";
  typed.flags = {{"end", {"2028-01-01"}}, {"etag", {"7"}}};
  typed.clear = {"label"};
  EXPECT_EQ(Build("license", "update", typed),
            R"({"license":{"name":"licenses/l1","endTime":"2028-01-01T00:00:00Z","etag":"7"},)"
            R"("updateMask":"endTime,labels"})");
  Typed nothing;
  nothing.argument = "l1";
  EXPECT_EQ(Build("license", "update", nothing),
            "nothing to change: say what, e.g. --display-name");
  nothing.clear = {"state"};
  EXPECT_EQ(Build("license", "update", nothing), "--clear: there is no flag --state");
  typed.clear = {"end"};
  EXPECT_EQ(Build("license", "update", typed), "--end is both set and cleared");
}

TEST(RequestTest, ListFlagsBecomeAFilterBesideATypedOne) {
  Typed typed;
  typed.flags = {
      {"filter", {R"(product = "products/p")"}}, {"customer", {"acme"}}, {"state", {"suspended"}}};
  EXPECT_EQ(Build("license", "list", typed),
            R"({"filter":"product = \"products/p\" AND customer = \"customers/acme\" AND )"
            R"(state = \"SUSPENDED\""})");
  Typed kind;
  kind.flags = {{"kind", {"per-process"}}};
  EXPECT_EQ(Build("policy", "list", kind), R"({"filter":"kind = \"PER_PROCESS\""})");
  Typed role;
  role.parent = "acme";
  role.flags = {{"role", {"payer"}}};
  EXPECT_EQ(Build("contact", "list", role),
            R"({"parent":"customers/acme","filter":"role = \"PAYER\""})");
}

TEST(RequestTest, AFilterValueIsQuoted) {
  Typed typed;
  typed.flags = {{"segment", {R"(a"b\c)"}}};
  EXPECT_EQ(Build("customer", "list", typed), R"({"filter":"segment = \"a\\\"b\\\\c\""})");
}

TEST(RequestTest, InvoicesAndAmountsOfAPaymentAreTypedShort) {
  Typed typed;
  typed.flags = {{"customer", {"huzhou"}},
                 {"amount", {"600.00 CNY"}},
                 {"designated-invoice", {"a", "invoices/b"}}};
  EXPECT_EQ(Build("payment", "preview", typed),
            R"({"payment":{"customer":"customers/huzhou","amount":{"currencyCode":"CNY",)"
            R"("minorUnits":"60000"},"designatedInvoices":["invoices/a","invoices/b"]}})");
}

TEST(RequestTest, MutationsCarryARequestIdAndReadsDoNot) {
  Typed typed;
  typed.argument = "l1";
  for (const Command& command : Commands()) {
    const auto* field = command.request().FindFieldByName("request_id");
    EXPECT_EQ(field != nullptr, command.method->options().GetExtension(v1::access).mutation())
        << command.resource->name << " " << command.verb;
  }
  auto request = BuildRequest(Find("license", "restore"), typed, kId);
  ASSERT_TRUE(request);
  const auto* field = (*request)->GetDescriptor()->FindFieldByName("request_id");
  EXPECT_EQ((*request)->GetReflection()->GetString(**request, field), kId);
  typed.flags = {{"request-id", {"11111111-1111-4111-8111-111111111111"}}};
  request = BuildRequest(Find("license", "restore"), typed, kId);
  EXPECT_EQ((*request)->GetReflection()->GetString(**request, field),
            "11111111-1111-4111-8111-111111111111");
}

TEST(RequestTest, AComplaintNamesTheFlag) {
  Typed typed;
  typed.flags = {{"end", {"soon"}}};
  EXPECT_EQ(Build("license", "create", typed),
            "--end: \"soon\" is not an instant such as 2027-12-31T00:00:00Z or a date such as "
            "2027-12-31");
}

TEST(RequestTest, WhatIsNoUtf8IsNotSent) {
  const std::string complaint = " is not UTF-8 text: check the terminal's encoding";
  Typed typed;
  typed.argument = "caf\xE9";
  EXPECT_EQ(Build("product", "create", typed), "the argument" + complaint);
  EXPECT_EQ(Build("product", "get", typed), "the argument" + complaint);
  typed.argument = "cafe";
  typed.flags = {{"label", {"a=b", "caf\xE9"}}};
  EXPECT_EQ(Build("product", "create", typed), "--label" + complaint);
  typed.flags.clear();
  typed.parent = "caf\xE9";
  EXPECT_EQ(Build("contact", "create", typed), "--customer" + complaint);
}

TEST(RequestTest, TheServersFieldIsTheUsersFlag) {
  EXPECT_EQ(FlagForPath(Find("license", "create"), "license.end_time"), "--end");
  EXPECT_EQ(FlagForPath(Find("product", "create"), "product.entitlements[0].name"),
            "--entitlement");
  EXPECT_EQ(FlagForPath(Find("license", "suspend"), "reason"), "--reason");
  EXPECT_EQ(FlagForPath(Find("machine", "list"), "parent"), "--license");
  EXPECT_EQ(FlagForPath(Find("license", "suspend"), "other"), "");
}

}  // namespace
}  // namespace countersign::cli
