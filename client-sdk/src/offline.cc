// Session's conversation with a server over texts that people carry.
#include <algorithm>
#include <utility>

#include "client-sdk/src/bytes.h"
#include "client-sdk/src/session.h"
#include "client-sdk/verify/activation_code.h"
#include "client-sdk/verify/offline_text.h"
#include "client-sdk/verify/proof.h"

namespace countersign::sdk {

Client::Exported Session::ExportRequest(std::string_view typed_code) {
  const std::lock_guard<std::mutex> contact(contact_mutex_);
  bool holds_lease = false;
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    Load();
    holds_lease = memory_.HasLease();
    if (!fingerprint_->stable) {
      return {{}, {"MACHINE_ID_NEEDED", "set a machine id: nothing here would be known again"}};
    }
  }
  std::string code(typed_code);
  if (code.empty() && !holds_lease) code = Code({});
  if (code.empty() && !holds_lease) {
    return {{}, {"NOT_ACTIVATED", "there is neither an activation code nor a lease"}};
  }
  const auto canonical = verify::ParseActivationCode(code);
  if (!code.empty() && !canonical) {
    return {{}, {"CODE_MALFORMED", "the activation code was mistyped"}};
  }
  const std::lock_guard<std::mutex> lock(state_mutex_);
  const std::string seed = memory_.MachineSeed();
  const std::string formatted = canonical ? verify::FormatActivationCode(*canonical) : "";
  const std::string body = OpenBody(OfflineRequest(formatted, seed));
  if (!memory_.write_problem().empty()) {
    Log(LogLevel::kWarning, "the request is kept in memory only: " + memory_.write_problem());
  }
  return {verify::WriteOfflineRequest({verify::MakeOfflineProof(seed, body), body}), {}};
}

CheckRequest Session::OfflineRequest(const std::string& code, const std::string& seed) {
  CheckRequest request;
  request.fingerprint = fingerprint_->components;
  if (memory_.facts().bundle) request.bundle_version = memory_.facts().bundle->version;
  request.emergency = memory_.state().emergency;
  if (code.empty()) {
    request.lease_id = memory_.state().lease_id;
    return request;
  }
  request.activation_code = code;
  if (const auto key = verify::MachinePublicKey(seed)) {
    request.machine_public_key.assign(key->begin(), key->end());
  }
  return request;
}

std::string Session::OpenBody(CheckRequest request) {
  const State& state = memory_.state();
  request.counter = state.counter;
  if (!state.open_requests.empty()) {
    const OpenRequest& open = state.open_requests.back();
    request.nonce = open.nonce;
    request.request_id = UuidOf(open.nonce);
    if (JsonWire().EncodeCheck(request, options_) == open.body) return open.body;
  }
  request.nonce = RandomBytes(kNonceBytes);
  request.request_id = UuidOf(request.nonce);
  if (!request.lease_id.empty()) request.counter = memory_.NextCounter(0);
  std::string body = JsonWire().EncodeCheck(request, options_);
  memory_.NoteRequest({request.nonce, body});
  return body;
}

Error Session::ImportLicense(std::string_view text) {
  const auto body = verify::ReadOfflineLicense(text);
  const auto answer = body ? JsonWire().DecodeCheck(*body) : std::nullopt;
  if (!answer) {
    return {"LICENSE_UNREADABLE",
            "this is no licence text, or a part of it is missing or damaged: take the whole of it, "
            "with its BEGIN and END lines"};
  }
  {
    const std::lock_guard<std::mutex> contact(contact_mutex_);
    const std::lock_guard<std::mutex> lock(state_mutex_);
    Load();
    if (answer->status == memory_.state().status) return {};  // it was imported before
    Asked asked;
    asked.imported = true;
    for (const OpenRequest& open : memory_.state().open_requests) {
      asked.nonces.push_back(open.nonce);
    }
    asked.bundle_time = BundleTime();
    Believed believed = Believe(*answer, asked, memory_.state(), memory_.facts(), options_);
    if (believed.other_question) {
      return {
          "REQUEST_UNKNOWN",
          "this licence answers no request that this machine has open: it is for another "
          "machine, was imported before, or the machine's cache was lost. Export a new request"};
    }
    if (believed.problem.empty() && !believed.has_key) believed.problem = "it holds no key";
    if (!believed.problem.empty()) {
      return {"LICENSE_REFUSED", "this licence cannot be believed: " + believed.problem};
    }
    auto& open = believed.state.open_requests;
    const auto answered = std::find_if(open.begin(), open.end(), [&](const OpenRequest& request) {
      return request.nonce == believed.facts.status->nonce;
    });
    open.erase(open.begin(), answered + 1);  // a text that was asked for earlier is older
    memory_.Adopt(std::move(believed.state), false);
    refusal_.clear();
    if (!memory_.write_problem().empty()) {
      Log(LogLevel::kWarning, "keys are kept in memory only: " + memory_.write_problem());
    }
  }
  Report(Source::kCache, {});
  return {};
}

}  // namespace countersign::sdk
