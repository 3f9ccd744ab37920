#include "licensing/server/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace countersign::server {
namespace {

using ::testing::HasSubstr;

std::string FaultOf(std::string_view text) {
  const auto config = ParseConfig(text, "countersign.toml");
  if (config) return "no fault";
  EXPECT_EQ(config.error().reason, Reason::kConfigInvalid);
  return config.error().message;
}

TEST(ConfigTest, TheExampleSaysTheDefaults) {
  const auto config = ParseConfig(ExampleConfig("", false), "example");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(*config, Config());
}

TEST(ConfigTest, ASimulatedInstallationHasASenderOfNotices) {
  auto config = ParseConfig(ExampleConfig("", true), "example");
  ASSERT_TRUE(config) << config.error().message;
  for (const std::string* given :
       {&config->vendor.sender.vendor, &config->vendor.sender.name, &config->vendor.sender.title,
        &config->vendor.sender.address, &config->vendor.sender.phone, &config->vendor.sender.email,
        &config->vendor.pay_to, &config->vendor.disputes_to, &config->vendor.instalments_to,
        &config->vendor.export_from})
    EXPECT_NE(*given, "");
  config->vendor = {};
  EXPECT_EQ(*config, Config());
}

TEST(ConfigTest, APersonOfARoleHasTheVendorsAddressUnlessItHasItsOwn) {
  const auto config = ParseConfig(R"(
[vendor]
name = "V"
contact_name = "Anna"
contact_title = "Head"
contact_address = "1 Road"
contact_phone = "1"
[manager]
name = "Mei"
phone = "2"
released_by = "mei"
)",
                                  "test");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->vendor.by_role.size(), 1u);
  const app::RoleSender& manager = config->vendor.by_role.at(domain::SenderRole::kManager);
  EXPECT_EQ(manager.person, (domain::NoticeSender{"V", "Mei", "", "1 Road", "2", ""}));
  EXPECT_EQ(manager.released_by, "users/mei");
  EXPECT_THAT(FaultOf("[manager]\nreleased_by = \"mei\"\n"), HasSubstr("manager needs a name"));
}

TEST(ConfigTest, EachRoleHasAPersonOfItsOwn) {
  using domain::SenderRole;
  for (const auto& [section, role] : {std::pair("account_manager", SenderRole::kAccountManager),
                                      std::pair("collections", SenderRole::kCollections),
                                      std::pair("manager", SenderRole::kManager)}) {
    const std::string head = "[" + std::string(section) + "]\n";
    const auto config = ParseConfig(head + R"(name = "N"
title = "T"
address = "A"
phone = "P"
email = "E"
)",
                                    "test");
    ASSERT_TRUE(config) << config.error().message;
    EXPECT_EQ(config->vendor.by_role.at(role),
              (app::RoleSender{{"", "N", "T", "A", "P", "E"}, ""}));
    EXPECT_THAT(FaultOf(head + "mail = \"E\"\n"), HasSubstr("mail is not known"));
  }
}

TEST(ConfigTest, AnEmptyFileMeansTheDefaults) {
  EXPECT_EQ(ParseConfig("", "empty").value(), Config());
}

// Every key of the example is read, and none but those: each is spoilt in turn.
TEST(ConfigTest, EveryKeyOfTheExampleCounts) {
  const std::string example = ExampleConfig("", false);
  int keys = 0;
  std::size_t line_start = 0;
  while (line_start < example.size()) {
    const std::size_t line_end = example.find('\n', line_start);
    const std::string line = example.substr(line_start, line_end - line_start);
    const std::size_t equals = line.find(" = ");
    if (!line.starts_with("#") && equals != std::string::npos) {
      ++keys;
      const std::string key = line.substr(0, equals);
      std::string spoilt = example;
      spoilt.replace(line_start, line.size(), key + " = [1]");
      EXPECT_THAT(FaultOf(spoilt), HasSubstr(key + " must be")) << line;
      spoilt.replace(line_start, key.size() + 6, key + "s = 1");
      EXPECT_THAT(FaultOf(spoilt), HasSubstr(key + "s is not known")) << line;
    }
    line_start = line_end + 1;
  }
  EXPECT_EQ(keys, 48);
}

TEST(ConfigTest, AFaultNamesLineAndKey) {
  const auto config = ParseConfig("[server]\ngrpc = \"127.0.0.1:1\"\nhtpp = \"x\"\n", "c.toml");
  ASSERT_FALSE(config);
  EXPECT_EQ(config.error().message, "c.toml line 3: server.htpp is not known");
  EXPECT_EQ(config.error().metadata.at("line"), "3");
  EXPECT_EQ(config.error().metadata.at("key"), "server.htpp");
}

TEST(ConfigTest, UnknownSectionsAndStrayKeysAreFaults) {
  EXPECT_THAT(FaultOf("[servers]\n"), HasSubstr("line 1: servers is not known"));
  EXPECT_THAT(FaultOf("\ngrpc = \"127.0.0.1:1\"\n"), HasSubstr("line 2: grpc is not known"));
  EXPECT_THAT(FaultOf("server = 1\n"), HasSubstr("server must be a section"));
}

TEST(ConfigTest, WhatIsNoTomlNamesItsLine) {
  EXPECT_THAT(FaultOf("[server]\ngrpc = \n"), HasSubstr("countersign.toml line 2"));
}

TEST(ConfigTest, ValuesHaveTheirRanges) {
  EXPECT_THAT(FaultOf("[http]\nidle_seconds = 0\n"), HasSubstr("from 1 to 3600"));
  EXPECT_THAT(FaultOf("[http]\nidle_seconds = 3601\n"), HasSubstr("from 1 to 3600"));
  EXPECT_THAT(FaultOf("[http]\nidle_seconds = 1.0\n"), HasSubstr("must be a number"));
  EXPECT_THAT(FaultOf("[log]\nformat = \"yaml\"\n"), HasSubstr("one of auto, json, plain"));
  EXPECT_THAT(FaultOf("[limits]\nadmin_threads = 0\n"), HasSubstr("from 1 to 256"));
}

TEST(ConfigTest, AddressesAreNumeric) {
  for (const char* address : {"localhost:7443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                              "127.0.0.1:x", "::1:80", "[::1]", ":80", "unix:", ""})
    EXPECT_THAT(FaultOf("[server]\ngrpc = \"" + std::string(address) + "\"\n"),
                HasSubstr("line 2: server.grpc is wrong"))
        << address;
  for (const char* address : {"127.0.0.1:0", "[::1]:65535", "unix:/run/countersign.sock"})
    EXPECT_EQ(FaultOf("[server]\ngrpc = \"" + std::string(address) + "\"\n"), "no fault")
        << address;
  EXPECT_THAT(FaultOf("[server]\nhttp = \"unix:/run/countersign.sock\"\n"), HasSubstr("is wrong"));
}

TEST(ConfigTest, ThePortalIsReachedBySomethingThatLinksCanBeMadeOf) {
  const auto address = [](const std::string& text) {
    const auto config = ParseConfig("[portal]\naddress = \"" + text + "\"\n", "countersign.toml");
    return config ? config->vendor.portal_address : config.error().message;
  };
  EXPECT_EQ(address("https://licences.example.com"), "https://licences.example.com");
  EXPECT_EQ(address("https://example.com:8443/licences/"), "https://example.com:8443/licences");
  EXPECT_EQ(address("http://127.0.0.1:7480"), "http://127.0.0.1:7480");
  for (const std::string wrong :
       {"licences.example.com", "http://licences.example.com", "ftp://licences.example.com",
        "https://", "https://a@example.com", "https://example.com/?a=b", "https://example.com/#a",
        "javascript:alert(1)"})
    EXPECT_THAT(address(wrong), HasSubstr("portal.address must be an https address")) << wrong;
  EXPECT_THAT(address("https://example.com/" + std::string(200, 'a')), HasSubstr("200 characters"));
}

TEST(ConfigTest, ACertificateAndItsKeyGoTogether) {
  EXPECT_THAT(FaultOf("[tls]\ncertificate = \"a\"\n"), HasSubstr("go together"));
  EXPECT_THAT(FaultOf("[tls]\nkey = \"a\"\n"), HasSubstr("go together"));
}

TEST(ConfigTest, WhatDeliveryNeedsGoesTogether) {
  for (const char* key : {"smtp_user", "smtp_password_file", "bounce_domain", "bounce_mailbox",
                          "webhook_url", "webhook_secret_file"})
    EXPECT_THAT(FaultOf("[delivery]\n" + std::string(key) + " = \"a\"\n"),
                HasSubstr("go together"));
  // Reports come by mail, by post, or both ways.
  const std::string posted = "[delivery]\nreport_secret_file = \"a\"\n";
  EXPECT_THAT(FaultOf(posted), HasSubstr("needs delivery.bounce_domain"));
  EXPECT_THAT(FaultOf(posted + "bounce_mailbox = \"a\"\n"), HasSubstr("go together"));
  EXPECT_EQ(FaultOf(posted + "bounce_domain = \"a\"\n"), "no fault");
  EXPECT_EQ(FaultOf(posted + "bounce_domain = \"a\"\nbounce_mailbox = \"a\"\n"), "no fault");
  EXPECT_EQ(FaultOf(posted + "webhook_url = \"a\"\nwebhook_secret_file = \"a\"\n"), "no fault");
}

}  // namespace
}  // namespace countersign::server
