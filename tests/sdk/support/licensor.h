// A vendor who works with the command line on a real server.
#ifndef COUNTERSIGN_TESTS_SDK_SUPPORT_LICENSOR_H_
#define COUNTERSIGN_TESTS_SDK_SUPPORT_LICENSOR_H_

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "countersign/client.h"
#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace countersign::sdk {

class Licensor {
 public:
  // Makes the product acme-erp and a customer. The server outlives this.
  explicit Licensor(const testing::ServerProcess& server)
      : data_(server.data()), grpc_(server.grpc()) {
    Admin({"product", "create", "acme-erp", "--display-name", "ACME ERP", "--entitlement",
           "reports", "--entitlement", "seats=25", "--entitlement", "export", "--always-available",
           "export"});
    Admin({"customer", "create", "globex", "--display-name", "Globex"});
  }

  // What the command prints.
  std::string Admin(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), testing::BuiltProgram("countersign").string());
    for (const std::string& more :
         {std::string("--data"), data_.string(), std::string("--server"), grpc_})
      arguments.push_back(more);
    const testing::Finished finished = testing::RunProgram(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    return finished.output.substr(0, finished.output.find_last_not_of('\n') + 1);
  }

  // A licence under a policy of its own; its activation code.
  std::string MakeLicense(const std::vector<std::string>& policy) {
    license_ = "erp-" + std::to_string(++licenses_);
    std::vector<std::string> command = {"policy", "create", license_, "--display-name", "P"};
    command.insert(command.end(), policy.begin(), policy.end());
    Admin(command);
    return Admin({"license", "create", license_, "--display-name", "ERP", "--customer", "globex",
                  "--product", "acme-erp", "--policy", license_, "--field", "activation_code"});
  }
  // The one that was made last.
  const std::string& license() const { return license_; }
  void Suspend() const {
    Admin({"license", "suspend", license_, "--cause", "security", "--reason", "code leaked"});
  }
  void Restore() const { Admin({"license", "restore", license_, "--reason", "new code"}); }

  // Of a program with an explicit machine id and a cache of its own below `directory`.
  Options MakeOptions(const std::string& server, const std::string& code,
                      const testing::TempDir& directory, const std::string& machine) const {
    Options options;
    options.product = "acme-erp";
    options.version = "4.2.1";
    options.roots = RootsFromFile((data_ / "root.pub").string(), nullptr);
    options.servers = {server};
    options.activation_code = code;
    options.cache_directory = (directory / machine).string();
    options.machine_id = machine;
    return options;
  }

 private:
  const std::filesystem::path data_;
  const std::string grpc_;
  std::string license_;
  int licenses_ = 0;
};

}  // namespace countersign::sdk

#endif  // COUNTERSIGN_TESTS_SDK_SUPPORT_LICENSOR_H_
