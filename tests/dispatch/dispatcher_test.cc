#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>

#include "countersign/v1/catalog.pb.h"
#include "countersign/v1/license.pb.h"
#include "licensing/rpc/method_dispatcher.h"
#include "tests/dispatch/installation.h"

namespace countersign::rpc {
namespace {

constexpr char kTrustBundle[] = "countersign.v1.LicenseService/GetTrustBundle";
constexpr char kListProducts[] = "countersign.v1.CatalogService/ListProducts";

// Handlers that wait until they are let go.
class Gate {
 public:
  void Pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void AwaitWaiting(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this, count] { return waiting_ >= count; });
  }
  void Open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

Call SoftwareCall(std::string body = {}) {
  Call call;
  call.method = kTrustBundle;
  call.body = std::move(body);
  call.peer = "192.0.2.7";
  return call;
}

class DispatcherTest : public ::testing::Test {
 protected:
  // GetTrustBundle is answered by `handle`.
  void Handle(std::function<Result<v1::GetTrustBundleResponse>()> handle) {
    methods_.Add<v1::GetTrustBundleRequest, v1::GetTrustBundleResponse>(
        kTrustBundle,
        [handle = std::move(handle)](const CallContext&, const v1::GetTrustBundleRequest&) {
          return handle();
        });
  }

  void Start(DispatcherOptions options = {}) {
    dispatcher_.emplace(methods_, *store_, clock_, std::move(options));
  }

  testing::TestStore store_;
  testing::FakeClock clock_{FromSeconds(1'800'000'000)};
  MethodTable methods_;
  std::optional<MethodDispatcher> dispatcher_;
};

TEST_F(DispatcherTest, AnUnknownMethodIsUnimplemented) {
  Start();
  Call call = SoftwareCall();
  for (const char* method : {"", "/", "countersign.v1.LicenseService/Nothing",
                             "countersign.v1.LicenseService.GetTrustBundle"}) {
    call.method = method;
    EXPECT_EQ(Told(CallAndWait(*dispatcher_, call)), "12 METHOD_UNKNOWN") << method;
  }
}

TEST_F(DispatcherTest, TheLicenceSurfaceTakes64KibAndNotAByteMore) {
  Handle([] { return v1::GetTrustBundleResponse(); });
  Start();
  Call call = SoftwareCall();
  call.codec = Codec::kJson;
  call.body = "{" + std::string(64 * 1024 - 2, ' ') + "}";
  EXPECT_EQ(Told(CallAndWait(*dispatcher_, call)), "OK");
  call.body += " ";
  EXPECT_EQ(Told(CallAndWait(*dispatcher_, call)), "8 MESSAGE_TOO_LARGE");
}

TEST_F(DispatcherTest, TheAdminSurfaceTakes4Mib) {
  Installation installation;
  MethodDispatcher dispatcher(installation.methods(), installation.store(), installation.clock(),
                              {});
  Call call = AdminCall(kListProducts, installation.NewToken("anna", {domain::Role::kOwner}));
  call.codec = Codec::kJson;
  call.body = "{" + std::string(4 * 1024 * 1024 - 2, ' ') + "}";
  EXPECT_EQ(Told(CallAndWait(dispatcher, call)), "OK");
  call.body += " ";
  EXPECT_EQ(Told(CallAndWait(dispatcher, call)), "8 MESSAGE_TOO_LARGE");
}

TEST_F(DispatcherTest, AnswersInTheCodecOfTheCall) {
  Handle([] {
    v1::GetTrustBundleResponse response;
    response.set_version(7);
    return response;
  });
  Start();
  Call call = SoftwareCall();
  v1::GetTrustBundleResponse response;
  ASSERT_TRUE(response.ParseFromString(CallAndWait(*dispatcher_, call).value()));
  EXPECT_EQ(response.version(), 7u);
  call.codec = Codec::kJson;
  call.body = "{}";
  EXPECT_EQ(CallAndWait(*dispatcher_, call).value(), R"({"version":"7"})");
}

TEST_F(DispatcherTest, AFaultInAHandlerIsForTheLogAndNotForTheCaller) {
  Handle([]() -> Result<v1::GetTrustBundleResponse> {
    throw std::runtime_error("the secret of the house");
  });
  std::string logged;
  DispatcherOptions options;
  options.observe = [&](const CallRecord& record) {
    logged = std::string(record.fault) + " " + record.call.id;
  };
  Start(std::move(options));
  const Reply reply = CallAndWait(*dispatcher_, SoftwareCall());
  ASSERT_EQ(Told(reply), "13 INTERNAL_FAULT");
  EXPECT_THAT(reply.error().message, ::testing::Not(::testing::HasSubstr("secret")));
  EXPECT_EQ(logged, "the secret of the house " + reply.error().metadata.at("call_id"));
}

TEST_F(DispatcherTest, AFullQueueRefusesAndSaysWhenToComeBack) {
  Gate gate;
  Handle([&] {
    gate.Pass();
    return v1::GetTrustBundleResponse();
  });
  DispatcherOptions options;
  options.software = {2, 3};
  Start(std::move(options));
  std::vector<std::future<Reply>> accepted;
  const auto call = [&] {
    accepted.push_back(
        std::async(std::launch::async, [&] { return CallAndWait(*dispatcher_, SoftwareCall()); }));
  };
  call();
  call();
  gate.AwaitWaiting(2);
  // Three wait; the next is refused at once, whichever of them it is.
  Reply refused;
  do {
    auto answer = std::make_shared<std::promise<Reply>>();
    auto future = answer->get_future();
    dispatcher_->Dispatch(SoftwareCall(), [answer](Reply reply) { answer->set_value(reply); });
    if (future.wait_for(std::chrono::seconds(0)) != std::future_status::ready) {
      accepted.push_back(std::move(future));
      continue;
    }
    refused = future.get();
  } while (refused.has_value());
  EXPECT_EQ(accepted.size(), 5u);
  EXPECT_EQ(Told(refused), "8 OVERLOADED");
  EXPECT_EQ(refused.error().metadata.at("retry_after"), "1");
  gate.Open();
  for (auto& answer : accepted) EXPECT_EQ(Told(answer.get()), "OK");
}

TEST_F(DispatcherTest, StopAnswersWhatWasAcceptedAndRefusesTheRest) {
  Gate gate;
  Handle([&] {
    gate.Pass();
    return v1::GetTrustBundleResponse();
  });
  Start();
  std::vector<std::future<Reply>> accepted;
  for (int i = 0; i < 20; ++i) {
    auto answer = std::make_shared<std::promise<Reply>>();
    accepted.push_back(answer->get_future());
    dispatcher_->Dispatch(SoftwareCall(), [answer](Reply reply) { answer->set_value(reply); });
  }
  gate.AwaitWaiting(4);
  auto stopped = std::async(std::launch::async, [&] { dispatcher_->Stop(); });
  // Refused from the moment Stop is at work.
  std::string told;
  do {
    auto answer = std::make_shared<std::promise<Reply>>();
    auto future = answer->get_future();
    dispatcher_->Dispatch(SoftwareCall(), [answer](Reply reply) { answer->set_value(reply); });
    if (future.wait_for(std::chrono::milliseconds(1)) == std::future_status::ready)
      told = Told(future.get());
    else
      accepted.push_back(std::move(future));
  } while (told.empty());
  EXPECT_EQ(told, "14 SHUTTING_DOWN");
  gate.Open();
  stopped.get();
  for (auto& answer : accepted) EXPECT_EQ(Told(answer.get()), "OK");
}

TEST_F(DispatcherTest, AdministratorsDoNotWaitBehindMachines) {
  Installation installation;
  Gate gate;
  // The same table, but for one method of the licence surface that hangs.
  Handle([&] {
    gate.Pass();
    return v1::GetTrustBundleResponse();
  });
  for (const auto& [name, method] : installation.methods().all()) {
    if (name != kListProducts) continue;
    methods_.Add<v1::ListProductsRequest, v1::ListProductsResponse>(
        kListProducts,
        [handle = method.handle](const CallContext& context, const v1::ListProductsRequest& request)
            -> Result<v1::ListProductsResponse> {
          ASSIGN_OR_RETURN(const AnyMessage answer, handle(context, request));
          return static_cast<const v1::ListProductsResponse&>(*answer);
        });
  }
  MethodDispatcher dispatcher(methods_, installation.store(), installation.clock(), {});
  std::vector<std::future<Reply>> hanging;
  for (int i = 0; i < 8; ++i)
    hanging.push_back(
        std::async(std::launch::async, [&] { return CallAndWait(dispatcher, SoftwareCall()); }));
  gate.AwaitWaiting(4);
  const std::string token = installation.NewToken("anna", {domain::Role::kOwner});
  EXPECT_EQ(Told(CallAndWait(dispatcher, AdminCall(kListProducts, token))), "OK");
  gate.Open();
  for (auto& answer : hanging) EXPECT_EQ(Told(answer.get()), "OK");
}

TEST_F(DispatcherTest, LimitsTheLicenceSurfaceByAddressAndMethod) {
  Handle([] { return v1::GetTrustBundleResponse(); });
  DispatcherOptions options;
  options.software_calls_per_minute = 2;
  Start(std::move(options));
  Call call = SoftwareCall();
  EXPECT_EQ(Told(CallAndWait(*dispatcher_, call)), "OK");
  EXPECT_EQ(Told(CallAndWait(*dispatcher_, call)), "OK");
  const Reply refused = CallAndWait(*dispatcher_, call);
  ASSERT_EQ(Told(refused), "8 RATE_LIMITED");
  EXPECT_GE(std::stoi(refused.error().metadata.at("retry_after")), 1);
  call.peer = "192.0.2.8";
  EXPECT_EQ(Told(CallAndWait(*dispatcher_, call)), "OK");
}

TEST_F(DispatcherTest, TellsTheObserverWhoCalledWhatAndHowItEnded) {
  Installation installation;
  std::vector<std::string> seen;
  DispatcherOptions options;
  options.observe = [&](const CallRecord& record) {
    seen.push_back(std::string(record.method) + " " + record.caller.user + " " +
                   std::to_string(static_cast<int>(record.code)));
  };
  MethodDispatcher dispatcher(installation.methods(), installation.store(), installation.clock(),
                              std::move(options));
  const std::string token = installation.NewToken("anna", {domain::Role::kOwner});
  CallAndWait(dispatcher, AdminCall(kListProducts, token));
  CallAndWait(dispatcher, AdminCall(kListProducts, ""));
  CallAndWait(dispatcher, AdminCall("no.such.Method/Ever", token));
  EXPECT_THAT(seen, ::testing::ElementsAre(std::string(kListProducts) + " users/anna 0",
                                           std::string(kListProducts) + "  16", "unknown  12"));
}

TEST(MethodTableDeathTest, AMethodThatIsNotInTheInterfaceIsAFaultOfTheProgram) {
  MethodTable methods;
  const auto add = [&] {
    methods.Add<v1::GetTrustBundleRequest, v1::GetTrustBundleResponse>(kTrustBundle, {});
  };
  EXPECT_DEATH((methods.Add<v1::GetTrustBundleRequest, v1::GetTrustBundleResponse>(
                   "countersign.v1.LicenseService/Nothing", {})),
               "is not in the interface");
  EXPECT_DEATH(
      (methods.Add<v1::GetTrustBundleRequest, v1::GetTrustBundleRequest>(kTrustBundle, {})),
      "gives another response");
  add();
  EXPECT_DEATH(add(), "is there already");
}

}  // namespace
}  // namespace countersign::rpc
