#include "admin/cli/demo_machines.h"

#include <algorithm>

#include "admin/cli/random.h"
#include "client-sdk/verify/proof.h"
#include "countersign/v1/license.pb.h"
#include "countersign/v1/license_admin.pb.h"

namespace countersign::cli {

DemoAnswer<void> DemoMachines::Ensure(const DemoInstallation& installation) {
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

DemoAnswer<void> DemoMachines::Ensure(std::string_view license) {
  const auto installations = DemoInstallations();
  const auto found = std::ranges::find(installations, license, &DemoInstallation::license);
  if (found == installations.end()) return Fault("no machines of " + std::string(license));
  return Ensure(*found);
}

// From the licence's creation, else a new one.
DemoAnswer<std::string> DemoMachines::CodeOf(const std::string& license) {
  const auto known = codes_.find(license);
  if (known != codes_.end()) return known->second;
  Typed typed;
  typed.argument = license;
  auto rotated = calls_.Run("license", "rotate-code", typed);
  if (!rotated) return Pass(rotated.error());
  const auto& response = static_cast<const v1::RotateActivationCodeResponse&>(**rotated);
  return codes_[license] = response.activation_code();
}

// What a machine would send at its first start, once for each of its processes.
DemoAnswer<void> DemoMachines::Activate(const DemoInstallation& installation,
                                        const std::string& code) {
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
    auto checked = calls_.client().CallWithProof("countersign.v1.LicenseService/CheckLicense", body,
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

}  // namespace countersign::cli
