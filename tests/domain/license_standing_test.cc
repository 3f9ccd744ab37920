// What the standing of a contract means to the keys of its licences: docs/checks.md.
#include "licensing/domain/license_standing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "licensing/domain/effect_window.h"
#include "tests/domain/check_facts.h"
#include "tests/domain/days.h"
#include "tests/domain/licensed_contract.h"

namespace countersign::domain {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Notice Sent(std::string id, std::string part, NoticeKind kind) {
  Notice notice;
  notice.id = std::move(id);
  notice.sub_contract_id = std::move(part);
  notice.kind = kind;
  notice.text_sha256 = std::string(64, 'a');
  // As it would be if it were received on its own day; it was not.
  notice.supply_date = Day("2026-04-28");
  notice.suspend_date = Day("2026-05-28");
  notice.state = NoticeState::kSent;
  notice.sent_time = kNow - days(40);
  return notice;
}

Notice Received(Notice notice, ReceiptClass receipt_class = ReceiptClass::kAcknowledged) {
  notice.state = NoticeState::kReceived;
  notice.receipts.push_back({receipt_class, Day("2026-04-16"), kNow - days(36), "", "", {}});
  return notice;
}

TEST(LicenseStanding, ASuspendedPartTakesItsOwnEntitlementsOutOfTheKey) {
  const auto facts =
      EnforcementOf(Contract({Part("erp", {"orders"}, Stage::kSuspended), Part("crm", {"users"})}));
  const SupportedGrant supported = Granted(facts);
  EXPECT_EQ(supported.grant.mode, Mode::kFull);
  EXPECT_EQ(supported.reason, Reason::kUnspecified);
  EXPECT_TRUE(supported.withholds);
  EXPECT_THAT(supported.grant.entitlements, ElementsAre(kUsers, kArchive));
  EXPECT_EQ(supported.grant.offline, days(45)) << "the rest is granted as ever";
}

TEST(LicenseStanding, NothingIsWithheldBeforeASuspension) {
  for (const Stage stage : {Stage::kCurrent, Stage::kDueSoon, Stage::kOverdue, Stage::kUrgent,
                            Stage::kNoticed, Stage::kSupplyStopped}) {
    DeliveredPart part = Part("erp", {"orders"}, stage);
    part.core = true;
    const SupportedGrant supported = Granted(EnforcementOf(Contract({part})));
    EXPECT_EQ(supported.grant.mode, Mode::kFull) << StageName(stage);
    EXPECT_EQ(supported.grant.entitlements, Facts().license->entitlements) << StageName(stage);
    EXPECT_FALSE(supported.withholds) << StageName(stage);
  }
}

TEST(LicenseStanding, WhatAnotherPartDeliversOrIsPaidUpOrAlwaysAvailableStays) {
  DeliveredPart paid = Part("paid", {"orders"});
  paid.paid_up = true;
  for (const auto& contract :
       {Contract({Part("erp", {"orders"}, Stage::kSuspended), Part("crm", {"orders", "users"})}),
        Contract({Part("erp", {"orders"}, Stage::kSuspended), paid}),
        Contract({Part("erp", {"archive"}, Stage::kSuspended)})}) {  // always available
    EXPECT_THAT(Granted(EnforcementOf(contract)).grant.entitlements,
                ElementsAre(kOrders, kUsers, kArchive));
  }
}

TEST(LicenseStanding, ACorePartRestrictsTheLicence) {
  DeliveredPart core = Part("base", {}, Stage::kSuspended);
  core.core = true;
  DeliveredPart paid = Part("crm", {"users", "forecasts"});
  paid.paid_up = true;
  const SupportedGrant supported = Granted(EnforcementOf(Contract({core, paid})));
  EXPECT_EQ(supported.grant.mode, Mode::kRestricted);
  EXPECT_EQ(supported.reason, Reason::kLicenseSuspended);
  EXPECT_EQ(supported.grant.offline, seconds(0));
  EXPECT_THAT(supported.grant.entitlements,
              UnorderedElementsAre(Entitlement{"export", std::nullopt},
                                   Entitlement{"alarms", std::nullopt}, kArchive));
  EXPECT_THAT(supported.grant.paid_up, ElementsAre(kUsers)) << "with the licence's number";
}

TEST(LicenseStanding, WhatIsPaidUpStandsInEveryKey) {
  DeliveredPart paid = Part("erp", {"orders"});
  paid.paid_up = true;
  const auto facts = EnforcementOf(Contract({paid}));
  EXPECT_THAT(Granted(facts).grant.paid_up, ElementsAre(kOrders));
  EXPECT_THAT(Granted(facts, [](KeyFacts& f) { f.license.end_time = kNow; }).grant.paid_up,
              ElementsAre(kOrders));
}

TEST(LicenseStanding, APartThatDeliversNothingToTheLicenceIsNoneOfItsBusiness) {
  const auto facts = EnforcementOf(Contract({Part("other", {"forecasts"}, Stage::kSuspended)}));
  EXPECT_FALSE(Granted(facts).grant.notice);
  EXPECT_THAT(Granted(facts).grant.entitlements, ElementsAre(kOrders, kUsers, kArchive));
}

TEST(LicenseStanding, ATerminatedContractRestrictsUnlessAllIsPaid) {
  LicensedContract contract = Contract({Part("erp", {"orders"}, Stage::kTerminated)});
  contract.terminated = true;
  EXPECT_EQ(Granted(EnforcementOf(contract)).reason, Reason::kContractTerminated);
  EXPECT_EQ(Granted(EnforcementOf(contract)).grant.mode, Mode::kRestricted);
  contract.parts[0].paid_up = true;
  EXPECT_EQ(Granted(EnforcementOf(contract)).grant.mode, Mode::kFull);
}

TEST(LicenseStanding, AnOrderForAnotherCauseIsNamedFirst) {
  DeliveredPart core = Part("base", {}, Stage::kSuspended);
  core.core = true;
  const SupportedGrant supported =
      Granted(EnforcementOf(Contract({core})), [](KeyFacts& f) { f.license.end_time = kNow; });
  EXPECT_EQ(supported.reason, Reason::kLicenseExpired);
  EXPECT_FALSE(supported.withholds) << "it is not the standing that restricts";
}

TEST(LicenseStanding, OnlySupportedEffectsBear) {
  DeliveredPart core = Part("base", {}, Stage::kSuspended);
  core.core = true;
  LicensedContract contract = Contract({core, Part("erp", {"orders"}, Stage::kSuspended)});
  contract.effects = {InForce("base", EffectKind::kSuspend, kNow),
                      InForce("erp", EffectKind::kSuspend, kNow)};
  const auto with = [&](std::set<std::string, std::less<>> supported) {
    return EnforcementOf(SupportedContract(contract, supported));
  };
  EXPECT_TRUE(with({"base-SUSPEND", "erp-SUSPEND"}).restricted);
  EXPECT_FALSE(with({"erp-SUSPEND"}).restricted);
  EXPECT_TRUE(with({"erp-SUSPEND"}).withheld.contains("orders"));
  EXPECT_FALSE(with({}).Withholds());
  contract.effects[1].kind = EffectKind::kStopSupply;  // a stage without its own effect
  EXPECT_FALSE(with({"erp-SUSPEND"}).Withholds());
  contract.parts[0].stage = Stage::kTerminated;  // but the contract is not
  EXPECT_FALSE(with({}).Withholds());
}

// --- what keys tell ---

TEST(KeyNotice, TellsTheStageTheNoticeAndTheFirstDay) {
  struct Row {
    Stage stage;
    const char* notice;
    std::optional<CivilDate> day;
  };
  for (const Row& row :
       {Row{Stage::kUrgent, "n-urgent", {}}, Row{Stage::kNoticed, "n-formal", Day("2026-05-02")},
        Row{Stage::kSupplyStopped, "n-formal", Day("2026-05-02")},
        Row{Stage::kSuspended, "n-formal", Day("2027-01-15")}}) {
    LicensedContract contract = Contract({Part("erp", {"orders"}, row.stage)});
    contract.parts[0].first_effect_date = Day("2026-05-02");
    Notice used = Received(Sent("n-used", "erp", NoticeKind::kFormalNotice));
    used.consume_time = kNow;
    Notice waiting = Sent("n-waiting", "erp", NoticeKind::kFormalNotice);
    waiting.sent_time.reset();
    contract.notices = {Sent("n-urgent", "erp", NoticeKind::kUrgentNotice),
                        Received(Sent("n-formal", "erp", NoticeKind::kFormalNotice)), used, waiting,
                        Sent("n-other", "other", NoticeKind::kFormalNotice)};
    // 16:00 UTC is the next day in Shanghai.
    contract.effects = {
        InForce("erp", EffectKind::kSuspend, *ParseInstant("2027-01-14T16:00:00Z"))};
    const auto notice = EnforcementOf(contract).notice;
    ASSERT_TRUE(notice) << StageName(row.stage);
    EXPECT_EQ(notice->stage, row.stage);
    EXPECT_EQ(notice->notice_id, row.notice);
    EXPECT_EQ(notice->text_sha256, std::string(64, 'a'));
    EXPECT_EQ(notice->first_day, row.day) << StageName(row.stage);
  }
  EXPECT_FALSE(EnforcementOf(Contract({Part("erp", {"orders"}, Stage::kOverdue)})).notice);
}

TEST(KeyNotice, TellsOfTheReminderWhereThatIsAgreed) {
  LicensedContract contract = Contract({Part("erp", {"orders"}, Stage::kOverdue)});
  contract.notices = {Sent("n-due", "erp", NoticeKind::kDueReminder),
                      Sent("n-overdue", "erp", NoticeKind::kOverdueReminder)};
  contract.told_from = Stage::kOverdue;
  const auto notice = EnforcementOf(contract).notice;
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->stage, Stage::kOverdue);
  EXPECT_EQ(notice->notice_id, "n-overdue");
  EXPECT_EQ(notice->first_day, std::nullopt);
  contract.parts[0].stage = Stage::kDueSoon;
  EXPECT_FALSE(EnforcementOf(contract).notice);
}

TEST(KeyNotice, IsTheOneThatWasReceivedOrThatTheEffectRestsOn) {
  LicensedContract contract = Contract({Part("erp", {"orders"}, Stage::kNoticed)});
  const auto later = [](Notice notice, int day) {
    notice.sent_time = kNow - days(day);
    return notice;
  };
  Notice bounced = later(
      Received(Sent("n-bounced", "erp", NoticeKind::kFormalNotice), ReceiptClass::kArrived), 20);
  bounced.receipts[0].withdraw_time = kNow;
  bounced.state = NoticeState::kFailed;
  Notice urgent_bounced = later(Sent("n-urgent-bounced", "erp", NoticeKind::kUrgentNotice), 30);
  urgent_bounced.state = NoticeState::kFailed;
  contract.notices = {
      Sent("n-urgent", "erp", NoticeKind::kUrgentNotice),
      urgent_bounced,
      Received(Sent("n-first", "erp", NoticeKind::kFormalNotice)),
      later(Received(Sent("n-second", "erp", NoticeKind::kFormalNotice)), 30),
      later(Received(Sent("n-arrived", "erp", NoticeKind::kFormalNotice), ReceiptClass::kArrived),
            25),
      bounced,
      later(Sent("n-silent", "erp", NoticeKind::kFormalNotice), 10)};
  EXPECT_EQ(EnforcementOf(contract).notice->notice_id, "n-second");
  contract.parts[0].stage = Stage::kSupplyStopped;
  contract.effects = {InForce("erp", EffectKind::kStopSupply, kNow)};
  contract.effects[0].notice_id = "n-first";
  EXPECT_EQ(EnforcementOf(contract).notice->notice_id, "n-first");
  contract.parts[0].stage = Stage::kUrgent;
  contract.effects.clear();
  EXPECT_EQ(EnforcementOf(contract).notice->notice_id, "n-urgent");
}

TEST(KeyNotice, IsOfTheWorstPart) {
  const auto notice = EnforcementOf(Contract({Part("a", {"orders"}, Stage::kUrgent),
                                              Part("b", {"users"}, Stage::kNoticed)}))
                          .notice;
  ASSERT_TRUE(notice);
  EXPECT_EQ(notice->stage, Stage::kNoticed);
  EXPECT_EQ(notice->notice_id, "") << "none is on file";
}

// --- the hours in which it reaches a machine ---

EnforcementFacts CoreSuspended() {
  DeliveredPart core = Part("base", {"users"}, Stage::kSuspended);
  core.core = true;
  return EnforcementOf(Contract({core, Part("erp", {"orders"}, Stage::kSuspended)}));
}

TEST(Delivery, OutsideTheHoursAMachineKeepsWhatItHad) {
  const Instant opens = kNow + hours(5);
  const auto deferred =
      DeferDelivery(CoreSuspended(), {false, {"orders", "users", "archive"}}, opens);
  EXPECT_FALSE(deferred.Withholds());
  const SupportedGrant supported = Granted(deferred);
  EXPECT_EQ(supported.grant.mode, Mode::kFull);
  CheckDecision decision;
  decision.lease = Lease{};
  MakePromise(supported, kNow, decision);
  EXPECT_EQ(decision.refresh_after, hours(5)) << "it asks again within the hours";
}

TEST(Delivery, WhatAMachineWasToldBeforeGoesOn) {
  const auto restricted = DeferDelivery(CoreSuspended(), {true, {"export"}}, kNow + hours(5));
  EXPECT_TRUE(restricted.restricted);
  EXPECT_FALSE(restricted.delivery_time);
  // It lost the orders before; the core part follows in the hours.
  const auto partly = DeferDelivery(CoreSuspended(), {false, {"users"}}, kNow + hours(5));
  EXPECT_FALSE(partly.restricted);
  EXPECT_THAT(partly.withheld, ElementsAre("orders"));
  EXPECT_EQ(partly.delivery_time, kNow + hours(5));
}

TEST(Delivery, TheHoursAreThoseInWhichAnEffectMayBegin) {
  ContractTerms terms;
  terms.time_zone = "Asia/Shanghai";
  const TimeZone zone = *TimeZone::Find(terms.time_zone);
  const Calendar calendar = PlainCalendar();
  const auto at = [&](const char* day, int hour, int minute) {
    return EffectWindowAt(terms, calendar, zone,
                          zone.StartOf(Day(day)) + hours(hour) + minutes(minute));
  };
  const auto nine = [&](const char* day) { return zone.StartOf(Day(day)) + hours(9); };
  EXPECT_TRUE(at("2026-04-16", 9, 0).open);  // a Thursday
  EXPECT_FALSE(at("2026-04-16", 9, 0).opens);
  EXPECT_TRUE(at("2026-04-16", 14, 59).open);
  EXPECT_EQ(at("2026-04-16", 8, 59).opens, nine("2026-04-16"));
  // Friday is the day before a closure, and so is none.
  EXPECT_FALSE(at("2026-04-16", 15, 0).open);
  EXPECT_EQ(at("2026-04-16", 15, 0).opens, nine("2026-04-20"));
  EXPECT_FALSE(at("2026-04-18", 11, 0).open);
  terms.blackouts = {{Day("2026-04-16"), Day("2026-04-20")}};
  EXPECT_EQ(at("2026-04-16", 11, 0).opens, nine("2026-04-21"));
}

// --- emergency codes ---

const EmergencyCode kUnused{std::string(64, 'e'), std::nullopt};
const EmergencyCode kUsed{std::string(64, 'f'), kNow};

TEST(Emergency, KeysCarryTheHashesOfUnusedCodes) {
  const auto with_codes = [](KeyFacts& f) { f.license.emergency_codes = {kUsed, kUnused}; };
  EXPECT_THAT(Granted({}, with_codes).grant.emergency_hashes, ElementsAre(kUnused.hash));
  EXPECT_THAT(Granted({}, with_codes).grant.emergency_entitlements, IsEmpty());
  EXPECT_THAT(Granted(CoreSuspended(), with_codes).grant.emergency_entitlements,
              ElementsAre(kOrders, kUsers, kArchive))
      << "what a code gives back";
}

TEST(Emergency, IsNoWayAroundAnOrderForAnotherCause) {
  const auto grant = Granted({}, [](KeyFacts& f) {
                       f.license.emergency_codes = {kUnused};
                       f.license.emergency_end_time = kNow + hours(1);
                       f.license.state = LicenseState::kSuspended;
                       f.license.suspension_cause = SuspensionCause::kFraud;
                     }).grant;
  EXPECT_EQ(grant.mode, Mode::kRestricted);
  EXPECT_THAT(grant.emergency_hashes, IsEmpty());
}

TEST(Emergency, GivesTheFullFunctionUntilItEnds) {
  const auto in_use = [](KeyFacts& f) { f.license.emergency_end_time = kNow + hours(30); };
  const SupportedGrant supported = Granted(CoreSuspended(), in_use);
  EXPECT_EQ(supported.grant.mode, Mode::kFull);
  EXPECT_THAT(supported.grant.entitlements, ElementsAre(kOrders, kUsers, kArchive));
  EXPECT_EQ(supported.grant.expire_time, kNow + hours(24));
  EXPECT_EQ(supported.grant.offline, hours(6));
  const auto over = [](KeyFacts& f) { f.license.emergency_end_time = kNow; };
  EXPECT_EQ(Granted(CoreSuspended(), over).grant.mode, Mode::kRestricted);
  EXPECT_EQ(Granted({}, in_use).grant.offline, days(45)) << "it shortens nothing";
}

TEST(Emergency, AReportedCodeIsUsedUpOnce) {
  const std::string text = FormatActivationCode(std::string(15, 'r'));
  CheckFacts facts = Held();
  facts.enforcement = CoreSuspended();
  facts.license->emergency_codes = {{ParseActivationCode(text)->hash, std::nullopt}};
  CheckRequest request = Renewal();
  request.used_emergency_codes = {{text, kNow - hours(2)}, {"0000", kNow}};
  auto decision = Decide(facts, request, kNow);
  ASSERT_TRUE(decision && decision->license && decision->grant);
  EXPECT_EQ(decision->outcome, Outcome::kValid);
  EXPECT_EQ(decision->license->emergency_codes[0].use_time, kNow - hours(2));
  EXPECT_EQ(decision->license->emergency_end_time, kNow + hours(70));
  EXPECT_GT(decision->license->license_version, facts.license->license_version);
  EXPECT_THAT(decision->acts, testing::Contains(Act::kEmergency));

  facts.license = decision->license;
  decision = Decide(facts, request, kNow + hours(71));
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->outcome, Outcome::kRestricted) << "it does not begin anew";
  EXPECT_THAT(decision->acts, testing::Not(testing::Contains(Act::kEmergency)));
}

TEST(Emergency, AClockThatIsAheadGivesNoLongerTime) {
  const std::string text = FormatActivationCode(std::string(15, 'r'));
  CheckFacts facts = Held();
  facts.license->emergency_codes = {{ParseActivationCode(text)->hash, std::nullopt}};
  CheckRequest request = Renewal();
  request.used_emergency_codes = {{text, kNow + days(900)}};
  EXPECT_EQ(Decide(facts, request, kNow)->license->emergency_end_time, kNow + hours(72));
}

}  // namespace
}  // namespace countersign::domain
