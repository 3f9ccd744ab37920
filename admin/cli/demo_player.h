// Plays the demo's story on a simulated server: each event on its day.
#ifndef COUNTERSIGN_CLI_DEMO_PLAYER_H_
#define COUNTERSIGN_CLI_DEMO_PLAYER_H_

#include "admin/cli/connection.h"
#include "admin/cli/demo_calls.h"
#include "admin/cli/demo_machines.h"
#include "admin/cli/demo_second_user.h"

namespace countersign::cli {

struct DemoStage {
  DemoCalls& calls;
  const Connection& connection;
  DemoMachines& machines;
  DemoSecondUser& second_user;
};

// Moves the clock through the story, and what falls due by itself on the way happens, too. The
// clock is the bookmark: what lies behind it was done, so that a run that was interrupted is taken
// up where it stopped, and a second one changes nothing. On a clock that is too late in the year
// the story is left out, and `stage.calls` says so.
DemoAnswer<void> PlayStory(const DemoStage& stage);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_DEMO_PLAYER_H_
