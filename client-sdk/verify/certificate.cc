// The claims of `cert+jwt`.
#include <algorithm>
#include <utility>

#include "client-sdk/verify/claims.h"
#include "client-sdk/verify/jws.h"
#include "client-sdk/verify/verify.h"

namespace countersign::verify {
namespace {

constexpr std::size_t kHashBytes = 32;
constexpr std::string_view kAcceptance = "acceptance";

bool IsOneOf(std::string_view text, std::initializer_list<std::string_view> known) {
  return std::find(known.begin(), known.end(), text) != known.end();
}

// Empty if the claim is not there.
std::vector<std::string> ReadIds(ClaimReader& reader, std::string_view name) {
  std::vector<std::string> ids;
  if (!reader.Has(name)) return ids;
  for (const Json& id : reader.Array(name).items) {
    reader.Require(id.kind == Json::Kind::kString && !id.string.empty());
    ids.push_back(id.string);
  }
  reader.Require(!ids.empty());
  return ids;
}

CertifiedSignature ReadSignature(ClaimReader& claims, const Json& json) {
  ClaimReader reader(json);
  CertifiedSignature signature;
  signature.contact = reader.String("who");
  signature.date = reader.Date("date");
  signature.method = reader.String("how");
  signature.paper = reader.OptionalBinary("ppr", kHashBytes, kHashBytes);
  claims.Require(reader.ok());
  return signature;
}

std::vector<CertifiedSignature> ReadSignatures(ClaimReader& reader) {
  std::vector<CertifiedSignature> signatures;
  if (!reader.Has("sig")) return signatures;
  for (const Json& signature : reader.Array("sig").items)
    signatures.push_back(ReadSignature(reader, signature));
  reader.Require(!signatures.empty());
  return signatures;
}

}  // namespace

Checked<Certificate> VerifyCertificate(std::string_view jws, const TrustBundle& bundle) {
  const auto claims = VerifyCompact(jws, kCertificateKind, KeyUse::kCertificate, bundle);
  if (!claims) return {claims.refusal, {}};
  ClaimReader reader(claims.value);
  Certificate certificate;
  certificate.issuer = reader.String("iss");
  certificate.issued_at = reader.Time("iat");
  certificate.entry_id = reader.String("jti");
  reader.Require(reader.String("crt") == kAcceptance);
  certificate.milestone = reader.String("sub");
  certificate.sub_contract = reader.String("sct");
  certificate.amount = reader.String("amt");
  certificate.mode = reader.String("how");
  reader.Require(IsOneOf(certificate.mode, {"SIGNED", "DEEMED", "BY_USE", "TRIGGERED"}));
  certificate.date = reader.Date("date");
  certificate.document = reader.OptionalBinary("doc", kHashBytes, kHashBytes);
  certificate.items = ReadIds(reader, "itm");
  certificate.punch_items = ReadIds(reader, "pun");
  certificate.receipt_date = reader.OptionalDate("rcv");
  certificate.signatures = ReadSignatures(reader);
  reader.Require(certificate.mode != "SIGNED" || !certificate.signatures.empty());
  certificate.simulated = reader.OptionalBool("sim");
  if (!reader.ok()) return {Refusal::kBadClaims, {}};
  return {Refusal::kNone, std::move(certificate)};
}

}  // namespace countersign::verify
