// What `countersign demo` puts on a simulated server: the resources of a small software house, as
// the commands that would create them.
#ifndef COUNTERSIGN_CLI_DEMO_DATA_H_
#define COUNTERSIGN_CLI_DEMO_DATA_H_

#include <string>
#include <string_view>
#include <vector>

#include "admin/cli/request.h"

namespace countersign::cli {

struct DemoResource {
  std::string_view resource;  // "license"
  std::string_view id;
  std::string_view parent;  // id of what it belongs to, or empty
  std::map<std::string, std::vector<std::string>, std::less<>> flags;
};

// In the order in which they refer to each other. `end`: RFC 3339, the end of the licences' terms.
std::vector<DemoResource> DemoResources(const std::string& end);

// Machines that run a licensed program.
struct DemoInstallation {
  std::string_view license;
  std::string_view product;
  std::string_view version;
  int machines = 1;
  int processes = 1;  // on each machine, where the licence counts processes
  // They start on their day of the story, since their contract comes to an end of its own.
  bool in_story = false;
};
std::vector<DemoInstallation> DemoInstallations();

// Who approves what takes two users.
inline constexpr std::string_view kDemoSecondUser = "second-manager";

// The licence that is suspended for security, and why.
inline constexpr std::string_view kDemoSuspended = "nordwerft-erp";
inline constexpr std::string_view kDemoSuspensionReason =
    "The activation code was found in a public repository.";
inline constexpr std::string_view kDemoConfirmation =
    "A new code is on its way; it stays until then.";

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_DEMO_DATA_H_
