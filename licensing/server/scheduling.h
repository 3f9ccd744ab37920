// The scheduler as this server runs it: what it carries out, what it logs, its figures.
#ifndef COUNTERSIGN_SERVER_SCHEDULING_H_
#define COUNTERSIGN_SERVER_SCHEDULING_H_

#include "licensing/app/approval_decisions.h"
#include "licensing/app/forget_answers.h"
#include "licensing/app/held_steps.h"
#include "licensing/app/milestone_schedule.h"
#include "licensing/app/settlements.h"
#include "licensing/app/standing_steps.h"
#include "licensing/scheduler/scheduler.h"
#include "licensing/server/config.h"
#include "licensing/server/doubts.h"
#include "licensing/server/log.h"
#include "licensing/server/metrics.h"
#include "licensing/store/sqlite_store.h"

namespace countersign::server {

class Scheduling {
 public:
  // All but `config` outlive it. It listens to the store's commits.
  // `doubts`: while it is about the clock, what is due waits.
  Scheduling(store::SqliteStore& store, const Clock& clock, Entropy& entropy, const Config& config,
             const Doubts& doubts, Log& log);
  ~Scheduling();

  scheduler::Scheduler& scheduler() { return scheduler_; }
  // Whose page is made only while this lives.
  void AddGauges(Metrics& metrics);

 private:
  store::SqliteStore& store_;
  const Clock& clock_;
  app::ForgetAnswers forget_answers_;
  app::MilestoneSteps milestone_steps_;
  app::ExpireSettlements expire_settlements_;
  app::NoticeDesk notice_desk_;
  app::StandingSteps standing_steps_;
  app::HeldSteps held_answers_;
  app::HeldSteps held_milestones_;
  app::HeldSteps held_settlements_;
  app::HeldSteps held_standings_;
  // Not held: that nobody confirmed a suspension may end it too early, and must not end it too
  // late.
  app::ExpireApprovals expire_approvals_;
  scheduler::Scheduler scheduler_;
};

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_SCHEDULING_H_
