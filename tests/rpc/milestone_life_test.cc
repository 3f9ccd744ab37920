// The life of a milestone as the interface shows it.
#include <gmock/gmock.h>

#include "tests/rpc/admin_surface.h"

namespace countersign::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr char kName[] = "contracts/ht/milestones/final";

class MilestoneLifeTest : public AdminSurface {
 protected:
  MilestoneLifeTest() {
    MakeLicense();
    MakePaper();
    Make("CustomerService/CreateContact",
         R"({"parent":"customers/huzhou","contactId":"li","contact":{"displayName":"李敏",
             "roles":["SIGNATORY"]}})");
    Make("ContractService/CreateContract",
         R"({"contractId":"ht","contract":{"displayName":"ERP","customer":"customers/huzhou",
             "currencyCode":"CNY","timeZone":"Asia/Shanghai","calendar":{"id":"china"},
             "dueBase":"DUE_BASE_ACCEPTANCE_DATE","creditTerm":{"days":30},
             "reviewTerm":{"days":10},"deemedAcceptance":true,
             "blockingSeverity":"SEVERITY_MAJOR"}})");
    Make("ContractService/CreateSubContract",
         R"({"parent":"contracts/ht","subcontractId":"erp","subcontract":{"displayName":"ERP",
             "price":{"currencyCode":"CNY","minorUnits":"1000"}}})");
    Make("MilestoneService/CreateMilestone",
         R"({"parent":"contracts/ht","milestoneId":"final","milestone":{"displayName":"Final",
             "subcontract":"contracts/ht/subcontracts/erp","share":"1","retentionRate":"0.1",
             "criteria":[{"id":"c1","text":"works"}],
             "items":[{"id":"i1","weight":"0.4","title":"A"},
                      {"id":"i2","weight":"0.6","title":"B"}]}})");
    Make("ContractService/ActivateContract", R"({"name":"contracts/ht"})");
  }
  void Make(std::string_view method, const std::string& json) {
    const auto made = CallAny(method, json);
    EXPECT_TRUE(made) << method << " " << made.error().message;
  }

  // The call with the milestone's name and these further fields.
  Result<v1::MilestoneOutcome> Act(const std::string& method, const std::string& fields) {
    return Call<v1::MilestoneOutcome>("MilestoneService/" + method, Request(fields));
  }
  static std::string Request(const std::string& fields) {
    return R"({"name":")" + std::string(kName) + "\"" + (fields.empty() ? "" : "," + fields) + "}";
  }
  static std::string Proof() { return R"("proofSha256":")" + std::string(kPaperSha256) + "\""; }
  static std::string Delivery() {
    return R"("release":"4.2","attachments":[")" + std::string(kPaperSha256) +
           R"("],"recipients":["customers/huzhou/contacts/li"],"announcesUse":true)";
  }
  v1::Milestone Get() { return *Call<v1::Milestone>("MilestoneService/GetMilestone", Request("")); }
  std::vector<std::string> List(const std::string& parent, const std::string& filter) {
    const auto listed = Call<v1::ListMilestonesResponse>(
        "MilestoneService/ListMilestones",
        R"({"parent":")" + parent + R"(","filter":")" + filter + "\"}");
    EXPECT_TRUE(listed) << listed.error().message;
    std::vector<std::string> names;
    for (const auto& milestone : listed->milestones()) names.push_back(milestone.name());
    return names;
  }
};

TEST_F(MilestoneLifeTest, WhatHappenedIsShown) {
  ASSERT_TRUE(Act("DeliverMilestone", Delivery()));
  ASSERT_TRUE(Act("RecordReceipt", Proof() + R"(,"receiptClass":"RECEIPT_CLASS_REGISTERED")"));
  ASSERT_TRUE(Act("RecordReminder", Proof()));
  ASSERT_TRUE(Act("RejectMilestone",
                  R"("defects":[{"criterion":"c1","item":"i2","description":"slow",
                      "severity":"SEVERITY_MINOR"}])"));
  const auto accepted = Act("AcceptMilestone",
                            R"("contact":"customers/huzhou/contacts/li","items":["i1"],
                                "remainderId":"rest","punchItems":["labels"],"paperSha256":")" +
                                std::string(kPaperSha256) + "\"");
  ASSERT_TRUE(accepted) << accepted.error().message;
  ASSERT_THAT(accepted->events(), SizeIs(3));
  EXPECT_EQ(accepted->events(1).kind(), v1::MILESTONE_EVENT_KIND_SPLIT);
  EXPECT_EQ(accepted->events(1).detail(), "rest");
  EXPECT_EQ(accepted->remainder().name(), "contracts/ht/milestones/rest");
  EXPECT_EQ(accepted->remainder().split_from(), kName);
  EXPECT_EQ(accepted->remainder().amount().minor_units(), 600);

  const v1::Milestone milestone = Get();
  EXPECT_EQ(milestone.SerializeAsString(), accepted->milestone().SerializeAsString());
  EXPECT_EQ(milestone.state(), v1::MILESTONE_STATE_INVOICED);
  EXPECT_EQ(milestone.acceptance().mode(), v1::ACCEPTANCE_MODE_SIGNED);
  EXPECT_EQ(milestone.retained().minor_units(), 40);
  EXPECT_TRUE(milestone.invoice().starts_with("invoices/"));
  ASSERT_THAT(milestone.punch_list(), SizeIs(2));
  EXPECT_EQ(milestone.punch_list(1).description(), "labels");
  ASSERT_THAT(milestone.rounds(), SizeIs(1));
  const v1::Round& round = milestone.rounds(0);
  EXPECT_EQ(round.delivery().recipients(0), "customers/huzhou/contacts/li");
  EXPECT_EQ(round.delivery().attachments(0), kPaperSha256);
  EXPECT_TRUE(round.delivery().announces_use());
  EXPECT_EQ(round.delivery().document_sha256(), milestone.document_sha256());
  EXPECT_EQ(round.receipt().receipt_class(), v1::RECEIPT_CLASS_REGISTERED);
  EXPECT_EQ(round.reminder().proof_sha256(), kPaperSha256);
  EXPECT_EQ(round.review_end_date(), milestone.review_end_date());
  EXPECT_EQ(round.defects(0).item(), "i2");
  EXPECT_EQ(round.signatures(0).contact(), "customers/huzhou/contacts/li");
  EXPECT_EQ(round.signatures(0).method(), v1::SIGNATURE_METHOD_PAPER);
  EXPECT_EQ(round.signatures(0).items(0), "i1");

  EXPECT_THAT(List("contracts/-", ""), ElementsAre(kName, "contracts/ht/milestones/rest"));
  EXPECT_THAT(List("contracts/ht", R"(invoice = \")" + milestone.invoice() + R"(\")"),
              ElementsAre(kName));
  EXPECT_THAT(List("contracts/-", R"(next_action = \"DEEM_ACCEPTED\")"),
              ElementsAre("contracts/ht/milestones/rest"));
}

TEST_F(MilestoneLifeTest, WhatFallsDueIsListed) {
  ASSERT_TRUE(Act("DeliverMilestone", Delivery()));
  EXPECT_THAT(List("contracts/-", R"(due_by = \"2026-12-31\")"), ElementsAre());
  const auto received = Act("RecordReceipt", Proof());
  ASSERT_TRUE(received);
  EXPECT_TRUE(received->milestone().has_reminder_time());
  EXPECT_THAT(List("contracts/-", R"(due_by = \"2026-12-31\")"), ElementsAre(kName));
  EXPECT_THAT(List("contracts/-", R"(due_by = \"2026-01-01\")"), ElementsAre());
  Refused(Code::kInvalidArgument, Reason::kFilterInvalid, "MilestoneService/ListMilestones",
          R"({"parent":"contracts/-","filter":"due_by = \"soon\""})");
}

TEST_F(MilestoneLifeTest, WhatIsOnlyValidatedIsAnsweredAndNotDone) {
  ASSERT_TRUE(Act("DeliverMilestone", Delivery()));
  const std::string before = Snapshot();
  const auto tried = Act("AcceptMilestone",
                         R"("contact":"customers/huzhou/contacts/li","validateOnly":true,
                             "paperSha256":")" +
                             std::string(kPaperSha256) + "\"");
  ASSERT_TRUE(tried) << tried.error().message;
  EXPECT_EQ(tried->milestone().state(), v1::MILESTONE_STATE_INVOICED);
  EXPECT_EQ(Snapshot(), before);
}

TEST_F(MilestoneLifeTest, ARepeatedRequestIsDoneOnce) {
  const std::string request = Delivery() + R"(,"requestId":"5f0c1c9e-33a1-4f1a-9f39-0d3a1f1f0001")";
  const auto first = Act("DeliverMilestone", request);
  ASSERT_TRUE(first);
  const auto again = Act("DeliverMilestone", request);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_THAT(Get().rounds(), SizeIs(1));
}

TEST_F(MilestoneLifeTest, MalformedFieldsAreNamed) {
  RefusedField("name", "MilestoneService/DeliverMilestone", R"({"name":"milestones/final"})");
  ASSERT_TRUE(Act("DeliverMilestone", Delivery()));
  RefusedField("receipt_class", "MilestoneService/RecordReceipt", Request(R"("receiptClass":9)"));
  RefusedField("date", "MilestoneService/RecordReceipt", Request(R"("date":"2026-02-30")"));
  RefusedField("contact", "MilestoneService/AcceptMilestone", Request(R"("contact":"li")"));
  RefusedField("defects.severity", "MilestoneService/RejectMilestone",
               Request(R"("defects":[{"severity":9}])"));
  RefusedField("complete", "MilestoneService/MeasureMilestone",
               Request(R"("complete":{"i1":"half"})"));
}

}  // namespace
}  // namespace countersign::rpc
