#include "tests/server_faults/ladder_data.h"

#include <boost/json/array.hpp>

#include "licensing/keys/keyring.h"
#include "licensing/server/passphrase.h"
#include "licensing/server/store_secrets.h"
#include "tests/server_faults/installation.h"
#include "tests/server_faults/ladder_world.h"
#include "tests/support/must.h"

namespace countersign::testing {
namespace {

void Configure(const std::filesystem::path& data, const std::string& key,
               const std::string& value) {
  EditConfig(data, key + " = \"\"", key + " = \"" + value + "\"");
}

}  // namespace

std::unique_ptr<store::SqliteStore> OpenStore(const std::filesystem::path& data) {
  const auto passphrase =
      Must(server::ReadSecretFile(data / "keys" / "passphrase", "the passphrase"));
  const auto ring = Must(keys::KeyRing::Open(data / "keys", passphrase));
  store::SqliteOptions options;
  options.path = data / "countersign.db";
  return Must(store::SqliteStore::Open(options, server::StoreSecretsOf(ring->master())));
}

void ConfigureVendor(const std::filesystem::path& data) {
  const app::NoticeSettings vendor = app::VendorOfTests();
  Configure(data, "name", vendor.sender.vendor);
  Configure(data, "contact_name", vendor.sender.name);
  Configure(data, "contact_title", vendor.sender.title);
  Configure(data, "contact_address", vendor.sender.address);
  Configure(data, "contact_phone", vendor.sender.phone);
  Configure(data, "contact_email", vendor.sender.email);
  Configure(data, "pay_to", vendor.pay_to);
  Configure(data, "disputes_to", vendor.disputes_to);
  Configure(data, "instalments_to", vendor.instalments_to);
  Configure(data, "export_from", vendor.export_from);
}

void ConfigureRelay(const std::filesystem::path& data, const std::string& url) {
  Configure(data, "smtp_url", url);
  Configure(data, "from_address", "billing@vendor.example");
}

boost::json::object StandingOf(const ServerProcess& server, const std::string& contract) {
  const auto standing = Must(server.Call("EnforcementService/GetStanding",
                                         R"({"contract":"contracts/)" + contract + R"("})"));
  return standing.at("subcontracts").as_array().at(0).as_object();
}

std::string StageOf(const ServerProcess& server, const std::string& contract) {
  return TextIn(StandingOf(server, contract), "stage");
}

std::string PageOf(const ServerProcess& server, const std::string& page) {
  return HttpRequest(server.http(), "GET", page).body;
}

}  // namespace countersign::testing
