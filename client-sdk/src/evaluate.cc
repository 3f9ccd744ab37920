#include "client-sdk/src/evaluate.h"

#include <algorithm>
#include <cstdint>
#include <limits>

namespace countersign::sdk {
namespace {

constexpr std::int64_t kClockTolerance = 10 * 60;
constexpr std::int64_t kDay = 24 * 60 * 60;
constexpr int kWarningDays[] = {7, 15, 30, 45};

Outcome OutcomeOf(const std::string& name) {
  static const std::map<std::string, Outcome> kNames = {
      {"RESTRICTED", Outcome::kRestricted},
      {"WRONG_MACHINE", Outcome::kWrongMachine},
      {"WRONG_PRODUCT_OR_VERSION", Outcome::kWrongProductOrVersion},
      {"NO_SEAT", Outcome::kNoSeat},
  };
  const auto found = kNames.find(name);
  // A "no" made up after this code was written is still a "no".
  return found == kNames.end() ? Outcome::kNotActivated : found->second;
}

// An entitlement that is paid up is never less than it was when it was paid.
void AddPaidUp(const Entitlements& paid_up, Entitlements& all) {
  for (const auto& [name, number] : paid_up) {
    const auto [held, added] = all.emplace(name, number);
    if (!added && held->second && (!number || *number > *held->second)) held->second = number;
  }
}

std::string VersionProblem(const verify::LicenseKey& key, const Options& options) {
  if (verify::CoversVersion(key, options.version, options.release_date, options.security_release)) {
    return {};
  }
  const bool version =
      !key.max_version.empty() && verify::CompareVersions(options.version, key.max_version) > 0;
  return version ? "VERSION_NOT_COVERED" : "RELEASE_NOT_COVERED";
}

std::int64_t AddSaturated(std::int64_t a, std::int64_t b) {
  return b > std::numeric_limits<std::int64_t>::max() - a ? std::numeric_limits<std::int64_t>::max()
                                                          : a + b;
}

void Say(Status& status, Outcome outcome, std::string reason) {
  status.outcome = outcome;
  status.reason = std::move(reason);
}

// A signed "no" holds until another statement, except that one about a version says nothing about
// other versions of the software.
bool SaysNo(const Facts& facts, const State& state, const Options& options) {
  if (!facts.status || facts.status->outcome == "VALID") return false;
  return facts.status->outcome != "WRONG_PRODUCT_OR_VERSION" ||
         state.asked_version == options.version;
}

void SayWithoutKey(const Facts& facts, const State& state, const Options& options,
                   const std::string& refusal, Status& status) {
  if (!SaysNo(facts, state, options)) {
    const std::string known = facts.key_problem.empty() ? "NO_KEY" : facts.key_problem;
    Say(status, Outcome::kNotActivated, refusal.empty() ? known : refusal);
    return;
  }
  Say(status, OutcomeOf(facts.status->outcome), facts.status->reason);
  // What was refused since tells more, unless it was only that nobody answered.
  const bool tells_more = !refusal.empty() && refusal != "SERVER_UNREACHABLE";
  if (status.outcome == Outcome::kNotActivated && tells_more) status.reason = refusal;
}

// How much longer everything works.
void SayLeft(const TimeView& time, Status& status) {
  status.days_left = static_cast<int>((status.offline_until - time.now + kDay - 1) / kDay);
  for (const int days : kWarningDays) {
    if (status.days_left <= days) {
      status.warning_days = days;
      break;
    }
  }
}

// An emergency code is in use: it helps where the standing of the contract withholds something, and
// where there was no contact for too long.
void ApplyEmergency(const verify::LicenseKey& key, const State& state, const TimeView& time,
                    Status& status) {
  const bool withheld = !key.emergency_entitlements.empty();
  const bool restricted =
      status.outcome == Outcome::kRestricted && key.mode == verify::Mode::kRestricted;
  const bool in_full = status.outcome == Outcome::kValid || status.outcome == Outcome::kGrace ||
                       status.outcome == Outcome::kClockSuspect;
  if (status.outcome != Outcome::kOfflineLimit && !(withheld && (restricted || in_full))) return;
  const std::int64_t end = EmergencyEnd(state, key);
  if (time.now >= end) return;
  Say(status, Outcome::kGrace, "EMERGENCY_CODE");
  status.offline_until = end;
  SayLeft(time, status);
}

void ApplyTime(const verify::LicenseKey& key, const TimeView& time, Status& status) {
  if (time.now < key.expires_at) {
    Say(status, time.suspect ? Outcome::kClockSuspect : Outcome::kValid,
        time.suspect ? "CLOCK_BEHIND" : "");
    return;
  }
  if (time.now >= status.offline_until) {
    Say(status, Outcome::kOfflineLimit, "NO_CONTACT");
    return;
  }
  Say(status, time.suspect ? Outcome::kClockSuspect : Outcome::kGrace,
      time.suspect ? "CLOCK_BEHIND" : "NO_CONTACT");
  SayLeft(time, status);
}

}  // namespace

TimeView ReadTime(const Facts& facts, const State& state, const Reading& reading,
                  std::int64_t loaded_boot) {
  TimeView view;
  if (!facts.status) {
    view.now = reading.wall;
    return view;
  }
  const std::int64_t mark = facts.status->issued_at;
  view.at_least = view.now = mark;
  if (facts.status->simulated) {
    view.frozen = true;
    return view;
  }
  const bool same_boot = facts.anchored && !state.boot_id.empty() &&
                         state.boot_id == reading.boot_id && reading.boot >= state.boot_seconds;
  if (same_boot) {
    view.at_least = view.now = mark + (reading.boot - state.boot_seconds);
    return view;
  }
  if (reading.wall < mark - kClockTolerance) {
    view.suspect = true;
    view.now = mark + std::max<std::int64_t>(0, reading.boot - loaded_boot);
    return view;
  }
  view.now = std::max(reading.wall, mark);
  return view;
}

Entitlements RightsWithoutContact(const Facts& facts) {
  if (!facts.key) return {};
  Entitlements rest;
  if (facts.key->mode == verify::Mode::kRestricted) rest = facts.key->entitlements;
  AddPaidUp(facts.key->paid_up, rest);
  return rest;
}

Status Evaluate(const Facts& facts, const State& state, const Options& options,
                const std::map<int, std::string>& fingerprint, const TimeView& time,
                const std::string& refusal) {
  Status status;
  status.now = time.now;
  if (facts.status) {
    status.checked_at = facts.status->issued_at;
    status.license_id = facts.status->license_id;
    status.lease_id = facts.status->lease_id;
  }
  if (!facts.key) {
    SayWithoutKey(facts, state, options, refusal, status);
    WriteSentences(status);
    return status;
  }
  const verify::LicenseKey& key = *facts.key;
  status.license_id = key.license_id;
  status.lease_id = key.lease_id;
  status.until = key.expires_at;
  status.offline_until = AddSaturated(key.expires_at, key.offline_seconds);
  const std::string version_problem = VersionProblem(key, options);
  if (key.product != options.product) {
    Say(status, Outcome::kWrongProductOrVersion, "PRODUCT_MISMATCH");
  } else if (!version_problem.empty()) {
    Say(status, Outcome::kWrongProductOrVersion, version_problem);
  } else if (!verify::FingerprintMatches(key.machine, fingerprint)) {
    Say(status, Outcome::kWrongMachine, "MACHINE_MISMATCH");
  } else if (SaysNo(facts, state, options)) {
    Say(status, OutcomeOf(facts.status->outcome), facts.status->reason);
  } else if (key.mode == verify::Mode::kRestricted) {
    Say(status, Outcome::kRestricted, facts.status ? facts.status->reason : std::string());
  } else {
    ApplyTime(key, time, status);
  }
  if (key.notice)
    status.notice = {key.notice->stage, key.notice->number, key.notice->first_day,
                     key.notice->portal};
  ApplyEmergency(key, state, time, status);
  switch (status.outcome) {
    case Outcome::kValid:
    case Outcome::kGrace:
    case Outcome::kClockSuspect:
      status.mode = Mode::kFull;
      status.entitlements = status.reason == "EMERGENCY_CODE" && !key.emergency_entitlements.empty()
                                ? key.emergency_entitlements
                                : key.entitlements;
      AddPaidUp(key.paid_up, status.entitlements);
      break;
    case Outcome::kRestricted:
      if (key.mode == verify::Mode::kRestricted) status.entitlements = key.entitlements;
      AddPaidUp(key.paid_up, status.entitlements);
      break;
    case Outcome::kOfflineLimit:
    case Outcome::kNoSeat:
      status.entitlements = key.paid_up;
      break;
    default:
      break;
  }
  WriteSentences(status);
  return status;
}

}  // namespace countersign::sdk
