// The personal link in a mailed notice, under which its contact confirms receipt, and the code that
// this takes: receipt of class B. Opening the link changes nothing, since mail scanners open links;
// a code that was sent to the contact's own address shows that who confirms reads that mailbox.
#ifndef COUNTERSIGN_DOMAIN_NOTICE_LINK_H_
#define COUNTERSIGN_DOMAIN_NOTICE_LINK_H_

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "licensing/base/clock.h"
#include "licensing/base/entropy.h"
#include "licensing/domain/catalog.h"

namespace countersign::domain {

inline constexpr std::chrono::days kNoticeLinkLife{90};
inline constexpr std::chrono::minutes kNoticeCodeLife{15};
inline constexpr std::int32_t kNoticeCodeAttempts = 5;
// At most so many codes in the hour that begins with the first of them.
inline constexpr std::int32_t kNoticeCodesAnHour = 5;
inline constexpr std::size_t kNoticeCodeDigits = 8;
// Of the name with which somebody confirms, in characters.
inline constexpr std::size_t kMostConfirmedName = 200;

struct PersonalLink {
  std::string id;          // its notice's
  std::string contact_id;  // the notice's: nobody else gets its codes
  // Hexadecimal SHA-256 of the secret at the link's end. The secret itself is in the notice's text
  // alone, which is kept under the contact's key.
  std::string secret_sha256;
  Instant expire_time{};
  std::optional<Instant> revoke_time;
  std::optional<Instant> confirm_time;
  // The code that was sent last, while it may still confirm; see NoticeCodeMac. Empty: none.
  std::string code_mac;
  std::optional<Instant> code_expire_time;
  std::int32_t code_attempts = 0;    // wrong ones
  std::string code_message_id;       // of the outbox, in which the last code went out
  std::optional<Instant> code_hour;  // when the hour began in which codes are counted
  std::int32_t codes = 0;            // that were sent in it
  ResourceMeta meta;
};

// 32 random bytes in base64url.
std::string NewNoticeSecret(Entropy& entropy);
std::string HashNoticeSecret(std::string_view secret);
// "https://licences.example.com/notices/…", of the portal's address and a secret.
std::string NoticeLinkAddress(std::string_view portal_address, std::string_view secret);

enum class PersonalLinkState {
  kOpen = 1,
  kConfirmed = 2,
  kExpired = 3,  // also a confirmed one is not shown for longer
  kRevoked = 4,
};
PersonalLinkState StateOf(const PersonalLink& link, Instant now);

// kNoticeCodeDigits random digits, each as likely as any other.
std::string NewNoticeCode(Entropy& entropy);
// A code as it was typed, without spaces and hyphens, full-width digits as plain ones.
std::string TypedCode(std::string_view typed);
// "1234 5678", as people read it.
std::string SpacedCode(std::string_view code);
// Hexadecimal HMAC-SHA-256 under the link's secret, which the store does not have: nobody finds the
// code from what is stored by trying all of them. Another one for each link and instant.
std::string NoticeCodeMac(std::string_view secret, std::string_view link_id, Instant expire_time,
                          std::string_view code);

// Nothing: another code may be sent now. Else from when on.
std::optional<Instant> NextCodeTime(const PersonalLink& link, Instant now);
// A code is sent: the one before it is good for nothing from now on.
void KeepCode(PersonalLink& link, std::string_view secret, std::string_view code, Instant now);

enum class CodeVerdict {
  kRight = 1,
  kWrong = 2,
  kUsedUp = 3,   // too many wrong ones before it
  kExpired = 4,  // by now
  kNone = 5,     // none was sent, or it was used
};
// In time that does not depend on the code.
CodeVerdict JudgeCode(const PersonalLink& link, std::string_view secret, std::string_view code,
                      Instant now);

// "w…@example.com": enough to know one's own address by.
std::string MaskedEmail(std::string_view email);

}  // namespace countersign::domain

#endif  // COUNTERSIGN_DOMAIN_NOTICE_LINK_H_
