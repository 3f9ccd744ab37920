// LicenseService as software calls it, in both codecs: what the messages say arrives, and proofs
// cover the bytes as they were sent.
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "client-sdk/verify/proof.h"
#include "client-sdk/verify/verify.h"
#include "countersign/v1/catalog.pb.h"
#include "countersign/v1/customer.pb.h"
#include "countersign/v1/license.pb.h"
#include "countersign/v1/license_admin.pb.h"
#include "licensing/base/encoding.h"
#include "licensing/rpc/codec.h"
#include "licensing/rpc/method_dispatcher.h"
#include "tests/dispatch/installation.h"

namespace countersign::rpc {
namespace {

constexpr char kCheck[] = "countersign.v1.LicenseService/CheckLicense";
constexpr char kWatch[] = "countersign.v1.LicenseService/WatchLicense";
constexpr char kRelease[] = "countersign.v1.LicenseService/ReleaseLicense";
constexpr char kTrustBundle[] = "countersign.v1.LicenseService/GetTrustBundle";

// A face's stream that somebody reads.
class ReadStream final : public AnswerStream {
 public:
  bool Put(std::string message) override {
    const std::lock_guard lock(mutex_);
    if (gone_) return false;
    messages_.push_back(std::move(message));
    changed_.notify_all();
    return true;
  }
  void End(Result<void> how) override {
    const std::lock_guard lock(mutex_);
    end_ = how ? "OK" : std::string(ReasonName(how.error().reason));
    changed_.notify_all();
  }
  void OnClosed(std::function<void()> closed) override {
    const std::lock_guard lock(mutex_);
    closed_ = std::move(closed);
  }

  // The next message; waits for it, and throws if the stream has ended.
  std::string Next() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return read_ < messages_.size() || !end_.empty(); });
    if (read_ == messages_.size()) throw std::runtime_error("ended: " + end_);
    return messages_[read_++];
  }
  std::string AwaitEnd() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !end_.empty(); });
    return end_;
  }
  void Leave() {
    std::function<void()> closed;
    {
      const std::lock_guard lock(mutex_);
      gone_ = true;
      closed = std::move(closed_);
    }
    closed();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> messages_;
  std::size_t read_ = 0;
  std::string end_;
  std::function<void()> closed_;
  bool gone_ = false;
};

class LicenseServiceTest : public ::testing::TestWithParam<Codec> {
 protected:
  LicenseServiceTest()
      : dispatcher_(installation_.methods(), installation_.store(), installation_.clock(), {}) {
    token_ = installation_.NewToken("anna", {domain::Role::kOwner});
    v1::CreateProductRequest product;
    product.set_product_id("pump");
    product.mutable_product()->set_display_name("Pump control");
    Admin<v1::Product>("CatalogService/CreateProduct", product);
    v1::CreatePolicyRequest policy;
    policy.set_policy_id("floating");
    policy.mutable_policy()->set_display_name("Floating");
    policy.mutable_policy()->set_kind(v1::LICENSE_KIND_FLOATING);
    policy.mutable_policy()->set_releases_until("2026-06-30");
    Admin<v1::Policy>("CatalogService/CreatePolicy", policy);
    v1::CreateCustomerRequest customer;
    customer.set_customer_id("works");
    customer.mutable_customer()->set_display_name("Waterworks");
    Admin<v1::Customer>("CustomerService/CreateCustomer", customer);
    v1::CreateLicenseRequest license;
    license.mutable_license()->set_display_name("Pumps");
    license.mutable_license()->set_customer("customers/works");
    license.mutable_license()->set_product("products/pump");
    license.mutable_license()->set_policy("policies/floating");
    const auto made =
        Admin<v1::CreateLicenseResponse>("LicenseAdminService/CreateLicense", license);
    code_ = made.activation_code();
    license_ = made.license().name();
    EXPECT_EQ(made.emergency_codes_size(), 2);
  }

  template <class Response, class Request>
  Response Admin(const std::string& method, Request request) {
    request.set_request_id(NewRequestId());
    const Reply reply = CallAndWait(
        dispatcher_, AdminCall("countersign.v1." + method, token_, request.SerializeAsString()));
    if (!reply) throw std::runtime_error(reply.error().message);
    Response response;
    response.ParseFromString(*reply);
    return response;
  }

  std::string NewRequestId() {
    std::string digits = std::to_string(++requests_);
    return "00000000-0000-4000-8000-" + std::string(12 - digits.size(), '0') + digits;
  }

  v1::CheckLicenseRequest Ask(char machine) {
    v1::CheckLicenseRequest request;
    request.set_product("pump");
    request.set_product_version("1.2.0");
    auto* component = request.mutable_fingerprint()->add_components();
    component->set_kind(v1::FINGERPRINT_KIND_DISK);
    component->set_hash(std::string(32, machine));
    request.set_nonce(Sha256(NewRequestId()));
    request.set_request_id(NewRequestId());
    return request;
  }
  v1::CheckLicenseRequest Activation(char machine) {
    v1::CheckLicenseRequest request = Ask(machine);
    const verify::PublicKey key = verify::MachinePublicKey(std::string(32, machine)).value();
    request.set_machine_public_key(key.data(), key.size());
    request.set_activation_code(code_);
    return request;
  }

  Call CallOf(const char* method, const google::protobuf::Message& request) {
    Call call;
    call.method = method;
    call.codec = GetParam();
    call.body = SerializeMessage(GetParam(), request).value();
    call.peer = "192.0.2.7";
    return call;
  }
  Reply Send(const char* method, const google::protobuf::Message& request,
             const std::function<std::string(const std::string& body)>& prove) {
    Call call = CallOf(method, request);
    call.proof = prove(call.body);
    return CallAndWait(dispatcher_, std::move(call));
  }
  Reply Activate(char machine, const v1::CheckLicenseRequest& request) {
    return Send(kCheck, request, [&](const std::string& body) {
      return verify::MakeActivationProof(std::string(32, machine), body);
    });
  }
  // Begins to watch; every answer is in the stream that is returned.
  std::shared_ptr<ReadStream> Watch(char machine, const v1::CheckLicenseRequest& request) {
    auto stream = std::make_shared<ReadStream>();
    Call call = CallOf(kWatch, request);
    call.proof = verify::MakeActivationProof(std::string(32, machine), call.body);
    call.stream = stream;
    const Reply begun = CallAndWait(dispatcher_, std::move(call));
    if (!begun) throw std::runtime_error(begun.error().message);
    return stream;
  }
  v1::CheckLicenseResponse Next(ReadStream& stream) {
    return Read<v1::CheckLicenseResponse>(stream.Next());
  }
  void Suspend() {
    v1::SuspendLicenseRequest request;
    request.set_name(license_);
    request.set_cause(v1::SECURITY);
    request.set_reason("a test");
    Admin<v1::License>("LicenseAdminService/SuspendLicense", request);
  }
  void Restore() {
    v1::RestoreLicenseRequest request;
    request.set_name(license_);
    Admin<v1::License>("LicenseAdminService/RestoreLicense", request);
  }

  template <class Response>
  Response Read(const Reply& reply) {
    if (!reply) throw std::runtime_error(reply.error().message);
    Response response;
    const auto parsed = ParseMessage(GetParam(), *reply, UnknownFields::kRefuse, response);
    if (!parsed) throw std::runtime_error(parsed.error().message);
    return response;
  }

  Installation installation_;
  MethodDispatcher dispatcher_;
  std::string token_;
  std::string code_;
  std::string license_;
  int requests_ = 0;
};

TEST_P(LicenseServiceTest, AMachinesWholeLife) {
  const auto bundle = Read<v1::GetTrustBundleResponse>(
      CallAndWait(dispatcher_, CallOf(kTrustBundle, v1::GetTrustBundleRequest())));
  EXPECT_FALSE(bundle.trust_bundle().empty());

  const auto activated = Read<v1::CheckLicenseResponse>(Activate('a', Activation('a')));
  EXPECT_EQ(activated.outcome(), v1::CHECK_OUTCOME_VALID);
  EXPECT_EQ(activated.reason(), v1::REASON_UNSPECIFIED);
  EXPECT_FALSE(activated.key().empty() || activated.status().empty());
  EXPECT_EQ(activated.lease_secret().size(), 32U);
  EXPECT_EQ(activated.trust_bundle(), bundle.trust_bundle());
  EXPECT_EQ(activated.refresh_after().seconds(), 8 * 3600);
  EXPECT_FALSE(activated.has_next_seat_time());

  const auto prove = [&](const std::string& body) {
    return verify::MakeRenewalProof(activated.lease_secret(), body);
  };
  v1::CheckLicenseRequest renewal = Ask('a');
  renewal.set_lease_id(activated.lease_id());
  renewal.set_counter(7);
  renewal.set_bundle_version(bundle.version());
  const auto renewed = Read<v1::CheckLicenseResponse>(Send(kCheck, renewal, prove));
  EXPECT_EQ(renewed.outcome(), v1::CHECK_OUTCOME_VALID);
  EXPECT_EQ(renewed.lease_id(), activated.lease_id());
  EXPECT_EQ(renewed.counter(), 7U);
  EXPECT_TRUE(renewed.lease_secret().empty());
  EXPECT_TRUE(renewed.trust_bundle().empty());

  const auto refused = Read<v1::CheckLicenseResponse>(Activate('b', Activation('b')));
  EXPECT_EQ(refused.outcome(), v1::CHECK_OUTCOME_NO_SEAT);
  EXPECT_EQ(refused.reason(), v1::NO_SEAT_FREE);
  EXPECT_TRUE(refused.key().empty());
  EXPECT_FALSE(refused.status().empty());
  EXPECT_EQ(refused.next_seat_time().seconds(), ToSeconds(installation_.clock().Now()) + 24 * 3600);

  v1::ReleaseLicenseRequest release;
  release.set_lease_id(activated.lease_id());
  release.set_counter(8);
  release.set_nonce(std::string(16, 'n'));
  release.set_request_id(NewRequestId());
  // A renewal that somebody saw on the way is no release of its lease.
  EXPECT_EQ(Told(Send(kRelease, release, prove)), "16 PROOF_INVALID");
  EXPECT_EQ(Told(Send(kRelease, release,
                      [&](const std::string& body) {
                        return verify::MakeReleaseProof(activated.lease_secret(), body);
                      })),
            "OK");
  EXPECT_EQ(Read<v1::CheckLicenseResponse>(Activate('b', Activation('b'))).outcome(),
            v1::CHECK_OUTCOME_VALID);
}

TEST_P(LicenseServiceTest, WhatSoftwareSaysOfItselfCounts) {
  v1::CheckLicenseRequest request = Activation('a');
  request.set_release_date("2026-07-01");
  EXPECT_EQ(Read<v1::CheckLicenseResponse>(Activate('a', request)).reason(),
            v1::RELEASE_NOT_COVERED);
  request.set_security_release(true);
  EXPECT_EQ(Read<v1::CheckLicenseResponse>(Activate('a', request)).outcome(),
            v1::CHECK_OUTCOME_VALID);
}

TEST_P(LicenseServiceTest, ErrorsHaveTheirReasons) {
  v1::CheckLicenseRequest request = Activation('a');
  request.set_release_date("1 July");
  const Reply reply = Activate('a', request);
  EXPECT_EQ(Told(reply), "3 FIELD_INVALID");
  EXPECT_EQ(reply.error().metadata.at("field"), "release_date");
  request = Activation('a');
  EXPECT_EQ(Told(CallAndWait(dispatcher_, CallOf(kCheck, request))), "16 PROOF_MISSING");
  EXPECT_EQ(Told(Activate('b', request)), "16 PROOF_INVALID");
  request.set_nonce("short");
  EXPECT_EQ(Told(Activate('a', request)), "3 NONCE_INVALID");
  request.set_nonce(std::string(70'000, 'n'));
  EXPECT_EQ(Told(Activate('a', request)), "8 MESSAGE_TOO_LARGE");
}

TEST_P(LicenseServiceTest, AMachineThatAsksTooOftenHoldsNobodyElseUp) {
  const v1::CheckLicenseRequest request = Activation('a');
  // The allowance comes back while it is spent: it is used up a little after 600 calls.
  Reply reply;
  for (int i = 0; i < 5000 && Told(reply) != "8 RATE_LIMITED"; ++i)
    reply = CallAndWait(dispatcher_, CallOf(kCheck, request));
  EXPECT_EQ(Told(reply), "8 RATE_LIMITED");
  EXPECT_EQ(reply.error().metadata.at("retry_after"), "1");
  EXPECT_EQ(Read<v1::CheckLicenseResponse>(Activate('b', Activation('b'))).outcome(),
            v1::CHECK_OUTCOME_VALID);
}

TEST_P(LicenseServiceTest, ABundleThatIsHeldIsNotSentAgain) {
  v1::GetTrustBundleRequest request;
  request.set_known_version(1);
  const auto response =
      Read<v1::GetTrustBundleResponse>(CallAndWait(dispatcher_, CallOf(kTrustBundle, request)));
  EXPECT_EQ(response.version(), 1U);
  EXPECT_TRUE(response.trust_bundle().empty());
}

TEST_P(LicenseServiceTest, AWatchingMachineIsToldOfEveryChange) {
  const v1::CheckLicenseRequest request = Activation('a');
  const auto stream = Watch('a', request);
  const auto first = Next(*stream);
  EXPECT_EQ(first.outcome(), v1::CHECK_OUTCOME_VALID);
  EXPECT_FALSE(first.lease_secret().empty());
  Suspend();
  const auto suspended = Next(*stream);
  EXPECT_EQ(suspended.outcome(), v1::CHECK_OUTCOME_RESTRICTED);
  EXPECT_EQ(suspended.reason(), v1::LICENSE_SUSPENDED);
  EXPECT_EQ(suspended.lease_id(), first.lease_id());
  EXPECT_EQ(suspended.counter(), first.counter()) << "its next renewal is what it would have been";
  EXPECT_TRUE(suspended.lease_secret().empty());
  Restore();
  EXPECT_EQ(Next(*stream).outcome(), v1::CHECK_OUTCOME_VALID);

  // What it asked last is still answered as before.
  EXPECT_EQ(Read<v1::CheckLicenseResponse>(Activate('a', request)).key(), first.key());

  v1::ReleaseLicenseRequest release;
  release.set_lease_id(first.lease_id());
  release.set_counter(1);
  release.set_nonce(std::string(16, 'n'));
  release.set_request_id(NewRequestId());
  EXPECT_EQ(Told(Send(kRelease, release,
                      [&](const std::string& body) {
                        return verify::MakeReleaseProof(first.lease_secret(), body);
                      })),
            "OK");
  Suspend();
  const auto last = Next(*stream);
  EXPECT_EQ(last.reason(), v1::LEASE_UNKNOWN);
  EXPECT_TRUE(last.key().empty());
  EXPECT_EQ(stream->AwaitEnd(), "OK");
}

TEST_P(LicenseServiceTest, AWatchEndsWithItsMachineOrTheServer) {
  const auto left = Watch('a', Activation('a'));
  Next(*left);
  left->Leave();
  v1::CheckLicenseRequest refused = Activation('b');  // no seat is free
  EXPECT_EQ(Next(*Watch('b', refused)).outcome(), v1::CHECK_OUTCOME_NO_SEAT);
  const auto stays = Watch('a', Activation('a'));
  Next(*stays);
  installation_.watches().Stop();
  EXPECT_EQ(stays->AwaitEnd(), "SHUTTING_DOWN");
}

TEST_P(LicenseServiceTest, AWatchNeedsAProofAndAFaceThatStreams) {
  EXPECT_EQ(Told(CallAndWait(dispatcher_, CallOf(kWatch, Activation('a')))), "12 METHOD_UNKNOWN");
  Call call = CallOf(kWatch, Activation('a'));
  call.stream = std::make_shared<ReadStream>();
  EXPECT_EQ(Told(CallAndWait(dispatcher_, std::move(call))), "16 PROOF_MISSING");
}

INSTANTIATE_TEST_SUITE_P(Codecs, LicenseServiceTest, ::testing::Values(Codec::kProto, Codec::kJson),
                         [](const auto& codec) {
                           return codec.param == Codec::kProto ? "Proto" : "Json";
                         });

}  // namespace
}  // namespace countersign::rpc
