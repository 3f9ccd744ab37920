#include "admin/cli/text.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "countersign/v1/access.pb.h"
#include "countersign/v1/catalog.pb.h"
#include "countersign/v1/contract.pb.h"
#include "countersign/v1/license_admin.pb.h"
#include "countersign/v1/milestone.pb.h"

namespace countersign::cli {
namespace {

const google::protobuf::FieldDescriptor& Field(const google::protobuf::Message& message,
                                               const std::string& name) {
  return *message.GetDescriptor()->FindFieldByName(name);
}

// The field's value as protobuf JSON after setting it from `text`, or the complaint.
std::string Set(google::protobuf::Message& message, const std::string& field,
                const std::string& text) {
  if (auto set = SetField(message, Field(message, field), text); !set) return set.error();
  return FieldText(message, Field(message, field));
}

TEST(TextTest, DurationsAreReadInDescendingUnits) {
  const std::vector<std::pair<std::string, std::int64_t>> good = {
      {"24h", 86400}, {"45d", 3888000}, {"90m", 5400}, {"30s", 30}, {"1d12h", 129600}, {"0s", 0}};
  for (const auto& [text, seconds] : good) EXPECT_EQ(ParseDuration(text), seconds) << text;
  for (const char* text : {"", "d", "45", "12h1d", "1h1h", "-1d", "1.5h", "1 d", "1y",
                           "99999999999999999999d", "9999999999d"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

TEST(TextTest, DurationsAreShownInTheUnitsTheyAreReadIn) {
  for (std::int64_t seconds : {0, 1, 59, 60, 3600, 86400, 129600, 3888000, 90061}) {
    EXPECT_EQ(ParseDuration(DurationText(seconds)), seconds) << DurationText(seconds);
  }
  EXPECT_EQ(DurationText(129600), "1d12h");
}

TEST(TextTest, EnumsGoWithoutTheirPrefixInAnyCase) {
  v1::Policy policy;
  EXPECT_EQ(Set(policy, "kind", "node-locked"), "node-locked");
  EXPECT_EQ(policy.kind(), v1::LICENSE_KIND_NODE_LOCKED);
  EXPECT_EQ(Set(policy, "kind", "Per_Process"), "per-process");
  EXPECT_EQ(Set(policy, "kind", "LICENSE_KIND_FLOATING"), "floating");
  EXPECT_EQ(Set(policy, "kind", "unspecified"),
            "\"unspecified\" is not node-locked, floating or per-process");
  v1::SuspendLicenseRequest suspend;
  EXPECT_EQ(Set(suspend, "cause", "non-payment"), "non-payment");
}

TEST(TextTest, InstantsAreRfc3339OrADate) {
  v1::License license;
  EXPECT_EQ(Set(license, "end_time", "2027-12-31"), "2027-12-31T00:00:00Z");
  EXPECT_EQ(Set(license, "end_time", "2027-12-31T12:00:00+02:00"), "2027-12-31T10:00:00Z");
  for (const char* text : {"2027-02-30", "tomorrow", "31.12.2027", ""}) {
    EXPECT_NE(Set(license, "end_time", text).find("is not an instant"), std::string::npos) << text;
  }
}

TEST(TextTest, EntitlementsAndVersionsHaveTheirOwnForm) {
  v1::Product product;
  EXPECT_EQ(Set(product, "entitlements", "reports"), "reports");
  EXPECT_EQ(Set(product, "entitlements", "seats=25"), "reports, seats=25");
  EXPECT_TRUE(product.entitlements(1).has_limit());
  EXPECT_NE(Set(product, "entitlements", "seats=many").find("is not an entitlement"),
            std::string::npos);
  EXPECT_EQ(Set(product, "versions", "4.2.1=2026-11-02,security"), "4.2.1=2026-11-02,security");
  EXPECT_TRUE(product.versions(0).security_release());
  EXPECT_EQ(Set(product, "versions", "5"), "4.2.1=2026-11-02,security, 5");
  EXPECT_NE(Set(product, "versions", "5=soon").find("is not a version"), std::string::npos);
}

TEST(TextTest, AmountsHaveTheirCurrencyBeforeOrAfter) {
  v1::SubContract sub;
  EXPECT_EQ(Set(sub, "price", "CNY 180000.00"), "CNY 180000.00");
  EXPECT_EQ(sub.price().minor_units(), 18000000);
  EXPECT_EQ(Set(sub, "price", "180000 CNY"), "CNY 180000.00");
  EXPECT_EQ(Set(sub, "price", "JPY 750"), "JPY 750");
  EXPECT_EQ(sub.price().minor_units(), 750);
  EXPECT_EQ(Set(sub, "price", "1.5 BHD"), "BHD 1.500");
  for (const char* text : {"180000.00", "CNY", "CNY 1,000", "CNY 1.001", "RMB 1", "1 cny", ""})
    EXPECT_NE(Set(sub, "price", text).find("is not an amount with its currency"), std::string::npos)
        << text;
}

TEST(TextTest, TermsAndDaysHaveTheirOwnForm) {
  v1::Contract contract;
  EXPECT_EQ(Set(contract, "credit_term", "30"), "30 calendar");
  EXPECT_EQ(Set(contract, "credit_term", "30 calendar rolled"), "30 calendar rolled");
  EXPECT_TRUE(contract.credit_term().roll_to_business_day());
  EXPECT_EQ(Set(contract, "review_term", "10 business"), "10 business");
  EXPECT_EQ(contract.review_term().kind(), v1::DAY_KIND_BUSINESS);
  for (const char* text : {"", "ten", "30d", "30 days", "30 rolled calendar"})
    EXPECT_NE(Set(contract, "review_term", text).find("is not a term"), std::string::npos) << text;
  EXPECT_EQ(Set(contract, "calendar", "china"), "china@1");
  EXPECT_EQ(Set(contract, "calendar", "china@2"), "china@2");
  EXPECT_EQ(Set(contract, "blackouts", "2026-02-15..2026-02-23"), "2026-02-15..2026-02-23");
  EXPECT_NE(Set(contract, "blackouts", "2026-02-15").find("is not a range"), std::string::npos);
  EXPECT_EQ(Set(contract, "interest_rates", "0.05"), "0.05");
  EXPECT_EQ(Set(contract, "interest_rates", "0.06@2027-01-01"), "0.05, 0.06@2027-01-01");
  v1::Milestone milestone;
  EXPECT_EQ(Set(milestone, "criteria", "c1=a = b"), "c1=a = b");
  EXPECT_EQ(Set(milestone, "items", "i1=0.4 Data migration"), "i1=0.4 Data migration");
  EXPECT_EQ(milestone.items(0).title(), "Data migration");
  EXPECT_NE(Set(milestone, "items", "i1=0.4").find("is not an item"), std::string::npos);
  v1::RejectMilestoneRequest rejection;
  EXPECT_EQ(Set(rejection, "defects", "c1=a = b"), "c1=a = b");
  EXPECT_EQ(Set(rejection, "defects", "c1/i2,MINOR,mending=slow"),
            "c1=a = b, c1/i2,minor,mending=slow");
  EXPECT_EQ(rejection.defects(1).item(), "i2");
  EXPECT_TRUE(rejection.defects(1).caused_by_mending());
  for (const char* wrong : {"c1", "=text", "c1=", "c1,grave=text"})
    EXPECT_NE(Set(rejection, "defects", wrong).find("is not a defect"), std::string::npos) << wrong;
}

TEST(TextTest, OtherMessagesAreTypedFieldByField) {
  v1::Contract contract;
  EXPECT_EQ(Set(contract, "ladder", "suspend-cure-days=60,counsel-days=90"),
            "suspend-cure-days=60 counsel-days=90");
  EXPECT_EQ(Set(contract, "early_payment", "discount-days=10 discount=0.02"),
            "discount-days=10 discount=0.02");
  EXPECT_EQ(Set(contract, "ladder", "cure=60"),
            "\"cure=60\" is not one of its fields, such as pre-due-days=7");
  EXPECT_NE(Set(contract, "ladder", "counsel-days").find("is not one of its fields"),
            std::string::npos);
  EXPECT_NE(Set(contract, "ladder", "counsel-days=soon").find("whole number"), std::string::npos);
}

TEST(TextTest, MapsTakeKeyAndValue) {
  v1::Product product;
  EXPECT_EQ(Set(product, "labels", "team=erp"), "team=erp");
  EXPECT_EQ(Set(product, "labels", "note=a=b"), "note=a=b, team=erp");
  EXPECT_NE(Set(product, "labels", "team").find("key=value"), std::string::npos);
}

TEST(TextTest, NumbersMustFit) {
  v1::Policy policy;
  EXPECT_EQ(Set(policy, "max_machines", "25"), "25");
  for (const char* text : {"", "x", "1.5", "2147483648", " 1"}) {
    EXPECT_NE(Set(policy, "max_machines", text).find("whole number"), std::string::npos) << text;
  }
}

TEST(TextTest, StoredTextCannotSteerTheTerminal) {
  v1::Product product;
  product.set_display_name("a\x1b[31mred\nline\x7f \xC2\x9B 中文");
  EXPECT_EQ(FieldText(product, Field(product, "display_name")), "a�[31mred�line� � 中文");
}

TEST(TextTest, FlagsAreShortAndSingular) {
  const v1::License license;
  EXPECT_EQ(FlagOf(Field(license, "end_time")), "end");
  EXPECT_EQ(FlagOf(Field(license, "entitlements")), "entitlement");
  EXPECT_EQ(FlagOf(Field(license, "max_machines")), "max-machines");
  EXPECT_EQ(FlagOf(Field(license, "labels")), "label");
  EXPECT_EQ(FlagOf(Field(v1::Product(), "always_available")), "always-available");
}

}  // namespace
}  // namespace countersign::cli
