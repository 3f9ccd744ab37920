#include "licensing/domain/notice_link.h"

#include <array>

#include "licensing/base/encoding.h"
#include "licensing/base/hmac.h"
#include "licensing/domain/token_text.h"

namespace countersign::domain {
namespace {

constexpr std::chrono::hours kHour{1};
constexpr std::uint64_t kCodes = 100'000'000;  // of kNoticeCodeDigits digits

}  // namespace

// A link's secret is made and kept as a token's is.
std::string NewNoticeSecret(Entropy& entropy) { return NewTokenSecret(entropy); }

std::string HashNoticeSecret(std::string_view secret) { return HashTokenSecret(secret); }

std::string NoticeLinkAddress(std::string_view portal_address, std::string_view secret) {
  return std::string(portal_address) + "/notices/" + std::string(secret);
}

PersonalLinkState StateOf(const PersonalLink& link, Instant now) {
  if (link.revoke_time) return PersonalLinkState::kRevoked;
  if (now >= link.expire_time) return PersonalLinkState::kExpired;
  return link.confirm_time ? PersonalLinkState::kConfirmed : PersonalLinkState::kOpen;
}

std::string NewNoticeCode(Entropy& entropy) {
  std::array<std::uint8_t, 8> bytes{};
  std::uint64_t number = 0;
  // Of the 2^64 numbers those past the last whole round of codes are left out.
  do {
    entropy.Fill(bytes);
    number = 0;
    for (const std::uint8_t byte : bytes) number = number << 8 | byte;
  } while (number >= UINT64_MAX - UINT64_MAX % kCodes);
  const std::string digits = std::to_string(number % kCodes);
  return std::string(kNoticeCodeDigits - digits.size(), '0') + digits;
}

std::string TypedCode(std::string_view typed) {
  constexpr std::string_view kFullWidth = "\xEF\xBC";  // U+FF10 to U+FF19 are EF BC 90 to EF BC 99
  std::string code;
  while (!typed.empty()) {
    std::size_t size = 1;
    if (typed.starts_with(kFullWidth) && typed.size() >= 3 && typed[2] >= '\x90' &&
        typed[2] <= '\x99') {
      code += static_cast<char>('0' + (typed[2] - '\x90'));
      size = 3;
    } else if (typed.front() != ' ' && typed.front() != '-') {
      code += typed.front();
    }
    typed.remove_prefix(size);
  }
  return code;
}

std::string SpacedCode(std::string_view code) {
  const std::size_t half = code.size() / 2;
  return std::string(code.substr(0, half)) + " " + std::string(code.substr(half));
}

std::string NoticeCodeMac(std::string_view secret, std::string_view link_id, Instant expire_time,
                          std::string_view code) {
  std::string said = "countersign/notice-code/v1\n" + std::string(link_id) + "\n" +
                     std::to_string(ToMicros(expire_time)) + "\n" + std::string(code);
  std::string mac = HexEncode(HmacSha256(SecretBytes(secret), said));
  Wipe(said);
  return mac;
}

std::optional<Instant> NextCodeTime(const PersonalLink& link, Instant now) {
  if (!link.code_hour || now >= *link.code_hour + kHour || link.codes < kNoticeCodesAnHour)
    return std::nullopt;
  return *link.code_hour + kHour;
}

void KeepCode(PersonalLink& link, std::string_view secret, std::string_view code, Instant now) {
  if (!link.code_hour || now >= *link.code_hour + kHour) {
    link.code_hour = now;
    link.codes = 0;
  }
  ++link.codes;
  link.code_expire_time = now + kNoticeCodeLife;
  link.code_attempts = 0;
  link.code_mac = NoticeCodeMac(secret, link.id, *link.code_expire_time, code);
}

CodeVerdict JudgeCode(const PersonalLink& link, std::string_view secret, std::string_view code,
                      Instant now) {
  if (link.code_mac.empty()) return CodeVerdict::kNone;
  if (now >= *link.code_expire_time) return CodeVerdict::kExpired;
  if (link.code_attempts >= kNoticeCodeAttempts) return CodeVerdict::kUsedUp;
  const std::string mac = NoticeCodeMac(secret, link.id, *link.code_expire_time, code);
  return ConstantTimeEqual(mac, link.code_mac) ? CodeVerdict::kRight : CodeVerdict::kWrong;
}

std::string MaskedEmail(std::string_view email) {
  const std::size_t at = email.rfind('@');
  if (at == std::string_view::npos || at == 0) return "…";
  // The first character, which may have several bytes.
  std::size_t first = 1;
  while (first < at && (static_cast<unsigned char>(email[first]) & 0xC0) == 0x80) ++first;
  return std::string(email.substr(0, first)) + "…" + std::string(email.substr(at));
}

}  // namespace countersign::domain
