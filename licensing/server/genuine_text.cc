#include "licensing/server/genuine_text.h"

#include "licensing/base/encoding.h"

namespace countersign::server {
namespace {

std::string Time(std::int64_t seconds) { return FormatInstant(FromSeconds(seconds)); }

std::string Joined(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) {
    if (!joined.empty()) joined += ", ";
    joined += text;
  }
  return joined;
}

std::string Joined(const verify::Entitlements& entitlements) {
  std::vector<std::string> texts;
  for (const auto& [name, limit] : entitlements)
    texts.push_back(limit ? name + "=" + std::to_string(*limit) : name);
  return Joined(texts);
}

// How the milestone came to be accepted.
std::string ModeText(const std::string& mode) {
  if (mode == "SIGNED") return "by signature";
  if (mode == "DEEMED") return "by silence: the time to review ended without a rejection";
  if (mode == "BY_USE") return "by use in production";
  return "by what makes it due";
}

class Lines {
 public:
  explicit Lines(GenuineText& text) : text_(text) {}
  // Nothing for an empty value.
  void operator()(std::string label, std::string value) {
    if (!value.empty()) text_.lines.emplace_back(std::move(label), std::move(value));
  }
  void Simulated(bool simulated) {
    if (simulated) (*this)("simulated", "yes: it comes from a rehearsal and proves nothing");
  }

 private:
  GenuineText& text_;
};

std::string UseText(verify::KeyUse use) {
  switch (use) {
    case verify::KeyUse::kSigning:
      return "signing key";
    case verify::KeyUse::kCertificate:
      return "certificate key";
    case verify::KeyUse::kLedger:
      return "ledger key";
  }
  return "";
}

}  // namespace

GenuineText TextOf(const verify::Certificate& certificate) {
  GenuineText text{"a certificate of acceptance", {}};
  Lines add(text);
  add("issuer", certificate.issuer);
  add("milestone", certificate.milestone);
  add("sub-contract", certificate.sub_contract);
  add("amount", certificate.amount);
  add("accepted", certificate.date + ", " + ModeText(certificate.mode));
  add("document", HexEncode(certificate.document));
  add("received", certificate.receipt_date);
  add("items", Joined(certificate.items));
  add("still to do", Joined(certificate.punch_items));
  for (const verify::CertifiedSignature& signature : certificate.signatures)
    add("signature", signature.contact + ", " + signature.date + ", " + signature.method +
                         (signature.paper.empty() ? "" : " " + HexEncode(signature.paper)));
  add("ledger entry", certificate.entry_id);
  add("recorded", Time(certificate.issued_at));
  add.Simulated(certificate.simulated);
  return text;
}

GenuineText TextOf(const verify::LicenseKey& key, Instant now) {
  GenuineText text{"a licence key", {}};
  Lines add(text);
  add("issuer", key.issuer);
  add("product", key.product);
  add("licence", key.license_id);
  add("lease", key.lease_id);
  add("key", key.key_id);
  add("mode", key.mode == verify::Mode::kFull ? "full" : "restricted");
  add("entitlements", Joined(key.entitlements));
  add("without end", Joined(key.paid_up));
  add("versions up to", key.max_version);
  add("releases until", key.releases_until);
  add("issued", Time(key.issued_at));
  const std::int64_t t = ToSeconds(now);
  add("in force", Time(key.not_before) + " to " + Time(key.expires_at) +
                      (t < key.not_before   ? ", not yet"
                       : t < key.expires_at ? ", now"
                                            : ", no more"));
  add.Simulated(key.simulated);
  return text;
}

GenuineText TextOf(const verify::Status& status) {
  GenuineText text{"the answer to a licence check", {}};
  Lines add(text);
  add("issuer", status.issuer);
  add("product", status.product);
  add("licence", status.license_id);
  add("lease", status.lease_id);
  add("outcome", status.outcome + (status.reason.empty() ? "" : ", " + status.reason));
  add("issued", Time(status.issued_at));
  add.Simulated(status.simulated);
  return text;
}

GenuineText TextOf(const verify::TrustBundle& bundle) {
  GenuineText text{"a trust bundle", {}};
  Lines add(text);
  add("issuer", bundle.issuer);
  add("version", std::to_string(bundle.version));
  add("issued", Time(bundle.issued_at));
  add("new until", Time(bundle.expires_at));
  for (const verify::TrustedKey& key : bundle.keys)
    add(UseText(key.use), key.kid + ", " + Time(key.not_before) + " to " + Time(key.not_after) +
                              (key.revoked ? ", REVOKED" : ""));
  return text;
}

}  // namespace countersign::server
