#include "admin/cli/demo.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "admin/cli/demo_calls.h"
#include "admin/cli/demo_data.h"
#include "admin/cli/demo_machines.h"
#include "admin/cli/demo_player.h"
#include "admin/cli/demo_second_user.h"
#include "admin/cli/demo_story.h"
#include "admin/cli/standing_text.h"
#include "admin/cli/table.h"
#include "countersign/v1/enforcement.pb.h"
#include "countersign/v1/license_admin.pb.h"
#include "countersign/v1/simulation.pb.h"

namespace countersign::cli {
namespace {

namespace pb = google::protobuf;
using pb::util::TimeUtil;

constexpr std::int64_t kTermSeconds = 365 * 86400;

template <class T>
using Answer = DemoAnswer<T>;

class Demo {
 public:
  Demo(Client& client, const Connection& connection, std::ostream& out)
      : client_(client), connection_(connection), calls_(client, out) {}

  Answer<int> Load() {
    v1::SimulatedClock clock;
    auto asked =
        client_.Call("countersign.v1.SimulationService/GetClock", v1::GetClockRequest(), clock);
    if (!asked) return Pass(asked.error());
    const std::string end =
        TimeUtil::ToString(clock.now() + TimeUtil::SecondsToDuration(kTermSeconds));
    for (const DemoResource& resource : DemoResources(end)) {
      if (auto done = Ensure(resource); !done) return Pass(done.error());
    }
    DemoStage stage{calls_, connection_, machines_, second_user_};
    if (auto played = PlayStory(stage); !played) return Pass(played.error());
    // At the end, so that the machines' leases have not run out.
    for (const DemoInstallation& installation : DemoInstallations()) {
      if (installation.in_story) continue;
      if (auto done = machines_.Ensure(installation); !done) return Pass(done.error());
    }
    if (auto done = SuspendIfNew(); !done) return Pass(done.error());
    if (auto done = second_user_.SignOut(); !done) return Pass(done.error());
    return calls_.changes();
  }

 private:
  Answer<void> Ensure(const DemoResource& wanted) {
    Typed name;
    name.argument = std::string(wanted.id);
    if (!wanted.parent.empty()) name.parent = std::string(wanted.parent);
    auto found = calls_.Run(wanted.resource, "get", name);
    if (found) return {};
    if (found.error().reason != "RESOURCE_NOT_FOUND") return Pass(found.error());
    Typed typed = name;
    typed.flags = wanted.flags;
    auto created = calls_.Run(wanted.resource, "create", typed);
    if (!created) return Pass(created.error());
    if (const auto* license = dynamic_cast<const v1::CreateLicenseResponse*>(created->get())) {
      machines_.Keep(std::string(wanted.id), license->activation_code());
    }
    calls_.Did("created    " +
               *FullName(*FindResource(wanted.resource), *name.argument, name.parent) + "  " +
               wanted.flags.at("display-name").front());
    return {};
  }

  // Only in the run that created it: whoever restored it since meant to.
  Answer<void> SuspendIfNew() {
    const std::string license(kDemoSuspended);
    if (!machines_.IsNew(license)) return {};
    Typed typed;
    typed.argument = license;
    typed.flags = {{"cause", {"security"}}, {"reason", {std::string(kDemoSuspensionReason)}}};
    auto suspended = calls_.Run("license", "suspend", typed);
    if (!suspended) return Pass(suspended.error());
    calls_.Did("suspended  licenses/" + license + " for security");
    const auto& suspension = static_cast<const v1::License&>(**suspended).suspension_approval();
    return second_user_.Decide("approve", suspension, kDemoConfirmation);
  }

  Client& client_;
  const Connection& connection_;
  DemoCalls calls_;
  DemoMachines machines_{calls_};
  DemoSecondUser second_user_{calls_, connection_};
};

}  // namespace

Answer<int> LoadDemo(Client& client, const Connection& connection, std::ostream& out) {
  return Demo(client, connection, out).Load();
}

Answer<void> ShowDemo(Client& client, std::ostream& out) {
  DemoCalls calls(client, out);
  auto listed = calls.Run("standing", "list", {});
  if (!listed) return Pass(listed.error());
  const auto standings =
      WorstFirst(static_cast<const v1::ListStandingsResponse&>(**listed)).standings();
  TableRow header = {"  countersign standing list", "# every part of a contract by its stage"};
  std::vector<TableRow> rows;
  for (const DemoSight& sight : DemoSights()) {
    const auto worst = std::ranges::find_if(standings, [&](const v1::StandingSummary& one) {
      return BareName(one.contract()) == sight.contract;
    });
    if (worst == standings.end()) continue;
    rows.push_back({"  countersign standing show " + std::string(sight.contract),
                    "# " + StageText(worst->stage()) + ": " + std::string(sight.what)});
  }
  if (rows.empty()) return {};
  for (const auto& [command, what] :
       {std::pair("standing queue", "what happens within a week if nothing changes"),
        std::pair("case list", "who looks after what is not paid, and what is to be done"),
        std::pair("approval list", "what took two users, or waits for the second one")})
    rows.push_back({std::string("  countersign ") + command, std::string("# ") + what});
  out << RenderTable(header, rows, false);
  return {};
}

}  // namespace countersign::cli
