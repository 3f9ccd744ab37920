#include "licensing/keys/certificate.h"

#include <boost/json.hpp>

#include "licensing/base/encoding.h"
#include "licensing/keys/compact.h"

namespace countersign::keys {
namespace {

namespace json = boost::json;

constexpr std::string_view kKind = "cert+jwt";

tl::unexpected<Error> Unusable(std::string message) {
  return Fail(Code::kInternal, Reason::kKeyUnusable, std::move(message));
}

json::array Ids(const std::vector<std::string>& ids) {
  json::array array;
  for (const std::string& id : ids) array.emplace_back(id);
  return array;
}

json::array Signatures(const std::vector<verify::CertifiedSignature>& signatures) {
  json::array array;
  for (const verify::CertifiedSignature& signature : signatures) {
    json::object& claim = array.emplace_back(json::object()).as_object();
    claim["who"] = signature.contact;
    claim["date"] = signature.date;
    claim["how"] = signature.method;
    if (!signature.paper.empty()) claim["ppr"] = Base64UrlEncode(signature.paper);
  }
  return array;
}

std::string Payload(const verify::Certificate& content) {
  json::object claims;
  claims["iss"] = content.issuer;
  claims["iat"] = content.issued_at;
  claims["jti"] = content.entry_id;
  claims["crt"] = "acceptance";
  claims["sub"] = content.milestone;
  claims["sct"] = content.sub_contract;
  claims["amt"] = content.amount;
  claims["how"] = content.mode;
  claims["date"] = content.date;
  if (!content.document.empty()) claims["doc"] = Base64UrlEncode(content.document);
  if (!content.items.empty()) claims["itm"] = Ids(content.items);
  if (!content.punch_items.empty()) claims["pun"] = Ids(content.punch_items);
  if (!content.receipt_date.empty()) claims["rcv"] = content.receipt_date;
  if (!content.signatures.empty()) claims["sig"] = Signatures(content.signatures);
  if (content.simulated) claims["sim"] = true;
  return json::serialize(claims);
}

}  // namespace

Result<std::string> SignCertificate(const KeyRing& ring, verify::Certificate content) {
  content.issuer = ring.bundle().issuer;
  const Instant issued = FromSeconds(content.issued_at);
  const Signer* signer = ring.KeyFor(verify::KeyUse::kCertificate, issued);
  if (signer == nullptr)
    return Unusable("no certificate key that was valid at " + FormatInstant(issued) +
                    " is held here and in the trust bundle");
  const std::string payload = Payload(content);
  ASSIGN_OR_RETURN(std::string certificate, SignCompact(*signer, kKind, payload));
  const auto verified = verify::VerifyCertificate(certificate, ring.bundle());
  if (!verified)
    return Unusable("a certificate does not verify: " +
                    std::string(verify::RefusalName(verified.refusal)));
  if (Payload(verified.value) != payload)
    return Unusable("a certificate does not say what it should");
  return certificate;
}

}  // namespace countersign::keys
