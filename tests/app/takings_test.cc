// What takes something away from a licence in use takes a second user and a reason.
#include "licensing/app/takings.h"

#include <gmock/gmock.h>

#include "licensing/app/approval_decisions.h"
#include "tests/app/fixture.h"
#include "tests/app/second_user.h"

namespace countersign::app {
namespace {

using namespace std::chrono_literals;
using domain::License;
using ::testing::HasSubstr;

class TakingsTest : public AppTest {
 protected:
  void SetUp() override {
    MakeLicense();
    for (const char* id : {"anna", "bert"})
      ASSERT_TRUE(Do([&](auto& tx, auto& act) { return AddUser(tx, act, id); }));
  }
  void Use() {
    ASSERT_TRUE(Do([&](auto& tx, auto& act) -> Result<void> {
      ASSIGN_OR_RETURN(License license, Load(tx.licenses(), "licenses", "erp"));
      license.first_activation_time = act.now;
      RETURN_IF_ERROR(Save(tx.licenses(), license, act));
      return Record(tx, act, "machine.activate", "licenses/erp", {});
    }));
  }
  License Stored() {
    return *Look([](View& view) { return Load<License>(view.licenses(), "licenses", "erp"); });
  }
  // One user changes these, to what `values` has, for a reason.
  template <class T, class UseCase>
  auto Changing(UseCase use_case, const std::string& id, std::set<std::string> paths,
                const T& values) {
    return [=](Transaction& tx, const Act& act) {
      return use_case(tx, act, Change<T>{id, "", paths, values, "agreed on 31 March"});
    };
  }
  // It takes two users; with the second one's word it is done. The entry of the act.
  template <class UseCase>
  Entry TakesTwo(const std::string& resource, UseCase use_case) {
    const auto need =
        NeedOf(Refused(Code::kFailedPrecondition, Reason::kApprovalRequired, use_case));
    EXPECT_TRUE(need);
    if (!need) return {};
    EXPECT_EQ(need->resource, resource);
    EXPECT_EQ(need->reason, "agreed on 31 March");
    summary_ = need->summary;
    EXPECT_TRUE(As("anna", [&](auto& tx, auto& act) { return Ask(tx, act, *need); }));
    EXPECT_TRUE(
        As("bert", [&](auto& tx, auto& act) { return Approve(tx, act, {asked_, "", ""}); }));
    const auto done = As("anna", use_case);
    EXPECT_TRUE(done) << done.error().message;
    return EntriesOf(resource).back();
  }
  Result<RequestedApproval> Ask(Transaction& tx, const Act& act, const ApprovalNeed& need) {
    auto requested = RequestApproval(tx, act, need);
    if (requested) asked_ = requested->approval.id;
    return requested;
  }
  template <class UseCase>
  auto As(const std::string& user, UseCase use_case) {
    using Answer = decltype(use_case(std::declval<Transaction&>(), std::declval<const Act&>()));
    Answer answer = tl::unexpected<Error>(Error{});
    const Act act{"users/" + user,
                  "",
                  now_,
                  entropy_,
                  {"countersign.v1.Service/Method", std::string(64, 'a')}};
    EXPECT_TRUE(store_->Write([&](Transaction& tx) -> Result<Finish> {
      answer = use_case(tx, act);
      return answer ? Finish::kCommit : Finish::kRollback;
    }));
    return answer;
  }

  std::string asked_;
  std::string summary_;
};

TEST_F(TakingsTest, OneUserAloneEndsNoLicenceThatIsInUse) {
  Use();
  License values;
  values.end_time = now_ + 1h;
  values.entitlements = {{"export", {}}, {"seats", 2}};
  const auto update = Changing(UpdateLicense, "erp", {"end_time", "entitlements"}, values);
  const Entry entry = TakesTwo("licenses/erp", update);
  EXPECT_EQ(summary_,
            "Take away from licences in use by licenses/erp: entitlements without reports; "
            "entitlements seats 2 instead of 5; end_time 2026-03-31T09:00:00Z instead of none");
  EXPECT_EQ(Stored().end_time, now_ + 1h);
  EXPECT_EQ(entry.action, "license.update");
  EXPECT_THAT(entry.body, HasSubstr(ApprovalName(asked_)));
  EXPECT_THAT(entry.body, HasSubstr("agreed on 31 March"));
  EXPECT_THAT(entry.body, HasSubstr("entitlements without reports"));
  Refused(Code::kFailedPrecondition, Reason::kApprovalRequired,
          Changing(UpdateLicense, "erp", {"end_time"}, [&] {
            License sooner;
            sooner.end_time = now_ + 1min;
            return sooner;
          }()));
}

TEST_F(TakingsTest, ItSaysWhy) {
  Use();
  License values;
  values.end_time = now_ + 1h;
  for (const std::string& reason : {std::string(), std::string(501, 'x')})
    RefusedField("reason", [&](auto& tx, auto& act) {
      return UpdateLicense(tx, act, {"erp", "", {"end_time"}, values, reason});
    });
}

TEST_F(TakingsTest, WhatGivesIsFree) {
  Use();
  License values;
  values.max_machines = 7;
  values.display_name = "ERP";
  EXPECT_TRUE(Do(Changing(UpdateLicense, "erp", {"max_machines", "display_name"}, values)));
  domain::Policy policy;
  policy.lease = 48h;
  EXPECT_TRUE(Do(Changing(UpdatePolicy, "node", {"lease"}, policy)));
  domain::Product product;
  product.versions = {{"4.2", {}, true}};
  EXPECT_TRUE(Do(Changing(UpdateProduct, "acme", {"versions"}, product)));
}

TEST_F(TakingsTest, BeforeItsFirstUseOneUserMendsALicence) {
  License values;
  values.end_time = now_ + 1h;
  EXPECT_TRUE(Do(Changing(UpdateLicense, "erp", {"end_time"}, values)));
  domain::Policy policy;
  policy.lease = 1h;
  EXPECT_TRUE(Do(Changing(UpdatePolicy, "node", {"lease"}, policy)));
  EXPECT_TRUE(Do([](auto& tx, auto& act) { return ArchiveProduct(tx, act, "acme", ""); }));
}

TEST_F(TakingsTest, NorByAPolicyThatLicencesInUseHave) {
  MakePolicy("other");
  Use();
  domain::Policy policy;
  policy.lease = 1h;
  EXPECT_TRUE(Do(Changing(UpdatePolicy, "other", {"lease"}, policy))) << "no licence has it";
  const Entry entry = TakesTwo("policies/node", Changing(UpdatePolicy, "node", {"lease"}, policy));
  EXPECT_THAT(entry.body, HasSubstr("lease 3600s instead of 86400s"));
}

TEST_F(TakingsTest, NorByTheProduct) {
  Use();
  domain::Product product;
  TakesTwo("products/acme", Changing(UpdateProduct, "acme", {"always_available"}, product));
  EXPECT_EQ(summary_,
            "Take away from licences in use by products/acme: always_available without export");
  Wait();
  TakesTwo("products/acme", [](auto& tx, auto& act) {
    return ArchiveProduct(tx, act, "acme", "", "agreed on 31 March");
  });
  EXPECT_EQ(summary_, "Take away from licences in use by products/acme: no new machines");
}

TEST_F(TakingsTest, ALongListIsToldInShort) {
  domain::Product product;
  for (int i = 1; i < 9; ++i) product.versions.push_back({std::to_string(i), std::nullopt, true});
  ASSERT_TRUE(Do(Changing(UpdateProduct, "acme", {"versions"}, product)));
  Use();
  const Entry entry =
      TakesTwo("products/acme", Changing(UpdateProduct, "acme", {"versions"}, domain::Product()));
  EXPECT_THAT(summary_, HasSubstr("versions 5 no security release any more; and 3 more"));
  EXPECT_THAT(entry.body, HasSubstr("versions 8 no security release any more"));
}

}  // namespace
}  // namespace countersign::app
