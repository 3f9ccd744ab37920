#include "licensing/domain/validate.h"

#include <gtest/gtest.h>

#include "licensing/domain/validate_resources.h"

namespace countersign::domain {
namespace {

using Check = Result<void> (*)(std::string_view field, std::string_view text);

void Expect(Check check, const std::vector<std::string>& good,
            const std::vector<std::string>& bad) {
  for (const std::string& text : good) EXPECT_TRUE(check("field", text)) << text;
  for (const std::string& text : bad) {
    const auto checked = check("field", text);
    ASSERT_FALSE(checked) << text;
    EXPECT_EQ(checked.error().reason, Reason::kFieldInvalid);
    EXPECT_EQ(checked.error().metadata.at("field"), "field");
  }
}

std::string Times(int count, std::string_view text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST(Validate, TextCountsCharactersNotBytes) {
  EXPECT_TRUE(CheckText("f", Times(200, "湖"), 1, 200));
  EXPECT_FALSE(CheckText("f", Times(201, "湖"), 1, 200));
  EXPECT_FALSE(CheckText("f", "", 1, 200));
  EXPECT_TRUE(CheckText("f", "", 0, 200));
  for (const char* text : {"a\nb", "a\tb", "\x7f", "\xff", "\xe6\xb9"})
    EXPECT_FALSE(CheckText("f", text, 1, 200));
}

TEST(Validate, Versions) {
  Expect(CheckVersion,
         {"4", "4.2.1", "0.0", "2026.11.22", "5.0-rc.1", "1.2.3+build.7", "1.2.3.4.5.6.7.8",
          "123456789"},
         {"", "v1", "1.", ".1", "1..2", "1.2.3.4.5.6.7.8.9", "1234567890", "1-", "1.0 ", "1.0-ü",
          "1," + std::string(64, '1'), "-1", "1.0-" + std::string(61, 'a')});
}

TEST(Validate, Emails) {
  Expect(CheckEmail,
         {"a@b", "wang.qiang+erp@mail.example.org", "o'neil@xn--fsq.example", "a@1.2",
          std::string(64, 'a') + "@example.org"},
         {"", "a", "@b", "a@", "a@b@c", ".a@b", "a.@b", "a..b@c", "a b@c", "a@-b", "a@b-", "a@b..c",
          "王@example.org", "\"a b\"@example.org", "a@[127.0.0.1]", "a\n@b",
          std::string(65, 'a') + "@example.org", "a@" + Times(63, "abc.") + "org"});
}

TEST(Validate, Phones) {
  Expect(CheckPhone, {"+8657255501234", "+1234567", "+123456789012345"},
         {"", "+", "8657255501234", "+0123456789", "+123456", "+1234567890123456", "+86 572",
          "+86-572555", "+86572555O1234"});
}

TEST(Validate, Languages) {
  Expect(CheckLanguage, {"en", "zh", "zh-CN", "en-GB", "en-001"},
         {"", "e", "de", "EN", "zh_CN", "zh-", "zh-cn", "zh-Hans", "english", "en-0001"});
}

TEST(Validate, TimesOfDay) {
  Expect(CheckTimeOfDay, {"00:00", "09:30", "23:59"},
         {"", "9:30", "24:00", "12:60", "12-30", "12:3", "12:300", "-1:00"});
}

TEST(Validate, EntitlementsAreNamedOnce) {
  EXPECT_TRUE(CheckEntitlements("e", {{"a", 0}, {"0.b_c-d", kMaxExactNumber}}));
  EXPECT_FALSE(CheckEntitlements("e", {{"a", {}}, {"a", 1}}));
  EXPECT_FALSE(CheckEntitlements("e", {{"a", -1}}));
  EXPECT_FALSE(CheckEntitlements("e", {{"a", kMaxExactNumber + 1}}));
  for (const char* name : {"", "A", "-a", ".a", "ü", "a b"})
    EXPECT_FALSE(CheckEntitlements("e", {{name, {}}})) << name;
  EXPECT_FALSE(CheckEntitlements("e", {{std::string(64, 'a'), {}}}));
  std::vector<Entitlement> many;
  for (int i = 0; i < 256; ++i) many.push_back({"e" + std::to_string(i), {}});
  EXPECT_TRUE(CheckEntitlements("e", many));
  many.push_back({"more", {}});
  EXPECT_FALSE(CheckEntitlements("e", many));
}

TEST(Validate, LabelsAreFewAndShort) {
  Labels labels;
  for (int i = 0; i < 64; ++i) labels["k" + std::to_string(i)] = std::string(63, 'v');
  EXPECT_TRUE(CheckLabels("l", labels));
  labels["more"] = "";
  EXPECT_FALSE(CheckLabels("l", labels));
  EXPECT_FALSE(CheckLabels("l", {{"", "v"}}));
  EXPECT_FALSE(CheckLabels("l", {{std::string(64, 'k'), "v"}}));
  EXPECT_FALSE(CheckLabels("l", {{"k", std::string(64, 'v')}}));
}

TEST(Validate, InstantsEndWithTheYear9998) {
  EXPECT_EQ(FormatInstant(LastInstant()), "9998-12-31T23:59:59.999999Z");
  EXPECT_TRUE(CheckInstant("t", LastInstant()));
  EXPECT_FALSE(CheckInstant("t", LastInstant() + std::chrono::microseconds(1)));
  EXPECT_FALSE(CheckInstant("t", Instant{} - std::chrono::microseconds(1)));
}

TEST(Validate, APolicysRangesAreInclusive) {
  using std::chrono::hours;
  Policy policy;
  policy.display_name = "P";
  const auto with = [&](auto change) {
    Policy changed = policy;
    change(changed);
    return ValidatePolicy(changed).has_value();
  };
  EXPECT_TRUE(with([](Policy& p) { p.lease = std::chrono::minutes(1); }));
  EXPECT_TRUE(with([](Policy& p) { p.lease = hours(24 * 366); }));
  EXPECT_FALSE(with([](Policy& p) { p.lease = hours(24 * 366) + std::chrono::seconds(1); }));
  EXPECT_TRUE(with([](Policy& p) { p.offline = hours(24 * 3660); }));
  EXPECT_FALSE(with([](Policy& p) { p.offline = hours(24 * 3660) + std::chrono::seconds(1); }));
  EXPECT_TRUE(with([](Policy& p) { p.max_machines = 1'000'000; }));
  EXPECT_FALSE(with([](Policy& p) { p.max_machines = 0; }));
  EXPECT_TRUE(with([](Policy& p) { p.trial = hours(1); }));
  EXPECT_TRUE(with([](Policy& p) { p.trial = hours(24 * 366); }));
  EXPECT_FALSE(with([](Policy& p) { p.trial = hours(24 * 366 + 1); }));
}

}  // namespace
}  // namespace countersign::domain
