// Which webhooks there may be, and what each is told of.
#include "licensing/domain/webhook.h"

#include <gtest/gtest.h>

namespace countersign::domain {
namespace {

Result<void> Check(const std::string& url, const std::vector<std::string>& events = {"*"}) {
  Webhook webhook;
  webhook.url = url;
  webhook.events = events;
  return ValidateWebhook(webhook);
}

TEST(WebhookTest, GoesByHttpsOrToThisMachine) {
  for (const char* url : {"https://hooks.example/a?b=c", "https://hooks.example:8443",
                          "http://127.0.0.1:8080/x", "http://localhost", "http://[::1]:1/"})
    EXPECT_TRUE(Check(url)) << url;
  for (const std::string& url :
       {std::string(), std::string("hooks.example"), std::string("http://hooks.example/"),
        std::string("http://127.0.0.1.hooks.example/"), std::string("http://localhost.example"),
        std::string("http://127.0.0.1@hooks.example/"), std::string("https://"),
        std::string("https:///path"), std::string("https://:443/"),
        std::string("https://user:secret@hooks.example/"), std::string("https://hooks.example/ x"),
        std::string("https://hooks.example/\nx"), std::string("file:///etc/passwd"),
        std::string("HTTPS://hooks.example"), "https://" + std::string(2000, 'a')}) {
    const auto refused = Check(url);
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().metadata.at("field"), "webhook.url");
  }
}

TEST(WebhookTest, SubscribesToKindsOfEntries) {
  const std::string url = "https://hooks.example/";
  EXPECT_TRUE(Check(url, {"invoice.create", "notice.*", "contract.change_order", "*"}));
  EXPECT_TRUE(Check(url, std::vector<std::string>(50, "*")));
  for (const std::vector<std::string>& events :
       std::vector<std::vector<std::string>>{{},
                                             std::vector<std::string>(51, "*"),
                                             {""},
                                             {"invoice"},
                                             {"invoice."},
                                             {".create"},
                                             {"Invoice.create"},
                                             {"invoice.*.x"},
                                             {"in*"},
                                             {"**"},
                                             {"*.create"},
                                             {"message.*"},
                                             {"message.sent"},
                                             {std::string(70, 'a') + ".b"}}) {
    const auto refused = Check(url, events);
    ASSERT_FALSE(refused) << (events.empty() ? "" : events[0]);
    EXPECT_EQ(refused.error().metadata.at("field"), "webhook.events");
  }
}

TEST(WebhookTest, IsToldOfWhatItSubscribesToAndNeverOfMessages) {
  EXPECT_TRUE(Subscribes({"invoice.create"}, "invoice.create"));
  EXPECT_FALSE(Subscribes({"invoice.create"}, "invoice.created"));
  EXPECT_FALSE(Subscribes({"invoice.create"}, "payment.record"));
  EXPECT_TRUE(Subscribes({"payment.record", "notice.*"}, "notice.sent"));
  EXPECT_FALSE(Subscribes({"notice.*"}, "notices.sent"));
  EXPECT_TRUE(Subscribes({"*"}, "user.create"));
  EXPECT_FALSE(Subscribes({"*"}, "message.sent"));
}

}  // namespace
}  // namespace countersign::domain
