// `countersign root`: the ceremony of the root keys. Needs no network, no server and no data
// directory, so that it can be done on a machine that never has any of them.
#ifndef COUNTERSIGN_SERVER_ROOT_COMMAND_H_
#define COUNTERSIGN_SERVER_ROOT_COMMAND_H_

#include <string>
#include <string_view>

#include "licensing/base/result.h"

namespace CLI {
class App;
}

namespace countersign::server {

// Adds `root create`, `root sign` and `root show` to `app`. A chosen command runs while `app` is
// parsed and leaves its exit code in `exit_code`, which outlives `app`: 0 done, 1 refused (the
// reason is on stderr).
void AddRootCommand(CLI::App& app, int& exit_code);

// What root.pub, a bundle request, a trust bundle or a key file says, as text for people. With
// `roots`, the content of a root.pub, a trust bundle must stand against it.
// FAILED_PRECONDITION / KEY_UNUSABLE if `content` is none of these or does not stand.
Result<std::string> DescribeKeyFile(std::string_view content, std::string_view roots);

}  // namespace countersign::server

#endif  // COUNTERSIGN_SERVER_ROOT_COMMAND_H_
