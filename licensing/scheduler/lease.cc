#include "licensing/scheduler/lease.h"

namespace countersign::scheduler {

Result<bool> Lease::Keep() {
  if (token_) {
    if (Steady::now() < last_beat_ + between_beats()) return true;
    ASSIGN_OR_RETURN(const bool ours, Beat());
    if (ours) return true;
    Lost();
  }
  app::StepLease found;
  RETURN_IF_ERROR(store_.Read([&](app::View& view) -> Result<void> {
    ASSIGN_OR_RETURN(found, view.steps().FindLease());
    return {};
  }));
  if (found != seen_) {
    seen_ = found;
    seen_since_ = Steady::now();
  }
  const bool free = found.holder.empty() || Steady::now() >= seen_since_ + found.term;
  return free ? TakeFrom(found) : Result<bool>(false);
}

Result<void> Lease::Seize() {
  if (token_) {
    ASSIGN_OR_RETURN(const bool ours, Beat());
    if (ours) return {};
  }
  RETURN_IF_ERROR(TakeFrom(std::nullopt));
  return {};
}

Result<bool> Lease::Beat() {
  bool ours = false;
  const Steady::time_point now = Steady::now();
  RETURN_IF_ERROR(store_.Write([&](app::Transaction& tx) -> Result<app::Finish> {
    ASSIGN_OR_RETURN(ours, tx.steps().Beat(holder_, *token_));
    return ours ? app::Finish::kCommit : app::Finish::kRollback;
  }));
  if (ours) last_beat_ = now;
  return ours;
}

// If it is still as `expected`; nothing: however it is.
Result<bool> Lease::TakeFrom(const std::optional<app::StepLease>& expected) {
  bool taken = false;
  app::StepLease lease;
  const Steady::time_point now = Steady::now();
  RETURN_IF_ERROR(store_.Write([&](app::Transaction& tx) -> Result<app::Finish> {
    ASSIGN_OR_RETURN(lease, tx.steps().FindLease());
    taken = !expected || lease == *expected;
    if (!taken) return app::Finish::kRollback;
    lease = {holder_, lease.token + 1, 0, term_};
    RETURN_IF_ERROR(tx.steps().PutLease(lease));
    return app::Finish::kCommit;
  }));
  if (!taken) return false;
  token_ = lease.token;
  seen_ = lease;
  last_beat_ = now;
  return true;
}

void Lease::Release() {
  if (!token_) return;
  static_cast<void>(store_.Write([&](app::Transaction& tx) -> Result<app::Finish> {
    ASSIGN_OR_RETURN(app::StepLease lease, tx.steps().FindLease());
    if (lease.holder != holder_ || lease.token != *token_) return app::Finish::kRollback;
    lease.holder.clear();
    RETURN_IF_ERROR(tx.steps().PutLease(lease));
    return app::Finish::kCommit;
  }));
  Lost();
}

std::optional<app::Fence> Lease::fence() const {
  if (!token_) return std::nullopt;
  return app::Fence{holder_, *token_};
}

}  // namespace countersign::scheduler
