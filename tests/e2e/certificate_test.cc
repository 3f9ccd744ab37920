// A certificate on its way: a customer signs, the server certifies it, and somebody who has nothing
// but files checks it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/e2e/command.h"
#include "tests/support/temp_dir.h"

namespace countersign::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

// $HTTP and $TOKEN are the server's.
constexpr char kAcceptance[] = R"(
countersign customer create acme --display-name Acme
countersign contact create wang --customer acme --display-name Wang --role signatory
countersign contract create c1 --customer acme --display-name Plant --currency-code EUR --time-zone Europe/Berlin \
  --calendar target --due-base acceptance-date --credit-term 30 --review-term "12 calendar"
countersign subcontract create erp --contract c1 --display-name ERP --price "EUR 1800.00"
countersign milestone create m1 --contract c1 --subcontract erp --display-name Final \
  --trigger final-acceptance --share 1 --criteria "c1=It opens"
countersign contract activate c1
printf 'signed and sealed' > paper
sum=$(sha256sum paper | cut -d ' ' -f 1)
curl -fsS -T paper -H "authorization: Bearer $TOKEN" -H "countersign-sha256: $sum" \
     "http://$HTTP/v1/blobs?subject=customers/acme" >/dev/null
countersign milestone deliver m1 --contract c1 --release 4.2 --recipient acme/wang
countersign milestone receipt m1 --contract c1 --proof-sha256 "$sum"
countersign milestone accept m1 --contract c1 --contact acme/wang --paper-sha256 "$sum"
)";

std::string Contents(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

Finished Verify(const fs::path& directory, const std::string& file) {
  return Countersign({"verify", directory / file, "--root", directory / "root.pub", "--bundle",
                      directory / "bundle.json"});
}

TEST(CertificateTest, AnAcceptanceCanBeCheckedWithNothingButFiles) {
  TempDir customer;
  std::string paper_sha256;
  {
    ServerProcess server;
    ProcessOptions options;
    options.directory = server.data().parent_path();
    options.environment = {{"COUNTERSIGN_SERVER", server.grpc()},
                           {"COUNTERSIGN_TOKEN", server.token()},
                           {"TOKEN", server.token()},
                           {"HTTP", server.http()}};
    const std::string path = BuiltProgram("countersign").parent_path().string();
    const auto run = [&](const std::string& script) {
      return RunProgram(
          {"bash", "-c",
           "set -euo pipefail\nexport no_proxy='*'\nPATH=\"" + path + ":$PATH\"\n" + script},
          options);
    };
    const auto refused =
        CountersignAt(server, {"milestone", "certificate", "m1", "--contract", "c1"});
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_THAT(refused.errors, HasSubstr("RESOURCE_NOT_FOUND"));

    const Finished accepted = run(kAcceptance);
    ASSERT_EQ(accepted.exit_code, 0) << accepted.output << accepted.errors;
    EXPECT_THAT(accepted.output, HasSubstr("Recorded a signature"));
    const auto certificate = [&](std::vector<std::string> arguments) {
      arguments.insert(arguments.begin(), {"milestone", "certificate", "m1", "--contract", "c1"});
      const Finished finished = CountersignAt(server, arguments);
      EXPECT_EQ(finished.exit_code, 0) << finished.errors;
      return finished.output;
    };
    EXPECT_EQ(certificate({"--out", customer / "m1.jws"}),
              "Wrote the certificate to " + (customer / "m1.jws").string() + ".\n");
    EXPECT_EQ(certificate({"--field", "certificate"}), Contents(customer / "m1.jws"));
    std::ofstream(customer / "bundle.json") << certificate({"--field", "trust_bundle"});
    fs::copy_file(server.data() / "root.pub", customer / "root.pub");
    paper_sha256 = run("sha256sum <paper").output.substr(0, 64);
  }

  const Finished genuine = Verify(customer.path(), "m1.jws");
  EXPECT_EQ(genuine.exit_code, 0) << genuine.errors;
  EXPECT_THAT(genuine.output,
              AllOf(HasSubstr("Genuine: a certificate of acceptance."),
                    ContainsRegex("milestone:? +contracts/c1/milestones/m1\n"),
                    ContainsRegex("amount:? +EUR 1800.00\n"), HasSubstr("by signature\n"),
                    HasSubstr("customers/acme/contacts/wang"), HasSubstr(paper_sha256)));

  std::string altered = Contents(customer / "m1.jws");
  altered[altered.find('.') + 10] ^= 1;
  std::ofstream(customer / "altered.jws") << altered;
  const Finished refused = Verify(customer.path(), "altered.jws");
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_EQ(refused.output, "");
  EXPECT_THAT(refused.errors, HasSubstr("refused: "));
}

}  // namespace
}  // namespace countersign::testing
