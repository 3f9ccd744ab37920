// Contracts and milestones as the interface shows them.
#include <gmock/gmock.h>

#include "tests/rpc/admin_surface.h"

namespace countersign::rpc {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

constexpr char kMinimal[] = R"("displayName":"ERP","customer":"customers/huzhou",
    "currencyCode":"CNY","timeZone":"Asia/Shanghai")";

class ContractHandlersTest : public AdminSurface {
 protected:
  ContractHandlersTest() { MakeLicense(); }

  Result<v1::Contract> Create(const std::string& fields = "") {
    return Call<v1::Contract>("ContractService/CreateContract",
                              R"({"contractId":"ht","contract":{)" + (kMinimal + fields) + "}}");
  }
  Result<v1::Contract> Update(const std::string& fields, const std::string& mask) {
    return Call<v1::Contract>(
        "ContractService/UpdateContract",
        R"({"contract":{"name":"contracts/ht")" + fields + R"(},"updateMask":")" + mask + "\"}");
  }
  void MakeStages() {
    for (const char* sub : {"erp", "crm"})
      ASSERT_TRUE(CallAny("ContractService/CreateSubContract",
                          R"({"parent":"contracts/ht","subcontractId":")" + std::string(sub) +
                              R"(","subcontract":{"displayName":"S",
                              "price":{"currencyCode":"CNY","minorUnits":"100"}}})"));
    for (const char* id : {"a", "b"})
      ASSERT_TRUE(CallAny("MilestoneService/CreateMilestone",
                          R"({"parent":"contracts/ht","milestoneId":")" + std::string(id) +
                              R"(","milestone":{"displayName":"M","share":"0.5",
                              "subcontract":"contracts/ht/subcontracts/erp",
                              "trigger":"TRIGGER_SIGNING"}})"));
  }
};

TEST_F(ContractHandlersTest, EveryTermComesBackAsItWasGiven) {
  const std::string terms = R"(,"calendar":{"id":"china","version":1},
    "dueBase":"DUE_BASE_ACCEPTANCE_DATE",
    "creditTerm":{"days":30,"kind":"DAY_KIND_CALENDAR","rollToBusinessDay":true},
    "reviewTerm":{"days":10,"kind":"DAY_KIND_BUSINESS"},"deemedAcceptance":true,
    "blockingSeverity":"SEVERITY_MAJOR","useDays":30,"signaturesRequired":2,"serviceClause":true,
    "partCompletionAgreed":true,"jurisdiction":"JURISDICTION_CHINA",
    "enforcement":"ENFORCEMENT_FULL","enforcementClause":"停用\n条款","threshold":"0.1",
    "ladder":{"preDueDays":0,"overdueReminderDays":4,"formalAfterUrgentDays":6,
    "supplyCureDays":20,"suspendCureDays":40,"counselDays":70},
    "limitation":{"months":24,"longestMonths":120},
    "interestRates":[{"rate":"0.0005"},{"rate":"0.0004","from":"2027-01-01"}],
    "interestBasis":"RATE_BASIS_DAY","interestRule":"RATE_RULE_FIXED",
    "allocationOrder":["CLAIM_PART_PRINCIPAL","CLAIM_PART_COSTS","CLAIM_PART_INTEREST"],
    "earlyPayment":{"discountDays":10,"discount":"0.02"},
    "blackouts":[{"first":"2027-02-05","last":"2027-02-15"}],"signedBefore":true,"consumer":true,
    "labels":{"region":"east"})";
  const auto created = Create(terms);
  ASSERT_TRUE(created) << created.error().message;
  v1::Contract wanted;
  ASSERT_TRUE(
      google::protobuf::util::JsonStringToMessage("{" + (kMinimal + terms) + "}", &wanted).ok());
  wanted.set_name("contracts/ht");
  wanted.set_state(v1::CONTRACT_STATE_DRAFT);
  *wanted.mutable_create_time() = created->create_time();
  *wanted.mutable_update_time() = created->update_time();
  wanted.set_etag(created->etag());
  const auto stored =
      Call<v1::Contract>("ContractService/GetContract", R"({"name":"contracts/ht"})");
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->DebugString(), wanted.DebugString());
  EXPECT_EQ(created->DebugString(), wanted.DebugString());
}

TEST_F(ContractHandlersTest, TheServiceContactIsAContactOfTheCustomer) {
  const auto wang = Call<v1::Contact>("CustomerService/CreateContact",
                                      R"({"parent":"customers/huzhou","contactId":"wang",
      "contact":{"displayName":"W","roles":["SIGNATORY"],"postalAddress":"1 Road\nTown"}})");
  ASSERT_TRUE(wang) << wang.error().message;
  EXPECT_EQ(wang->postal_address(), "1 Road\nTown");
  const auto created = Create(R"(,"serviceContact":"customers/huzhou/contacts/wang")");
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(created->service_contact(), "customers/huzhou/contacts/wang");
  for (const char* const stranger :
       {"customers/other/contacts/wang", "customers/huzhou/contacts/nobody"})
    RefusedField("contract.service_contact", "ContractService/UpdateContract",
                 R"({"contract":{"name":"contracts/ht","serviceContact":")" +
                     std::string(stranger) + R"("},"updateMask":"serviceContact"})");
  const auto cleared = Update("", "serviceContact");
  ASSERT_TRUE(cleared) << cleared.error().message;
  EXPECT_EQ(cleared->service_contact(), "");
}

TEST_F(ContractHandlersTest, ANoteWhileOverdueIsAgreed) {
  ASSERT_TRUE(Create());
  EXPECT_FALSE(Update(R"(,"displayName":"T")", "displayName")->overdue_note());
  EXPECT_TRUE(Update(R"(,"overdueNote":true)", "overdueNote")->overdue_note());
  EXPECT_FALSE(Update("", "overdueNote")->overdue_note());
}

TEST_F(ContractHandlersTest, WhatDependsOnACorePartIsKept) {
  ASSERT_TRUE(Create());
  const auto part = Call<v1::SubContract>("ContractService/CreateSubContract",
                                          R"({"parent":"contracts/ht","subcontractId":"erp",
      "subcontract":{"displayName":"S","core":true,"dependents":"the warehouse",
      "price":{"currencyCode":"CNY","minorUnits":"100"}}})");
  ASSERT_TRUE(part) << part.error().message;
  EXPECT_EQ(part->dependents(), "the warehouse");
  RefusedField("subcontract.dependents", "ContractService/UpdateSubContract",
               R"({"subcontract":{"name":"contracts/ht/subcontracts/erp"},"updateMask":"core"})");
}

TEST_F(ContractHandlersTest, TermsThatAreNotSetHaveTheirDefaults) {
  const auto created =
      Create(R"(,"jurisdiction":"JURISDICTION_CHINA","ladder":{"counselDays":90})");
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(created->threshold(), "0.05");
  EXPECT_EQ(created->enforcement(), v1::ENFORCEMENT_TRACK_ONLY);
  EXPECT_EQ(created->ladder().suspend_cure_days(), 30);
  EXPECT_EQ(created->ladder().counsel_days(), 90);
  EXPECT_EQ(created->limitation().months(), 36);
  EXPECT_EQ(created->allocation_order_size(), 3);
  EXPECT_FALSE(created->has_credit_term());
  EXPECT_FALSE(created->has_review_term());
  EXPECT_TRUE(created->interest_rates().empty());
}

TEST_F(ContractHandlersTest, FieldsThatMakeOneTermAreChangedTogetherOrAlone) {
  ASSERT_TRUE(Create(R"(,"dueBase":"DUE_BASE_INVOICE_DATE","creditTerm":{"days":30},
      "reviewTerm":{"days":10},"useDays":30)"));
  const auto longer = Update(R"(,"creditTerm":{"days":45})", "creditTerm");
  ASSERT_TRUE(longer) << longer.error().message;
  EXPECT_EQ(longer->credit_term().days(), 45);
  EXPECT_EQ(longer->due_base(), v1::DUE_BASE_INVOICE_DATE);
  const auto none = Update("", "creditTerm,dueBase");
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_FALSE(none->has_credit_term());
  RefusedField("contract.due_base", "ContractService/UpdateContract",
               R"({"contract":{"name":"contracts/ht","creditTerm":{"days":30}}})");
  RefusedField("contract.review_term", "ContractService/UpdateContract",
               R"({"contract":{"name":"contracts/ht"},"updateMask":"reviewTerm"})");
  const auto no_use = Update("", "useDays");
  ASSERT_TRUE(no_use) << no_use.error().message;
  EXPECT_EQ(no_use->review_term().days(), 10);
  RefusedField("update_mask", "ContractService/UpdateContract",
               R"({"contract":{"name":"contracts/ht"},"updateMask":"customer"})");
}

TEST_F(ContractHandlersTest, CheckTermsTellsWhatIsMissingWithWording) {
  const auto created = Create();
  const auto checked =
      Call<v1::CheckTermsResponse>("ContractService/CheckTerms", R"({"name":"contracts/ht"})");
  ASSERT_TRUE(checked);
  EXPECT_EQ(checked->etag(), created->etag());
  std::vector<std::string> required;
  std::vector<std::string> clauses;
  for (const v1::TermsFinding& finding : checked->findings()) {
    if (finding.kind() == v1::FINDING_KIND_REQUIRED) required.push_back(finding.id());
    if (finding.kind() == v1::FINDING_KIND_CLAUSE) clauses.push_back(finding.id());
    if (finding.id() == "interest") {
      EXPECT_FALSE(finding.example_zh().empty());
    }
  }
  EXPECT_THAT(required, ElementsAre("calendar", "due_rule", "sub_contracts"));
  EXPECT_THAT(clauses, Contains("interest"));
}

TEST_F(ContractHandlersTest, SubContractsAndMilestonesAreListedByContract) {
  ASSERT_TRUE(Create());
  MakeStages();
  const auto subs = Call<v1::ListSubContractsResponse>("ContractService/ListSubContracts",
                                                       R"({"parent":"contracts/ht"})");
  ASSERT_TRUE(subs);
  ASSERT_EQ(subs->subcontracts_size(), 2);
  EXPECT_EQ(subs->subcontracts(1).name(), "contracts/ht/subcontracts/erp");
  const auto list = [&](const std::string& filter) {
    return Call<v1::ListMilestonesResponse>(
        "MilestoneService/ListMilestones",
        R"({"parent":"contracts/ht","filter":")" + filter + "\"}");
  };
  const auto of_erp = list(R"(subcontract = \"contracts/ht/subcontracts/erp\")");
  ASSERT_TRUE(of_erp) << of_erp.error().message;
  ASSERT_EQ(of_erp->milestones_size(), 2);
  EXPECT_EQ(of_erp->milestones(0).amount().minor_units(), 50);
  EXPECT_EQ(of_erp->milestones(0).state(), v1::MILESTONE_STATE_PLANNED);
  EXPECT_EQ(list(R"(subcontract = \"contracts/ht/subcontracts/crm\")")->milestones_size(), 0);
  EXPECT_EQ(list(R"(state = \"PAID\")")->milestones_size(), 0);
  Refused(Code::kNotFound, Reason::kResourceNotFound, "MilestoneService/ListMilestones",
          R"({"parent":"contracts/none"})");
  Refused(Code::kNotFound, Reason::kResourceNotFound, "MilestoneService/GetMilestone",
          R"({"name":"contracts/none/milestones/a"})");
  RefusedField("milestone.subcontract", "MilestoneService/CreateMilestone",
               R"({"parent":"contracts/ht","milestone":{"displayName":"M","share":"0",
               "subcontract":"contracts/other/subcontracts/erp"}})");
}

TEST_F(ContractHandlersTest, ActivationCanBeTriedFirst) {
  ASSERT_TRUE(Create(R"(,"calendar":{"id":"china"},"signedBefore":true)"));
  Refused(Code::kFailedPrecondition, Reason::kContractIncomplete,
          "ContractService/ActivateContract", R"({"name":"contracts/ht","validateOnly":true})");
  MakeStages();
  ASSERT_TRUE(CallAny("MilestoneService/CreateMilestone",
                      R"({"parent":"contracts/ht","milestone":{"displayName":"M","share":"1",
                      "subcontract":"contracts/ht/subcontracts/crm","trigger":"TRIGGER_SIGNING"}})"));
  const std::string before = Snapshot();
  const auto tried = Call<v1::Contract>("ContractService/ActivateContract",
                                        R"({"name":"contracts/ht","validateOnly":true})");
  ASSERT_TRUE(tried) << tried.error().message;
  EXPECT_EQ(tried->state(), v1::CONTRACT_STATE_ACTIVE);
  EXPECT_EQ(Snapshot(), before);
  ASSERT_TRUE(CallAny("ContractService/ActivateContract", R"({"name":"contracts/ht"})"));
  const auto active = Call<v1::ListContractsResponse>(
      "ContractService/ListContracts",
      R"({"filter":"state = \"ACTIVE\" AND customer = \"customers/huzhou\""})");
  ASSERT_TRUE(active);
  ASSERT_EQ(active->contracts_size(), 1);
  EXPECT_EQ(active->contracts(0).active_since(), "2026-03-31");
}

}  // namespace
}  // namespace countersign::rpc
