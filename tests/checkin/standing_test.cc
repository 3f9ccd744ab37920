// What the standing of a contract withholds from the machines of its licences, from the store to
// the key: only what the facts on file support, and only in the contract's hours at first.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "licensing/app/payments.h"
#include "licensing/app/reassess.h"
#include "tests/checkin/installation.h"
#include "tests/domain/standing_facts.h"
#include "tests/support/intruder.h"

namespace countersign::checkin {
namespace {

using domain::EffectKind;
using domain::FactsBuilder;
using domain::Stage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Half of the sub-contract "s1" is unpaid since 30 October, everything was sent and received, and
// "s1" was suspended on Tuesday, 12 January 2027. "s2" is in order.
FactsBuilder SuspendedContract() {
  FactsBuilder builder;
  builder.facts.contract.customer_id = "customer-1";
  builder.facts.contract.terms.calendar = {"target", 1};
  builder.AddSubContract("s2", 1'000'000);
  builder.facts.contract.sub_contracts[0].entitlements = {"orders"};
  builder.facts.contract.sub_contracts[1].entitlements = {"users"};
  builder.AddInvoice("i1", 500'000, "2026-10-30").invoice.customer_id = "customer-1";
  const std::string notice =
      builder.SendLadder({"i1"}, "2026-11-05", "2026-11-20", "2026-11-30").id;
  builder.Begin(EffectKind::kStopSupply, notice, {"i1"}, "2026-12-21");
  builder.Begin(EffectKind::kSuspend, notice, {"i1"}, "2027-01-12");
  return builder;
}

class StandingTest : public ::testing::Test {
 protected:
  StandingTest() {
    world_.Put(world_.NewPolicy(LicenseKind::kNodeLocked, 3));
    // 10:00 on Monday, 18 January 2027.
    world_.Advance(domain::TenOn("2027-01-18") - world_.now());
  }

  void Write(const std::function<Result<void>(app::Transaction&, const app::Act&)>& work) {
    const app::Act act{"users/anna", "", world_.now(), world_.entropy()};
    const auto written = world_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(work(tx, act));
      RETURN_IF_ERROR(app::Record(tx, act, "test.set_up", "installation", {}));
      return app::Finish::kCommit;
    });
    ASSERT_TRUE(written) << written.error().message;
  }

  // Puts the contract on file as its use cases would have, before anything was stopped.
  void Keep() {
    Write([&](app::Transaction& tx, const app::Act&) -> Result<void> {
      domain::ContractFacts facts = SuspendedContract().facts;
      RETURN_IF_ERROR(tx.contracts().Insert(facts.contract));
      for (domain::SubContract& part : facts.contract.sub_contracts) {
        part.contract_id = facts.contract.id;
        RETURN_IF_ERROR(tx.sub_contracts().Insert(part));
        domain::StandingRecord standing;
        standing.id = part.id;
        standing.contract_id = facts.contract.id;
        standing.stage = part.id == "s1" ? Stage::kNoticed : Stage::kCurrent;
        RETURN_IF_ERROR(tx.enforcement().standings().Insert(standing));
      }
      for (domain::Disclosure& disclosure : facts.contract.disclosures) {
        disclosure.id = "disclosure";
        disclosure.contract_id = facts.contract.id;
        RETURN_IF_ERROR(tx.disclosures().Insert(disclosure));
      }
      for (domain::Assent& assent : facts.contract.assents) {
        assent.id = "assent";
        assent.contract_id = facts.contract.id;
        RETURN_IF_ERROR(tx.assents().Insert(assent));
      }
      for (const domain::StandingClaim& claim : facts.claims) {
        RETURN_IF_ERROR(tx.receivables().invoices().Insert(claim.invoice));
        for (const domain::ClaimRecord& record : claim.records)
          RETURN_IF_ERROR(tx.receivables().claims().Append(
              {record, claim.invoice.customer_id, claim.invoice.id, std::nullopt}));
      }
      for (domain::Notice& notice : facts.notices) {
        notice.customer_id = facts.contract.customer_id;
        notice.text_sha256 = std::string(64, 'a');
        for (domain::NoticedClaim& claim : notice.claims)
          claim.due_date = domain::Day("2026-10-30");
        RETURN_IF_ERROR(tx.enforcement().notices().Insert(notice));
      }
      return {};
    });
  }

  // Begins the effects of these kinds, a suspension on its day.
  void Begin(const std::vector<EffectKind>& kinds, Stage stage) {
    Write([&](app::Transaction& tx, const app::Act& act) -> Result<void> {
      for (domain::Effect effect : SuspendedContract().facts.effects) {
        if (stage == Stage::kSupplyStopped) effect.start_time = act.now;
        if (std::ranges::find(kinds, effect.kind) != kinds.end())
          RETURN_IF_ERROR(tx.enforcement().effects().Insert(effect));
      }
      ASSIGN_OR_RETURN(auto standing, tx.enforcement().standings().Find("s1"));
      standing->stage = stage;
      return tx.enforcement().standings().Update(*standing);
    });
  }
  void Suspend() { Begin({EffectKind::kStopSupply, EffectKind::kSuspend}, Stage::kSuspended); }

  std::string NewLicense(std::vector<domain::Entitlement> entitlements = {}) {
    domain::License license;
    license.contract_id = "c1";
    license.entitlements = std::move(entitlements);
    return world_.NewLicense(license);
  }

  void MakeCore() {
    Write([](app::Transaction& tx, const app::Act&) -> Result<void> {
      ASSIGN_OR_RETURN(auto part, tx.sub_contracts().Find("s1"));
      part->core = true;
      return tx.sub_contracts().Update(*part);
    });
  }

  void Pay() {
    Write([](app::Transaction& tx, const app::Act& act) -> Result<void> {
      app::NewPayment payment;
      payment.customer_id = "customer-1";
      payment.amount = {"CNY", 500'000};
      RETURN_IF_ERROR(app::RecordPayment(tx, act, payment));
      return app::Reassess(tx, act);
    });
  }

  Installation world_;
};

const verify::Entitlements kAll = {{"orders", std::nullopt}, {"users", 20}};
const verify::Entitlements kWithoutOrders = {{"users", 20}};

TEST_F(StandingTest, TheUnpaidPartIsWithheldAndComesBackWithThePayment) {
  Keep();
  Software software(world_, "one");
  EXPECT_EQ(software.Activate(NewLicense()).key->entitlements, kAll);
  Suspend();
  const Verified before = software.Renew();
  ASSERT_TRUE(before.key);
  EXPECT_EQ(before.answer.outcome, Outcome::kValid);
  EXPECT_EQ(before.key->mode, verify::Mode::kFull);
  EXPECT_EQ(before.key->entitlements, kWithoutOrders);
  EXPECT_EQ(before.answer.refresh_after, seconds(30)) << "so that a payment shows within a minute";

  Pay();
  const Verified after = software.Renew();
  EXPECT_EQ(after.key->entitlements, kAll);
  EXPECT_EQ(after.key->paid_up, (verify::Entitlements{{"orders", std::nullopt}}));
  EXPECT_GT(after.key->license_version, before.key->license_version);
  EXPECT_EQ(after.answer.refresh_after, hours(8));
}

TEST_F(StandingTest, ACorePartRestrictsAndComesBackWithThePayment) {
  Keep();
  MakeCore();
  Software software(world_, "one");
  software.Activate(NewLicense());
  Suspend();
  const Verified before = software.Renew();
  EXPECT_EQ(before.answer.outcome, Outcome::kRestricted);
  EXPECT_EQ(before.answer.reason, Reason::kLicenseSuspended);
  EXPECT_EQ(before.key->entitlements, (verify::Entitlements{{"export", std::nullopt}}));
  Pay();
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kValid);
}

TEST_F(StandingTest, AStageThatNothingSupportsReachesNobody) {
  Keep();
  MakeCore();
  Software software(world_, "one");
  const std::string code = NewLicense();
  std::vector<std::string> alarms;
  world_.alarms = &alarms;
  EXPECT_EQ(software.Activate(code).answer.outcome, Outcome::kValid);
  EXPECT_THAT(alarms, IsEmpty());

  testing::Intruder intruder(world_.database());
  intruder.Run("UPDATE standings SET stage = 'SUSPENDED' WHERE id = 's1'");
  const Verified answer = software.Renew();
  EXPECT_EQ(answer.answer.outcome, Outcome::kValid);
  EXPECT_EQ(answer.key->entitlements, kAll);
  EXPECT_THAT(alarms, ElementsAre(HasSubstr("the mode, entitlements withheld")));

  // An effect to go with it, in the middle of the cure period.
  intruder.Run(
      "INSERT INTO effects SELECT 'forged', contract_id, sub_contract_id, 'SUSPEND', id, "
      "'[\"i1\"]', " +
      std::to_string(ToMicros(domain::TenOn("2026-12-10"))) +
      ", NULL, '', 1, 0, 0 FROM notices WHERE kind = 'FORMAL_NOTICE'");
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kValid);
  EXPECT_EQ(alarms.size(), 2U);
}

TEST_F(StandingTest, AnEffectThatIsPaidSupportsNothingWhateverTheStageSays) {
  Keep();
  Software software(world_, "one");
  software.Activate(NewLicense());
  Suspend();
  Pay();
  testing::Intruder intruder(world_.database());
  intruder.Run("UPDATE standings SET stage = 'SUSPENDED' WHERE id = 's1'");
  intruder.Run("UPDATE standings SET paid_up = 0 WHERE id = 's1'");
  intruder.Run("UPDATE effects SET end_time = NULL");
  std::vector<std::string> alarms;
  world_.alarms = &alarms;
  EXPECT_EQ(software.Renew().key->entitlements, kAll);
  EXPECT_THAT(alarms, ElementsAre(HasSubstr("entitlements withheld")));
}

TEST_F(StandingTest, AMachineHearsOfItFirstInTheContractsHours) {
  Keep();
  MakeCore();
  Software software(world_, "one");
  software.Activate(NewLicense());
  Suspend();

  world_.Advance(hours(9));  // 19:00
  const Verified evening = software.Renew();
  EXPECT_EQ(evening.answer.outcome, Outcome::kValid);
  EXPECT_EQ(evening.key->mode, verify::Mode::kFull);
  EXPECT_EQ(evening.key->entitlements, kAll);
  world_.Advance(hours(11));  // 06:00 on Tuesday
  EXPECT_EQ(software.Renew().answer.refresh_after, hours(3)) << "it is to ask within the hours";
  world_.Advance(hours(3));
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kRestricted);
  world_.Advance(hours(10));
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kRestricted) << "it knows by now";
}

TEST_F(StandingTest, WhileSupplyIsStoppedAMachineMayOnlyTakeAnothersPlace) {
  Keep();
  const std::string code = NewLicense();
  Software first(world_, "one");
  first.Activate(code);
  world_.Advance(seconds(1));
  Begin({EffectKind::kStopSupply}, Stage::kSupplyStopped);

  world_.Advance(hours(1));
  Software second(world_, "two");
  const Verified refused = second.Activate(code);
  EXPECT_EQ(refused.answer.outcome, Outcome::kNoSeat);
  EXPECT_EQ(refused.answer.reason, Reason::kSupplyStopped);
  EXPECT_EQ(first.Renew().key->entitlements, kAll);
  first.Reinstall();
  EXPECT_EQ(first.Activate(code).answer.outcome, Outcome::kValid);
  ASSERT_TRUE(first.Send(first.Release()));
  EXPECT_EQ(second.Activate(code).answer.outcome, Outcome::kValid);
  EXPECT_EQ(first.Activate(code).answer.reason, Reason::kSupplyStopped);
}

TEST_F(StandingTest, AnEmergencyCodeThatIsReportedGivesThreeDays) {
  Keep();
  MakeCore();
  Software software(world_, "one");
  software.Activate(NewLicense());
  Suspend();
  const std::string text = domain::FormatActivationCode(std::string(15, 'e'));
  world_.ChangeLicense([&](domain::License& license) {
    license.emergency_codes = {{domain::ParseActivationCode(text)->hash, std::nullopt}};
  });
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kRestricted);
  world_.NewActions();
  domain::CheckRequest request = software.Renewal();
  request.used_emergency_codes = {{text, world_.now()}};
  EXPECT_EQ(software.Ask(request).key->entitlements, kAll);
  EXPECT_THAT(world_.NewActions(), ElementsAre("lease.renew", "license.use_emergency_code"));
  world_.Advance(hours(71));
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kValid);
  world_.Advance(hours(5));  // 14:00 on Thursday
  EXPECT_EQ(software.Renew().answer.outcome, Outcome::kRestricted);
}

}  // namespace
}  // namespace countersign::checkin
