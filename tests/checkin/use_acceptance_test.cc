// Acceptance by use, from real check-ins to the invoice: which days count, and whose.
#include <gtest/gtest.h>

#include "licensing/app/blobs.h"
#include "licensing/app/contacts.h"
#include "licensing/app/contracts.h"
#include "licensing/app/deliveries.h"
#include "licensing/app/milestone_schedule.h"
#include "licensing/app/milestones.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "tests/checkin/installation.h"

namespace countersign::checkin {
namespace {

class UseAcceptanceTest : public ::testing::Test {
 protected:
  UseAcceptanceTest() { installation_.Put(installation_.NewPolicy(LicenseKind::kNodeLocked, 5)); }

  template <class UseCase>
  auto Do(UseCase use_case) {
    using Answer =
        decltype(use_case(std::declval<app::Transaction&>(), std::declval<const app::Act&>()));
    Answer answer = tl::unexpected<Error>(Error{});
    const app::Act act{"users/anna", "", installation_.now(), installation_.entropy()};
    const auto written =
        installation_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
          answer = use_case(tx, act);
          if (!answer) return tl::unexpected<Error>(answer.error());
          return app::Finish::kCommit;
        });
    EXPECT_TRUE(written) << written.error().message;
    return answer;
  }

  // An active contract of three days of use, whose one milestone delivers `entitlement` and was
  // received today.
  void Deliver(const std::string& entitlement, bool announces_use = true) {
    domain::Contract contract;
    contract.id = "ht";
    contract.customer_id = "customer-1";
    contract.title = "ERP";
    contract.terms.currency_code = "EUR";
    contract.terms.time_zone = "Europe/Berlin";
    contract.terms.calendar = {"target", 1};
    contract.terms.due_rule = {domain::DueBase::kInvoiceDate,
                               {30, domain::DayKind::kCalendar, false}};
    contract.terms.acceptance.emplace();
    contract.terms.acceptance->review_term.days = 20;
    contract.terms.acceptance->use_days = 3;
    domain::SubContract sub;
    sub.id = "s";
    sub.contract_id = "ht";
    sub.title = "Orders";
    sub.price = {"EUR", 100};
    sub.entitlements = {entitlement};
    domain::Milestone milestone;
    milestone.id = "m";
    milestone.contract_id = "ht";
    milestone.sub_contract_id = "s";
    milestone.title = "Orders";
    milestone.amount = {"EUR", 100};
    milestone.criteria = {{"c1", "works"}};
    app::NewDelivery delivery;
    delivery.milestone = {"ht", "m", ""};
    delivery.release = "4.2";
    delivery.recipients = {"customers/customer-1/contacts/wang"};
    delivery.announces_use = announces_use;
    app::ReceiptProof proof;
    proof.milestone = delivery.milestone;
    proof.proof_sha256 = HexEncode(Sha256("proof"));
    ASSERT_TRUE(Do([&](auto& tx, auto& act) -> Result<void> {
      domain::Contact contact;
      contact.customer_id = "customer-1";
      contact.id = "wang";
      contact.display_name = "Wang";
      contact.roles = {domain::ContactRole::kSignatory};
      RETURN_IF_ERROR(app::CreateContact(tx, act, contact));
      const app::BlobUpload upload{
          NewId(act.now, act.entropy), Sha256("proof"), "", 5, "text/plain", "p.txt"};
      RETURN_IF_ERROR(app::PutBlob(tx, act, upload, app::NewBlobKey(act.entropy)));
      RETURN_IF_ERROR(app::CreateContract(tx, act, contract));
      RETURN_IF_ERROR(app::CreateSubContract(tx, act, sub));
      RETURN_IF_ERROR(app::CreateMilestone(tx, act, milestone));
      RETURN_IF_ERROR(app::ActivateContract(tx, act, "ht", ""));
      RETURN_IF_ERROR(app::DeliverMilestone(tx, act, delivery));
      RETURN_IF_ERROR(app::RecordReceipt(tx, act, proof));
      return {};
    }));
  }

  domain::Milestone Stored() {
    std::optional<domain::Milestone> found;
    EXPECT_TRUE(installation_.store().Read([&](app::View& view) -> Result<void> {
      ASSIGN_OR_RETURN(found, view.milestones().Find("m"));
      return {};
    }));
    return *found;
  }
  // A day passes, at whose end the scheduler does what is due.
  void NextDay() {
    installation_.Advance(days(1));
    app::MilestoneSteps source;
    while (true) {
      std::vector<app::DueStep> due;
      ASSERT_TRUE(installation_.store().Read([&](app::View& view) -> Result<void> {
        ASSIGN_OR_RETURN(due, source.Due(view, installation_.now(), 1));
        return {};
      }));
      if (due.empty()) return;
      ++steps_;
      ASSERT_TRUE(*Do([&](auto& tx, auto& act) { return source.Take(tx, act, due.front()); }));
    }
  }

  Installation installation_;
  int steps_ = 0;
};

TEST_F(UseAcceptanceTest, DifferentDaysOfProductionUseAcceptTheStage) {
  const std::string code = installation_.NewLicense();
  Software pump(installation_, "pump");
  pump.Activate(code);
  Deliver("orders");
  pump.Renew();  // on the day of the receipt: it does not count
  NextDay();
  pump.Renew();  // 1
  installation_.Advance(hours(1));
  pump.Renew();  // the same day
  NextDay();     // without use
  NextDay();
  pump.Renew();  // 2
  EXPECT_EQ(Stored().state, domain::MilestoneState::kDelivered);
  NextDay();
  Software press(installation_, "press");
  press.Activate(code);  // 3, by another machine of the licence
  EXPECT_EQ(Stored().state, domain::MilestoneState::kDelivered);
  NextDay();
  const domain::Milestone accepted = Stored();
  EXPECT_EQ(accepted.state, domain::MilestoneState::kInvoiced);
  EXPECT_EQ(accepted.acceptance->mode, domain::AcceptanceMode::kByUse);
  ASSERT_EQ(accepted.rounds.back().use_days.size(), 3U);
  EXPECT_EQ(DaysBetween(accepted.rounds.back().use_days.back(), accepted.acceptance->date), 1);
  EXPECT_LE(steps_, 3) << "it does not look before enough days can have passed";
  std::vector<std::string> proofs;
  for (const app::Entry& entry : installation_.Entries())
    if (entry.action == "milestone.accept_by_use") proofs.push_back(entry.body);
  ASSERT_EQ(proofs.size(), 1U);
  EXPECT_NE(proofs[0].find("licenses/license-1"), std::string::npos);
}

TEST_F(UseAcceptanceTest, UseOfWhatTheSubContractDoesNotDeliverCountsNothing) {
  const std::string code = installation_.NewLicense();
  Software pump(installation_, "pump");
  pump.Activate(code);
  Deliver("export");
  for (int day = 0; day < 8; ++day) {
    NextDay();
    pump.Renew();
  }
  EXPECT_EQ(Stored().state, domain::MilestoneState::kDelivered);
  EXPECT_TRUE(Stored().rounds.back().use_days.empty());
}

TEST_F(UseAcceptanceTest, ATrialIsNoProduction) {
  const std::string code = installation_.NewLicense();
  installation_.ChangePolicy([](domain::Policy& policy) { policy.trial = days(90); });
  Software pump(installation_, "pump");
  pump.Activate(code);
  Deliver("orders");
  for (int day = 0; day < 8; ++day) {
    NextDay();
    pump.Renew();
  }
  EXPECT_EQ(Stored().state, domain::MilestoneState::kDelivered);
}

TEST_F(UseAcceptanceTest, WhatWasNotAnnouncedAcceptsNothing) {
  const std::string code = installation_.NewLicense();
  Software pump(installation_, "pump");
  pump.Activate(code);
  Deliver("orders", false);
  for (int day = 0; day < 8; ++day) {
    NextDay();
    pump.Renew();
  }
  EXPECT_EQ(Stored().state, domain::MilestoneState::kDelivered);
  EXPECT_EQ(steps_, 0);
}

}  // namespace
}  // namespace countersign::checkin
