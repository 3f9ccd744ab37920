// The one text of a value, of an entry and of a list of renewals.
#include "licensing/ledger/entry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/ledger/canonical_json.h"
#include "licensing/ledger/renewals.h"
#include "tests/support/fakes.h"

namespace countersign::ledger {
namespace {

namespace json = boost::json;

std::string Canonical(std::string_view text) {
  return CanonicalJson(json::parse(text)).value_or("refused");
}

TEST(CanonicalJson, SortsMembersByUtf16) {
  // RFC 8785, section 3.2.3.
  EXPECT_EQ(Canonical(R"({"\u20ac":"Euro Sign","\r":"Carriage Return",
                          "\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",
                          "\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
                          "\u00f6":"Latin Small Letter O With Diaeresis"})"),
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
            "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
            "\"\U0001f600\":\"Emoji: Grinning Face\","
            "\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
  EXPECT_EQ(Canonical(R"({"b":1,"a":2,"ab":3,"":4,"B":5,"a\u0000":6})"), "refused");
  EXPECT_EQ(Canonical(R"({"b":1,"a":2,"ab":3,"":4,"B":5})"),
            R"({"":"4","B":"5","a":"2","ab":"3","b":"1"})");
  EXPECT_EQ(Canonical("{\"\ue000\":1,\"\uffff\":2,\"\U0010ffff\":3,\"\ud7ff\":4,\"\U00010000\":5}"),
            "{\"\ud7ff\":\"4\",\"\U00010000\":\"5\",\"\U0010ffff\":\"3\",\"\ue000\":\"1\","
            "\"\uffff\":\"2\"}");
}

TEST(CanonicalJson, EscapesWhatItMust) {
  // RFC 8785, section 3.2.2.2's text among others.
  EXPECT_EQ(Canonical(R"("\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/")"),
            "\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
  EXPECT_EQ(Canonical(R"("\b\t\f\r\u0001\u001F\u007f\u2028")"),
            "\"\\b\\t\\f\\r\\u0001\\u001f\x7f\u2028\"");
}

TEST(CanonicalJson, WritesIntegersAsStrings) {
  EXPECT_EQ(Canonical("[0,-1,9223372036854775807,-9223372036854775808,18446744073709551615]"),
            R"(["0","-1","9223372036854775807","-9223372036854775808","18446744073709551615"])");
  EXPECT_EQ(Canonical(R"( { "a" : [ true , false , null , { } , [ ] , "x" ] } )"),
            R"({"a":[true,false,null,{},[],"x"]})");
}

TEST(CanonicalJson, RefusesWhatIsNotForTheRecord) {
  for (const json::value& value :
       {json::value(0.5), json::value(1.0), json::value{{"a", {1.5}}}, json::value("\xff"),
        json::value{{"\xed\xa0\x80", 1}}, json::value(json::array{"\xc0\x80"})}) {
    const auto text = CanonicalJson(value);
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().code, Code::kInternal);
    EXPECT_EQ(text.error().reason, Reason::kInternalFault);
  }
}

Entry SomeEntry() {
  Entry entry;
  entry.id = "01jqx3v5k8m2n4p6r7s9t0v1w2";
  entry.time = FromSeconds(1'774'944'000) + std::chrono::microseconds(250'000);
  entry.actor = "users/anna";
  entry.action = "license.suspend";
  entry.resource = "licenses/acme-1";
  entry.request_id = "caf\u00e9 \"1\"";
  entry.body = R"({"cause":"NON_PAYMENT"})";
  entry.attachments = R"(["ab"])";
  entry.digests = R"({"licenses/acme-1":"cd","machines/m":null})";
  return entry;
}

TEST(LeafData, IsTheWholeEntry) {
  EXPECT_EQ(LeafData(SomeEntry()).value(),
            "{\"action\":\"license.suspend\",\"actor\":\"users/anna\",\"attachments\":[\"ab\"],"
            "\"body\":{\"cause\":\"NON_PAYMENT\"},"
            "\"digests\":{\"licenses/acme-1\":\"cd\",\"machines/m\":null},"
            "\"id\":\"01jqx3v5k8m2n4p6r7s9t0v1w2\",\"request_id\":\"caf\u00e9 \\\"1\\\"\","
            "\"resource\":\"licenses/acme-1\",\"time\":\"2026-03-31T08:00:00.250000Z\"}");
}

TEST(LeafData, IsCanonical) {
  Entry bare;
  bare.body = "{}";
  for (const Entry& entry : {bare, SomeEntry()}) {
    const std::string data = LeafData(entry).value();
    EXPECT_EQ(CanonicalJson(json::parse(data)), data);
  }
}

TEST(LeafData, RefusesTextThatIsNotUtf8) {
  for (std::string Entry::* member :
       {&Entry::id, &Entry::actor, &Entry::action, &Entry::resource, &Entry::request_id}) {
    Entry entry = SomeEntry();
    entry.*member = "\xff";
    ASSERT_FALSE(LeafData(entry));
    EXPECT_EQ(LeafData(entry).error().code, Code::kInternal);
  }
}

ListedRenewal SomeRenewal(std::uint64_t seed) {
  countersign::testing::FakeEntropy entropy(seed);
  const Instant time = FromSeconds(1'774'944'000);
  return {NewId(time, entropy), NewId(time, entropy), time, RandomBytes(entropy, 24)};
}

TEST(Renewals, TakeSixtyFourBytesEach) {
  const ListedRenewal renewal = SomeRenewal(1);
  std::string list;
  ASSERT_TRUE(AppendRenewal(list, renewal));
  EXPECT_EQ(list, IdBytes(renewal.lease_id).value() + IdBytes(renewal.key_id).value() +
                      std::string("\0\0\0\0\x69\xcb\x7f\0", 8) + renewal.short_digest);
}

TEST(Renewals, ComeBackAsTheyWent) {
  std::string list;
  std::vector<ListedRenewal> renewals;
  EXPECT_EQ(ParseRenewals(list), renewals);
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    ASSERT_TRUE(AppendRenewal(list, renewals.emplace_back(SomeRenewal(seed))));
    EXPECT_EQ(ParseRenewals(list), renewals);
  }
  EXPECT_FALSE(ParseRenewals(list.substr(1)));
  EXPECT_FALSE(ParseRenewals(list + "x"));
}

TEST(Renewals, EndInTimesThatAKeyCanHave) {
  std::string list;
  ASSERT_TRUE(AppendRenewal(list, SomeRenewal(1)));
  const auto with_time = [&list](std::string_view hex) {
    return std::string(list).replace(32, 8, HexDecode(hex).value());
  };
  EXPECT_TRUE(ParseRenewals(with_time("0000003afe130dff")));   // 9998-12-31T23:59:59Z
  EXPECT_FALSE(ParseRenewals(with_time("0000003afe130e00")));  // 9999-01-01T00:00:00Z
  EXPECT_FALSE(ParseRenewals(with_time("7fffffffffffffff")));
  EXPECT_FALSE(ParseRenewals(with_time("ffffffffffffffff")));
}

TEST(Renewals, AreOfTheServersOwnIds) {
  std::string list;
  for (std::string ListedRenewal::* member :
       {&ListedRenewal::lease_id, &ListedRenewal::key_id, &ListedRenewal::short_digest}) {
    ListedRenewal renewal = SomeRenewal(1);
    renewal.*member = "chosen-by-a-user";
    EXPECT_FALSE(AppendRenewal(list, renewal));
  }
  EXPECT_EQ(list, "");
}

}  // namespace
}  // namespace countersign::ledger
