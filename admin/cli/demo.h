// `countersign demo`: fills a simulated server with an example through its public interface.
#ifndef COUNTERSIGN_CLI_DEMO_H_
#define COUNTERSIGN_CLI_DEMO_H_

#include <ostream>
#include <tl/expected.hpp>

#include "admin/cli/client.h"
#include "admin/cli/connection.h"

namespace countersign::cli {

// Creates what is missing of the demo and writes a line for each to `out`; what is there already is
// left as it is, so a second run changes nothing. Moves the clock on through the contracts' story.
// Returns how many things were done. Refused with NOT_SIMULATED where customers are real.
tl::expected<int, Refusal> LoadDemo(Client& client, const Connection& connection,
                                    std::ostream& out);

// Writes what to look at, a command in each line that shows it: of each contract how it stands now.
// Nothing where the demo's contracts were left out.
tl::expected<void, Refusal> ShowDemo(Client& client, std::ostream& out);

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_DEMO_H_
