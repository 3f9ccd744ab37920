// Settlement quotes in the store.
#include <gmock/gmock.h>

#include "tests/store/engine.h"
#include "tests/store/records.h"

namespace countersign::store {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;

class SettlementTableTest : public StoreTest {
 protected:
  void Insert(const std::vector<domain::Settlement>& settlements) {
    const auto done = Commit([&](app::Transaction& tx) -> Result<void> {
      RETURN_IF_ERROR(tx.customers().Insert(ACustomer("acme")));
      RETURN_IF_ERROR(InsertContract(tx, "c1"));
      for (const auto& settlement : settlements)
        RETURN_IF_ERROR(tx.settlements().Insert(settlement));
      return {};
    });
    ASSERT_TRUE(done) << done.error().message;
  }
};

TEST_P(SettlementTableTest, IsReadAsItWasWritten) {
  domain::Settlement written = ASettlement("q1", "c1");
  written.sub_contract_id = "c1-s";
  Insert({written});
  Restart();
  const auto read = Look([](app::View& view) { return view.settlements().Find("q1"); });
  ASSERT_TRUE(read);
  EXPECT_EQ(read->contract_id, "c1");
  EXPECT_EQ(read->sub_contract_id, "c1-s");
  EXPECT_EQ(read->made_on, written.made_on);
  EXPECT_EQ(read->date, written.date);
  EXPECT_EQ(read->last_day, written.last_day);
  EXPECT_EQ(read->expire_time, written.expire_time);
  EXPECT_EQ(read->discount, written.discount);
  EXPECT_EQ(read->quote.lines, written.quote.lines);
  EXPECT_EQ(read->quote.total, written.quote.total);
  EXPECT_EQ(read->quote.total_without_discount, written.quote.total_without_discount);
  EXPECT_EQ(read->unsettled, written.unsettled);
  EXPECT_EQ(read->document_sha256, written.document_sha256);
  EXPECT_EQ(read->state, written.state);
  EXPECT_EQ(read->acceptance->date, written.acceptance->date);
  EXPECT_EQ(read->acceptance->contact_id, "wang");
  EXPECT_EQ(read->acceptance->paper_sha256, written.acceptance->paper_sha256);
  EXPECT_EQ(read->commitment->amount, written.commitment->amount);
  EXPECT_EQ(read->commitment->condition, "when it runs");
  EXPECT_EQ(read->invoice_ids, written.invoice_ids);
  EXPECT_EQ(read->credit_note_ids, written.credit_note_ids);
}

TEST_P(SettlementTableTest, OffersAreFoundByTheirEndTheEarliestFirst) {
  const auto offer = [](const char* id, Instant end) {
    domain::Settlement row = ASettlement(id, "c1");
    row.state = domain::SettlementState::kOffered;
    row.acceptance.reset();
    row.commitment.reset();
    row.expire_time = end;
    return row;
  };
  Insert({offer("later", kNow + 1h), offer("now", kNow), offer("before", kNow - 1h),
          ASettlement("accepted", "c1")});
  const auto due = [&](Instant now, int limit) {
    return IdsOf(Look([&](app::View& view) { return view.settlements().FindDue(now, limit); }));
  };
  EXPECT_THAT(due(kNow, 10), ElementsAre("before", "now"));
  EXPECT_THAT(due(kNow, 1), ElementsAre("before"));
  EXPECT_THAT(due(Instant::max(), 10), ElementsAre("before", "now", "later"));
}

COUNTERSIGN_FOR_EACH_ENGINE(SettlementTableTest);

}  // namespace
}  // namespace countersign::store
