#include "client-sdk/src/answer.h"

#include <algorithm>

#include "client-sdk/verify/proof.h"

namespace countersign::sdk {
namespace {

std::string Named(const char* what, verify::Refusal refusal) {
  return std::string(what) + " was refused: " + verify::RefusalName(refusal);
}

// The bundles to verify the answer with: the held ones, or those with the new one.
std::vector<std::string> TakeBundle(const CheckAnswer& answer, const Asked& asked,
                                    const Facts& facts, const Options& options,
                                    std::string& problem) {
  std::vector<std::string> bundles = facts.bundles;
  if (answer.trust_bundle.empty()) return bundles;
  const std::uint64_t held = facts.bundle ? facts.bundle->version : 0;
  const auto checked =
      verify::VerifyTrustBundle(answer.trust_bundle, facts.roots,
                                std::max(held, options.minimum_bundle_version), asked.bundle_time);
  if (!checked) {
    problem = Named("the trust bundle", checked.refusal);
    return bundles;
  }
  if (facts.bundle && checked.value.version == held) return bundles;
  // One that changed the roots stays, since it vouches for its successors.
  if (!bundles.empty() && !facts.bundle->next_roots) bundles.pop_back();
  bundles.push_back(answer.trust_bundle);
  return bundles;
}

std::string CheckStatus(const verify::Status& status, const Asked& asked, const Facts& facts,
                        const Options& options) {
  if (status.product != options.product) return "the answer is about another product";
  if (status.simulated && !options.accept_simulated) return "the server is a simulated one";
  const bool late = asked.now ? *asked.now >= status.expires_at
                              : asked.seconds_waited > status.expires_at - status.issued_at;
  if (late) return "the answer came too late";
  if (asked.imported && facts.status && status.issued_at < facts.status->issued_at) {
    return "the answer is older than what is known since";
  }
  return {};
}

std::string CheckKey(const verify::LicenseKey& key, const verify::Status& status) {
  const bool full = status.outcome == "VALID";
  if (key.product != status.product || key.nonce != status.nonce ||
      key.license_id != status.license_id || key.lease_id != status.lease_id ||
      key.license_version != status.license_version || key.simulated != status.simulated ||
      (key.mode == verify::Mode::kFull) != full) {
    return "key and status contradict each other";
  }
  return {};
}

}  // namespace

Believed Believe(const CheckAnswer& answer, const Asked& asked, const State& before,
                 const Facts& facts, const Options& options) {
  Believed believed;
  std::string bundle_problem;
  State after = before;
  after.bundles = TakeBundle(answer, asked, facts, options, bundle_problem);
  verify::RootSet roots;
  roots.keys = options.roots.keys;
  roots.threshold = options.roots.threshold;
  verify::TrustBundle bundle;
  verify::RootSet next_roots;
  if (!VerifyBundles(after.bundles, roots, options.minimum_bundle_version, bundle, next_roots)) {
    believed.problem = bundle_problem.empty() ? "there is no trust bundle" : bundle_problem;
    return believed;
  }
  const auto status = verify::VerifyStatus(answer.status, bundle);
  if (!status) {
    believed.problem = Named("the status", status.refusal);
    if (!bundle_problem.empty()) believed.problem += "; " + bundle_problem;
    return believed;
  }
  believed.other_question =
      std::find(asked.nonces.begin(), asked.nonces.end(), status.value.nonce) == asked.nonces.end();
  believed.problem = believed.other_question ? "the answer is to another question"
                                             : CheckStatus(status.value, asked, facts, options);
  if (!believed.problem.empty()) return believed;
  if (status.value.license_version < VersionMark(facts.status, status.value.license_id)) {
    believed.problem = "the answer falls behind an earlier one";
    believed.outdated = true;
    return believed;
  }
  after.status = answer.status;

  if (status.value.outcome == "VALID" || status.value.outcome == "RESTRICTED") {
    const auto key = verify::VerifyLicenseKey(answer.key, bundle);
    believed.problem = key ? CheckKey(key.value, status.value) : Named("the key", key.refusal);
    if (!believed.problem.empty()) return believed;
    const bool with_secret = asked.activation && !asked.imported;
    if (with_secret && answer.lease_secret.size() != verify::kLeaseSecretBytes) {
      believed.problem = "the answer lacks the lease secret";
      return believed;
    }
    believed.has_key = true;
    after.key = answer.key;
    after.lease_id = status.value.lease_id;
    if (with_secret || after.lease_id != before.lease_id) {
      after.lease_secret = answer.lease_secret;
      after.counter = 0;
    }
    // What the server has not used up is told again.
    const auto used_up = [&](const UsedCode& used) {
      return !IsEmergencyCode(key.value, used.code);
    };
    after.emergency.erase(std::remove_if(after.emergency.begin(), after.emergency.end(), used_up),
                          after.emergency.end());
    if (answer.counter <= kMaxCounter) after.counter = std::max(after.counter, answer.counter);
  }
  after.asked_version = options.version;
  after.refresh_after = answer.refresh_after;
  believed.facts = ReadFacts(after, Marks{after.status, after.bundles, {}}, options);
  believed.state = std::move(after);
  return believed;
}

}  // namespace countersign::sdk
