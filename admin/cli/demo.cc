#include "admin/cli/demo.h"

#include <google/protobuf/util/time_util.h>

#include <memory>
#include <string>

#include "admin/cli/demo_calls.h"
#include "admin/cli/demo_data.h"
#include "admin/cli/demo_player.h"
#include "admin/cli/random.h"
#include "client-sdk/verify/proof.h"
#include "countersign/v1/license.pb.h"
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
    if (auto played = PlayStory(calls_, connection_); !played) return Pass(played.error());
    // At the end, so that the machines' leases have not run out.
    for (const DemoInstallation& installation : DemoInstallations()) {
      if (auto done = EnsureMachines(installation); !done) return Pass(done.error());
    }
    if (auto done = SuspendIfNew(); !done) return Pass(done.error());
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
      codes_[std::string(wanted.id)] = license->activation_code();
    }
    calls_.Did("created    " +
               *FullName(*FindResource(wanted.resource), *name.argument, name.parent) + "  " +
               wanted.flags.at("display-name").front());
    return {};
  }

  // The licence's activation code: from its creation, else a new one.
  Answer<std::string> CodeOf(const std::string& license) {
    const auto known = codes_.find(license);
    if (known != codes_.end()) return known->second;
    Typed typed;
    typed.argument = license;
    auto rotated = calls_.Run("license", "rotate-code", typed);
    if (!rotated) return Pass(rotated.error());
    const auto& response = static_cast<const v1::RotateActivationCodeResponse&>(**rotated);
    return codes_[license] = response.activation_code();
  }

  // Machines that were released count as well: somebody meant them to go.
  Answer<void> EnsureMachines(const DemoInstallation& installation) {
    const std::string license(installation.license);
    Typed typed;
    typed.parent = license;
    auto listed = calls_.Run("machine", "list", typed);
    if (!listed) return Pass(listed.error());
    const int present = static_cast<const v1::ListMachinesResponse&>(**listed).machines_size();
    for (int machine = present; machine < installation.machines; ++machine) {
      auto code = CodeOf(license);
      if (!code) return Pass(code.error());
      if (auto done = Activate(installation, *code); !done) return done;
    }
    return {};
  }

  // What a made-up machine would send at its first start, once for each of its processes.
  Answer<void> Activate(const DemoInstallation& installation, const std::string& code) {
    const std::string seed = RandomBytes(verify::kMachineSeedBytes);
    const auto public_key = verify::MachinePublicKey(seed);
    if (!public_key) return Fault("no key could be made for a machine");
    v1::CheckLicenseRequest request;
    request.set_activation_code(code);
    request.set_product(std::string(installation.product));
    request.set_product_version(std::string(installation.version));
    request.set_machine_public_key(public_key->data(), public_key->size());
    for (const auto kind :
         {v1::FINGERPRINT_KIND_MACHINE_ID, v1::FINGERPRINT_KIND_BOARD, v1::FINGERPRINT_KIND_MAC}) {
      auto& component = *request.mutable_fingerprint()->add_components();
      component.set_kind(kind);
      component.set_hash(RandomBytes(32));
    }
    for (int process = 1; process <= installation.processes; ++process) {
      request.set_process_id("worker-" + std::to_string(process));
      request.set_nonce(RandomBytes(32));
      request.set_request_id(NewRequestId());
      const std::string body = request.SerializeAsString();
      v1::CheckLicenseResponse response;
      auto checked = client_.CallWithProof("countersign.v1.LicenseService/CheckLicense", body,
                                           verify::MakeActivationProof(seed, body), response);
      if (!checked) return Pass(checked.error());
      if (response.outcome() != v1::CHECK_OUTCOME_VALID) {
        return Fault("a machine of licenses/" + std::string(installation.license) +
                     " was not activated: " + v1::Reason_Name(response.reason()));
      }
    }
    calls_.Did("activated  a machine of licenses/" + std::string(installation.license));
    return {};
  }

  // Only in the run that created it: whoever restored it since meant to.
  Answer<void> SuspendIfNew() {
    const std::string license(kDemoSuspended);
    if (codes_.count(license) == 0) return {};
    Typed typed;
    typed.argument = license;
    typed.flags = {{"cause", {"security"}}, {"reason", {std::string(kDemoSuspensionReason)}}};
    auto suspended = calls_.Run("license", "suspend", typed);
    if (!suspended) return Pass(suspended.error());
    calls_.Did("suspended  licenses/" + license + " for security");
    return {};
  }

  Client& client_;
  const Connection& connection_;
  DemoCalls calls_;
  std::map<std::string, std::string, std::less<>> codes_;
};

}  // namespace

Answer<int> LoadDemo(Client& client, const Connection& connection, std::ostream& out) {
  return Demo(client, connection, out).Load();
}

}  // namespace countersign::cli
