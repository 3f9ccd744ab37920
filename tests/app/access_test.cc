#include "licensing/app/tokens.h"
#include "licensing/app/users.h"
#include "licensing/domain/token_text.h"
#include "tests/app/fixture.h"

namespace countersign::app {
namespace {

using domain::Role;
using domain::Token;
using domain::User;

class AccessTest : public AppTest {
 protected:
  User MakeUser(const std::string& id, std::vector<Role> roles) {
    User draft;
    draft.id = id;
    draft.display_name = id;
    draft.roles = std::move(roles);
    return *Do([&](auto& tx, auto& act) { return CreateUser(tx, act, draft); });
  }
  Token Draft(const std::string& user, Role role) const {
    Token draft;
    draft.user_id = user;
    draft.role = role;
    draft.expire_time = now_ + std::chrono::hours(1);
    return draft;
  }
  Token MakeToken(const std::string& user, Role role) {
    return Do([&](auto& tx, auto& act) { return CreateToken(tx, act, Draft(user, role)); })->token;
  }
  bool IsLive(const Token& token) {
    return !Look([&](View& view) {
              return Load<Token>(view.tokens(), "tokens", token.id);
            })->revoke_time;
  }
  Result<User> SetRoles(const std::string& id, std::vector<Role> roles) {
    User values;
    values.roles = std::move(roles);
    return Do(
        [&](auto& tx, auto& act) { return UpdateUser(tx, act, {id, "", {"roles"}, values}); });
  }
};

TEST_F(AccessTest, ATokenIsShownAndOnlyItsHashIsKept) {
  MakeUser("anna", {Role::kLicenseAdmin, Role::kFinance});
  const auto made = Do([&](auto& tx, auto& act) {
    return CreateToken(tx, act, Draft("anna", Role::kLicenseAdmin));
  });
  ASSERT_TRUE(made);
  const auto text = domain::ParseTokenText(made->text.View(SecretAccess{}));
  ASSERT_TRUE(text);
  EXPECT_EQ(text->role, Role::kLicenseAdmin);
  EXPECT_EQ(text->id, made->token.id);
  EXPECT_EQ(made->token.secret_hash, domain::HashTokenSecret(text->secret));
  for (const Entry& entry : Entries())
    EXPECT_EQ(entry.body.find(text->secret), std::string::npos) << entry.body;
}

TEST_F(AccessTest, ATokenIsRefusedToWhoMayNotHaveIt) {
  MakeUser("boss", {Role::kOwner});
  MakeUser("anna", {Role::kFinance});
  const auto creating = [&](Token draft) {
    return [draft](Transaction& tx, const Act& act) { return CreateToken(tx, act, draft); };
  };
  RefusedField("token.role", creating(Draft("anna", Role::kOwner)));
  Refused(Code::kNotFound, Reason::kResourceNotFound, creating(Draft("ghost", Role::kOwner)));
  Token draft = Draft("anna", Role::kFinance);
  draft.expire_time = now_;
  RefusedField("token.expire_time", creating(draft));
  draft.expire_time = now_ + kMaxTokenLife + std::chrono::seconds(1);
  RefusedField("token.expire_time", creating(draft));
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return DisableUser(tx, act, "anna", ""); }));
  Refused(Code::kFailedPrecondition, Reason::kUserDisabled,
          creating(Draft("anna", Role::kFinance)));
}

TEST_F(AccessTest, ARoleTakenAwayEndsItsTokensAndNoOthers) {
  MakeUser("anna", {Role::kFinance, Role::kAuditor});
  MakeUser("bert", {Role::kFinance});
  const Token finance = MakeToken("anna", Role::kFinance);
  const Token auditor = MakeToken("anna", Role::kAuditor);
  const Token other = MakeToken("bert", Role::kFinance);
  Wait();
  ASSERT_TRUE(SetRoles("anna", {Role::kAuditor}));
  EXPECT_FALSE(IsLive(finance));
  EXPECT_TRUE(IsLive(auditor));
  EXPECT_TRUE(IsLive(other));
  EXPECT_EQ(EntriesOf("tokens/" + finance.id).back().action, "token.revoke");
}

TEST_F(AccessTest, ADisabledUserHasNoTokens) {
  MakeUser("anna", {Role::kFinance, Role::kAuditor});
  const Token finance = MakeToken("anna", Role::kFinance);
  const Token auditor = MakeToken("anna", Role::kAuditor);
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return DisableUser(tx, act, "anna", ""); }));
  EXPECT_FALSE(IsLive(finance));
  EXPECT_FALSE(IsLive(auditor));
  const Error error = Refused(Code::kFailedPrecondition, Reason::kStateConflict,
                              [](auto& tx, auto& act) { return DisableUser(tx, act, "anna", ""); });
  EXPECT_EQ(error.metadata.at("state"), "DISABLED");
}

TEST_F(AccessTest, TheLastOwnerStays) {
  MakeUser("boss", {Role::kOwner, Role::kFinance});
  MakeUser("anna", {Role::kFinance});
  const auto disable = [](auto& tx, auto& act) { return DisableUser(tx, act, "boss", ""); };
  User values;
  values.roles = {Role::kFinance};
  const auto demote = [&](auto& tx, auto& act) {
    return UpdateUser(tx, act, {"boss", "", {"roles"}, values});
  };
  Refused(Code::kFailedPrecondition, Reason::kLastOwner, disable);
  Refused(Code::kFailedPrecondition, Reason::kLastOwner, demote);
  ASSERT_TRUE(SetRoles("boss", {Role::kOwner}));
  // A disabled owner is none.
  MakeUser("vice", {Role::kOwner});
  ASSERT_TRUE(Do([](auto& tx, auto& act) { return DisableUser(tx, act, "vice", ""); }));
  Refused(Code::kFailedPrecondition, Reason::kLastOwner, demote);
  ASSERT_TRUE(SetRoles("anna", {Role::kOwner}));
  EXPECT_TRUE(Do(demote));
  EXPECT_TRUE(Do(disable));
}

TEST_F(AccessTest, BadUsersNameTheField) {
  User draft;
  draft.id = "anna";
  draft.display_name = "Anna";
  const auto create = [&](auto& tx, auto& act) { return CreateUser(tx, act, draft); };
  RefusedField("user.roles", create);
  draft.roles = {Role::kFinance, Role::kFinance};
  RefusedField("user.roles", create);
  draft.roles = {Role::kFinance};
  draft.email = "not an address";
  RefusedField("user.email", create);
  draft.email.clear();
  draft.display_name = "\n";
  RefusedField("user.display_name", create);
}

TEST_F(AccessTest, RevokingTwiceIsFineAndOnRecordBothTimes) {
  MakeUser("anna", {Role::kFinance});
  const Token token = MakeToken("anna", Role::kFinance);
  const auto revoke = [&](auto& tx, auto& act) { return RevokeToken(tx, act, token.id, ""); };
  Wait();
  const auto first = Do(revoke);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->revoke_time, now_);
  Wait();
  const auto second = Do(revoke);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->revoke_time, first->revoke_time);
  EXPECT_EQ(EntriesOf("tokens/" + token.id).size(), 3U);
  Refused(Code::kNotFound, Reason::kResourceNotFound,
          [](auto& tx, auto& act) { return RevokeToken(tx, act, "ghost", ""); });
  Refused(Code::kAborted, Reason::kEtagMismatch,
          [&](auto& tx, auto& act) { return RevokeToken(tx, act, token.id, "stale"); });
}

}  // namespace
}  // namespace countersign::app
