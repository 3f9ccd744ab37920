#include "licensing/checkin/commit.h"

#include <boost/json/object.hpp>
#include <utility>

#include "licensing/app/act.h"
#include "licensing/app/resource.h"
#include "licensing/base/encoding.h"
#include "licensing/base/ids.h"
#include "licensing/checkin/enforcement.h"
#include "licensing/checkin/recorded_answer.h"

namespace countersign::checkin {
namespace {

using domain::CheckDecision;
using domain::CheckFacts;
using domain::Lease;
using domain::License;
using domain::Machine;

std::string_view ActionOf(domain::Act act) {
  switch (act) {
    case domain::Act::kActivated:
      return "machine.activate";
    case domain::Act::kAcquired:
      return "lease.acquire";
    case domain::Act::kRenewed:
      return "lease.renew";
    case domain::Act::kRekeyed:
      return "machine.rekey";
    case domain::Act::kForked:
      return "machine.fork";
    case domain::Act::kOverage:
      return "license.overage";
    case domain::Act::kTrialStarted:
      return "license.begin_trial";
    case domain::Act::kEmergency:
      return "license.use_emergency_code";
    case domain::Act::kOfflineKey:
      return "license.issue_offline_key";
    case domain::Act::kReleased:
      return "lease.release";
  }
  return "";
}

app::Act ActOf(const Machine& machine, std::string_view request_id, Instant now, Entropy& entropy) {
  return {app::Name("machines", machine.id), std::string(request_id), now, entropy};
}

Result<void> Record(app::Transaction& tx, const app::Act& act,
                    const std::vector<domain::Act>& deeds, std::string_view license_id,
                    const boost::json::object& body) {
  for (const domain::Act deed : deeds)
    RETURN_IF_ERROR(app::Record(tx, act, ActionOf(deed), app::Name("licenses", license_id), body));
  return {};
}

// The rows of a grant, complete with their ids.
struct Rows {
  std::optional<License> license;
  Machine machine;
  bool machine_is_new = false;
  bool machine_changes = false;
  Lease lease;
  bool lease_is_new = false;
};

Rows CompleteRows(const Asked& asked, const CheckFacts& facts, CheckDecision& decision,
                  Entropy& entropy) {
  Rows rows;
  rows.license = std::move(decision.license);
  rows.machine_changes = decision.machine.has_value();
  rows.machine = decision.machine ? *std::move(decision.machine) : *facts.machine;
  rows.machine_is_new = rows.machine.id.empty();
  if (rows.machine_is_new) rows.machine.id = NewId(asked.now, entropy);
  rows.lease = *std::move(decision.lease);
  rows.lease_is_new = rows.lease.id.empty();
  if (rows.lease_is_new) rows.lease.id = NewId(asked.now, entropy);
  rows.lease.machine_id = rows.machine.id;
  rows.lease.key_id = NewId(asked.now, entropy);
  if (asked.request.again) return rows;  // its own last request is still the one to be repeated
  rows.lease.last_request_id = asked.request.request_id;
  rows.lease.last_request_hash = asked.hash;
  return rows;
}

Result<void> Write(app::Transaction& tx, Rows& rows, const std::vector<Lease>& other_leases) {
  if (rows.license) RETURN_IF_ERROR(tx.licenses().Update(*rows.license));
  if (rows.machine_is_new) {
    RETURN_IF_ERROR(tx.machines().Insert(rows.machine));
  } else if (rows.machine_changes) {
    RETURN_IF_ERROR(tx.machines().Update(rows.machine));
  }
  RETURN_IF_ERROR(rows.lease_is_new ? tx.leases().Insert(rows.lease)
                                    : tx.leases().Update(rows.lease));
  for (const Lease& lease : other_leases) RETURN_IF_ERROR(tx.leases().Update(lease));
  return {};
}

// Whether nothing but the lease changes: the many that share an entry.
bool IsPlainRenewal(const Rows& rows, const CheckDecision& decision) {
  return decision.acts == std::vector{domain::Act::kRenewed} && !rows.license &&
         !rows.machine_changes && decision.other_leases.empty();
}

// What the lease keeps of its answer.
Result<std::string> ToKeep(const Asked& asked, const Lease& lease, const RecordedAnswer& answer) {
  if (!asked.request.again) return EncodeAnswer(answer);
  ASSIGN_OR_RETURN(RecordedAnswer last, DecodeAnswer(lease.last_answer));
  last.pushed_payload = answer.key_payload;
  return EncodeAnswer(last);
}

boost::json::object BodyOf(const Rows& rows, const domain::KeyFacts& facts,
                           const CheckDecision& decision, std::string_view key_payload) {
  boost::json::object body{{"machine", rows.machine.id},
                           {"lease", rows.lease.id},
                           {"key", rows.lease.key_id},
                           {"key_hash", HexEncode(Sha256(key_payload))},
                           {"outcome", std::string(domain::OutcomeName(decision.outcome))},
                           {"expire_time", FormatInstant(rows.lease.expire_time)},
                           {"offline_seconds", std::int64_t{decision.grant->offline.count()}},
                           {"license_version", facts.license.license_version},
                           {"generation", rows.lease.generation},
                           {"counter", rows.lease.counter}};
  if (!facts.offline) return body;
  if (facts.offline->horizon) body["horizon"] = FormatInstant(*facts.offline->horizon);
  if (facts.offline->not_after) body["not_after"] = FormatInstant(*facts.offline->not_after);
  return body;
}

}  // namespace

keys::StatusContent StatusOf(const Asked& asked, const CheckFacts& facts,
                             const CheckDecision& decision) {
  keys::StatusContent content;
  content.outcome = decision.outcome;
  content.reason = decision.reason;
  content.product_id = asked.request.product_id;
  content.nonce = asked.request.nonce;
  // A licence of another product is nobody's matter here.
  if (!facts.license || facts.license->product_id != content.product_id) return content;
  const License& license = decision.license ? *decision.license : *facts.license;
  content.license_id = license.id;
  content.license_version = license.license_version;
  if (facts.lease && facts.lease->id == asked.request.lease_id) content.lease_id = facts.lease->id;
  return content;
}

Result<Granted> CommitGrant(app::Transaction& tx, const keys::Issuer& issuer, Entropy& entropy,
                            const Asked& asked, const CheckFacts& facts, CheckDecision decision) {
  keys::StatusContent content = StatusOf(asked, facts, decision);
  Rows rows = CompleteRows(asked, facts, decision, entropy);
  // What would be withheld is looked into once more, from the contract's facts themselves.
  domain::EnforcementFacts enforcement = facts.enforcement;
  if (enforcement.Withholds()) {
    ASSIGN_OR_RETURN(enforcement, LoadSupportedEnforcement(tx, facts, asked.second));
    enforcement = domain::AfterPartStop(std::move(enforcement), facts.added_after_stop,
                                        facts.newer_than_stop);
  }
  const domain::KeyFacts key_facts{*facts.product, rows.license.value_or(*facts.license),
                                   *facts.policy, std::move(enforcement),
                                   domain::OfflineTermOf(facts, asked.request)};
  ASSIGN_OR_RETURN(const keys::PreparedKey key,
                   issuer.PrepareKey(key_facts, *decision.grant,
                                     {rows.lease.id, rows.lease.key_id, rows.machine.fingerprint,
                                      asked.request.nonce},
                                     asked.second));
  // The issuer has the last word: the lease on file and the status say what the key says.
  decision.lease = std::move(rows.lease);
  domain::MakePromise(key.Issued(), asked.second, decision);
  rows.lease = *std::move(decision.lease);
  content.outcome = decision.outcome;
  content.reason = decision.reason;
  content.lease_id = rows.lease.id;
  ASSIGN_OR_RETURN(const keys::Prepared status, issuer.PrepareStatus(content, asked.second));
  Granted granted;
  granted.answer = {decision.outcome, decision.reason, key.Payload(), status.Payload(),
                    decision.refresh_after};
  granted.license_version = key_facts.license.license_version;
  granted.offline_time = decision.grant->expire_time + decision.grant->offline;
  ASSIGN_OR_RETURN(rows.lease.last_answer, ToKeep(asked, rows.lease, granted.answer));
  RETURN_IF_ERROR(Write(tx, rows, decision.other_leases));
  if (IsPlainRenewal(rows, decision)) {
    tx.RecordRenewal({rows.lease.id, rows.lease.key_id, rows.lease.expire_time, asked.now,
                      NewId(asked.now, entropy)});
    granted.lease = std::move(rows.lease);
    return granted;
  }
  const app::Act own = ActOf(rows.machine, asked.request.request_id, asked.now, entropy);
  RETURN_IF_ERROR(Record(tx, asked.act != nullptr ? *asked.act : own, decision.acts,
                         rows.lease.license_id, BodyOf(rows, key_facts, decision, key.Payload())));
  granted.lease = std::move(rows.lease);
  return granted;
}

Result<void> CommitFork(app::Transaction& tx, Entropy& entropy, const Lease& lease, Machine machine,
                        std::uint64_t seen, std::string_view request_id, Instant now) {
  RETURN_IF_ERROR(tx.machines().Update(machine));
  return Record(tx, ActOf(machine, request_id, now, entropy), {domain::Act::kForked},
                lease.license_id,
                {{"machine", machine.id},
                 {"lease", lease.id},
                 {"counter", seen},
                 {"last_counter", lease.counter}});
}

Result<void> CommitRelease(app::Transaction& tx, Entropy& entropy,
                           const domain::ReleaseRequest& request, domain::ReleaseDecision decision,
                           Instant now) {
  const Lease& lease = *decision.lease;
  RETURN_IF_ERROR(tx.leases().Update(lease));
  const bool machine_released = decision.machine.has_value();
  if (machine_released) RETURN_IF_ERROR(tx.machines().Update(*decision.machine));
  Machine actor;
  actor.id = lease.machine_id;
  return Record(
      tx, ActOf(actor, request.request_id, now, entropy), decision.acts, lease.license_id,
      {{"machine", lease.machine_id}, {"lease", lease.id}, {"machine_released", machine_released}});
}

}  // namespace countersign::checkin
