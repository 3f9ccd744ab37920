// Session's conversation with the servers.
#include <algorithm>

#include "client-sdk/src/answer.h"
#include "client-sdk/src/bytes.h"
#include "client-sdk/src/session.h"
#include "client-sdk/verify/activation_code.h"
#include "client-sdk/verify/proof.h"

namespace countersign::sdk {
namespace {

int MillisecondsLeft(Deadline deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::max<std::int64_t>(0, left.count()));
}

// The counter that a refusal says to go beyond; 0 if it does not say, or nothing that can be.
std::uint64_t CounterOf(const Refusal& refusal) {
  const auto found = refusal.metadata.find("counter");
  const std::uint64_t counter = found == refusal.metadata.end() ? 0 : ParseNumber(found->second);
  return counter <= kMaxCounter ? counter : 0;
}

// Why an activation brought nothing.
std::string ReasonOf(const Posted& posted) {
  if (!posted.refusal.reason.empty()) return posted.refusal.reason;
  if (posted.doubtful) return "ANSWER_REFUSED";
  return posted.refusal.code.empty() ? "SERVER_UNREACHABLE" : "SERVER_REFUSED";
}

}  // namespace

Deadline Session::ContactDeadline() const {
  return std::chrono::steady_clock::now() +
         options_.request_timeout * std::max<std::size_t>(1, options_.servers.size());
}

Session::Contacted Session::Contact(Deadline deadline, const std::string& typed_code, By by) {
  const std::lock_guard<std::mutex> contact(contact_mutex_);
  Contacted contacted;
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    Load();
  }
  if (options_.servers.empty()) {
    contacted.problem = "no server is configured";
  } else {
    // Processes that share a cache take turns. If another one does not finish, go on: the server
    // gives a machine its own lease back whatever the order.
    const FileLock turn(memory_.LockPath(), MillisecondsLeft(deadline) / 2, &stopping_);
    if (typed_code.empty() && by == By::kAsking && AnotherProcessAsked()) {
      contacted.answered = true;
    } else {
      contacted = Ask(deadline, typed_code, by);
    }
  }
  const std::lock_guard<std::mutex> lock(state_mutex_);
  failures_ = contacted.answered ? 0 : failures_ + 1;
  if (contacted.answered) retry_after_ = 0;
  problem_ = contacted.problem;
  PlanNext(EvaluateNow());
  if (!contacted.problem.empty()) Log(LogLevel::kWarning, "contact failed: " + contacted.problem);
  return contacted;
}

bool Session::AnotherProcessAsked() {
  const std::lock_guard<std::mutex> lock(state_mutex_);
  return memory_.Reload() && EvaluateNow().outcome == Outcome::kValid;
}

Session::Contacted Session::Ask(Deadline deadline, const std::string& typed_code, By by) {
  Contacted contacted;
  bool holds_lease = false;
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    holds_lease = memory_.HoldsLease();
  }
  if (typed_code.empty() && holds_lease) {
    bool code_may_help = false;
    contacted = Renewal(deadline, by, code_may_help);
    // What is in the way of a watch may let a question through.
    if (by == By::kWatching && !contacted.answered && !code_may_help && !stopping_) {
      const std::int64_t retry_after = contacted.retry_after;
      contacted = Renewal(ContactDeadline(), By::kAsking, code_may_help);
      contacted.retry_after = retry_after;
    }
    if (!code_may_help) return contacted;
  }
  const std::string code = Code(typed_code);
  if (code.empty()) {
    if (!holds_lease) contacted.problem = "there is no activation code";
    return contacted;
  }
  const bool answered_before = contacted.answered;
  contacted = Activation(deadline, code, !typed_code.empty());
  contacted.answered |= answered_before;
  return contacted;
}

Session::Contacted Session::Renewal(Deadline deadline, By by, bool& code_may_help) {
  Contacted contacted;
  std::uint64_t beyond = 0;
  for (int attempt = 0; attempt < 2; ++attempt) {
    CheckRequest request = NewRequest();
    std::string secret;
    {
      const std::lock_guard<std::mutex> lock(state_mutex_);
      request.lease_id = memory_.state().lease_id;
      request.emergency = memory_.state().emergency;
      request.counter = memory_.NextCounter(beyond);
      secret = memory_.state().lease_secret;
    }
    Believed believed;
    Posted posted = PostCheck(request, secret, deadline, by, believed);
    if (posted.accepted) {
      code_may_help = LeaseIsOfNoUse(*believed.facts.status);
      if (posted.stream && believed.has_key) {
        BeginWatch({std::move(posted.stream), posted.server, request.nonce, request.lease_id,
                    secret, memory_.BootSeconds()});
      }
      Take(std::move(believed), posted.server);
      contacted.answered = true;
      return contacted;
    }
    contacted.problem = posted.problem;
    contacted.retry_after = RetryAfter(posted.refusal);
    const std::string& reason = posted.refusal.reason;
    code_may_help = reason == "PROOF_INVALID" || reason == "LEASE_UNKNOWN";
    if (reason != "COUNTER_REPLAYED") break;
    beyond = CounterOf(posted.refusal);
  }
  return contacted;
}

Session::Contacted Session::Activation(Deadline deadline, const std::string& code, bool typed) {
  CheckRequest request = NewRequest();
  std::string seed;
  bool holds_lease = false;
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    holds_lease = memory_.HoldsLease();
    if (!fingerprint_->stable) return Refused("MACHINE_ID_NEEDED", "", typed);
    seed = memory_.MachineSeed();
  }
  const auto canonical = verify::ParseActivationCode(code);
  const auto machine_key = verify::MachinePublicKey(seed);
  if (!canonical || !machine_key) {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    return Refused("CODE_MALFORMED", "the activation code is malformed", typed);
  }
  request.activation_code = verify::FormatActivationCode(*canonical);
  request.machine_public_key.assign(machine_key->begin(), machine_key->end());
  Believed believed;
  const Posted posted = PostCheck(request, seed, deadline, By::kAsking, believed);
  if (posted.accepted && (believed.has_key || !holds_lease || !typed)) {
    Take(std::move(believed), posted.server);
    Contacted contacted;
    contacted.answered = true;
    return contacted;
  }
  const std::lock_guard<std::mutex> lock(state_mutex_);
  if (posted.accepted) {
    // The typed code is no good; the lease that is held is not touched.
    Contacted contacted;
    contacted.answered = true;
    contacted.refused =
        Evaluate(believed.facts.WithoutKey(), believed.state, options_, {}, memory_.Time(), {});
    contacted.refused->source = Source::kServer;
    return contacted;
  }
  return Refused(ReasonOf(posted), posted.problem, typed);
}

Session::Contacted Session::Refused(const std::string& reason, const std::string& problem,
                                    bool typed) {
  Contacted contacted;
  contacted.problem = problem.empty() ? reason : problem;
  refusal_ = reason;
  if (typed) {
    Status status;
    status.reason = reason;
    status.problem = problem;
    WriteSentences(status);
    contacted.refused = std::move(status);
  }
  return contacted;
}

CheckRequest Session::NewRequest() {
  CheckRequest request;
  request.nonce = RandomBytes(kNonceBytes);
  request.request_id = RandomUuid();
  const std::lock_guard<std::mutex> lock(state_mutex_);
  request.fingerprint = fingerprint_->components;
  if (memory_.facts().bundle) request.bundle_version = memory_.facts().bundle->version;
  return request;
}

std::string Session::Code(const std::string& typed_code) const {
  if (!typed_code.empty()) return typed_code;
  if (!options_.activation_code.empty()) return options_.activation_code;
  return options_.activation_code_provider ? options_.activation_code_provider() : std::string();
}

Posted Session::PostCheck(const CheckRequest& request, const std::string& secret, Deadline deadline,
                          By by, Believed& believed) {
  const std::string body = exchange_.wire().EncodeCheck(request, options_);
  Asked asked;
  asked.nonces = {request.nonce};
  asked.activation = request.lease_id.empty();
  State before;
  Facts facts;
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    before = memory_.state();
    facts = memory_.facts();
    asked.bundle_time = BundleTime();
  }
  const std::string proof = asked.activation ? verify::MakeActivationProof(secret, body)
                                             : verify::MakeRenewalProof(secret, body);
  const std::int64_t start = memory_.BootSeconds();
  const auto accept = [&](const std::string& text) -> std::string {
    const auto answer = exchange_.wire().DecodeCheck(text);
    if (!answer) return "the answer cannot be read";
    asked.seconds_waited = memory_.BootSeconds() - start;
    believed = Believe(*answer, asked, before, facts, options_);
    return believed.problem;
  };
  return Remember(by == By::kWatching
                      ? exchange_.Watch({kWatchPath, body, proof, before.server, deadline}, accept)
                      : exchange_.Post({kCheckPath, body, proof, before.server, deadline}, accept));
}

std::optional<std::int64_t> Session::BundleTime() const {
  const auto signed_time = memory_.LeastTime();
  if (signed_time || options_.accept_simulated) return signed_time;
  return options_.clock->WallSeconds();
}

Posted Session::PostRelease(Deadline deadline, std::uint64_t beyond) {
  std::string body, secret, server;
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    const std::uint64_t counter = memory_.NextCounter(beyond);
    const State& state = memory_.state();
    body = exchange_.wire().EncodeRelease(
        {state.lease_id, counter, RandomBytes(kNonceBytes), RandomUuid()});
    secret = state.lease_secret;
    server = state.server;
  }
  const auto accept = [this](const std::string& text) {
    return std::string(exchange_.wire().IsMessage(text) ? "" : "the answer cannot be read");
  };
  return exchange_.Post(
      {kReleasePath, body, verify::MakeReleaseProof(secret, body), server, deadline}, accept);
}

Posted Session::Remember(Posted posted) {
  const std::int64_t wish = RetryAfter(posted.refusal);
  if (wish == 0) return posted;
  const std::lock_guard<std::mutex> lock(state_mutex_);
  retry_after_ = wish;
  return posted;
}

void Session::Take(Believed believed, const std::string& server) {
  const std::lock_guard<std::mutex> lock(state_mutex_);
  Adopt(std::move(believed), server);
}

void Session::Adopt(Believed believed, const std::string& server) {
  believed.state.server = server;
  memory_.Adopt(std::move(believed.state), true);
  refusal_.clear();
  if (!memory_.write_problem().empty()) {
    Log(LogLevel::kWarning, "keys are kept in memory only: " + memory_.write_problem());
  }
}

Error Session::Deactivate() {
  const std::lock_guard<std::mutex> contact(contact_mutex_);
  {
    const std::lock_guard<std::mutex> lock(state_mutex_);
    Load();
    if (!memory_.HoldsLease()) return {"NOT_ACTIVATED", "this machine holds no lease"};
  }
  const Deadline deadline = ContactDeadline();
  {
    const FileLock turn(memory_.LockPath(), MillisecondsLeft(deadline) / 2, &stopping_);
    Posted posted = PostRelease(deadline, 0);
    if (posted.refusal.reason == "COUNTER_REPLAYED") {
      posted = PostRelease(deadline, CounterOf(posted.refusal));
    }
    if (!posted.accepted) {
      return {"CONTACT_FAILED", "the seat was not given back: " + posted.problem};
    }
    const std::lock_guard<std::mutex> lock(state_mutex_);
    memory_.Release();
    refusal_ = "LEASE_RELEASED";
  }
  Report(Source::kServer, {});
  return {};
}

}  // namespace countersign::sdk
