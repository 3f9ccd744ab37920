// The demo's second user, who decides what one user alone may not.
#ifndef COUNTERSIGN_CLI_DEMO_SECOND_USER_H_
#define COUNTERSIGN_CLI_DEMO_SECOND_USER_H_

#include <memory>
#include <string>
#include <string_view>

#include "admin/cli/connection.h"
#include "admin/cli/demo_calls.h"

namespace countersign::cli {

// Signs in with a token of kDemoSecondUser's own when there is something to decide.
class DemoSecondUser {
 public:
  // `first` outlives it.
  DemoSecondUser(DemoCalls& first, const Connection& connection)
      : first_(first), connection_(connection) {}

  // `verb`: approve or decline. `approval`: approvals/{id}.
  DemoAnswer<void> Decide(std::string_view verb, const std::string& approval,
                          std::string_view note);
  // Ends the token, if one was made.
  DemoAnswer<void> SignOut();

 private:
  DemoAnswer<void> SignIn();

  DemoCalls& first_;
  const Connection connection_;
  std::string token_;  // its name
  std::unique_ptr<Client> client_;
};

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_DEMO_SECOND_USER_H_
