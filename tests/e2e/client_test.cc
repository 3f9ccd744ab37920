// The interface as clients that are not ours use it: curl, and gRPC through reflection alone.
#include <gtest/gtest.h>

#include <array>
#include <boost/json.hpp>
#include <filesystem>

#include "tests/support/process.h"
#include "tests/support/server_process.h"

namespace countersign::testing {
namespace {

namespace json = boost::json;

class ClientTest : public ::testing::Test {
 protected:
  // Runs `countersign` against the server; its standard output without the last newline.
  std::string Admin(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), BuiltProgram("countersign").string());
    for (const std::string& more : {std::string("--data"), server_.data().string(),
                                    std::string("--server"), server_.grpc()}) {
      arguments.push_back(more);
    }
    const Finished finished = testing::RunProgram(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    return finished.output.substr(0, finished.output.find_last_not_of('\n') + 1);
  }

  // A licence of acme-erp; its activation code.
  std::string MakeLicense() {
    Admin({"product", "create", "acme-erp", "--display-name", "ACME ERP", "--entitlement",
           "reports"});
    Admin({"policy", "create", "standard", "--display-name", "Standard", "--kind", "floating"});
    Admin({"customer", "create", "globex", "--display-name", "Globex"});
    return Admin({"license", "create", "globex-erp", "--display-name", "ERP", "--customer",
                  "globex", "--product", "acme-erp", "--policy", "standard", "--field",
                  "activation_code"});
  }

  // Posts a file as a request of the licence surface with curl; what it prints: body, status, type.
  Finished Post(const std::string& method, const std::filesystem::path& body,
                const std::string& proof) {
    return testing::RunProgram(
        {"curl", "--silent", "--show-error", "--noproxy", "*", "--max-time", "30", "--header",
         "content-type: application/json", "--header", "countersign-proof: " + proof,
         "--data-binary", "@" + body.string(), "--write-out", "\n%{http_code} %{content_type}",
         "http://" + server_.http() + "/countersign.v1.LicenseService/" + method});
  }

  ServerProcess server_;
  TempDir directory_;
};

std::string Line(const std::string& text, std::size_t wanted) {
  std::size_t begin = 0;
  for (std::size_t line = 0; line < wanted; ++line) begin = text.find('\n', begin) + 1;
  return text.substr(begin, text.find('\n', begin) - begin);
}

TEST_F(ClientTest, CurlActivatesAMachineAsTheInterfaceSays) {
  const std::string code = MakeLicense();
  const auto body = directory_ / "request.json";
  const Finished made =
      testing::RunProgram({"node", SourceFile("tests/e2e/make_check.mjs").string(), body.string(),
                           code, "acme-erp", "4.2.1"});
  ASSERT_EQ(made.exit_code, 0) << made.errors;
  const std::string proof = Line(made.output, 0);

  const Finished posted = Post("CheckLicense", body, proof);
  ASSERT_EQ(posted.exit_code, 0) << posted.errors;
  EXPECT_EQ(Line(posted.output, 1), "200 application/json") << posted.output;
  const json::object answer = json::parse(Line(posted.output, 0)).as_object();
  EXPECT_EQ(answer.at("outcome").as_string(), "CHECK_OUTCOME_VALID");
  EXPECT_TRUE(answer.contains("key"));
  EXPECT_TRUE(answer.contains("status"));
  EXPECT_TRUE(answer.contains("leaseId"));
  EXPECT_TRUE(answer.contains("leaseSecret"));
  EXPECT_TRUE(answer.contains("trustBundle"));
  EXPECT_TRUE(answer.contains("refreshAfter"));

  // The same bytes again: the same lease, no second seat.
  const Finished again = Post("CheckLicense", body, proof);
  EXPECT_EQ(json::parse(Line(again.output, 0)).at("leaseId"), answer.at("leaseId"));
  EXPECT_EQ(Admin({"license", "get", "globex-erp", "--field", "seats_taken"}), "1");
}

TEST_F(ClientTest, CurlWithAWrongProofIsRefusedInConnectsForm) {
  const std::string code = MakeLicense();
  const auto body = directory_ / "request.json";
  ASSERT_EQ(testing::RunProgram({"node", SourceFile("tests/e2e/make_check.mjs").string(),
                                 body.string(), code, "acme-erp", "4.2.1"})
                .exit_code,
            0);
  const Finished posted = Post("CheckLicense", body, std::string(86, 'A'));
  EXPECT_EQ(Line(posted.output, 1), "401 application/json") << posted.output;
  const json::object error = json::parse(Line(posted.output, 0)).as_object();
  EXPECT_EQ(error.at("code").as_string(), "unauthenticated");
  EXPECT_FALSE(error.at("message").as_string().empty());
  const json::object& detail = error.at("details").as_array().at(0).as_object();
  EXPECT_EQ(detail.at("type").as_string(), "google.rpc.ErrorInfo");
  EXPECT_EQ(detail.at("debug").at("reason").as_string(), "PROOF_INVALID");
  EXPECT_EQ(Admin({"license", "get", "globex-erp", "--field", "seats_taken"}), "0");
}

TEST_F(ClientTest, AGrpcClientThatIsNotOursNeedsNothingButReflection) {
  ASSERT_TRUE(std::filesystem::exists(SourceFile("tests/e2e/node_modules")))
      << "run scripts/node-packages first";
  const std::string code = MakeLicense();
  const Finished client =
      testing::RunProgram({"node", SourceFile("tests/e2e/reflection_client.mjs").string(),
                           server_.grpc(), server_.token(), code, "acme-erp", "4.2.1"});
  ASSERT_EQ(client.exit_code, 0) << client.errors;
  const json::object seen = json::parse(Line(client.output, 0)).as_object();
  std::vector<std::string> services;
  for (const json::value& service : seen.at("services").as_array()) {
    services.emplace_back(service.as_string());
  }
  constexpr std::array kServices = {"AccessService",    "CatalogService",      "ContractService",
                                    "CustomerService",  "EnforcementService",  "EvidenceService",
                                    "KeyService",       "LicenseAdminService", "LicenseService",
                                    "MilestoneService", "OperationService",    "ReceivableService",
                                    "SimulationService"};
  for (const char* service : kServices) {
    EXPECT_NE(std::find(services.begin(), services.end(), std::string("countersign.v1.") + service),
              services.end())
        << service;
  }
  json::object healthy = {{"", "SERVING"}, {"no.such.Service", 5}};  // NOT_FOUND
  for (const std::string& service : services)
    if (service.starts_with("countersign.")) healthy[service] = "SERVING";
  EXPECT_EQ(healthy.size(), kServices.size() + 2);
  EXPECT_EQ(seen.at("healths"), json::value(healthy));
  EXPECT_EQ(seen.at("products"), json::value(json::array{"products/acme-erp"}));
  EXPECT_EQ(seen.at("refusedCode").as_int64(), 16);  // UNAUTHENTICATED without a token
  EXPECT_EQ(seen.at("outcome").as_string(), "CHECK_OUTCOME_VALID");
  EXPECT_EQ(seen.at("keyParts").as_int64(), 3);
  EXPECT_TRUE(seen.at("echoedNonce").as_bool());
  // The log's line of a call has the id that its caller got.
  const std::string id(seen.at("callId").as_string());
  EXPECT_EQ(id.size(), 16U);
  ASSERT_EQ(server_.Stop(), 0);
  EXPECT_NE(server_.log().find("\"id\":\"" + id +
                               "\",\"method\":\"countersign.v1.CatalogService/ListProducts\""),
            std::string::npos)
      << server_.log();
}

}  // namespace
}  // namespace countersign::testing
