#include <date/date.h>
#include <gtest/gtest.h>

#include "countersign/v1/common.pb.h"
#include "licensing/base/clock.h"
#include "licensing/base/encoding.h"
#include "licensing/base/entropy.h"
#include "licensing/base/ids.h"
#include "licensing/base/result.h"
#include "licensing/base/secret_bytes.h"

namespace countersign {
namespace {

TEST(Reason, IsTheInterfacesReason) {
  const auto* reasons = v1::Reason_descriptor();
  for (int i = 0; i < reasons->value_count(); ++i) {
    const auto* value = reasons->value(i);
    EXPECT_EQ(ReasonName(static_cast<Reason>(value->number())), value->name());
  }
}

TEST(Clock, InstantsSurviveTheirText) {
  for (const char* text : {"1970-01-01T00:00:00Z", "2026-02-28T23:59:59Z",
                           "2028-02-29T12:00:00.000001Z", "9998-12-31T23:59:59.999999Z"}) {
    const auto t = ParseInstant(text);
    ASSERT_TRUE(t) << text;
    EXPECT_EQ(FormatInstant(*t), text);
  }
  EXPECT_EQ(FormatInstant(*ParseInstant("2026-03-31T08:00:00+08:00")), "2026-03-31T00:00:00Z");
}

TEST(Clock, EveryDayAndSecondIsWrittenAsTheDateLibraryDoes) {
  const auto last = *ParseInstant("9998-12-31T23:59:59.999999Z");
  // A hundred days, less what takes it through the hours, minutes and parts of a second.
  constexpr auto kStep = std::chrono::microseconds(8'640'000'000'000 - 3'723'000'013);
  for (Instant t = FromMicros(1); t < last; t += kStep)
    ASSERT_EQ(FormatInstant(t), date::format("%FT%TZ", t));
}

TEST(Clock, WhatIsNoInstantIsRefusedWithItsReason) {
  for (const char* text :
       {"", "2026-03-31", "2026-02-29T00:00:00Z", "2026-03-31T08:00:00", "1969-12-31T23:59:59Z",
        "9999-01-01T00:00:00Z", "2026-03-31T08:00:00Zx", "2026-03-31T25:00:00Z",
        "2026-03-02T10bloc00.25+01:00", "2026-03-31T08:00:00.Z", "2026-03-31T08:00:00+08"}) {
    const auto t = ParseInstant(text);
    ASSERT_FALSE(t) << text;
    EXPECT_EQ(t.error().reason, Reason::kFieldInvalid);
  }
}

TEST(Clock, CivilDatesSurviveTheirTextAndNothingElseIsOne) {
  for (const char* text : {"2026-01-01", "2028-02-29", "0001-01-01", "9999-12-31"}) {
    const auto d = ParseCivilDate(text);
    ASSERT_TRUE(d) << text;
    EXPECT_EQ(FormatCivilDate(*d), text);
  }
  for (const char* text : {"", "2026-1-1", "2026-02-29", "2026-13-01", "26-01-01", "2026-01-01 "})
    EXPECT_FALSE(ParseCivilDate(text)) << text;
}

TEST(Encoding, DecodersTakeOneTextForOneValue) {
  EXPECT_EQ(Base64UrlEncode("\xfb\xff"), "-_8");
  EXPECT_EQ(Base64UrlDecode("-_8"), "\xfb\xff");
  for (const char* text : {"-_9", "-_8=", "+/8", "-_8 ", "A", " ", "-\x80\x80"})
    EXPECT_FALSE(Base64UrlDecode(text)) << text;
  EXPECT_EQ(Base64Encode("\xfb\xff"), "+/8=");
  EXPECT_EQ(Base64Decode("+/8="), "\xfb\xff");
  for (const char* text : {"+/9=", "+/8", "+/8==", "-_8=", "+/8= ", "A", "=", " ", "+\x80\x80="})
    EXPECT_FALSE(Base64Decode(text)) << text;
  EXPECT_EQ(HexDecode("00ff"), std::string("\x00\xff", 2));
  for (const char* text : {"0", "FF", "0g", "00 "}) EXPECT_FALSE(HexDecode(text)) << text;
  EXPECT_EQ(HexEncode(Sha256("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-2
}

TEST(Encoding, OnlyWellFormedUtf8IsClean) {
  for (const char* text :
       {"", "a", "\xe6\xb9\x96\xe5\xb7\x9e", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"})
    EXPECT_TRUE(IsCleanUtf8(text)) << text;
  for (const char* text :
       {"\x80", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe6\xb9", "\xff"})
    EXPECT_FALSE(IsCleanUtf8(text));
  EXPECT_FALSE(IsCleanUtf8(std::string_view("a\0b", 3)));
}

TEST(Ids, SortByTimeAndAreIds) {
  SystemEntropy entropy;
  const std::string first = NewId(FromSeconds(1'700'000'000), entropy);
  const std::string second = NewId(FromSeconds(1'700'000'001), entropy);
  EXPECT_LT(first, second);
  EXPECT_EQ(first.size(), 26U);
  EXPECT_TRUE(IsId(first));
  for (const char* id : {"a", "acme-erp", "z9"}) EXPECT_TRUE(IsId(id)) << id;
  for (const char* id : {"", "9a", "-a", "A", "a_b", "a/b", "\xc3\xa4"})
    EXPECT_FALSE(IsId(id)) << id;
}

TEST(SecretBytes, KeepsWhatItWasGivenAndMovesIt) {
  SecretBytes secret("hunter2");
  SecretBytes moved = std::move(secret);
  EXPECT_EQ(moved.View(SecretAccess{}), "hunter2");
}

}  // namespace
}  // namespace countersign
