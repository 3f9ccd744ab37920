// What request_id, validate_only and etags promise, whichever method they come with.
#include <atomic>
#include <mutex>
#include <thread>

#include "tests/rpc/admin_surface.h"

namespace countersign::rpc {
namespace {

constexpr const char* kId = "7d444840-9dc0-11d1-b245-5ffdce74fad2";

std::string Creating(const std::string& id, const std::string& request_id,
                     const std::string& name = "A") {
  return R"({"productId":")" + id + R"(","product":{"displayName":")" + name +
         R"("},"requestId":")" + request_id + R"("})";
}

class MutationTest : public AdminSurface {};

TEST_F(MutationTest, TheSameRequestGetsTheFirstAnswerAndIsDoneOnce) {
  const auto first = Call<v1::Product>("CatalogService/CreateProduct", Creating("", kId));
  ASSERT_TRUE(first);
  ASSERT_TRUE(CallAny("CatalogService/UpdateProduct",
                      R"({"product":{"name":")" + first->name() + R"(","displayName":"Later"}})"));
  const std::string before = Snapshot();
  now_ += std::chrono::hours(24 * 29);
  const auto second = Call<v1::Product>("CatalogService/CreateProduct", Creating("", kId));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Snapshot(), before);
}

TEST_F(MutationTest, TheCaseOfAnIdDoesNotMatter) {
  const auto first = Call<v1::Product>("CatalogService/CreateProduct", Creating("", kId));
  const auto second = Call<v1::Product>("CatalogService/CreateProduct",
                                        Creating("", "7D444840-9DC0-11D1-B245-5FFDCE74FAD2"));
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->name(), first->name());
}

TEST_F(MutationTest, AnIdWithOtherContentAnotherMethodOrAnotherCallerIsRefused) {
  ASSERT_TRUE(CallAny("CatalogService/CreateProduct", Creating("acme", kId)));
  Refused(Code::kAlreadyExists, Reason::kRequestIdReused, "CatalogService/CreateProduct",
          Creating("acme", kId, "B"));
  Refused(Code::kAlreadyExists, Reason::kRequestIdReused, "CatalogService/ArchiveProduct",
          R"({"name":"products/acme","requestId":")" + std::string(kId) + R"("})");
  caller_.user = "users/bert";
  Refused(Code::kAlreadyExists, Reason::kRequestIdReused, "CatalogService/CreateProduct",
          Creating("acme", kId));
}

TEST_F(MutationTest, AnIdThatIsNoUuidIsRefused) {
  for (const char* id : {"1", "7d444840-9dc0-11d1-b245-5ffdce74fad", "{7d444840}", " "})
    RefusedField("request_id", "CatalogService/CreateProduct", Creating("acme", id));
}

TEST_F(MutationTest, AFailedRequestMayBeTriedAgainUnderItsId) {
  const std::string archive =
      R"({"name":"products/acme","requestId":")" + std::string(kId) + R"("})";
  Refused(Code::kNotFound, Reason::kResourceNotFound, "CatalogService/ArchiveProduct", archive);
  ASSERT_TRUE(CallAny("CatalogService/CreateProduct", Creating("acme", "")));
  EXPECT_TRUE(CallAny("CatalogService/ArchiveProduct", archive));
}

TEST_F(MutationTest, MapsInAnotherOrderAreTheSameContent) {
  std::string forth;
  std::string back;
  for (int i = 0; i < 40; ++i) {
    const std::string label = R"("k)" + std::to_string(i) + R"(":"v")";
    forth += (forth.empty() ? "" : ",") + label;
    back = label + (back.empty() ? "" : ",") + back;
  }
  const auto creating = [](const std::string& labels) {
    return R"({"product":{"displayName":"A","labels":{)" + labels + R"(}},"requestId":")" + kId +
           R"("})";
  };
  const auto first = Call<v1::Product>("CatalogService/CreateProduct", creating(forth));
  const auto second = Call<v1::Product>("CatalogService/CreateProduct", creating(back));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->name(), first->name());
}

TEST_F(MutationTest, AReplayedAnswerLeavesTheSecretOut) {
  MakeLicense();
  const std::string rotate = R"({"name":"licenses/erp","requestId":")" + std::string(kId) + R"("})";
  const auto first =
      Call<v1::RotateActivationCodeResponse>("LicenseAdminService/RotateActivationCode", rotate);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->activation_code().size(), 29U);
  EXPECT_EQ(first->omitted(), v1::REASON_UNSPECIFIED);
  const auto second =
      Call<v1::RotateActivationCodeResponse>("LicenseAdminService/RotateActivationCode", rotate);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->activation_code(), "");
  EXPECT_EQ(second->omitted(), v1::SECRET_ALREADY_SHOWN);
  EXPECT_EQ(second->license().etag(), first->license().etag());
}

TEST_F(MutationTest, NoSecretIsInTheStoresAnswers) {
  const std::string json = R"({"token":{"user":"users/admin","role":"ROLE_OWNER"},"requestId":")" +
                           std::string(kId) + R"("})";
  const auto made = Call<v1::CreateTokenResponse>("AccessService/CreateToken", json);
  ASSERT_TRUE(made);
  const std::string secret = made->secret().substr(made->secret().size() - 43);
  ASSERT_TRUE(store_->Write([&](app::Transaction& tx) -> Result<app::Finish> {
    const auto answered = tx.requests().Find(kId);
    EXPECT_TRUE(answered && *answered);
    EXPECT_EQ((*answered)->reply.find(secret), std::string::npos);
    EXPECT_EQ((*answered)->actor, "users/anna");
    return app::Finish::kRollback;
  }));
  for (const app::Entry& entry : Entries()) EXPECT_EQ(entry.body.find(secret), std::string::npos);
  EXPECT_EQ(Call<v1::CreateTokenResponse>("AccessService/CreateToken", json)->omitted(),
            v1::SECRET_ALREADY_SHOWN);
}

TEST_F(MutationTest, ValidateOnlyDecidesAndChangesNothing) {
  MakeLicense();
  const std::string before = Snapshot();
  const auto suspend = [](const std::string& rest) {
    return R"({"name":"licenses/erp","cause":"SECURITY","reason":"key leaked",)" + rest + "}";
  };
  const std::string with_id = R"("requestId":")" + std::string(kId) + R"(")";
  const auto dry = Call<v1::License>("LicenseAdminService/SuspendLicense",
                                     suspend(R"("validateOnly":true,)" + with_id));
  ASSERT_TRUE(dry);
  EXPECT_EQ(dry->state(), v1::LICENSE_STATE_SUSPENDED);
  EXPECT_EQ(Snapshot(), before);
  // The id is not used up.
  const auto real = Call<v1::License>("LicenseAdminService/SuspendLicense", suspend(with_id));
  ASSERT_TRUE(real);
  EXPECT_EQ(real->license_version(), dry->license_version());
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, "LicenseAdminService/SuspendLicense",
          suspend(R"("validateOnly":true)"));
  const auto restore = Call<v1::License>("LicenseAdminService/RestoreLicense",
                                         R"({"name":"licenses/erp","validateOnly":true})");
  ASSERT_TRUE(restore);
  EXPECT_EQ(
      Call<v1::License>("LicenseAdminService/GetLicense", R"({"name":"licenses/erp"})")->state(),
      v1::LICENSE_STATE_SUSPENDED);
}

TEST_F(MutationTest, AnAnswerAboutAPersonIsNotGivenAfterTheirErasure) {
  ASSERT_TRUE(CallAny("CustomerService/CreateCustomer",
                      R"({"customerId":"huzhou","customer":{"displayName":"H"}})"));
  const std::string create =
      R"({"parent":"customers/huzhou","contactId":"c1","contact":{"displayName":"Wang",)"
      R"("roles":["PAYER"]},"requestId":")" +
      std::string(kId) + R"("})";
  const auto first = Call<v1::Contact>("CustomerService/CreateContact", create);
  const auto second = Call<v1::Contact>("CustomerService/CreateContact", create);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->SerializeAsString(), first->SerializeAsString());
  const std::string erase =
      R"({"name":"customers/huzhou/contacts/c1","reason":"OBJECTION","requestId":)"
      R"("00000000-0000-4000-8000-000000000001"})";
  for (int time = 0; time < 2; ++time) {
    const auto erased = Call<v1::EraseContactResponse>("CustomerService/EraseContact", erase);
    ASSERT_TRUE(erased) << erased.error().message;
    EXPECT_FALSE(erased->copies_pending());
  }
  const Error error =
      Refused(Code::kNotFound, Reason::kResourceNotFound, "CustomerService/CreateContact", create);
  EXPECT_EQ(error.metadata.at("request_id"), kId);
  Refused(Code::kAlreadyExists, Reason::kRequestIdReused, "CatalogService/CreateProduct",
          Creating("acme", kId));
}

TEST_F(MutationTest, ErasureNeedsAReason) {
  RefusedField("reason", "CustomerService/EraseContact",
               R"({"name":"customers/huzhou/contacts/c1"})");
}

// Does the work and cannot commit it.
class FailingStore final : public app::Store {
 public:
  explicit FailingStore(app::Store& store) : store_(store) {}
  Result<void> Read(const std::function<Result<void>(app::View&)>& work) override {
    return store_.Read(work);
  }
  Result<void> Write(const std::function<Result<app::Finish>(app::Transaction&)>& work) override {
    RETURN_IF_ERROR(store_.Write([&](app::Transaction& tx) -> Result<app::Finish> {
      RETURN_IF_ERROR(work(tx));
      return app::Finish::kRollback;
    }));
    return Fail(Code::kUnavailable, Reason::kStoreUnavailable, "the disk is gone");
  }
  bool AwaitErasure(std::chrono::milliseconds patience) override {
    return store_.AwaitErasure(patience);
  }

 private:
  app::Store& store_;
};

TEST_F(MutationTest, TheClockMovesOnlyOnceItsNewPlaceIsDurable) {
  const std::string advance = R"({"to":"2026-04-30T00:00:00Z"})";
  FailingStore failing(*store_);
  MethodTable table;
  AddSimulationService(table, {failing, entropy_, TestKeys(), *blob_files_, clock_.get()});
  std::swap(table, table_);
  Refused(Code::kUnavailable, Reason::kStoreUnavailable, "SimulationService/AdvanceClock", advance);
  EXPECT_EQ(clock_->Now(), now_);
  std::swap(table, table_);
  const auto moved = Call<v1::SimulatedClock>("SimulationService/AdvanceClock", advance);
  ASSERT_TRUE(moved);
  EXPECT_EQ(clock_->Now(), *ParseInstant("2026-04-30T00:00:00Z"));
  EXPECT_EQ(Call<v1::SimulatedClock>("SimulationService/GetClock", "{}")->now().seconds(),
            ToSeconds(clock_->Now()));
}

TEST_F(MutationTest, OfTwoUpdatesWithOneEtagExactlyOneWins) {
  std::string etag =
      Call<v1::Product>("CatalogService/CreateProduct", Creating("acme", ""))->etag();
  for (int round = 0; round < 200; ++round) {
    std::atomic<int> won = 0;
    std::atomic<int> lost = 0;
    std::atomic<bool> go = false;
    const auto update = [&](const std::string& who) {
      while (!go.load()) std::this_thread::yield();
      const auto answer =
          CallAny("CatalogService/UpdateProduct", R"({"product":{"name":"products/acme","etag":")" +
                                                      etag + R"(","displayName":")" + who +
                                                      std::to_string(round) + R"("}})");
      if (answer) {
        ++won;
      } else if (answer.error().reason == Reason::kEtagMismatch) {
        ++lost;
      }
    };
    std::thread one(update, "one");
    std::thread two(update, "two");
    go = true;
    one.join();
    two.join();
    ASSERT_EQ(won, 1) << round;
    ASSERT_EQ(lost, 1) << round;
    const auto product =
        Call<v1::Product>("CatalogService/GetProduct", R"({"name":"products/acme"})");
    ASSERT_NE(product->etag(), etag);
    etag = product->etag();
  }
}

TEST_F(MutationTest, OfTwoRequestsWithOneIdExactlyOneIsDone) {
  MakeLicense();
  for (int round = 0; round < 50; ++round) {
    const std::string number = std::to_string(1000 + round);
    const std::string create = R"({"license":{"customer":"customers/huzhou","product":
        "products/acme","policy":"policies/node"},"requestId":"00000000-0000-4000-8000-00000000)" +
                               number + R"("})";
    std::atomic<int> with_code = 0;
    std::atomic<int> without = 0;
    std::set<std::string> names;
    std::mutex mutex;
    const auto run = [&] {
      const auto answer =
          Call<v1::CreateLicenseResponse>("LicenseAdminService/CreateLicense", create);
      if (!answer) return;
      ++(answer->activation_code().empty() ? without : with_code);
      const std::lock_guard lock(mutex);
      names.insert(answer->license().name());
    };
    std::thread one(run);
    std::thread two(run);
    one.join();
    two.join();
    ASSERT_EQ(with_code, 1) << round;
    ASSERT_EQ(without, 1) << round;
    ASSERT_EQ(names.size(), 1U) << round;
  }
}

}  // namespace
}  // namespace countersign::rpc
