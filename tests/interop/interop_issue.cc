// interop_issue DIRECTORY: makes an installation's keys in DIRECTORY/keys (passphrase
// "correct horse") and signs a key, a status and a certificate with them, into DIRECTORY/key.jws,
// DIRECTORY/status.jws and DIRECTORY/certificate.jws.
#include <iostream>
#include <string>

#include "licensing/keys/certificate.h"
#include "licensing/keys/file.h"
#include "licensing/keys/issuer.h"
#include "licensing/keys/keyring.h"

namespace countersign {
namespace {

Result<void> Issue(const std::filesystem::path& directory) {
  SystemEntropy entropy;
  const SecretBytes passphrase("correct horse");
  const Instant now = SystemClock().Now();
  keys::NewKeys request;
  request.directory = directory / "keys";
  request.issuer = "https://licences.example";
  request.now = now;
  RETURN_IF_ERROR(keys::CreateKeys(request, passphrase, entropy));
  ASSIGN_OR_RETURN(const auto ring, keys::KeyRing::Open(request.directory, passphrase));
  const keys::Issuer issuer(*ring, {request.issuer, false, {}});

  domain::KeyFacts facts;
  facts.product.id = facts.license.product_id = "acme-erp";
  facts.policy.id = facts.license.policy_id = "standard";
  facts.license.id = "license-1";
  facts.license.entitlements = {{"export", std::nullopt}, {"seats", 25}};
  const Instant whole = std::chrono::floor<std::chrono::seconds>(now);
  const std::string nonce = RandomBytes(entropy, 16);
  ASSIGN_OR_RETURN(
      auto key, issuer.PrepareKey(facts, domain::GrantFor(facts, whole).grant,
                                  {"lease-1", "key-1", {{1, std::string(32, 'h')}}, nonce}, now));
  ASSIGN_OR_RETURN(auto status, issuer.PrepareStatus({domain::Outcome::kValid, Reason::kUnspecified,
                                                      "acme-erp", "license-1", "lease-1", 1, nonce},
                                                     now));
  ASSIGN_OR_RETURN(const std::string key_text, issuer.Sign(std::move(key)));
  ASSIGN_OR_RETURN(const std::string status_text, issuer.Sign(std::move(status)));
  RETURN_IF_ERROR(keys::WriteNewFile(directory / "key.jws", key_text, 0644));
  verify::Certificate acceptance;
  acceptance.issued_at = ToSeconds(now);
  acceptance.entry_id = "entry-1";
  acceptance.milestone = "contracts/c1/milestones/m1";
  acceptance.sub_contract = "contracts/c1/subcontracts/erp";
  acceptance.amount = "CNY 180000.00";
  acceptance.mode = "SIGNED";
  acceptance.date = "2027-01-15";
  acceptance.document = std::string(32, 'd');
  acceptance.signatures = {{"customers/acme/contacts/wang", "2027-01-15", "PAPER", ""}};
  ASSIGN_OR_RETURN(const std::string certificate, keys::SignCertificate(*ring, acceptance));
  RETURN_IF_ERROR(keys::WriteNewFile(directory / "certificate.jws", certificate, 0644));
  return keys::WriteNewFile(directory / "status.jws", status_text, 0644);
}

}  // namespace
}  // namespace countersign

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: interop_issue DIRECTORY\n";
    return 2;
  }
  const auto issued = countersign::Issue(argv[1]);
  if (!issued) std::cerr << "interop_issue: " << issued.error().message << "\n";
  return issued ? 0 : 1;
}
