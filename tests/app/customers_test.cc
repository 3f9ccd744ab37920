#include "licensing/app/customers.h"

#include "licensing/app/contacts.h"
#include "tests/app/fixture.h"

namespace countersign::app {
namespace {

using domain::Contact;
using domain::ContactRole;

class CustomerTest : public AppTest {
 protected:
  void SetUp() override { customer_ = MakeCustomer(); }

  Contact Draft() const {
    Contact draft;
    draft.id = "wang";
    draft.customer_id = "huzhou";
    draft.display_name = "王强";
    draft.roles = {ContactRole::kPayer};
    draft.email = "wang@example.org";
    draft.phone = "+8657255501234";
    draft.language = "zh-CN";
    draft.time_zone = "Asia/Shanghai";
    return draft;
  }
  Result<Contact> Create(const Contact& draft) {
    return Do([&](auto& tx, auto& act) { return CreateContact(tx, act, draft); });
  }

  domain::Customer customer_;
};

TEST_F(CustomerTest, IsChangedAndArchivedOnce) {
  domain::Customer values;
  values.segment = "enterprise";
  values.display_name = "not asked for";
  const auto changed = Do([&](auto& tx, auto& act) {
    return UpdateCustomer(tx, act, ChangeOf(customer_, {"segment"}, values));
  });
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->segment, "enterprise");
  EXPECT_EQ(changed->display_name, customer_.display_name);
  Refused(Code::kAborted, Reason::kEtagMismatch, [&](auto& tx, auto& act) {
    return ArchiveCustomer(tx, act, "huzhou", EtagOf(customer_.meta));
  });
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return ArchiveCustomer(tx, act, "huzhou", ""); }));
  Refused(Code::kFailedPrecondition, Reason::kStateConflict,
          [](auto& tx, auto& act) { return ArchiveCustomer(tx, act, "huzhou", ""); });
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [](auto& tx, auto& act) { return ArchiveCustomer(tx, act, "ghost", ""); });
}

TEST_F(CustomerTest, BadCustomersNameTheField) {
  domain::Customer draft;
  draft.id = "b";
  RefusedField("customer.display_name",
               [&](auto& tx, auto& act) { return CreateCustomer(tx, act, draft); });
  draft.display_name = "B";
  draft.segment = std::string(64, 's');
  RefusedField("customer.segment",
               [&](auto& tx, auto& act) { return CreateCustomer(tx, act, draft); });
}

TEST_F(CustomerTest, AContactIsFoundUnderItsOwnCustomerOnly) {
  ASSERT_TRUE(Create(Draft()));
  MakeCustomer("other");
  EXPECT_TRUE(Look([](View& view) { return GetContact(view, "huzhou", "wang"); }));
  const auto stranger = Look([](View& view) { return GetContact(view, "other", "wang"); });
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().reason, Reason::kResourceNotFound);
  EXPECT_EQ(stranger.error().metadata.at("resource"), "customers/other/contacts/wang");
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [](auto& tx, auto& act) { return DeleteContact(tx, act, "other", "wang", ""); });
  Contact values = Draft();
  values.customer_id = "other";
  Refused(Code::kNotFound, Reason::kResourceNotFound, [&](auto& tx, auto& act) {
    return UpdateContact(tx, act, {"wang", "", {"email"}, values});
  });
}

TEST_F(CustomerTest, AContactNeedsACustomer) {
  Contact draft = Draft();
  draft.customer_id = "ghost";
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [&](auto& tx, auto& act) { return CreateContact(tx, act, draft); });
}

TEST_F(CustomerTest, BadContactsNameTheField) {
  const std::vector<std::pair<std::string, std::function<void(Contact&)>>> cases = {
      {"contact.display_name", [](Contact& c) { c.display_name.clear(); }},
      {"contact.roles", [](Contact& c) { c.roles.clear(); }},
      {"contact.roles", [](Contact& c) { c.roles = {ContactRole::kPayer, ContactRole::kPayer}; }},
      {"contact.email", [](Contact& c) { c.email = "wang"; }},
      {"contact.phone", [](Contact& c) { c.phone = "0572 5550"; }},
      {"contact.language", [](Contact& c) { c.language = "de"; }},
      {"contact.time_zone", [](Contact& c) { c.time_zone = "Asia/Atlantis"; }},
      {"contact.time_zone", [](Contact& c) { c.time_zone = "../../etc/passwd"; }},
      {"contact.time_zone", [](Contact& c) { c.time_zone = ""; }},
      {"contact.window_start", [](Contact& c) { c.window_start = "9:00"; }},
      {"contact.window_end", [](Contact& c) { c.window_end = "24:00"; }},
      {"contact.window_end", [](Contact& c) { c.window_end = c.window_start; }},
  };
  for (const auto& [field, change] : cases) {
    Contact draft = Draft();
    change(draft);
    RefusedField(field, [&](auto& tx, auto& act) { return CreateContact(tx, act, draft); });
  }
}

TEST_F(CustomerTest, ADeletedContactIsGoneAndNothingPersonalIsOnRecord) {
  ASSERT_TRUE(Create(Draft()));
  Contact values = Draft();
  values.email = "new@example.org";
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return UpdateContact(tx, act, {"wang", "", {"email"}, values});
  }));
  Refused(Code::kAborted, Reason::kEtagMismatch,
          [](auto& tx, auto& act) { return DeleteContact(tx, act, "huzhou", "wang", "stale"); });
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return DeleteContact(tx, act, "huzhou", "wang", ""); }));
  EXPECT_FALSE(Look([](View& view) { return GetContact(view, "huzhou", "wang"); }));
  for (const Entry& entry : Entries())
    for (const char* personal : {"王强", "example.org", "5550"})
      EXPECT_EQ(entry.body.find(personal), std::string::npos) << entry.body;
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [](auto& tx, auto& act) { return DeleteContact(tx, act, "huzhou", "wang", ""); });
}

TEST_F(CustomerTest, AnEtagOfADeletedContactIsNotGoodForItsSuccessor) {
  const auto first = Create(Draft());
  ASSERT_TRUE(first);
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return DeleteContact(tx, act, "huzhou", "wang", ""); }));
  Wait();
  ASSERT_TRUE(Create(Draft()));
  Refused(Code::kAborted, Reason::kEtagMismatch, [&](auto& tx, auto& act) {
    return DeleteContact(tx, act, "huzhou", "wang", EtagOf(first->meta));
  });
}

}  // namespace
}  // namespace countersign::app
