// The records of enforcement in the store.
#include <gmock/gmock.h>

#include "tests/store/enforcement_records.h"
#include "tests/store/engine.h"
#include "tests/store/records.h"

namespace countersign::store {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class EnforcementTablesTest : public StoreTest {
 protected:
  void Insert(const std::function<Result<void>(app::EnforcementRepository&)>& insert) {
    const auto done = Commit([&](app::Transaction& tx) -> Result<void> {
      RETURN_IF_ERROR(tx.customers().Insert(ACustomer("acme")));
      RETURN_IF_ERROR(InsertContract(tx, "c1"));
      RETURN_IF_ERROR(InsertContract(tx, "c2"));
      return insert(tx.enforcement());
    });
    ASSERT_TRUE(done) << done.error().message;
  }
  template <class Work>
  auto LookAt(Work work) {
    return Look([&](app::View& view) { return work(view.enforcement()); });
  }
};

TEST_P(EnforcementTablesTest, AreReadAsTheyWereWritten) {
  ASSERT_TRUE(Commit([&](app::Transaction& tx) -> Result<void> {
    RETURN_IF_ERROR(tx.customers().Insert(ACustomer("acme")));
    RETURN_IF_ERROR(InsertContract(tx, "c1"));
    return InsertEnforcement(tx);
  }));
  Restart();
  const auto notice = LookAt([](auto& rows) { return rows.notices().Find("n1"); });
  ASSERT_TRUE(notice);
  const domain::Notice written = ANotice("n1");
  EXPECT_EQ(notice->kind, written.kind);
  EXPECT_EQ(notice->channel, written.channel);
  EXPECT_EQ(notice->claims, written.claims);
  EXPECT_EQ(notice->receipts, written.receipts);
  EXPECT_EQ(notice->effect_id, written.effect_id);
  EXPECT_EQ(notice->milestone_id, written.milestone_id);
  EXPECT_EQ(notice->round, written.round);
  EXPECT_EQ(notice->supply_date, written.supply_date);
  EXPECT_EQ(notice->suspend_date, written.suspend_date);
  EXPECT_EQ(notice->state, written.state);
  EXPECT_EQ(notice->sent_time, written.sent_time);
  EXPECT_EQ(notice->message, written.message);
  EXPECT_EQ(notice->tracking_number, written.tracking_number);
  EXPECT_EQ(notice->consume_time, written.consume_time);
  EXPECT_EQ(notice->failure, written.failure);
  EXPECT_EQ(notice->released_by, written.released_by);
  const auto effect = LookAt([](auto& rows) { return rows.effects().Find("e1"); });
  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->invoice_ids, AnEffect("e1", "n1").invoice_ids);
  EXPECT_EQ(effect->end_time, AnEffect("e1", "n1").end_time);
  EXPECT_EQ(effect->end_cause, "PAID");
  const auto opened = LookAt([](auto& rows) { return rows.cases().Find("k1"); });
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->contacts, ACase("k1").contacts);
  EXPECT_EQ(opened->owner, ACase("k1").owner);
  const auto standing = LookAt([](auto& rows) { return rows.standings().Find("c1-s"); });
  ASSERT_TRUE(standing);
  EXPECT_EQ(standing->stage, domain::Stage::kNoticed);
  EXPECT_EQ(standing->first_effect_date, AStanding("c1-s").first_effect_date);
  EXPECT_EQ(standing->next_action_time, AStanding("c1-s").next_action_time);
  EXPECT_TRUE(LookAt([](auto& rows) { return rows.holds().Find("h1"); }));
  EXPECT_TRUE(LookAt([](auto& rows) { return rows.slips().Find("s1"); }));
}

TEST_P(EnforcementTablesTest, AnEffectIsInForceUntilItEnds) {
  domain::Effect over = AnEffect("e1", "n1");
  domain::Effect lasting = AnEffect("e2", "n1");
  lasting.end_time.reset();
  lasting.start_time = over.start_time + 1h;
  Insert([&](app::EnforcementRepository& rows) -> Result<void> {
    RETURN_IF_ERROR(rows.notices().Insert(ANotice("n1")));
    RETURN_IF_ERROR(rows.effects().Insert(over));
    return rows.effects().Insert(lasting);
  });
  EXPECT_THAT(IdsOf(LookAt([](auto& rows) { return rows.effects().InForce("c1"); })),
              ElementsAre("e2"));
  EXPECT_THAT(LookAt([](auto& rows) { return rows.effects().InForce("c2"); }), IsEmpty());
  const auto affected = [&](Instant from, std::string_view customer) {
    return LookAt([&](auto& rows) { return rows.effects().AffectedSince(from, customer); });
  };
  const auto begun = [&](Instant from) {
    return LookAt([&](auto& rows) { return rows.effects().CountSince(from); });
  };
  EXPECT_EQ(begun(over.start_time), 2);
  EXPECT_EQ(begun(lasting.start_time + 1us), 0);
  EXPECT_EQ(affected(lasting.start_time, "acme"), (app::AffectedCustomers{0, true}));
  EXPECT_EQ(affected(over.start_time, "other"), (app::AffectedCustomers{1, false}));
  EXPECT_EQ(affected(lasting.start_time + 1us, "acme"), app::AffectedCustomers{});
}

TEST_P(EnforcementTablesTest, NoTwoEffectsOfAKindAreInForceAtOnce) {
  domain::Effect first = AnEffect("e1", "n1");
  first.end_time.reset();
  domain::Effect second = AnEffect("e2", "n1");
  second.end_time.reset();
  Insert([&](app::EnforcementRepository& rows) -> Result<void> {
    RETURN_IF_ERROR(rows.notices().Insert(ANotice("n1")));
    RETURN_IF_ERROR(rows.effects().Insert(first));
    const auto refused = rows.effects().Insert(second);
    EXPECT_EQ(refused ? Reason::kUnspecified : refused.error().reason, Reason::kResourceExists);
    return {};
  });
}

TEST_P(EnforcementTablesTest, WhatIsDueComesInTheOrderOfItsTimes) {
  domain::StandingRecord late = AStanding("c1-s");
  domain::StandingRecord early = AStanding("c2-s");
  early.contract_id = "c2";
  early.next_action_time = *late.next_action_time - 1h;
  Insert([&](app::EnforcementRepository& rows) -> Result<void> {
    RETURN_IF_ERROR(rows.standings().Insert(late));
    return rows.standings().Insert(early);
  });
  const auto due = [&](Instant now, int limit) {
    return LookAt([&](auto& rows) { return rows.standings().FindDue(now, limit); });
  };
  const app::DueLook first{"c2", 1, *early.next_action_time};
  EXPECT_THAT(due(*late.next_action_time, 10),
              ElementsAre(first, app::DueLook{"c1", 1, *late.next_action_time}));
  EXPECT_THAT(due(*late.next_action_time, 1), ElementsAre(first));
  EXPECT_THAT(due(*late.next_action_time - 1us, 10), ElementsAre(first));
  EXPECT_THAT(due(*early.next_action_time - 1us, 10), IsEmpty());
}

COUNTERSIGN_FOR_EACH_ENGINE(EnforcementTablesTest);

}  // namespace
}  // namespace countersign::store
