// Acts that take two users: the race for one approval, suspensions that a second user confirms or
// that end by themselves, deliveries on credit, disputes without a paper.
#include "licensing/app/approvals.h"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "licensing/app/approval_decisions.h"
#include "licensing/app/receivables.h"
#include "licensing/app/suspensions.h"
#include "licensing/domain/check.h"
#include "tests/app/second_user.h"
#include "tests/app/stage_fixture.h"
#include "tests/support/long_run.h"

namespace countersign::app {
namespace {

using namespace std::chrono_literals;
using domain::Approval;
using domain::ApprovalState;
using domain::License;
using domain::LicenseState;
using domain::SuspensionCause;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Asked kAsked{"countersign.v1.Service/Method", std::string(64, 'a')};
const ApprovalNeed kNeed{std::string(domain::kTerminateContract), "contracts/ht", "Terminate it",
                         "why"};

// Runs a use case as this user, in a transaction of its own.
template <class UseCase>
auto As(Store& store, Entropy& entropy, Instant now, const std::string& user, UseCase use_case) {
  using Answer = decltype(use_case(std::declval<Transaction&>(), std::declval<const Act&>()));
  Answer answer = tl::unexpected<Error>(Error{});
  const Act act{"users/" + user, "", now, entropy, kAsked};
  const auto written = store.Write([&](Transaction& tx) -> Result<Finish> {
    answer = use_case(tx, act);
    if (!answer) return tl::unexpected<Error>(answer.error());
    return Finish::kCommit;
  });
  if (!written && answer) answer = tl::unexpected<Error>(written.error());
  return answer;
}

class ApprovalsTest : public StageTest {
 protected:
  void SetUp() override {
    StageTest::SetUp();
    for (const char* id : {"anna", "bert", "carl"})
      ASSERT_TRUE(Do([&](auto& tx, auto& act) { return AddUser(tx, act, id); }));
  }

  template <class UseCase>
  auto By(const std::string& user, UseCase use_case) {
    return As(*store_, entropy_, now_, user, use_case);
  }
  Approval Request(const ApprovalNeed& need = kNeed) {
    const auto requested =
        By("anna", [&](auto& tx, auto& act) { return RequestApproval(tx, act, need); });
    EXPECT_TRUE(requested) << requested.error().message;
    return requested->approval;
  }
  auto ApproveBy(const std::string& user, const std::string& id, const std::string& etag = "") {
    return By(user, [&](auto& tx, auto& act) { return Approve(tx, act, {id, etag, ""}); });
  }
  auto DeclineBy(const std::string& user, const std::string& id) {
    return By(user, [&](auto& tx, auto& act) { return Decline(tx, act, {id, "", ""}); });
  }
  Approval StoredApproval(const std::string& id) {
    return *Look([&](View& view) { return Load<Approval>(view.approvals(), "approvals", id); });
  }
  // What a scheduler does by now: the names of the steps' resources.
  std::vector<std::string> RunOut() {
    ExpireApprovals source;
    std::vector<std::string> taken;
    while (true) {
      const auto due = *Look([&](View& view) { return source.Due(view, now_, 1); });
      if (due.empty()) return taken;
      const auto take = [&](auto& tx, auto& act) { return source.Take(tx, act, due.front()); };
      EXPECT_TRUE(*Do(take));
      EXPECT_FALSE(*Do(take)) << "taken twice is taken once";
      taken.push_back(due.front().resource);
    }
  }
};

TEST_F(ApprovalsTest, OfCallsThatRaceForOneApprovalOneGetsThrough) {
  for (int round = 0; round < testing::Repeated(60); ++round) {
    ASSERT_TRUE(ApproveBy("bert", Request().id));
    std::atomic<int> through = 0;
    std::vector<std::thread> callers;
    for (int i = 0; i < 4; ++i)
      callers.emplace_back([&] {
        const auto used = By("anna", [](auto& tx, auto& act) -> Result<std::string> {
          ASSIGN_OR_RETURN(std::string approval, RequireApproval(tx, act, kNeed));
          RETURN_IF_ERROR(Record(tx, act, "test", "contracts/ht", {}));
          return approval;
        });
        if (used) ++through;
      });
    for (std::thread& caller : callers) caller.join();
    ASSERT_EQ(through, 1);
    Wait();
  }
}

TEST_F(ApprovalsTest, OfUsersWhoDecideAtTheSameTimeOneWins) {
  for (int round = 0; round < testing::Repeated(60); ++round) {
    const Approval asked = Request();
    const std::string seen = EtagOf(asked.meta);
    std::vector<Result<Approval>> answers(2, tl::unexpected<Error>(Error{}));
    std::thread yes([&] { answers[0] = ApproveBy("bert", asked.id, seen); });
    std::thread no([&] {
      answers[1] =
          By("carl", [&](auto& tx, auto& act) { return Decline(tx, act, {asked.id, seen, ""}); });
    });
    yes.join();
    no.join();
    const int winner = answers[0] ? 0 : 1;
    ASSERT_TRUE(answers[winner]);
    ASSERT_FALSE(answers[1 - winner]);
    const Error& error = answers[1 - winner].error();
    EXPECT_EQ(error.code, Code::kAborted);
    EXPECT_EQ(error.metadata.at("state"), winner == 0 ? "APPROVED" : "DECLINED");
    EXPECT_EQ(StoredApproval(asked.id).state, answers[winner]->state);
    now_ += domain::kApprovalLife;
    RunOut();
  }
}

TEST_F(ApprovalsTest, WhatNobodyDecidesOrUsesRunsOut) {
  const Approval pending = Request();
  ApprovalNeed other = kNeed;
  other.resource = "contracts/other";
  const Approval approved = Request(other);
  ASSERT_TRUE(ApproveBy("bert", approved.id));
  now_ += domain::kApprovalLife - 1us;
  EXPECT_THAT(RunOut(), ElementsAre());
  now_ += 1us;
  EXPECT_EQ(RunOut().size(), 2U);
  EXPECT_EQ(StoredApproval(pending.id).state, ApprovalState::kExpired);
  EXPECT_EQ(StoredApproval(approved.id).state, ApprovalState::kExpired);
  EXPECT_EQ(EntriesOf(ApprovalName(pending.id)).back().action, "approval.expire");
}

TEST_F(ApprovalsTest, AnotherResourceOrActIsNotApproved) {
  ASSERT_TRUE(ApproveBy("bert", Request().id));
  for (const auto change : {+[](ApprovalNeed& need) { need.resource = "contracts/other"; },
                            +[](ApprovalNeed& need) { need.act = domain::kRevokeLicense; }}) {
    ApprovalNeed need = kNeed;
    change(need);
    const auto refused =
        By("anna", [&](auto& tx, auto& act) { return RequireApproval(tx, act, need); });
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().reason, Reason::kApprovalRequired);
  }
}

// --- suspensions ---

class SuspensionTest : public ApprovalsTest {
 protected:
  void SetUp() override {
    ApprovalsTest::SetUp();
    MakeProduct();
    MakePolicy();
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateLicense(tx, act, LicenseDraft()); }));
  }
  Result<License> Suspend() {
    return By("anna", [](auto& tx, auto& act) {
      return SuspendLicense(tx, act, {"erp", "", SuspensionCause::kSecurity, "code leaked"});
    });
  }
  Result<License> Restore() {
    return By("anna", [](auto& tx, auto& act) { return RestoreLicense(tx, act, {"erp", "", ""}); });
  }
  License StoredLicense() {
    return *Look([](View& view) { return Load<License>(view.licenses(), "licenses", "erp"); });
  }
  std::string LastBody() { return EntriesOf("licenses/erp").back().body; }
};

TEST_F(SuspensionTest, OneUserSuspendsFor72Hours) {
  const License suspended = *Suspend();
  EXPECT_EQ(suspended.suspension_end_time, now_ + 72h);
  const Approval asked = StoredApproval(suspended.suspension_approval_id);
  EXPECT_EQ(asked.act, "CONFIRM_SUSPENSION");
  EXPECT_EQ(asked.summary, "Keep licenses/erp suspended (SECURITY) beyond 2026-04-03T08:00:00Z");
  EXPECT_EQ(asked.reason, "code leaked");
  now_ += 72h - 1us;
  EXPECT_THAT(RunOut(), ElementsAre());
  EXPECT_EQ(StoredLicense().state, LicenseState::kSuspended);
  now_ += 1us;
  EXPECT_THAT(RunOut(), ElementsAre(ApprovalName(asked.id)));
  const License restored = StoredLicense();
  EXPECT_EQ(restored.state, LicenseState::kActive);
  EXPECT_EQ(restored.suspension_end_time, std::nullopt);
  EXPECT_GT(restored.license_version, suspended.license_version);
  EXPECT_EQ(StoredApproval(asked.id).state, ApprovalState::kExpired);
  EXPECT_EQ(EntriesOf("licenses/erp").back().action, "license.restore");
  EXPECT_THAT(LastBody(), HasSubstr("\"cause\":\"NOT_CONFIRMED\""));
}

TEST_F(SuspensionTest, ASecondUserConfirmsIt) {
  const std::string id = Suspend()->suspension_approval_id;
  EXPECT_EQ(ApproveBy("anna", id).error().reason, Reason::kSelfApproval);
  const auto confirmed = ApproveBy("bert", id);
  ASSERT_TRUE(confirmed) << confirmed.error().message;
  EXPECT_EQ(confirmed->state, ApprovalState::kUsed);
  now_ += domain::kApprovalLife;
  EXPECT_THAT(RunOut(), ElementsAre());
  EXPECT_EQ(StoredLicense().state, LicenseState::kSuspended);
  EXPECT_EQ(StoredLicense().suspension_end_time, std::nullopt);
  EXPECT_THAT(LastBody(), HasSubstr(ApprovalName(id)));
  EXPECT_TRUE(Restore());
}

TEST_F(SuspensionTest, ASecondUserEndsItAndThenItTakesTwo) {
  const std::string id = Suspend()->suspension_approval_id;
  Wait();
  ASSERT_TRUE(DeclineBy("bert", id));
  EXPECT_EQ(StoredLicense().state, LicenseState::kActive);
  EXPECT_THAT(LastBody(), HasSubstr("\"cause\":\"DECLINED\""));

  const auto alone = Suspend();
  ASSERT_FALSE(alone);
  ASSERT_EQ(alone.error().reason, Reason::kApprovalRequired);
  const auto need = NeedOf(alone.error());
  EXPECT_EQ(need->act, "SUSPEND_AGAIN");
  ASSERT_TRUE(ApproveBy("bert", Request(*need).id));
  const auto together = Suspend();
  ASSERT_TRUE(together) << together.error().message;
  EXPECT_EQ(together->suspension_end_time, std::nullopt);
  EXPECT_EQ(together->suspension_approval_id, "");
}

TEST_F(SuspensionTest, SuspendingAgainProlongsNothing) {
  const std::string first = Suspend()->suspension_approval_id;
  now_ += 50h;
  ASSERT_TRUE(Restore());
  EXPECT_EQ(StoredApproval(first).state, ApprovalState::kExpired);
  now_ += 1h;
  EXPECT_EQ(Suspend()->suspension_end_time, now_ + 22h);
  now_ += 22h;
  RunOut();
  EXPECT_EQ(StoredLicense().state, LicenseState::kActive);
  EXPECT_EQ(Suspend().error().reason, Reason::kApprovalRequired);
  now_ += kSuspensionMemory;
  EXPECT_EQ(Suspend()->suspension_end_time, now_ + 72h);
}

TEST_F(SuspensionTest, ARevokedLicenceWaitsForNobodyAndIsRestricted) {
  const std::string confirming = Suspend()->suspension_approval_id;
  const auto revoke = [](auto& tx, auto& act) {
    return RevokeLicense(tx, act, {"erp", "", "resold"});
  };
  const auto need = NeedOf(By("anna", revoke).error());
  ASSERT_TRUE(need);
  ASSERT_TRUE(ApproveBy("bert", Request(*need).id));
  const auto revoked = By("anna", revoke);
  ASSERT_TRUE(revoked) << revoked.error().message;
  EXPECT_EQ(StoredApproval(confirming).state, ApprovalState::kExpired);
  now_ += 72h;
  RunOut();
  EXPECT_EQ(StoredLicense().state, LicenseState::kRevoked);
  const domain::KeyFacts facts{
      *Look([](View& view) { return Load<domain::Product>(view.products(), "products", "acme"); }),
      StoredLicense(),
      *Look([](View& view) { return Load<domain::Policy>(view.policies(), "policies", "node"); })};
  const auto grant = domain::GrantFor(facts, now_);
  EXPECT_EQ(grant.grant.mode, domain::Mode::kRestricted);
  EXPECT_EQ(grant.reason, Reason::kLicenseRevoked);
  ASSERT_EQ(grant.grant.entitlements.size(), 1U);
  EXPECT_EQ(grant.grant.entitlements[0].name, "export");
}

// --- deliveries on credit ---

class CreditTest : public ApprovalsTest {
 protected:
  void SetUp() override {
    ApprovalsTest::SetUp();
    Now("2026-03-02");
    Activate(Terms(), {Stage("m1", 100'000), Stage("m2", 200'000)});
  }
  void Limit(std::int64_t minor_units) {
    ASSERT_TRUE(Do([&](auto& tx, auto& act) -> Result<void> {
      ASSIGN_OR_RETURN(auto customer, Load(tx.customers(), "customers", "huzhou"));
      customer.credit_limit = domain::Money{"CNY", minor_units};
      RETURN_IF_ERROR(Save(tx.customers(), customer, act));
      return Record(tx, act, "customer.update", "customers/huzhou", {});
    }));
  }
  void Invoice(std::int64_t minor_units, const std::string& due) {
    NewInvoice draft;
    draft.id = "owed";
    draft.customer_id = "huzhou";
    draft.amount = {"CNY", minor_units};
    draft.invoice_date = *ParseCivilDate("2026-02-01");
    draft.due_date = *ParseCivilDate(due);
    draft.credit_term_days = 30;
    ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateInvoice(tx, act, draft); }));
  }
  Outcome DeliverBy(const std::string& user) {
    return By(user,
              [&](auto& tx, auto& act) { return DeliverMilestone(tx, act, Delivering("m1")); });
  }
};

TEST_F(CreditTest, OverTheLimitADeliveryTakesTwoUsers) {
  Invoice(50'000, "2026-03-31");
  Limit(49'999);
  const auto refused = DeliverBy("anna");
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().reason, Reason::kApprovalRequired) << refused.error().message;
  const auto need = NeedOf(refused.error());
  EXPECT_EQ(need->summary,
            "Deliver contracts/ht/milestones/m1 although customers/huzhou owes 500.00 CNY, more "
            "than its limit of 499.99");
  const std::string id = Request(*need).id;
  ASSERT_TRUE(ApproveBy("bert", id));
  ASSERT_TRUE(DeliverBy("anna"));
  EXPECT_EQ(StoredApproval(id).state, ApprovalState::kUsed);
  const auto entries = EntriesOf("contracts/ht/milestones/m1");
  EXPECT_THAT(entries.back().body, HasSubstr(ApprovalName(id)));
}

TEST_F(CreditTest, AtTheLimitItDoesNot) {
  Invoice(50'000, "2026-03-31");
  Limit(50'000);
  EXPECT_TRUE(DeliverBy("anna"));
}

TEST_F(CreditTest, AnUrgentClaimTakesTwoUsersToo) {
  Invoice(100, "2026-02-19");  // 30 days: urgent from the 11th day on, which is today
  const auto refused = DeliverBy("anna");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message,
              HasSubstr("invoices/owed of customers/huzhou is 11 days overdue, of a term of 30"));
}

TEST_F(CreditTest, ALateClaimThatIsNotUrgentDoesNot) {
  Invoice(100, "2026-02-20");
  EXPECT_TRUE(DeliverBy("anna"));
}

TEST_F(CreditTest, ASecurityReleaseIsNeverHeldBack) {
  Invoice(50'000, "2026-02-01");
  domain::Product product = MakeProduct();
  MakePolicy();
  ASSERT_TRUE(Do([&](auto& tx, auto& act) { return CreateLicense(tx, act, LicenseDraft()); }));
  EXPECT_FALSE(DeliverBy("anna"));
  ASSERT_TRUE(Do([&](auto& tx, auto& act) -> Result<void> {
    product.versions = {{"4.2", {}, true}};
    RETURN_IF_ERROR(Save(tx.products(), product, act));
    return Record(tx, act, "product.update", "products/acme", {});
  }));
  EXPECT_TRUE(DeliverBy("anna"));
}

// --- disputes ---

TEST_F(CreditTest, WithoutAPaperWhatIsNotForTheCustomerTakesTwoUsers) {
  Invoice(50'000, "2026-03-31");
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return OpenDispute(tx, act, {"d1", "owed", {"CNY", 30'000}, "line 3", {}});
  }));
  const auto resolving = [](domain::DisputeState outcome, std::string paper) {
    return [=](auto& tx, auto& act) {
      Resolution resolution;
      resolution.dispute_id = "d1";
      resolution.outcome = outcome;
      if (outcome == domain::DisputeState::kSettled)
        resolution.amount = domain::Money{"CNY", 10'000};
      resolution.paper_sha256 = paper;
      return ResolveDispute(tx, act, resolution);
    };
  };
  const auto refused = By("anna", resolving(domain::DisputeState::kForVendor, ""));
  ASSERT_FALSE(refused);
  EXPECT_EQ(NeedOf(refused.error())->summary,
            "Resolve disputes/d1 for the vendor without the other side's paper: 300.00 CNY of "
            "invoices/owed");
  const auto settled = By("anna", resolving(domain::DisputeState::kSettled, ""));
  ASSERT_FALSE(settled);
  EXPECT_THAT(settled.error().message, HasSubstr("200.00 CNY of invoices/owed"));
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          resolving(domain::DisputeState::kForVendor, std::string(64, '0')));
  const auto shown = By("anna", resolving(domain::DisputeState::kForVendor, Paper()));
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ(shown->paper_sha256, Paper());
  EXPECT_THAT(EntriesOf("disputes/d1").back().attachments, HasSubstr(Paper()));
}

TEST_F(CreditTest, WithASecondUserItNeedsNoPaperAndForTheCustomerNeither) {
  Invoice(50'000, "2026-03-31");
  for (const char* id : {"d1", "d2"})
    ASSERT_TRUE(Do([&](auto& tx, auto& act) {
      return OpenDispute(tx, act, {id, "owed", {"CNY", 10'000}, id, {}});
    }));
  const auto for_vendor = [](auto& tx, auto& act) {
    return ResolveDispute(tx, act, {"d1", "", domain::DisputeState::kForVendor, {}, {}});
  };
  const auto need = NeedOf(By("anna", for_vendor).error());
  const std::string id = Request(*need).id;
  ASSERT_TRUE(ApproveBy("bert", id));
  ASSERT_TRUE(By("anna", for_vendor));
  EXPECT_THAT(EntriesOf("disputes/d1").back().body, HasSubstr(ApprovalName(id)));
  EXPECT_TRUE(By("anna", [](auto& tx, auto& act) {
    return ResolveDispute(tx, act, {"d2", "", domain::DisputeState::kForCustomer, {}, {}});
  }));
}

}  // namespace
}  // namespace countersign::app
