#include "licensing/domain/notice_link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "licensing/base/encoding.h"
#include "tests/support/fakes.h"

namespace countersign::domain {
namespace {

using namespace std::chrono_literals;

constexpr Instant kNow{std::chrono::microseconds(1'770'000'000'123'456)};
constexpr std::string_view kSecret = "a-secret";

PersonalLink ALink() {
  PersonalLink link;
  link.id = "n1";
  link.secret_sha256 = HashNoticeSecret(kSecret);
  link.expire_time = kNow + kNoticeLinkLife;
  return link;
}

TEST(NoticeLinkTest, ASecretHasMoreThan128BitsAndIsNoPartOfWhatIsKept) {
  SystemEntropy entropy;
  const std::string secret = NewNoticeSecret(entropy);
  EXPECT_GE(Base64UrlDecode(secret).value().size() * 8, 128u);
  EXPECT_NE(secret, NewNoticeSecret(entropy));
  EXPECT_EQ(HashNoticeSecret(secret).size(), 64u);
  EXPECT_EQ(NoticeLinkAddress("https://portal.example/x", "abc"),
            "https://portal.example/x/notices/abc");
}

TEST(NoticeLinkTest, IsOpenThroughItsLife) {
  PersonalLink link = ALink();
  EXPECT_EQ(StateOf(link, kNow), PersonalLinkState::kOpen);
  EXPECT_EQ(StateOf(link, link.expire_time - 1us), PersonalLinkState::kOpen);
  EXPECT_EQ(StateOf(link, link.expire_time), PersonalLinkState::kExpired);
  link.confirm_time = kNow;
  EXPECT_EQ(StateOf(link, kNow), PersonalLinkState::kConfirmed);
  EXPECT_EQ(StateOf(link, link.expire_time), PersonalLinkState::kExpired);
  link.revoke_time = kNow;
  EXPECT_EQ(StateOf(link, kNow), PersonalLinkState::kRevoked);
}

TEST(NoticeLinkTest, ACodeHasItsDigitsAlsoWhereTheNumberIsSmall) {
  SystemEntropy entropy;
  std::set<std::string> codes;
  for (int i = 0; i < 1000; ++i) {
    const std::string code = NewNoticeCode(entropy);
    ASSERT_EQ(code.size(), kNoticeCodeDigits);
    ASSERT_EQ(code.find_first_not_of("0123456789"), std::string::npos) << code;
    codes.insert(code);
  }
  EXPECT_GE(codes.size(), 990u);  // a thousand of a hundred million
}

TEST(NoticeLinkTest, ATypedCodeMayHaveSpacesHyphensAndFullWidthDigits) {
  EXPECT_EQ(TypedCode("12345678"), "12345678");
  EXPECT_EQ(TypedCode(" 1234 5678 "), "12345678");
  EXPECT_EQ(TypedCode("1234-5678"), "12345678");
  EXPECT_EQ(TypedCode("０１２３４５６９"), "01234569");
  EXPECT_EQ(TypedCode("code"), "code");
  EXPECT_EQ(TypedCode("\xEF\xBC"), "\xEF\xBC");
  EXPECT_EQ(SpacedCode("12345678"), "1234 5678");
}

TEST(NoticeLinkTest, TheRightCodeIsRightInItsTimeAndUnderItsLinkAlone) {
  PersonalLink link = ALink();
  EXPECT_EQ(JudgeCode(link, kSecret, "12345678", kNow), CodeVerdict::kNone);
  KeepCode(link, kSecret, "12345678", kNow);
  EXPECT_EQ(JudgeCode(link, kSecret, "12345678", kNow), CodeVerdict::kRight);
  EXPECT_EQ(JudgeCode(link, kSecret, "12345679", kNow), CodeVerdict::kWrong);
  EXPECT_EQ(JudgeCode(link, kSecret, "", kNow), CodeVerdict::kWrong);
  EXPECT_EQ(JudgeCode(link, "another", "12345678", kNow), CodeVerdict::kWrong);
  EXPECT_EQ(JudgeCode(link, kSecret, "12345678", kNow + 15min - 1us), CodeVerdict::kRight);
  EXPECT_EQ(JudgeCode(link, kSecret, "12345678", kNow + 15min), CodeVerdict::kExpired);
  PersonalLink other = link;
  other.id = "n2";
  EXPECT_EQ(JudgeCode(other, kSecret, "12345678", kNow), CodeVerdict::kWrong);
  link.code_attempts = kNoticeCodeAttempts;
  EXPECT_EQ(JudgeCode(link, kSecret, "12345678", kNow), CodeVerdict::kUsedUp);
}

TEST(NoticeLinkTest, ANewCodeTakesTheOldOnesPlaceAndHasAttemptsOfItsOwn) {
  PersonalLink link = ALink();
  KeepCode(link, kSecret, "11111111", kNow);
  const std::string first = link.code_mac;
  link.code_attempts = kNoticeCodeAttempts;
  KeepCode(link, kSecret, "22222222", kNow + 1min);
  EXPECT_EQ(JudgeCode(link, kSecret, "11111111", kNow + 1min), CodeVerdict::kWrong);
  EXPECT_EQ(JudgeCode(link, kSecret, "22222222", kNow + 1min), CodeVerdict::kRight);
  // The same code again is not seen to be the same.
  KeepCode(link, kSecret, "11111111", kNow + 2min);
  EXPECT_NE(link.code_mac, first);
}

TEST(NoticeLinkTest, AFewCodesAnHour) {
  PersonalLink link = ALink();
  for (int i = 0; i < kNoticeCodesAnHour; ++i) {
    const Instant at = kNow + std::chrono::minutes(10 * i);
    ASSERT_EQ(NextCodeTime(link, at), std::nullopt) << i;
    KeepCode(link, kSecret, "12345678", at);
  }
  EXPECT_EQ(NextCodeTime(link, kNow + 50min), kNow + 1h);
  EXPECT_EQ(NextCodeTime(link, kNow + 1h), std::nullopt);
  KeepCode(link, kSecret, "12345678", kNow + 1h);
  EXPECT_EQ(link.codes, 1);
}

TEST(NoticeLinkTest, AnAddressIsShownSoThatItsOwnerKnowsIt) {
  EXPECT_EQ(MaskedEmail("wang@customer.example"), "w…@customer.example");
  EXPECT_EQ(MaskedEmail("王强@customer.example"), "王…@customer.example");
  EXPECT_EQ(MaskedEmail("@customer.example"), "…");
  EXPECT_EQ(MaskedEmail("nothing"), "…");
}

}  // namespace
}  // namespace countersign::domain
