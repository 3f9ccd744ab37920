// Acts that take two users, as calls: who asks, who approves, and that what was approved is done
// once.
#include <gmock/gmock.h>

#include "countersign/v1/enforcement.pb.h"
#include "licensing/app/resource.h"
#include "licensing/domain/approval.h"
#include "tests/rpc/admin_surface.h"

namespace countersign::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kTerminate = "ContractService/TerminateContract";
constexpr const char* kApprove = "EnforcementService/Approve";
constexpr const char* kId = "7d444840-9dc0-11d1-b245-5ffdce74fad2";

std::string Terminating(const std::string& rest = "", const std::string& reason = "it failed") {
  return R"({"name":"contracts/ht","reason":")" + reason + "\"" + rest + "}";
}
std::string Deciding(const std::string& approval, const std::string& rest = "") {
  return R"({"name":")" + approval + "\"" + rest + "}";
}

class ApprovalsTest : public AdminSurface {
 protected:
  void SetUp() override {
    MakeLicense();
    for (const char* id : {"anna", "bert", "carl"})
      ASSERT_TRUE(CallAny("AccessService/CreateUser",
                          R"({"userId":")" + std::string(id) +
                              R"(","user":{"displayName":"U","roles":["ROLE_PROJECT_MANAGER"]}})"));
    domain::Contract contract;
    contract.id = "ht";
    contract.customer_id = "huzhou";
    contract.title = "ERP";
    contract.terms.currency_code = "CNY";
    contract.terms.time_zone = "Asia/Shanghai";
    contract.state = domain::ContractState::kActive;
    contract.meta = {1, now_, now_};
    ASSERT_TRUE(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(tx.contracts().Insert(contract));
      const app::Act act{"users/anna", "", now_, entropy_};
      RETURN_IF_ERROR(app::Record(tx, act, "contract.create", "contracts/ht", {}));
      return app::Finish::kCommit;
    }));
    Be("anna");
  }

  void Be(const std::string& user, domain::Role role = domain::Role::kProjectManager,
          const std::string& token = "tokens/t1") {
    caller_ = {"users/" + user, token, role};
  }
  // The call asks for a second user; the name of the approval.
  std::string Asked(const std::string& method, const std::string& request) {
    const auto answer = CallAny(method, request);
    if (answer) {
      ADD_FAILURE() << method << " went through";
      return "";
    }
    EXPECT_EQ(answer.error().code, Code::kFailedPrecondition);
    EXPECT_EQ(answer.error().reason, Reason::kApprovalRequired) << answer.error().message;
    const std::string name = answer.error().metadata.at("approval");
    EXPECT_THAT(answer.error().message, HasSubstr("countersign approval approve " + name));
    return name;
  }
  v1::Approval Stored(const std::string& name) {
    return *Call<v1::Approval>("EnforcementService/GetApproval", Deciding(name));
  }
  std::vector<std::string> Listed(const std::string& filter = "") {
    const auto listed = Call<v1::ListApprovalsResponse>("EnforcementService/ListApprovals",
                                                        R"({"filter":")" + filter + R"("})");
    std::vector<std::string> names;
    for (const auto& approval : listed->approvals()) names.push_back(approval.name());
    return names;
  }
  v1::ContractState State() {
    return Call<v1::Contract>("ContractService/GetContract", R"({"name":"contracts/ht"})")->state();
  }
  std::vector<std::string> Actions(const std::string& resource) {
    std::vector<std::string> actions;
    for (const app::Entry& entry : Entries())
      if (entry.resource == resource) actions.push_back(entry.action);
    return actions;
  }
};

TEST_F(ApprovalsTest, AnActIsDoneOnceASecondUserApprovedIt) {
  const std::string name = Asked(kTerminate, Terminating());
  EXPECT_EQ(State(), v1::CONTRACT_STATE_ACTIVE);
  const v1::Approval asked = Stored(name);
  EXPECT_EQ(asked.state(), v1::APPROVAL_STATE_PENDING);
  EXPECT_EQ(asked.act(), "TERMINATE_CONTRACT");
  EXPECT_EQ(asked.resource(), "contracts/ht");
  EXPECT_EQ(asked.summary(), "Terminate contracts/ht (ERP)");
  EXPECT_EQ(asked.reason(), "it failed");
  EXPECT_EQ(asked.requested_by(), "users/anna");
  EXPECT_EQ(asked.method(), "countersign.v1.ContractService/TerminateContract");
  EXPECT_EQ(FromSeconds(asked.expire_time().seconds()), now_ + std::chrono::days(7));

  now_ += std::chrono::minutes(1);
  Be("bert");
  const auto approved = Call<v1::Approval>(kApprove, Deciding(name, R"(,"note":"as agreed")"));
  ASSERT_TRUE(approved) << approved.error().message;
  EXPECT_EQ(approved->state(), v1::APPROVAL_STATE_APPROVED);
  EXPECT_EQ(approved->decided_by(), "users/bert");
  EXPECT_EQ(approved->decide_note(), "as agreed");
  EXPECT_EQ(State(), v1::CONTRACT_STATE_ACTIVE);

  now_ += std::chrono::minutes(1);
  Be("anna");
  const char* const kStatement = "EnforcementService/GetTerminationStatement";
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, kStatement,
          R"({"name":"contracts/ht"})");
  const auto terminated = Call<v1::Contract>(kTerminate, Terminating());
  ASSERT_TRUE(terminated) << terminated.error().message;
  EXPECT_EQ(terminated->state(), v1::CONTRACT_STATE_TERMINATED);
  // There is no vendor in this installation.
  Refused(Code::kFailedPrecondition, Reason::kNoticeIncomplete, kStatement,
          R"({"name":"contracts/ht"})");
  EXPECT_EQ(Stored(name).state(), v1::APPROVAL_STATE_USED);
  EXPECT_THAT(Actions(name), ElementsAre("approval.request", "approval.approve", "approval.use"));
  const app::Entry last = Entries().back();
  EXPECT_EQ(last.action, "contract.terminate");
  EXPECT_THAT(last.body, HasSubstr("\"approval\":\"" + name + "\""));
  EXPECT_THAT(last.body, HasSubstr("\"reason\":\"it failed\""));
  EXPECT_THAT(last.body, HasSubstr("\"export_through\":\"2026-06-29\""));
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, kTerminate, Terminating());
}

TEST_F(ApprovalsTest, WhatIsNeverStoppedIsFlaggedByOneUserAndUnflaggedByTwo) {
  const std::string part =
      R"({"subcontract":{"name":"contracts/ht/subcontracts/part","safetyCritical":)";
  domain::SubContract row;
  row.id = "part";
  row.contract_id = "ht";
  row.title = "Part";
  row.price = {"CNY", 100};
  row.meta = {1, now_, now_};
  ASSERT_TRUE(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(tx.sub_contracts().Insert(row));
    const app::Act act{"users/anna", "", now_, entropy_};
    RETURN_IF_ERROR(app::Record(tx, act, "subcontract.create", "contracts/ht", {}));
    return app::Finish::kCommit;
  }));
  struct Case {
    const char* method;
    std::string set;
    std::string unset;
  };
  for (
      const Case& each :
      {Case{
           "CatalogService/UpdateProduct",
           R"({"product":{"name":"products/acme","safetyCritical":true},"updateMask":"safetyCritical"})",
           R"({"product":{"name":"products/acme"},"updateMask":"safetyCritical"})"},
       Case{"CustomerService/UpdateCustomer",
            R"({"customer":{"name":"customers/huzhou","consumer":true},"updateMask":"consumer"})",
            R"({"customer":{"name":"customers/huzhou"},"updateMask":"consumer"})"},
       Case{"ContractService/UpdateContract",
            R"({"contract":{"name":"contracts/ht","consumer":true},"updateMask":"consumer",
                 "reason":"they said so"})",
            R"({"contract":{"name":"contracts/ht"},"updateMask":"consumer","reason":"a firm"})"},
       Case{"ContractService/UpdateSubContract",
            part + R"(true},"updateMask":"safetyCritical","reason":"it runs a press"})",
            part + R"(false},"updateMask":"safetyCritical","reason":"it runs no press"})"}}) {
    Be("anna", domain::Role::kOwner);
    const auto set = CallAny(each.method, each.set);
    ASSERT_TRUE(set) << set.error().message;
    const std::string name = Asked(each.method, each.unset);
    EXPECT_EQ(Stored(name).act(), "LIFT_EXEMPTION");
    Be("bert", domain::Role::kOwner);
    ASSERT_TRUE(CallAny(kApprove, Deciding(name)));
    Be("anna", domain::Role::kOwner);
    const auto unset = CallAny(each.method, each.unset);
    ASSERT_TRUE(unset) << unset.error().message;
    EXPECT_THAT(Entries().back().body, HasSubstr("\"approval\":\"" + name + "\""));
  }
}

TEST_F(ApprovalsTest, TheSameRequestOfTheSameUserFindsThePendingOne) {
  const std::string name = Asked(kTerminate, Terminating());
  EXPECT_EQ(Asked(kTerminate, Terminating()), name);
  EXPECT_THAT(Listed(), ElementsAre(name));
  // Another user asks for himself: so each of the two can approve what the other one asked for.
  Be("bert");
  const std::string his = Asked(kTerminate, Terminating());
  EXPECT_NE(his, name);
  EXPECT_THAT(Listed("state=\\\"PENDING\\\" AND act=\\\"TERMINATE_CONTRACT\\\""),
              ElementsAre(name, his));
  EXPECT_THAT(Listed("resource=\\\"contracts/other\\\""), IsEmpty());
}

TEST_F(ApprovalsTest, WhatValidatesOnlyAsksForNothingAndUsesNothingUp) {
  const std::string dry = Terminating(R"(,"validateOnly":true)");
  const Error error =
      Refused(Code::kFailedPrecondition, Reason::kApprovalRequired, kTerminate, dry);
  EXPECT_FALSE(error.metadata.contains("approval"));
  EXPECT_EQ(error.metadata.at("act"), "TERMINATE_CONTRACT");
  EXPECT_EQ(error.metadata.at("resource"), "contracts/ht");

  const std::string name = Asked(kTerminate, Terminating());
  Be("bert");
  ASSERT_TRUE(CallAny(kApprove, Deciding(name)));
  Be("anna");
  const std::string before = Snapshot();
  const auto answer = Call<v1::Contract>(kTerminate, dry);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->state(), v1::CONTRACT_STATE_TERMINATED);
  EXPECT_EQ(Snapshot(), before);
  EXPECT_TRUE(CallAny(kTerminate, Terminating()));
}

TEST_F(ApprovalsTest, WhatWasApprovedIsWhatIsDone) {
  const std::string name = Asked(kTerminate, Terminating());
  Be("bert");
  ASSERT_TRUE(CallAny(kApprove, Deciding(name)));
  Be("anna");
  EXPECT_NE(Asked(kTerminate, Terminating("", "another reason")), name);
  EXPECT_EQ(State(), v1::CONTRACT_STATE_ACTIVE);
  EXPECT_TRUE(CallAny(kTerminate, Terminating()));
}

TEST_F(ApprovalsTest, ATokenMoreIsNoSecondUser) {
  const std::string name = Asked(kTerminate, Terminating());
  Be("anna", domain::Role::kOwner, "tokens/t2");
  Refused(Code::kPermissionDenied, Reason::kSelfApproval, kApprove, Deciding(name));
  // Nor does he who approved do it by his own approval.
  Be("bert");
  ASSERT_TRUE(CallAny(kApprove, Deciding(name)));
  EXPECT_NE(Asked(kTerminate, Terminating()), name);
  // A third one may: two others agreed.
  Be("carl");
  EXPECT_TRUE(CallAny(kTerminate, Terminating()));
  EXPECT_EQ(Stored(name).state(), v1::APPROVAL_STATE_USED);
}

TEST_F(ApprovalsTest, WhoMayDoItOrManagesMayApproveIt) {
  const std::string name = Asked(kTerminate, Terminating());
  Be("bert", domain::Role::kFinance);
  const Error error =
      Refused(Code::kPermissionDenied, Reason::kRoleMissing, kApprove, Deciding(name));
  EXPECT_EQ(error.metadata.at("roles"), "owner,project_manager,manager");
  Refused(Code::kPermissionDenied, Reason::kRoleMissing, "EnforcementService/Decline",
          Deciding(name));
  for (const auto role :
       {domain::Role::kManager, domain::Role::kOwner, domain::Role::kProjectManager}) {
    Be("bert", role);
    EXPECT_TRUE(CallAny(kApprove, Deciding(name, R"(,"validateOnly":true)")));
  }
}

TEST_F(ApprovalsTest, TheApprovalOfAUserWhoWasDisabledSinceDoesNotCount) {
  const std::string name = Asked(kTerminate, Terminating());
  Be("bert");
  ASSERT_TRUE(CallAny(kApprove, Deciding(name)));
  Be("admin", domain::Role::kOwner);
  ASSERT_TRUE(CallAny("AccessService/DisableUser", R"({"name":"users/bert"})"));
  Be("anna");
  EXPECT_NE(Asked(kTerminate, Terminating()), name);
  EXPECT_EQ(State(), v1::CONTRACT_STATE_ACTIVE);
}

TEST_F(ApprovalsTest, ADeclinedRequestIsOverAndMayBeMadeAgain) {
  const std::string name = Asked(kTerminate, Terminating());
  Be("bert");
  const auto declined =
      Call<v1::Approval>("EnforcementService/Decline", Deciding(name, R"(,"note":"not yet")"));
  ASSERT_TRUE(declined) << declined.error().message;
  EXPECT_EQ(declined->state(), v1::APPROVAL_STATE_DECLINED);
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, kApprove, Deciding(name));
  Be("anna");
  const std::string again = Asked(kTerminate, Terminating());
  EXPECT_NE(again, name);
  // Who asked takes it back.
  ASSERT_TRUE(CallAny("EnforcementService/Decline", Deciding(again)));
  EXPECT_EQ(Stored(again).decided_by(), "users/anna");
}

TEST_F(ApprovalsTest, ItLapsesAfterSevenDaysApprovedOrNot) {
  const std::string late = Asked(kTerminate, Terminating());
  const std::string unused = Asked(kTerminate, Terminating("", "another reason"));
  now_ += std::chrono::days(7) - std::chrono::seconds(1);
  Be("bert");
  ASSERT_TRUE(CallAny(kApprove, Deciding(unused)));
  now_ += std::chrono::seconds(1);
  const Error error =
      Refused(Code::kFailedPrecondition, Reason::kStateConflict, kApprove, Deciding(late));
  EXPECT_EQ(error.metadata.at("state"), "EXPIRED");
  Be("anna");
  EXPECT_NE(Asked(kTerminate, Terminating("", "another reason")), unused);
  EXPECT_NE(Asked(kTerminate, Terminating()), late);
}

TEST_F(ApprovalsTest, TheFirstAnswerIsGivenAgainAndAsksForNothing) {
  const std::string with_id = Terminating(R"(,"requestId":")" + std::string(kId) + "\"");
  const std::string name = Asked(kTerminate, with_id);
  EXPECT_EQ(Asked(kTerminate, Terminating()), name) << "the id is no content";
  Be("bert");
  ASSERT_TRUE(CallAny(kApprove, Deciding(name)));
  Be("anna");
  const auto first = Call<v1::Contract>(kTerminate, with_id);
  ASSERT_TRUE(first) << first.error().message;
  const std::string before = Snapshot();
  const auto second = Call<v1::Contract>(kTerminate, with_id);
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Snapshot(), before);
}

TEST_F(ApprovalsTest, WhoDecidesOnAnOutdatedStateLosesTheRace) {
  const std::string name = Asked(kTerminate, Terminating());
  const std::string seen = R"(,"etag":")" + Stored(name).etag() + "\"";
  Be("bert");
  ASSERT_TRUE(CallAny(kApprove, Deciding(name, seen)));
  Be("carl");
  const Error error =
      Refused(Code::kAborted, Reason::kEtagMismatch, kApprove, Deciding(name, seen));
  EXPECT_EQ(error.metadata.at("state"), "APPROVED");
}

TEST_F(ApprovalsTest, ALicenceIsRevokedByTwo) {
  const std::string revoking = R"({"name":"licenses/erp","reason":"resold"})";
  const std::string name = Asked("LicenseAdminService/RevokeLicense", revoking);
  EXPECT_EQ(Stored(name).summary(), "Revoke licenses/erp for good, with 0 seats in use");
  Be("bert", domain::Role::kLicenseAdmin);
  ASSERT_TRUE(CallAny(kApprove, Deciding(name)));
  Be("anna", domain::Role::kLicenseAdmin);
  const auto revoked = Call<v1::License>("LicenseAdminService/RevokeLicense", revoking);
  ASSERT_TRUE(revoked) << revoked.error().message;
  EXPECT_EQ(revoked->state(), v1::LICENSE_STATE_REVOKED);
  EXPECT_EQ(revoked->revocation_reason(), "resold");
  for (const char* method : {"RevokeLicense", "SuspendLicense"}) {
    const Error error = Refused(Code::kFailedPrecondition, Reason::kStateConflict,
                                std::string("LicenseAdminService/") + method,
                                R"({"name":"licenses/erp","reason":"x")" +
                                    std::string(method[0] == 'S' ? R"(,"cause":"FRAUD"})" : "}"));
    EXPECT_EQ(error.metadata.at("state"), "REVOKED");
  }
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, "LicenseAdminService/RestoreLicense",
          R"({"name":"licenses/erp"})");
}

TEST_F(ApprovalsTest, ALicenceThatIsInUseIsReducedByTwo) {
  ASSERT_TRUE(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    ASSIGN_OR_RETURN(auto license, app::Load(tx.licenses(), "licenses", "erp"));
    license.first_activation_time = now_;
    RETURN_IF_ERROR(tx.licenses().Update(license));
    const app::Act act{"machines/m1", "", now_, entropy_};
    RETURN_IF_ERROR(app::Record(tx, act, "machine.activate", "licenses/erp", {}));
    return app::Finish::kCommit;
  }));
  Be("anna", domain::Role::kLicenseAdmin);
  const auto ending = [](const std::string& rest) {
    return R"({"license":{"name":"licenses/erp","endTime":"2026-04-30T00:00:00Z"})" + rest + "}";
  };
  RefusedField("reason", "LicenseAdminService/UpdateLicense", ending(""));
  const std::string update = ending(R"(,"reason":"as agreed")");
  const std::string name = Asked("LicenseAdminService/UpdateLicense", update);
  EXPECT_EQ(Stored(name).act(), "REDUCE_LICENSE");
  EXPECT_EQ(Stored(name).reason(), "as agreed");
  EXPECT_THAT(Stored(name).summary(), HasSubstr("end_time 2026-04-30T00:00:00Z instead of none"));
  Be("bert", domain::Role::kLicenseAdmin);
  ASSERT_TRUE(CallAny(kApprove, Deciding(name)));
  Be("anna", domain::Role::kLicenseAdmin);
  EXPECT_TRUE(CallAny("LicenseAdminService/UpdateLicense", update));
  // And of the policy and the product behind it.
  Asked("CatalogService/UpdatePolicy",
        R"({"policy":{"name":"policies/node","lease":"60s"},"reason":"as agreed"})");
  Asked("CatalogService/ArchiveProduct", R"({"name":"products/acme","reason":"as agreed"})");
}

}  // namespace
}  // namespace countersign::rpc
