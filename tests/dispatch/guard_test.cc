// Who may call what: every role on every method, and every state that a token can be in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "countersign/v1/access.pb.h"
#include "licensing/domain/token_text.h"
#include "tests/dispatch/installation.h"

namespace countersign::rpc {
namespace {

using domain::Role;

constexpr Role kAllRoles[] = {Role::kOwner,          Role::kLicenseAdmin, Role::kProjectManager,
                              Role::kFinance,        Role::kCollections,  Role::kManager,
                              Role::kAccountManager, Role::kCounsel,      Role::kAuditor};

constexpr char kListUsers[] = "countersign.v1.AccessService/ListUsers";
constexpr char kCreateUser[] = "countersign.v1.AccessService/CreateUser";

// No message of any type: whoever gets this far was let in, and nothing was done.
const std::string kNoMessage = "\xff\xff";
constexpr char kLetIn[] = "3 MESSAGE_MALFORMED";
constexpr char kNotLetIn[] = "7 ROLE_MISSING";

// All services of the interface, from the descriptors alone.
std::vector<const google::protobuf::ServiceDescriptor*> Services() {
  std::set<const google::protobuf::FileDescriptor*> files;
  const Installation installation;
  for (const auto& [name, method] : installation.methods().all())
    files.insert(method.descriptor->file());
  std::vector<const google::protobuf::ServiceDescriptor*> services;
  for (const auto* file : files)
    for (int i = 0; i < file->service_count(); ++i) services.push_back(file->service(i));
  return services;
}

// What the interface says, read without the code under test.
bool InterfaceAllows(const google::protobuf::MethodDescriptor& method, Role role) {
  const v1::Access access = method.options().GetExtension(v1::access);
  const std::set<int> named(access.roles().begin(), access.roles().end());
  if (named.empty()) return false;
  if (role == Role::kOwner) return true;
  return named.contains(static_cast<int>(role)) && !(role == Role::kAuditor && access.mutation());
}

TEST(InterfaceTest, EveryMethodSaysWhoMayCallItAndIsServed) {
  const Installation installation;
  for (const auto* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& method = *service->method(i);
      const v1::Access access = method.options().GetExtension(v1::access);
      EXPECT_NE(access.roles().empty(), !access.software()) << method.full_name();
      EXPECT_NE(installation.methods().Find(service->full_name() + "/" + method.name()), nullptr)
          << method.full_name();
    }
  }
}

TEST(InterfaceTest, EveryMutationTakesARequestIdAndNothingElseDoes) {
  for (const auto* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& method = *service->method(i);
      const bool mutation = method.options().GetExtension(v1::access).mutation();
      EXPECT_EQ(mutation, method.input_type()->FindFieldByName("request_id") != nullptr)
          << method.full_name();
    }
  }
}

TEST(InterfaceTest, TheAuditorIsNamedByNoMutation) {
  const Installation installation;
  for (const auto& [name, method] : installation.methods().all()) {
    if (!method.access.mutation()) continue;
    EXPECT_THAT(method.access.roles(), ::testing::Not(::testing::Contains(v1::ROLE_AUDITOR)))
        << name;
  }
}

class EveryRoleTest : public ::testing::TestWithParam<Role> {};

TEST_P(EveryRoleTest, MayCallExactlyTheMethodsThatNameIt) {
  Installation installation;
  MethodDispatcher dispatcher(installation.methods(), installation.store(), installation.clock(),
                              {});
  const std::string token = installation.NewToken("someone", {GetParam()});
  int admin_methods = 0;
  for (const auto& [name, method] : installation.methods().all()) {
    if (method.access.software()) continue;
    ++admin_methods;
    const bool allowed = InterfaceAllows(*method.descriptor, GetParam());
    EXPECT_EQ(Told(CallAndWait(dispatcher, AdminCall(name, token, kNoMessage))),
              allowed ? kLetIn : kNotLetIn)
        << name;
  }
  EXPECT_GT(admin_methods, 30);
}

// What streams is asked for by a call of its own: license_service_test.cc.
bool Streams(std::string name) {
  name.replace(name.find('/'), 1, ".");
  const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
  return method != nullptr && method->server_streaming();
}

TEST_P(EveryRoleTest, TheLicenceSurfaceAsksForNoAccountAndRegardsNone) {
  Installation installation;
  MethodDispatcher dispatcher(installation.methods(), installation.store(), installation.clock(),
                              {});
  const std::string token = installation.NewToken("someone", {GetParam()});
  for (const auto& [name, method] : installation.methods().all()) {
    if (!method.access.software() || Streams(name)) continue;
    for (const std::string& shown : {token, std::string(), std::string("nonsense")})
      EXPECT_EQ(Told(CallAndWait(dispatcher, AdminCall(name, shown, kNoMessage))), kLetIn) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(Roles, EveryRoleTest, ::testing::ValuesIn(kAllRoles),
                         [](const auto& info) {
                           return std::string(domain::RoleName(info.param));
                         });

TEST(RoleMayCallTest, NobodyWhereNoRoleIsNamed) {
  for (const Role role : kAllRoles) EXPECT_FALSE(RoleMayCall(role, v1::Access()));
}

TEST(RoleMayCallTest, NeverTheAuditorWhereSomethingChanges) {
  v1::Access access;
  access.add_roles(v1::ROLE_AUDITOR);
  EXPECT_TRUE(RoleMayCall(Role::kAuditor, access));
  access.set_mutation(true);
  EXPECT_FALSE(RoleMayCall(Role::kAuditor, access));
}

class TokenTest : public ::testing::Test {
 protected:
  std::string Call(const std::string& authorization, const std::string& method = kListUsers) {
    rpc::Call call = AdminCall(method, "");
    call.authorization = authorization;
    return Told(CallAndWait(dispatcher_, std::move(call)));
  }

  Installation installation_;
  MethodDispatcher dispatcher_{
      installation_.methods(), installation_.store(), installation_.clock(), {}};
  const std::string token_ = installation_.NewToken("anna", {Role::kOwner});
};

TEST_F(TokenTest, LetsItsUserIn) {
  EXPECT_EQ(Call("Bearer " + token_), "OK");
  EXPECT_EQ(Call("bearer " + token_), "OK");
}

TEST_F(TokenTest, MissingAndMalformedOnesAreToldApart) {
  EXPECT_EQ(Call(""), "16 TOKEN_MISSING");
  for (const std::string& text :
       {token_, "Basic " + token_, std::string("Bearer "), std::string("Bearer x"),
        "Bearer  " + token_, "Bearer " + token_ + " ", "Bearer " + token_ + "A",
        "Bearer " + token_.substr(0, token_.size() - 1), std::string("Bearer cs_owner_x_y"),
        "Bearer " + std::string(100'000, 'a')})
    EXPECT_EQ(Call(text), "16 TOKEN_INVALID") << text.substr(0, 100);
}

TEST_F(TokenTest, EveryPartOfItCounts) {
  const auto shown = domain::ParseTokenText(token_).value();
  auto other = shown;
  other.role = Role::kLicenseAdmin;
  EXPECT_EQ(Call("Bearer " + domain::FormatTokenText(other)), "16 TOKEN_INVALID");
  other = shown;
  other.id[3] = other.id[3] == '0' ? '1' : '0';
  EXPECT_EQ(Call("Bearer " + domain::FormatTokenText(other)), "16 TOKEN_INVALID");
  other = shown;
  SystemEntropy entropy;
  other.secret = domain::NewTokenSecret(entropy);
  EXPECT_EQ(Call("Bearer " + domain::FormatTokenText(other)), "16 TOKEN_INVALID");
}

TEST_F(TokenTest, ARevokedOneEndsAtOnce) {
  installation_.ChangeToken(
      token_, [this](domain::Token& token) { token.revoke_time = installation_.clock().Now(); });
  EXPECT_EQ(Call("Bearer " + token_), "16 TOKEN_REVOKED");
}

TEST_F(TokenTest, ExpiresOnTheMicrosecond) {
  installation_.clock().Advance(std::chrono::hours(24) - std::chrono::microseconds(1));
  EXPECT_EQ(Call("Bearer " + token_), "OK");
  installation_.clock().Advance(std::chrono::microseconds(1));
  EXPECT_EQ(Call("Bearer " + token_), "16 TOKEN_EXPIRED");
}

TEST_F(TokenTest, OfADisabledUserIsNoLongerGood) {
  installation_.ChangeUser("anna",
                           [](domain::User& user) { user.state = domain::UserState::kDisabled; });
  EXPECT_EQ(Call("Bearer " + token_), "7 USER_DISABLED");
}

TEST_F(TokenTest, EndsWithItsRole) {
  installation_.ChangeUser("anna", [](domain::User& user) { user.roles = {Role::kFinance}; });
  EXPECT_EQ(Call("Bearer " + token_), "16 TOKEN_REVOKED");
}

TEST_F(TokenTest, TellsNothingOfATokenToWhoDoesNotHaveItsSecret) {
  installation_.ChangeToken(
      token_, [this](domain::Token& token) { token.revoke_time = installation_.clock().Now(); });
  auto guessed = domain::ParseTokenText(token_).value();
  SystemEntropy entropy;
  guessed.secret = domain::NewTokenSecret(entropy);
  EXPECT_EQ(Call("Bearer " + domain::FormatTokenText(guessed)), "16 TOKEN_INVALID");
}

TEST_F(TokenTest, ARefusalNamesTheRolesThatMay) {
  const std::string auditor = installation_.NewToken("bob", {Role::kAuditor});
  const Reply reply = CallAndWait(dispatcher_, AdminCall(kCreateUser, auditor));
  ASSERT_EQ(Told(reply), "7 ROLE_MISSING");
  EXPECT_EQ(reply.error().metadata.at("roles"), "owner");
}

}  // namespace
}  // namespace countersign::rpc
