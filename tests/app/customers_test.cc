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

  // Of contact wang.
  static Erasure ErasureOf(const std::string& customer, const std::string& etag = "") {
    return {customer, "wang", etag, domain::ErasureReason::kObjection};
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
          [](auto& tx, auto& act) { return EraseContact(tx, act, ErasureOf("other")); });
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
      {"contact.retain_reason", [](Contact& c) { c.retain_reason = "a claim"; }},
      {"contact.retain_reason", [](Contact& c) { c.retain_until = Instant(); }},
  };
  for (const auto& [field, change] : cases) {
    Contact draft = Draft();
    change(draft);
    RefusedField(field, [&](auto& tx, auto& act) { return CreateContact(tx, act, draft); });
  }
}

TEST_F(CustomerTest, AnErasedContactIsGoneAndNothingPersonalIsOnRecord) {
  ASSERT_TRUE(Create(Draft()));
  Contact values = Draft();
  values.email = "new@example.org";
  ASSERT_TRUE(Do([&](auto& tx, auto& act) {
    return UpdateContact(tx, act, {"wang", "", {"email"}, values});
  }));
  Refused(Code::kAborted, Reason::kEtagMismatch,
          [](auto& tx, auto& act) { return EraseContact(tx, act, ErasureOf("huzhou", "stale")); });
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return EraseContact(tx, act, ErasureOf("huzhou")); }));
  EXPECT_FALSE(Look([](View& view) { return GetContact(view, "huzhou", "wang"); }));
  for (const Entry& entry : Entries())
    for (const char* personal : {"王强", "example.org", "5550"})
      EXPECT_EQ(entry.body.find(personal), std::string::npos) << entry.body;
  const Entry last = Entries().back();
  EXPECT_EQ(last.action, "contact.erase");
  EXPECT_EQ(last.resource, "customers/huzhou/contacts/wang");
  EXPECT_EQ(last.body, R"({"reason":"OBJECTION"})");
  EXPECT_EQ(last.digests, R"({"contacts/wang":null,"subject_keys/contacts/wang":null})");
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [](auto& tx, auto& act) { return EraseContact(tx, act, ErasureOf("huzhou")); });
}

TEST_F(CustomerTest, AnEtagOfAnErasedContactIsNotGoodForItsSuccessor) {
  const auto first = Create(Draft());
  ASSERT_TRUE(first);
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return EraseContact(tx, act, ErasureOf("huzhou")); }));
  Wait();
  ASSERT_TRUE(Create(Draft()));
  Refused(Code::kAborted, Reason::kEtagMismatch, [&](auto& tx, auto& act) {
    return EraseContact(tx, act, ErasureOf("huzhou", EtagOf(first->meta)));
  });
}

TEST_F(CustomerTest, AHeldContactIsErasedWhenTheHoldHasEndedOrWasLifted) {
  for (const bool lifted : {false, true}) {
    Contact draft = Draft();
    draft.retain_until = now_ + std::chrono::hours(1);
    draft.retain_reason = "claim 7";
    ASSERT_TRUE(Create(draft));
    const Error error =
        Refused(Code::kFailedPrecondition, Reason::kRetention,
                [](auto& tx, auto& act) { return EraseContact(tx, act, ErasureOf("huzhou")); });
    EXPECT_EQ(error.metadata.at("until"), FormatInstant(*draft.retain_until));
    EXPECT_EQ(error.metadata.at("by"), "a legal hold");
    EXPECT_EQ(error.metadata.at("resource"), "customers/huzhou/contacts/wang");
    if (lifted) {
      Contact values = Draft();
      const auto open = Do([&](auto& tx, auto& act) {
        return UpdateContact(tx, act, {"wang", "", {"retain_until"}, values});
      });
      ASSERT_TRUE(open);
      EXPECT_EQ(open->retain_reason, std::nullopt);
      EXPECT_EQ(Entries().back().body, R"({"fields":["retain_until"]})");
    } else {
      Wait(std::chrono::hours(1));
    }
    EXPECT_TRUE(Do([](auto& tx, auto& act) { return EraseContact(tx, act, ErasureOf("huzhou")); }));
  }
}

}  // namespace
}  // namespace countersign::app
