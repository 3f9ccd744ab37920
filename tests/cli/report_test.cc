#include "admin/cli/report.h"

#include <gtest/gtest.h>

#include "countersign/v1/contract.pb.h"
#include "countersign/v1/customer.pb.h"
#include "countersign/v1/enforcement.pb.h"
#include "countersign/v1/license_admin.pb.h"
#include "countersign/v1/receivable.pb.h"
#include "countersign/v1/simulation.pb.h"

namespace countersign::cli {
namespace {

const Command& Find(std::string_view resource, std::string_view verb) {
  for (const Command& command : Commands()) {
    if (command.resource->name == resource && command.verb == verb) return command;
  }
  ADD_FAILURE() << "no command " << resource << " " << verb;
  return Commands().front();
}

v1::License AnyLicense() {
  v1::License license;
  license.set_name("licenses/hz-erp");
  license.set_customer("customers/hangzhou");
  license.set_product("products/erp");
  license.set_policy("policies/office");
  license.set_state(v1::LICENSE_STATE_SUSPENDED);
  license.set_suspension_cause(v1::SECURITY);
  license.set_seats_taken(3);
  license.mutable_end_time()->set_seconds(1830297600);
  return license;
}

TEST(ReportTest, AListIsATableOfBareNames) {
  v1::ListLicensesResponse response;
  *response.add_licenses() = AnyLicense();
  v1::WithheldPart& part = *response.mutable_licenses(0)->add_withheld();
  part.set_subcontract("contracts/ht/subcontracts/finance");
  part.add_entitlements("reports");
  EXPECT_EQ(AnswerText(Find("license", "list"), v1::ListLicensesRequest(), response, false),
            "NAME    CUSTOMER  PRODUCT  POLICY  STATE      SUSPENSION CAUSE  SEATS  END"
            "                   WITHHELD\n"
            "hz-erp  hangzhou  erp      office  suspended  security          3      "
            "2028-01-01T00:00:00Z  subcontract=contracts/ht/subcontracts/finance "
            "entitlement=reports\n");
  EXPECT_EQ(AnswerText(Find("license", "list"), v1::ListLicensesRequest(),
                       v1::ListLicensesResponse(), false),
            "");
}

TEST(ReportTest, FindingsAreAListToo) {
  v1::CheckTermsResponse response;
  response.set_etag("abc");
  const Command& check = Find("contract", "check");
  EXPECT_EQ(AnswerText(check, v1::CheckTermsRequest(), response, false), "");
  EXPECT_EQ(EmptyNote(check, response), "Nothing is missing.");
  v1::TermsFinding& finding = *response.add_findings();
  finding.set_id("calendar");
  finding.set_kind(v1::FINDING_KIND_REQUIRED);
  finding.set_message("choose one");
  EXPECT_EQ(AnswerText(check, v1::CheckTermsRequest(), response, false),
            "ID        KIND      MESSAGE\n"
            "calendar  required  choose one\n");
  EXPECT_EQ(EmptyNote(check, response), "");
}

TEST(ReportTest, AnEmptyListIsSaidToBe) {
  EXPECT_EQ(EmptyNote(Find("license", "list"), v1::ListLicensesResponse()),
            "There are no licences to show.");
  EXPECT_EQ(EmptyNote(Find("license", "get"), AnyLicense()), "");
}

TEST(ReportTest, ARefusalWithoutWordsStillSaysSomething) {
  EXPECT_EQ(RefusalText(nullptr, {.code = 12}), "refused: gRPC status 12\n");
}

TEST(ReportTest, OneResourceIsOneLineAField) {
  v1::License license;
  license.set_name("licenses/a");
  license.set_state(v1::LICENSE_STATE_ACTIVE);
  license.mutable_create_time()->set_seconds(1830297600);
  license.mutable_create_time()->set_nanos(500000000);
  EXPECT_EQ(AnswerText(Find("license", "get"), v1::GetLicenseRequest(), license, false),
            "name     licenses/a\nstate    active\ncreated  2028-01-01T00:00:00Z\n");
  EXPECT_EQ(FieldOf(license, "create_time"), "2028-01-01T00:00:00.500Z");
}

TEST(ReportTest, ASecretIsShownWithANoteAndMissedOnRepetition) {
  v1::CreateLicenseResponse response;
  response.mutable_license()->set_name("licenses/a");
  response.set_activation_code("AAAAA-BBBBB-CCCCC-DDDDD-EEEEE");
  EXPECT_EQ(AnswerText(Find("license", "create"), v1::CreateLicenseRequest(), response, false),
            "Created licenses/a.\nactivation code  AAAAA-BBBBB-CCCCC-DDDDD-EEEEE\n");
  EXPECT_NE(SecretNote(response).find("shown this once"), std::string::npos);
  EXPECT_EQ(FieldOf(response, "activation_code"), "AAAAA-BBBBB-CCCCC-DDDDD-EEEEE");
  EXPECT_EQ(FieldOf(response, "license.name"), "licenses/a");
  const auto& type = *v1::CreateLicenseResponse::descriptor();
  EXPECT_TRUE(CheckFieldPath(type, "license.name"));
  for (const char* path :
       {"code", "license.nome", "activation_code.x", "license.entitlements.name"}) {
    EXPECT_FALSE(CheckFieldPath(type, path)) << path;
  }
  EXPECT_FALSE(SecretOmitted(response));

  response.clear_activation_code();
  response.set_omitted(v1::SECRET_ALREADY_SHOWN);
  EXPECT_TRUE(SecretOmitted(response));
  EXPECT_NE(SecretNote(response).find("not shown twice"), std::string::npos);
}

TEST(ReportTest, ARefusalSaysWhatWhyAndWhatToDo) {
  const Refusal refusal = {.message = "license.end_time is before its start",
                           .reason = "FIELD_INVALID",
                           .metadata = {{"field", "license.end_time"}}};
  EXPECT_EQ(RefusalText(&Find("license", "create"), refusal),
            "refused: license.end_time is before its start (FIELD_INVALID)\n"
            "  field: license.end_time (--end)\n"
            "  A field's value is out of its range or form. Correct the request.\n");
}

TEST(ReportTest, ASuspensionSaysUntilWhenAndWhatMakesItStay) {
  v1::License license = AnyLicense();
  license.set_suspension_approval("approvals/a1");
  license.mutable_suspension_end_time()->set_seconds(1'775'203'200);  // 2026-04-03T08:00:00Z
  const std::string text =
      AnswerText(Find("license", "suspend"), v1::SuspendLicenseRequest(), license, false);
  EXPECT_NE(text.find("on.\nThe suspension ends 2026-04-03"), std::string::npos) << text;
  EXPECT_NE(text.find(" unless another user confirms it: countersign approval approve "
                      "approvals/a1\n"),
            std::string::npos)
      << text;
}

TEST(ReportTest, AnApprovalSaysWhatWasApprovedAndWhoGoesOn) {
  v1::Approval approval;
  approval.set_name("approvals/a1");
  approval.set_summary("Terminate contracts/ht (ERP)");
  approval.set_requested_by("users/anna");
  approval.set_state(v1::APPROVAL_STATE_APPROVED);
  const v1::ApproveRequest request;
  EXPECT_EQ(AnswerText(Find("approval", "approve"), request, approval, false),
            "Approved approvals/a1: Terminate contracts/ht (ERP). users/anna now repeats the same "
            "command.\n");
  approval.set_state(v1::APPROVAL_STATE_USED);
  EXPECT_EQ(AnswerText(Find("approval", "approve"), request, approval, false),
            "Approved approvals/a1: Terminate contracts/ht (ERP).\n");
}

TEST(ReportTest, WhatWasDoneIsSaidInOneSentence) {
  v1::SuspendLicenseRequest request;
  EXPECT_EQ(AnswerText(Find("license", "suspend"), request, AnyLicense(), false),
            "Suspended licenses/hz-erp. Each of its machines is restricted from its next check "
            "on.\n");
  v1::License unpaid = AnyLicense();
  unpaid.add_withheld()->set_subcontract("contracts/ht/subcontracts/erp");
  EXPECT_EQ(AnswerText(Find("license", "suspend"), request, unpaid, false),
            "Suspended licenses/hz-erp. Each of its machines goes without what is not paid from "
            "its next check on.\n");
  request.set_validate_only(true);
  EXPECT_EQ(AnswerText(Find("license", "suspend"), request, AnyLicense(), false),
            "This would be done; nothing was changed.\n");
  v1::EraseContactRequest contact;
  v1::EraseContactResponse erased;
  contact.set_name("customers/a/contacts/b");
  EXPECT_EQ(AnswerText(Find("contact", "erase"), contact, erased, false),
            "Erased customers/a/contacts/b. Its id and the record of what was done to it stay; of "
            "the person nothing does.\n");
  erased.set_copies_pending(true);
  EXPECT_EQ(AnswerText(Find("contact", "erase"), contact, erased, false),
            "Erased customers/a/contacts/b. Its id and the record of what was done to it stay; of "
            "the person nothing does. Older copies of the data may still lie in the database's "
            "files: a read that began earlier has not ended, or the disk is full. The server "
            "removes them as soon as it can.\n");
  v1::SimulatedClock clock;
  clock.mutable_now()->set_seconds(1830297600);
  EXPECT_EQ(AnswerText(Find("clock", "advance"), v1::AdvanceClockRequest(), clock, false),
            "The simulated clock stands at 2028-01-01T00:00:00Z.\n");
}

TEST(ReportTest, JsonIsTheInterfacesOwn) {
  v1::License license;
  license.set_name("licenses/a");
  license.set_max_machines(2);
  EXPECT_EQ(JsonOf(license), "{\n \"name\": \"licenses/a\",\n \"maxMachines\": 2\n}\n");
}

TEST(ReportTest, WhatAPaymentPaysIsShownAsATable) {
  v1::Payment payment;
  payment.set_name("payments/p1");
  payment.mutable_amount()->set_currency_code("CNY");
  payment.mutable_amount()->set_minor_units(60'000);
  v1::Allocation& allocation = *payment.add_allocations();
  allocation.set_invoice("invoices/a");
  allocation.set_number("INV-2026-000001");
  *allocation.mutable_amount() = payment.amount();
  const v1::RecordPaymentRequest request;
  EXPECT_EQ(AnswerText(Find("payment", "record"), request, payment, false),
            "name    payments/p1\n"
            "amount  CNY 600.00\n"
            "\nallocations\n"
            "INVOICE  NUMBER           AMOUNT\n"
            "a        INV-2026-000001  CNY 600.00\n");
  v1::RecordPaymentRequest dry;
  dry.set_validate_only(true);
  EXPECT_TRUE(AnswerText(Find("payment", "record"), dry, payment, false)
                  .starts_with("This would be done; nothing was changed.\nname"));
}

}  // namespace
}  // namespace countersign::cli
