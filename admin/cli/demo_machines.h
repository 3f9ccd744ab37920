// Made-up machines of the demo, which start a licensed program for the first time.
#ifndef COUNTERSIGN_CLI_DEMO_MACHINES_H_
#define COUNTERSIGN_CLI_DEMO_MACHINES_H_

#include <map>
#include <string>
#include <string_view>

#include "admin/cli/demo_calls.h"
#include "admin/cli/demo_data.h"

namespace countersign::cli {

class DemoMachines {
 public:
  // `calls` outlives it.
  explicit DemoMachines(DemoCalls& calls) : calls_(calls) {}

  // A licence that this run created, with its activation code.
  void Keep(const std::string& license, std::string code) { codes_[license] = std::move(code); }
  bool IsNew(const std::string& license) const { return codes_.contains(license); }

  // Activates those that are missing. Machines that were released count as well: somebody meant
  // them to go.
  DemoAnswer<void> Ensure(const DemoInstallation& installation);
  // The same for one of DemoInstallations.
  DemoAnswer<void> Ensure(std::string_view license);

 private:
  DemoAnswer<std::string> CodeOf(const std::string& license);
  DemoAnswer<void> Activate(const DemoInstallation& installation, const std::string& code);

  DemoCalls& calls_;
  std::map<std::string, std::string, std::less<>> codes_;
};

}  // namespace countersign::cli

#endif  // COUNTERSIGN_CLI_DEMO_MACHINES_H_
