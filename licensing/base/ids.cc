#include "licensing/base/ids.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace countersign {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t kIdCharacters = 26;

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsHex(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// The `count` lowest groups of five bits of `bits`, highest first.
void Append(std::string& out, std::uint64_t bits, int count) {
  for (int shift = 5 * (count - 1); shift >= 0; shift -= 5) out += kAlphabet[bits >> shift & 31U];
}

std::string MadeId(Instant time, const std::array<std::uint8_t, 16>& random) {
  const auto ms = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
  std::string id;
  Append(id, static_cast<std::uint64_t>(ms), 10);
  for (const std::uint8_t byte : random) Append(id, byte, 1);
  return id;
}

}  // namespace

std::string NewId(Instant now, Entropy& entropy) {
  std::array<std::uint8_t, 16> random{};
  entropy.Fill(random);
  return MadeId(now, random);
}

std::string FirstIdAt(Instant time) { return MadeId(time, {}); }

std::optional<Instant> TimeOfId(std::string_view id) {
  const auto bytes = IdBytes(id);
  if (!bytes) return std::nullopt;
  std::int64_t ms = 0;
  for (int i = 0; i < 6; ++i) ms = ms << 8 | static_cast<unsigned char>((*bytes)[i]);
  return Instant(std::chrono::milliseconds(ms));
}

std::optional<std::string> IdBytes(std::string_view id) {
  if (id.size() != kIdCharacters || id.front() > '7') return std::nullopt;
  // 130 bits, of which the first two are zero.
  std::string bytes;
  std::uint32_t pending = 0;
  int bits = -2;
  for (const char c : id) {
    const std::size_t value = kAlphabet.find(c);
    if (value == kAlphabet.npos) return std::nullopt;
    pending = pending << 5U | static_cast<std::uint32_t>(value);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes += static_cast<char>(pending >> bits & 0xffU);
  }
  return bytes;
}

std::string IdOf(std::string_view bytes) {
  std::string id;
  std::uint32_t pending = 0;
  int bits = 2;  // two zeros come first
  for (const char byte : bytes) {
    pending = pending << 8U | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 5; bits -= 5) Append(id, pending >> (bits - 5) & 31U, 1);
  }
  return id;
}

bool IsUserId(std::string_view id) {
  return !id.empty() && id.size() <= 63 && IsLower(id.front()) &&
         std::ranges::all_of(id, [](char c) { return IsLower(c) || IsDigit(c) || c == '-'; });
}

bool IsId(std::string_view id) {
  const bool made = id.size() == kIdCharacters && std::ranges::all_of(id, [](char c) {
                      return kAlphabet.find(c) != kAlphabet.npos;
                    });
  return made || IsUserId(id);
}

bool IsUuid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !IsHex(text[i])) return false;
  }
  return true;
}

}  // namespace countersign
