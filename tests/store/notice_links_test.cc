// Notices' links in the store, and the names with which they were used.
#include <gmock/gmock.h>

#include "tests/store/enforcement_records.h"
#include "tests/store/engine.h"
#include "tests/store/message_records.h"
#include "tests/store/records.h"

namespace countersign::store {
namespace {

using domain::PersonalLink;

class NoticeLinkTableTest : public StoreTest {
 protected:
  NoticeLinkTableTest() {
    EXPECT_TRUE(Commit([&](app::Transaction& tx) -> Result<void> {
      RETURN_IF_ERROR(tx.customers().Insert(ACustomer("acme")));
      RETURN_IF_ERROR(tx.contacts().Insert(AContact("wang", "acme")));
      RETURN_IF_ERROR(tx.messages().Insert(AMessage("m1", "wang")));
      RETURN_IF_ERROR(InsertContract(tx, "c1"));
      RETURN_IF_ERROR(InsertEnforcement(tx));
      return tx.notice_links().Insert(ALink("n1", "wang"));
    }));
  }
  std::string Name() {
    return Look([&](app::View& view) { return view.notice_links().FindName(ALink("n1", "wang")); });
  }
  void KeepName(const std::string& name) {
    ASSERT_TRUE(Commit([&](app::Transaction& tx) {
      return tx.notice_links().KeepName(ALink("n1", "wang"), name);
    }));
  }
};

TEST_P(NoticeLinkTableTest, IsReadAsItWasWrittenAndFoundByItsSecret) {
  Restart();
  EXPECT_EQ(Look([](app::View& view) { return view.notice_links().Find("n1"); }),
            ALink("n1", "wang"));
  const auto by_secret = [&](char digit) {
    return Look(
        [&](app::View& view) { return view.notice_links().FindBySecret(std::string(64, digit)); });
  };
  EXPECT_EQ(by_secret('a'), ALink("n1", "wang"));
  EXPECT_EQ(by_secret('c'), std::nullopt);
}

TEST_P(NoticeLinkTableTest, ANameStaysWhenTheLinkChangesAndGoesWithItsContact) {
  EXPECT_EQ(Name(), "");
  KeepName("王强");
  EXPECT_TRUE(Commit([&](app::Transaction& tx) -> Result<void> {
    PersonalLink link = ALink("n1", "wang");
    link.codes = 4;
    return tx.notice_links().Update(link);
  }));
  Restart();
  EXPECT_EQ(Name(), "王强");

  EXPECT_TRUE(Commit([&](app::Transaction& tx) -> Result<void> {
    RETURN_IF_ERROR(tx.contacts().Delete("wang"));
    return tx.subject_keys().Erase("contacts/wang");
  }));
  EXPECT_EQ(Name(), "");
  // Somebody else has the id by now, and another key.
  EXPECT_TRUE(Commit([&](app::Transaction& tx) -> Result<void> {
    RETURN_IF_ERROR(tx.contacts().Insert(AContact("wang", "acme")));
    return tx.messages().Insert(AMessage("m2", "wang"));
  }));
  EXPECT_EQ(Name(), "");
}

COUNTERSIGN_FOR_EACH_ENGINE(NoticeLinkTableTest);

}  // namespace
}  // namespace countersign::store
