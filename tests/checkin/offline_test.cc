// Keys for machines without a network: who is given one, and how long it runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "licensing/base/encoding.h"
#include "tests/checkin/contract_world.h"
#include "tests/support/intruder.h"

namespace countersign::checkin {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::int64_t EndOf(const Verified& verified) {
  return verified.key->expires_at + verified.key->offline_seconds;
}

// --- without a contract ---

class OfflineTest : public ::testing::Test {
 protected:
  OfflineTest() {
    domain::Policy policy = world_.NewPolicy(LicenseKind::kNodeLocked, 1);
    policy.max_offline_key = days(366);
    world_.Put(policy);
  }
  std::int64_t In(seconds span) {
    return ToSeconds(std::chrono::floor<seconds>(world_.now())) + span.count();
  }
  void ExpectRefused(Code code, Reason reason, const domain::CheckRequest& request,
                     const std::string& license_id = "license-1") {
    world_.NewActions();
    const auto answer = software_.SendOffline(request, license_id);
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, code) << answer.error().message;
    EXPECT_EQ(ReasonName(answer.error().reason), ReasonName(reason)) << answer.error().message;
    EXPECT_THAT(world_.NewActions(), ElementsAre());
  }

  Installation world_;
  Software software_{world_, "one"};
};

TEST_F(OfflineTest, RunsForThePolicysMaximumWithItsLastWeeksAnnounced) {
  const Verified given = *software_.SendOffline(software_.Activation(world_.NewLicense()));
  ASSERT_TRUE(given.key);
  EXPECT_EQ(given.key->mode, verify::Mode::kFull);
  EXPECT_EQ(EndOf(given), In(days(366)));
  EXPECT_EQ(given.key->offline_seconds, seconds(days(45)).count());
  EXPECT_EQ(world_.FindLease(software_.lease_id)->offline_time, FromSeconds(EndOf(given)));
}

TEST_F(OfflineTest, RunsToTheFirstOfItsEnds) {
  struct Row {
    seconds license_end, not_after, maximum, end, offline;
  };
  const seconds none(0);
  for (const Row& row : {Row{none, none, days(30), days(30), days(15)},
                         Row{days(20), none, days(30), days(20), days(10)},
                         Row{days(20), days(10), days(30), days(10), days(5)},
                         Row{days(400), days(500), days(3660), days(400), days(45)},
                         Row{none, seconds(3), days(30), seconds(3), seconds(1)}}) {
    Installation world;
    domain::Policy policy = world.NewPolicy(LicenseKind::kFloating, 1);
    policy.max_offline_key = row.maximum;
    world.Put(policy);
    domain::License license;
    const Instant now = std::chrono::floor<seconds>(world.now());
    if (row.license_end > none) license.end_time = now + row.license_end;
    Software software(world, "one");
    domain::CheckRequest request = software.Activation(world.NewLicense(license));
    if (row.not_after > none) request.not_after = now + row.not_after;
    const Verified given = *software.SendOffline(request);
    EXPECT_EQ(EndOf(given) - ToSeconds(now), row.end.count());
    EXPECT_EQ(given.key->offline_seconds, row.offline.count());
  }
}

TEST_F(OfflineTest, TheNextKeyIsAskedForWithTheLeaseAndSignedByTheMachine) {
  const std::string code = world_.NewLicense();
  ASSERT_TRUE(software_.SendOffline(software_.Activation(code)));
  const std::string lease = software_.lease_id;
  EXPECT_THAT(world_.NewActions(), ElementsAre("machine.activate", "license.issue_offline_key"));
  world_.Advance(days(300));
  const Verified next = *software_.SendOffline(software_.Renewal());
  EXPECT_EQ(EndOf(next), In(days(366)));
  EXPECT_EQ(next.key->lease_id, lease) << "no second seat";
  EXPECT_THAT(world_.NewActions(), ElementsAre("lease.renew", "license.issue_offline_key"));
  EXPECT_EQ(world_.Entries().back().actor, "users/anna");

  Software other(world_, "two");
  domain::CheckRequest stolen = other.Renewal();
  stolen.lease_id = lease;
  stolen.counter = 99;
  EXPECT_EQ(other.SendOffline(stolen).error().reason, Reason::kProofInvalid);
}

TEST_F(OfflineTest, ARequestIsAnsweredAnewUntilTheMachineMakesAnother) {
  ASSERT_TRUE(software_.SendOffline(software_.Activation(world_.NewLicense())));
  domain::CheckRequest first = software_.Renewal();
  ASSERT_TRUE(software_.SendOffline(first));
  world_.Advance(days(1));
  first.not_after = world_.now() + days(7);
  EXPECT_EQ(EndOf(*software_.SendOffline(first)), In(days(7)));
  ASSERT_TRUE(software_.SendOffline(software_.Renewal()));
  ExpectRefused(Code::kAborted, Reason::kCounterReplayed, first);
}

TEST_F(OfflineTest, AnOnlineRequestOrProofIsNoOfflineOne) {
  const domain::CheckRequest request = software_.Activation(world_.NewLicense());
  const std::string bytes = BytesOf(request);
  EXPECT_TRUE(software_.Send(request)) << "the same content, with its own proof, is one online";
  const app::Act act{"users/anna", "", world_.now(), world_.entropy()};
  const auto written = world_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(world_.checkin().CommitOffline(tx, act, "license-1", request,
                                                   {bytes, software_.ProofOf(request)}));
    return app::Finish::kCommit;
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().reason, Reason::kProofInvalid);
}

TEST_F(OfflineTest, IsRefusedLikeACheckAndLeavesNothing) {
  const std::string code = world_.NewLicense();
  Software holder(world_, "two");
  ASSERT_TRUE(holder.SendOffline(holder.Activation(code)));
  const domain::CheckRequest request = software_.Activation(code);
  ExpectRefused(Code::kFailedPrecondition, Reason::kNoSeatFree, request);
  ExpectRefused(Code::kFailedPrecondition, Reason::kOfflineRequestOfOtherLicense, request, "l2");
  domain::CheckRequest past = request;
  past.not_after = world_.now();
  ExpectRefused(Code::kInvalidArgument, Reason::kFieldInvalid, past);
  domain::CheckRequest unknown = request;
  unknown.activation_code = domain::FormatActivationCode(std::string(15, 'x'));
  ExpectRefused(Code::kFailedPrecondition, Reason::kCodeUnknown, unknown);
  world_.ChangePolicy([](domain::Policy& policy) { policy.max_offline_key.reset(); });
  ExpectRefused(Code::kFailedPrecondition, Reason::kOfflineKeyNotAllowed, request);
}

TEST_F(OfflineTest, OnlyASuspensionWithACauseOnRecordRestrictsIt) {
  const std::string code = world_.NewLicense();
  world_.Suspend();
  const Verified given = *software_.SendOffline(software_.Activation(code));
  EXPECT_EQ(given.answer.outcome, Outcome::kRestricted);
  EXPECT_EQ(given.key->entitlements, (verify::Entitlements{{"export", std::nullopt}}));
  world_.Restore();
  EXPECT_EQ(software_.SendOffline(software_.Renewal())->answer.outcome, Outcome::kValid);
}

// --- under a contract ---

constexpr char kAnnex[] = "Keys for sites without a network run to the days of the annexed list.";

// The contract, with nothing stopped yet, and of the second half of "s1" a claim that is due on
// 30 March 2027. With an annex, it was disclosed and assented to.
domain::ContractFacts NoticedContract(bool annexed) {
  FactsBuilder builder = SuspendedContract();
  domain::Contract& contract = builder.facts.contract;
  builder.facts.effects.clear();
  if (annexed) contract.terms.offline_clause = kAnnex;
  contract.disclosures[0].text_sha256 = domain::ClauseHash(contract.terms);
  contract.assents[0].text_sha256 = domain::ClauseHash(contract.terms);
  builder.AddInvoice("i2", 500'000, "2027-03-30", 120).invoice.customer_id = "customer-1";
  return builder.facts;
}

class OfflineContractTest : public ContractWorld {
 protected:
  OfflineContractTest() {
    world_.ChangePolicy([](domain::Policy& policy) { policy.max_offline_key = days(366); });
  }
  // Of a key that is asked for on the day, at ten.
  CivilDate LastDay(const Verified& verified) {
    return TimeZone::Find("Asia/Shanghai")->DateAt(FromSeconds(EndOf(verified)));
  }
  void GoTo(std::string_view day) { world_.Advance(domain::TenOn(day) - world_.now()); }
  Verified Next() { return *software_.SendOffline(software_.Renewal()); }

  Software software_{world_, "one"};
};

TEST_F(OfflineContractTest, WithoutAssentToTheAnnexItRunsToTheEnd) {
  Keep(NoticedContract(false));
  const Verified given = *software_.SendOffline(software_.Activation(NewLicense()));
  EXPECT_EQ(LastDay(given), domain::Day("2028-01-19"));
}

TEST_F(OfflineContractTest, AnAnnexThatNobodyAssentedToBindsNobody) {
  domain::ContractFacts facts = NoticedContract(false);
  facts.contract.terms.offline_clause = kAnnex;
  Keep(std::move(facts));
  const Verified given = *software_.SendOffline(software_.Activation(NewLicense()));
  EXPECT_EQ(LastDay(given), domain::Day("2028-01-19"));
}

TEST_F(OfflineContractTest, EachPaymentUnlocksTheNextKey) {
  Keep(NoticedContract(true));
  // Supply could be stopped today, and the part be suspended tomorrow at nine: but no key is
  // shorter than one from the network.
  const Verified first = *software_.SendOffline(software_.Activation(NewLicense()));
  EXPECT_EQ(EndOf(first), ToSeconds(domain::TenOn("2027-01-19")));
  EXPECT_EQ(first.key->entitlements.size(), 2U) << "nothing is withheld before its day";

  Pay();
  const Verified second = Next();
  EXPECT_EQ(LastDay(second), domain::Day("2027-06-15"));
  EXPECT_GT(EndOf(second), EndOf(first));

  Pay();
  const Verified third = Next();
  EXPECT_EQ(LastDay(third), domain::Day("2028-01-19")) << "nothing is open: the policy's maximum";
  EXPECT_EQ(third.key->paid_up, (verify::Entitlements{{"orders", std::nullopt}}));
}

TEST_F(OfflineContractTest, TheHorizonOfWhatDoesNotConcernTheLicenceDoesNotBind) {
  Keep(NoticedContract(true));
  const Verified given = *software_.SendOffline(software_.Activation(NewLicense({{"users", 20}})));
  EXPECT_EQ(LastDay(given), domain::Day("2028-01-19"));
}

TEST_F(OfflineContractTest, ASuspendedPartIsLeftOutAndTheRestRunsOn) {
  Keep();
  const std::string code = NewLicense();
  ASSERT_TRUE(software_.SendOffline(software_.Activation(code)));
  Suspend();
  EXPECT_EQ(Next().key->entitlements, (verify::Entitlements{{"users", 20}}));
  Pay();
  EXPECT_EQ(Next().key->entitlements.size(), 2U);
}

TEST_F(OfflineContractTest, ACorePartRestrictsOnceTheMachineMayHearOfIt) {
  domain::ContractFacts facts = NoticedContract(true);
  facts.effects = {};
  Keep(std::move(facts));
  MakeCore();
  ASSERT_TRUE(software_.SendOffline(software_.Activation(NewLicense())));
  Suspend();
  world_.Advance(hours(9));  // 19:00
  const Verified evening = Next();
  EXPECT_EQ(evening.answer.outcome, Outcome::kValid);
  EXPECT_EQ(EndOf(evening), ToSeconds(domain::TimeOn("2027-01-19", 19)))
      << "as long as a key from the network";
  GoTo("2027-01-19");
  EXPECT_EQ(Next().answer.outcome, Outcome::kRestricted);
}

TEST_F(OfflineContractTest, AStageThatNothingSupportsNeitherRestrictsNorShortensIt) {
  Keep(NoticedContract(false));
  MakeCore();
  std::vector<std::string> alarms;
  world_.alarms = &alarms;
  ASSERT_TRUE(software_.SendOffline(software_.Activation(NewLicense())));
  testing::Intruder intruder(world_.database());
  intruder.Run("UPDATE standings SET stage = 'SUSPENDED' WHERE id = 's1'");
  const Verified given = Next();
  EXPECT_EQ(given.answer.outcome, Outcome::kValid);
  EXPECT_EQ(LastDay(given), domain::Day("2028-01-19"));
  EXPECT_THAT(alarms, ElementsAre(HasSubstr("an earlier end")));
}

TEST_F(OfflineContractTest, AKeyTellsWhatWasAgreed) {
  Keep(NoticedContract(true));
  const Verified online = software_.Activate(NewLicense());
  const Verified offline = Next();
  for (const Verified* given : {&online, &offline}) {
    EXPECT_EQ(given->key->terms_hash.size(), 32U);
    EXPECT_EQ(HexEncode(given->key->disclosure_hash),
              HexEncode(Sha256("We may stop what is not paid.\n\n" + std::string(kAnnex))));
  }
  Write([](app::Transaction& tx, const app::Act&) -> Result<void> {
    ASSIGN_OR_RETURN(auto contract, tx.contracts().Find("c1"));
    contract->terms.service_clause = !contract->terms.service_clause;
    return tx.contracts().Update(*contract);
  });
  EXPECT_NE(Next().key->terms_hash, offline.key->terms_hash) << "an amendment shows";
  Software without(world_, "two");
  domain::License plain;
  plain.id = "license-2";
  EXPECT_EQ(without.Activate(world_.NewLicense(plain)).key->terms_hash, "");
}

}  // namespace
}  // namespace countersign::checkin
