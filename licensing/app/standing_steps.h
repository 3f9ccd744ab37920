// What falls due in the enforcement of contracts: reminders and notices, stops of supply and
// suspensions, and every change of a stage that time alone brings.
#ifndef COUNTERSIGN_APP_STANDING_STEPS_H_
#define COUNTERSIGN_APP_STANDING_STEPS_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "licensing/app/notice_desk.h"
#include "licensing/app/steps.h"

namespace countersign::app {

// A step is a look at one contract: its standing is found anew, and what it asks for is committed
// with it: stage, effect, notices with their messages, entries. Whether an effect begins is decided
// by domain::Assess alone, which asks every guard rail.
class StandingSteps final : public StepSource {
 public:
  // `doubt` says why the server is not sure of its clock or store, or nothing (guard rail 9). Its
  // errors are those of Take: then nothing is decided, also not that nothing is to be done now.
  using Doubt = std::function<Result<std::string>(Instant now)>;
  StandingSteps(const NoticeDesk& desk, Doubt doubt) : desk_(desk), doubt_(std::move(doubt)) {}

  Result<std::vector<DueStep>> Due(View& view, Instant now, int limit) override;
  Result<bool> Take(Transaction& tx, const Act& act, const DueStep& step) override;

 private:
  const NoticeDesk& desk_;
  const Doubt doubt_;
  // Contracts that an older version of the program left without a standing are looked for once.
  std::atomic<bool> swept_{false};
  // As many as were counted last.
  std::atomic<std::int64_t> customers_{0};
};

}  // namespace countersign::app

#endif  // COUNTERSIGN_APP_STANDING_STEPS_H_
