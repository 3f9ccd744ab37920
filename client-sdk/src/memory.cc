#include "client-sdk/src/memory.h"

#include <algorithm>
#include <utility>

namespace countersign::sdk {

Memory::Memory(const Options& options) : options_(options), cache_(options) {}

bool Memory::Reload() {
  std::string signature = cache_.Signature();
  if (loaded_ && signature == signature_) return false;
  signature_ = std::move(signature);
  const bool first = !loaded_;
  if (first) {
    loaded_ = true;
    loaded_boot_ = BootSeconds();
    boot_id_ = options_.clock->BootId();
  }
  Cache::Content content = cache_.Read();
  Facts facts = ReadFacts(content.state, content.marks, options_);
  const bool given_back =
      !state_.lease_id.empty() && content.marks.released_lease == state_.lease_id;
  const bool knows_better =
      facts_.status && (!facts.status || IsNewer(*facts_.status, *facts.status));
  if (!first && knows_better && !given_back) return false;
  state_ = std::move(content.state);
  marks_ = std::move(content.marks);
  facts_ = std::move(facts);
  return true;
}

void Memory::Adopt(State state, bool just_now) {
  state.boot_seconds = just_now ? BootSeconds() : 0;
  state.boot_id = just_now ? boot_id_ : std::string();
  state_ = std::move(state);
  marks_ = Marks{state_.status, state_.bundles, {}};
  facts_ = ReadFacts(state_, marks_, options_);
  // In this order: marks must never be ahead of a state that was not written.
  WriteState();
  WriteMarks();
}

void Memory::NoteRequest(OpenRequest request) {
  auto& open = state_.open_requests;
  open.push_back(std::move(request));
  if (open.size() > kMaxOpenRequests) open.erase(open.begin());
  WriteState();
}

std::uint64_t Memory::NextCounter(std::uint64_t beyond) {
  state_.counter = std::max(state_.counter, beyond) + 1;
  WriteState();
  return state_.counter;
}

void Memory::UseEmergencyCode(const std::string& code) {
  for (const UsedCode& used : state_.emergency) {
    if (used.code == code) return;
  }
  state_.emergency.push_back({code, Time().now});
  WriteState();
}

void Memory::Release() {
  marks_ = Marks{state_.status, facts_.bundles, state_.lease_id};
  WriteMarks();
  State kept;
  kept.bundles = facts_.bundles;
  kept.server = state_.server;
  state_ = std::move(kept);
  facts_ = ReadFacts(state_, marks_, options_);
  cache_.Forget();
  WriteState();
}

void Memory::TakeOver(const Memory& other) {
  state_ = other.state_;
  marks_ = other.marks_;
  facts_ = other.facts_;
  machine_seed_ = other.machine_seed_;
  signature_ = other.signature_;
  write_problem_ = other.write_problem_;
  loaded_boot_ = other.loaded_boot_;
  boot_id_ = other.boot_id_;
  loaded_ = other.loaded_;
}

bool Memory::HoldsLease() const { return HasLease() && !state_.lease_secret.empty(); }

bool Memory::HasLease() const {
  return !state_.lease_id.empty() && state_.lease_id != marks_.released_lease;
}

std::optional<std::int64_t> Memory::LeastTime() const {
  if (!facts_.status) return std::nullopt;
  return Time().at_least;
}

TimeView Memory::Time() const {
  const Reading reading{options_.clock->WallSeconds(), BootSeconds(), boot_id_};
  return ReadTime(facts_, state_, reading, loaded_boot_);
}

std::string Memory::MachineSeed() {
  if (machine_seed_.empty()) {
    std::string problem;
    machine_seed_ = cache_.MachineSeed(&problem);
    if (!problem.empty()) write_problem_ = problem;
  }
  return machine_seed_;
}

void Memory::WriteState() {
  write_problem_ = cache_.Write(state_);
  signature_ = cache_.Signature();
}

void Memory::WriteMarks() {
  const std::string problem = cache_.Write(marks_);
  if (!problem.empty()) write_problem_ = problem;
  signature_ = cache_.Signature();
}

}  // namespace countersign::sdk
