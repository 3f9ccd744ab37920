#include "licensing/domain/token_text.h"

#include <array>
#include <utility>

#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"

namespace countersign::domain {
namespace {

constexpr std::string_view kPrefix = "cs_";
constexpr std::size_t kSecretBytes = 32;

constexpr std::array<std::pair<Role, std::string_view>, 9> kRoleNames = {{
    {Role::kOwner, "owner"},
    {Role::kLicenseAdmin, "license_admin"},
    {Role::kProjectManager, "project_manager"},
    {Role::kFinance, "finance"},
    {Role::kCollections, "collections"},
    {Role::kManager, "manager"},
    {Role::kAccountManager, "account_manager"},
    {Role::kCounsel, "counsel"},
    {Role::kAuditor, "auditor"},
}};

}  // namespace

std::string_view RoleName(Role role) {
  for (const auto& [known, name] : kRoleNames)
    if (known == role) return name;
  return "none";
}

std::optional<Role> RoleFromName(std::string_view name) {
  for (const auto& [role, known] : kRoleNames)
    if (known == name) return role;
  return std::nullopt;
}

std::string NewTokenSecret(Entropy& entropy) {
  return Base64UrlEncode(RandomBytes(entropy, kSecretBytes));
}

std::string HashTokenSecret(std::string_view secret) { return HexEncode(Sha256(secret)); }

std::string FormatTokenText(const TokenText& token) {
  std::string text(kPrefix);
  text += RoleName(token.role);
  text += '_';
  text += token.id;
  text += '_';
  text += token.secret;
  return text;
}

std::optional<TokenText> ParseTokenText(std::string_view text) {
  if (!text.starts_with(kPrefix)) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  for (const auto& [role, name] : kRoleNames) {
    // No role's name and underscore begin another's, so that the first that fits is the one.
    if (!text.starts_with(name) || text.substr(name.size()).substr(0, 1) != "_") continue;
    text.remove_prefix(name.size() + 1);
    const std::size_t end = text.find('_');
    if (end == std::string_view::npos) return std::nullopt;
    TokenText token{role, std::string(text.substr(0, end)), std::string(text.substr(end + 1))};
    const auto secret = Base64UrlDecode(token.secret);
    if (!IsId(token.id) || !secret || secret->size() != kSecretBytes) return std::nullopt;
    return token;
  }
  return std::nullopt;
}

}  // namespace countersign::domain
