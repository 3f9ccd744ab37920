#include "client-sdk/verify/claims.h"

#include <algorithm>

#include "client-sdk/verify/base64url.h"

namespace countersign::verify {
namespace {

const Json& Nothing() {
  static const Json nothing;
  return nothing;
}

bool IsDateText(std::string_view text) {
  if (text.size() != 10) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 4 || i == 7;
    if (dash ? text[i] != '-' : (text[i] < '0' || text[i] > '9')) return false;
  }
  return true;
}

}  // namespace

const Json& ClaimReader::Member(std::string_view name, Json::Kind kind) {
  const Json* member = claims_.Find(name);
  if (member != nullptr && member->kind == kind) return *member;
  ok_ = false;
  return Nothing();
}

std::string ClaimReader::String(std::string_view name) {
  const std::string& text = Member(name, Json::Kind::kString).string;
  Require(!text.empty());
  return text;
}

std::string ClaimReader::OptionalString(std::string_view name) {
  return Has(name) ? String(name) : std::string();
}

std::int64_t ClaimReader::Integer(std::string_view name, std::int64_t least, std::int64_t most) {
  const std::int64_t number = Member(name, Json::Kind::kInteger).integer;
  Require(number >= least && number <= most);
  return number;
}

bool ClaimReader::OptionalBool(std::string_view name) {
  return Has(name) && Member(name, Json::Kind::kBool).boolean;
}

std::string ClaimReader::Date(std::string_view name) {
  std::string text = String(name);
  Require(IsDateText(text));
  return text;
}

std::string ClaimReader::OptionalDate(std::string_view name) {
  return Has(name) ? Date(name) : std::string();
}

std::string ClaimReader::OptionalBinary(std::string_view name, std::size_t least,
                                        std::size_t most) {
  return Has(name) ? Binary(name, least, most) : std::string();
}

std::string ClaimReader::Binary(std::string_view name, std::size_t least, std::size_t most) {
  const auto bytes = DecodeBase64Url(Member(name, Json::Kind::kString).string);
  Require(bytes && bytes->size() >= least && bytes->size() <= most);
  return bytes.value_or(std::string());
}

const Json& ClaimReader::Object(std::string_view name) { return Member(name, Json::Kind::kObject); }
const Json& ClaimReader::Array(std::string_view name) { return Member(name, Json::Kind::kArray); }

bool ReadJwk(const Json& jwk, PublicKey& key, std::string& kid) {
  ClaimReader reader(jwk);
  reader.Require(reader.String("kty") == "OKP");
  reader.Require(reader.String("crv") == "Ed25519");
  const std::string x = reader.Binary("x", key.size(), key.size());
  kid = reader.String("kid");
  if (!reader.ok()) return false;
  std::copy(x.begin(), x.end(), key.begin());
  return kid == Thumbprint(key);
}

}  // namespace countersign::verify
