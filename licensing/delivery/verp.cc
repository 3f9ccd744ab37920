#include "licensing/delivery/verp.h"

#include <algorithm>

#include "licensing/base/encoding.h"
#include "licensing/base/hmac.h"
#include "licensing/base/ids.h"

namespace countersign::delivery {
namespace {

constexpr std::string_view kPrefix = "bounce+";
constexpr std::size_t kTagBytes = 10;

// Some relays change the case of an address.
std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

}  // namespace

std::string Verp::TagOf(std::string_view message_id) const {
  return HexEncode(HmacSha256(key_, message_id).substr(0, kTagBytes));
}

std::string Verp::AddressOf(std::string_view message_id) const {
  return std::string(kPrefix) + TaggedId(message_id) + "@" + domain_;
}

std::string Verp::TaggedId(std::string_view message_id) const {
  return std::string(message_id) + "." + TagOf(message_id);
}

std::optional<std::string> Verp::MessageOf(std::string_view address) const {
  const std::string lower = Lower(address);
  const std::size_t at = lower.rfind('@');
  if (at == std::string::npos || !lower.starts_with(kPrefix)) return std::nullopt;
  if (lower.substr(at + 1) != Lower(domain_)) return std::nullopt;
  return MessageOfTaggedId(std::string_view(lower).substr(kPrefix.size(), at - kPrefix.size()));
}

std::optional<std::string> Verp::MessageOfTaggedId(std::string_view tagged_id) const {
  const std::string tagged = Lower(tagged_id);
  const std::size_t dot = tagged.find('.');
  if (dot == std::string::npos) return std::nullopt;
  std::string id = tagged.substr(0, dot);
  if (!IsId(id) || !ConstantTimeEqual(tagged.substr(dot + 1), TagOf(id))) return std::nullopt;
  return id;
}

}  // namespace countersign::delivery
