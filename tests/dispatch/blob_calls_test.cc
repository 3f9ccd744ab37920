// Who may hand attachments in and who may see which: every role; and what is told of each call.
#include "licensing/rpc/blob_calls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <mutex>
#include <thread>

#include "licensing/app/contacts.h"
#include "licensing/app/customers.h"
#include "licensing/base/encoding.h"
#include "licensing/domain/token_text.h"
#include "licensing/store/blob_files.h"
#include "tests/dispatch/installation.h"

namespace countersign::rpc {
namespace {

using domain::Role;
using ::testing::ElementsAre;

constexpr Role kAllRoles[] = {Role::kOwner,          Role::kLicenseAdmin, Role::kProjectManager,
                              Role::kFinance,        Role::kCollections,  Role::kManager,
                              Role::kAccountManager, Role::kCounsel,      Role::kAuditor};
constexpr char kAcme[] = "customers/acme";
constexpr char kWang[] = "customers/acme/contacts/wang";

// The result of a call that hands it to a function.
template <class T, class Start>
T Waited(Start start) {
  std::promise<T> done;
  start([&](T value) { done.set_value(std::move(value)); });
  return done.get_future().get();
}

class BlobCallsTest : public ::testing::Test {
 protected:
  BlobCallsTest() {
    auto opened =
        store::DirectoryBlobFiles::Open(directory_ / "blobs", installation_.store(), true);
    if (!opened) throw std::runtime_error(opened.error().message);
    files_ = *std::move(opened);
    BlobOptions options;
    options.observe = [this](const CallRecord& record) {
      const std::lock_guard lock(mutex_);
      seen_.push_back(std::string(record.method) + " " +
                      std::to_string(static_cast<int>(record.code)) + " " +
                      std::to_string(record.request_bytes));
    };
    calls_.emplace(installation_.store(), *files_, entropy_, installation_.clock(),
                   std::move(options));
    owner_ = installation_.NewToken("owner", {Role::kOwner});
    const auto written =
        installation_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
          const app::Act act{"system", "", installation_.clock().Now(), entropy_};
          domain::Customer customer;
          customer.id = "acme";
          customer.display_name = "ACME";
          RETURN_IF_ERROR(app::CreateCustomer(tx, act, customer));
          domain::Contact contact;
          contact.id = "wang";
          contact.customer_id = "acme";
          contact.display_name = "Wang";
          contact.roles = {domain::ContactRole::kPayer};
          contact.email = "wang@example.com";
          RETURN_IF_ERROR(app::CreateContact(tx, act, contact));
          return app::Finish::kCommit;
        });
    if (!written) throw std::runtime_error(written.error().message);
  }

  std::string Put(const std::string& token, const std::string& content,
                  const std::string& resource) {
    BlobHead head;
    head.media_type = "text/plain";
    head.resource = resource;
    auto upload = Waited<Result<std::unique_ptr<BlobUpload>>>(
        [&](auto done) { calls_->Put(AdminCall("", token), head, std::move(done)); });
    if (!upload) return Told(Pass(std::move(upload)));
    const auto written =
        Waited<Result<void>>([&](auto done) { (*upload)->Write(content, std::move(done)); });
    if (!written) return Told(tl::unexpected<Error>(written.error()));
    return Told(Waited<Reply>([&](auto done) { (*upload)->Finish(std::move(done)); }));
  }
  std::string Get(const std::string& token, const std::string& content) {
    auto download = Waited<Result<std::unique_ptr<BlobDownload>>>([&](auto done) {
      calls_->Get(AdminCall("", token), HexEncode(Sha256(content)), BlobCalls::Content::kWhole,
                  std::move(done));
    });
    if (!download) return Told(Pass(std::move(download)));
    std::string read;
    while (true) {
      const auto piece =
          Waited<Result<std::string>>([&](auto done) { (*download)->Read(std::move(done)); });
      if (!piece) return Told(tl::unexpected<Error>(piece.error()));
      if (piece->empty()) break;
      read += *piece;
    }
    EXPECT_EQ(read, content);
    return "OK";
  }
  std::vector<std::string> Seen() {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

  testing::TempDir directory_;
  Installation installation_;
  SystemEntropy entropy_;
  std::unique_ptr<app::BlobFiles> files_;
  std::mutex mutex_;
  std::vector<std::string> seen_;  // "method code bytes"
  std::optional<BlobCalls> calls_;
  std::string owner_;
};

class BlobRolesTest : public BlobCallsTest, public ::testing::WithParamInterface<Role> {};

TEST_P(BlobRolesTest, SeesWhatItsRecordIsShownTo) {
  const Role role = GetParam();
  ASSERT_EQ(Put(owner_, "nobody's", ""), "OK");
  ASSERT_EQ(Put(owner_, "acme's", kAcme), "OK");
  ASSERT_EQ(Put(owner_, "wang's", kWang), "OK");
  const std::string token = installation_.NewToken("someone", {role});
  const bool sees_customers = role != Role::kAccountManager;  // docs/api.md, CustomerService
  EXPECT_EQ(Get(token, "nobody's"), "OK");
  EXPECT_EQ(Get(token, "acme's"), sees_customers ? "OK" : "5 RESOURCE_NOT_FOUND");
  EXPECT_EQ(Get(token, "wang's"), sees_customers ? "OK" : "5 RESOURCE_NOT_FOUND");
  const bool puts = role != Role::kAuditor;
  EXPECT_EQ(Put(token, "own", ""), puts ? "OK" : "7 ROLE_MISSING");
  EXPECT_EQ(Put(token, "own", kAcme), puts && sees_customers ? "OK" : "7 ROLE_MISSING");
  EXPECT_EQ(Put(token, "own", kWang), puts && sees_customers ? "OK" : "7 ROLE_MISSING");
}

TEST_P(BlobRolesTest, SeesFilesToBeImportedIfItMayImport) {
  ASSERT_EQ(Put(owner_, "statement", "imports"), "OK");
  const Role role = GetParam();
  const std::string token = installation_.NewToken("someone", {role});
  const bool imports = role == Role::kOwner || role == Role::kFinance;  // docs/api.md
  EXPECT_EQ(Get(token, "statement"), imports ? "OK" : "5 RESOURCE_NOT_FOUND");
  EXPECT_EQ(Put(token, "another", "imports"), imports ? "OK" : "7 ROLE_MISSING");
}

INSTANTIATE_TEST_SUITE_P(Roles, BlobRolesTest, ::testing::ValuesIn(kAllRoles),
                         [](const auto& info) {
                           return std::string(domain::RoleName(info.param));
                         });

TEST_F(BlobCallsTest, ATokenThatWasRevokedOpensNothing) {
  ASSERT_EQ(Put(owner_, "x", ""), "OK");
  installation_.ChangeToken(
      owner_, [&](domain::Token& token) { token.revoke_time = installation_.clock().Now(); });
  EXPECT_EQ(Put(owner_, "y", ""), "16 TOKEN_REVOKED");
  EXPECT_EQ(Get(owner_, "x"), "16 TOKEN_REVOKED");
}

TEST_F(BlobCallsTest, WhatASubjectsErasedKeyKeptIsGone) {
  ASSERT_EQ(Put(owner_, "wang's", kWang), "OK");
  ASSERT_EQ(Put(owner_, "nobody's", ""), "OK");
  ASSERT_TRUE(installation_.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    RETURN_IF_ERROR(tx.subject_keys().Erase("contacts/wang"));
    RETURN_IF_ERROR(app::Record(tx, {"system", "", installation_.clock().Now(), entropy_},
                                "contact.erase", kWang, {}));
    return app::Finish::kCommit;
  }));
  EXPECT_EQ(Get(owner_, "wang's"), "5 RESOURCE_NOT_FOUND");
  EXPECT_EQ(Get(owner_, "nobody's"), "OK");
}

TEST_F(BlobCallsTest, EachCallIsToldOnceWithWhatBecameOfIt) {
  Put(owner_, "12345", "");
  Get(owner_, "12345");
  Get(owner_, "unknown");
  {
    const auto given_up = Waited<Result<std::unique_ptr<BlobUpload>>>([&](auto done) {
      BlobHead head;
      head.media_type = "text/plain";
      calls_->Put(AdminCall("", owner_), head, std::move(done));
    });
    ASSERT_TRUE(given_up);
  }
  while (Seen().size() < 4) std::this_thread::yield();
  EXPECT_THAT(Seen(), ElementsAre("PUT /v1/blobs 0 5", "GET /v1/blobs 0 0", "GET /v1/blobs 5 0",
                                  "PUT /v1/blobs 1 0"));
}

TEST_F(BlobCallsTest, AStoppingServerTakesNoNewOnes) {
  ASSERT_EQ(Put(owner_, "x", ""), "OK");
  calls_->Close();
  EXPECT_EQ(Put(owner_, "y", ""), "14 SHUTTING_DOWN");
  EXPECT_EQ(Get(owner_, "x"), "14 SHUTTING_DOWN");
}

}  // namespace
}  // namespace countersign::rpc
