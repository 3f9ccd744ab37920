// Signatures by the Standard Webhooks specification: made, and checked.
#include "licensing/delivery/webhook_signature.h"

#include <gmock/gmock.h>

#include "licensing/base/encoding.h"
#include "tests/support/must.h"

namespace countersign::delivery {
namespace {

using ::testing::HasSubstr;

// The specification's own example secret, id and time stamp, computed with its reference library.
constexpr char kId[] = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::int64_t kTime = 1614265330;
constexpr char kBody[] = R"({"test": 2432232314})";
constexpr char kSignature[] = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

SecretBytes Key() {
  return testing::Must(
      WebhookKey(SecretBytes(std::string("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")), "the secret"));
}

Result<void> Check(const std::string& signature, std::int64_t seconds_off = 0,
                   const std::string& body = kBody) {
  return CheckWebhookSignature(Key(), {kId, std::to_string(kTime), signature}, body,
                               FromSeconds(kTime + seconds_off));
}

TEST(WebhookSignatureTest, IsTheOneOfTheSpecification) {
  EXPECT_EQ(WebhookSignature(Key(), kId, kTime, kBody), kSignature);
}

TEST(WebhookSignatureTest, HoldsWhereOneOfThemIsThatOfTheBody) {
  EXPECT_TRUE(Check(kSignature));
  EXPECT_TRUE(
      Check("v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZ"
            "dpXwVLPo3mNl8EM+m7TBAg== " +
            std::string(kSignature)));
  for (const std::string& forged :
       {std::string("v1,"), std::string(kSignature).substr(3), "v2," + std::string(kSignature + 3),
        std::string("v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4="),
        std::string(kSignature) + "x", std::string(" ")}) {
    const auto refused = Check(forged);
    ASSERT_FALSE(refused) << forged;
    EXPECT_EQ(refused.error().reason, Reason::kWebhookSignatureInvalid);
    EXPECT_THAT(refused.error().message, Not(HasSubstr("v1,g0h")));
  }
  EXPECT_FALSE(Check(kSignature, 0, R"({"test": 2432232315})"));
}

TEST(WebhookSignatureTest, CountsForFiveMinutesOfOurClock) {
  EXPECT_TRUE(Check(kSignature, 300));
  EXPECT_TRUE(Check(kSignature, -300));
  EXPECT_FALSE(Check(kSignature, 301));
  EXPECT_FALSE(Check(kSignature, -301));
}

TEST(WebhookSignatureTest, NeedsAllItsHeaders) {
  const Instant now = FromSeconds(kTime);
  const std::string time = std::to_string(kTime);
  for (const WebhookHeaders& headers :
       {WebhookHeaders{"", time, kSignature}, WebhookHeaders{kId, "", kSignature},
        WebhookHeaders{kId, time, ""}, WebhookHeaders{kId, time + "x", kSignature},
        WebhookHeaders{kId, "99999999999999999999", kSignature},
        WebhookHeaders{kId, "-1", kSignature}})
    EXPECT_FALSE(CheckWebhookSignature(Key(), headers, kBody, now)) << headers.timestamp;
}

}  // namespace
}  // namespace countersign::delivery
