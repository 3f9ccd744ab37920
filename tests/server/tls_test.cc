// Both faces under TLS, seen by clients that trust the server's certificate alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/server_process.h"

namespace countersign::server {
namespace {

namespace fs = std::filesystem;
using countersign::testing::BuiltProgram;
using countersign::testing::EditConfig;
using countersign::testing::Finished;
using countersign::testing::InitData;
using countersign::testing::RunProgram;
using countersign::testing::ServerProcess;
using countersign::testing::TempDir;
using ::testing::HasSubstr;

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    InitData(data_);
    MakeCertificate("server");
    EditConfig(data_, "certificate = \"\"", "certificate = \"tls/server.crt\"");
    EditConfig(data_, "key = \"\"", "key = \"tls/server.key\"");
  }

  void MakeCertificate(const std::string& name) {
    const Finished made = RunProgram(
        {"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1",
         "-keyout", data_ / "tls" / (name + ".key"), "-out", data_ / "tls" / (name + ".crt")});
    ASSERT_EQ(made.exit_code, 0) << made.errors;
  }

  TempDir directory_;
  const fs::path data_ = directory_ / "data";
};

TEST_F(TlsTest, HttpIsServed) {
  ServerProcess server(data_);
  const Finished trusted =
      RunProgram({"curl", "-sS", "--cacert", data_ / "tls" / "server.crt", "-H",
                  "content-type: application/json", "-d", "{}",
                  "https://" + server.http() + "/countersign.v1.LicenseService/GetTrustBundle"});
  EXPECT_EQ(trusted.exit_code, 0) << trusted.errors;
  EXPECT_THAT(trusted.output, HasSubstr("trustBundle"));
  EXPECT_NE(RunProgram({"curl", "-sS", "https://" + server.http() + "/healthz"}).exit_code, 0);
  EXPECT_NE(RunProgram({"curl", "-sS", "http://" + server.http() + "/healthz"}).exit_code, 0);
  EXPECT_NE(RunProgram({"curl", "-sS", "--cacert", data_ / "tls" / "server.crt", "--tls-max", "1.1",
                        "https://" + server.http() + "/healthz"})
                .exit_code,
            0);
  EXPECT_EQ(server.Stop(), 0);
}

TEST_F(TlsTest, GrpcIsServed) {
  ServerProcess server(data_);
  const auto list = [&](const std::string& address, const std::string& ca) {
    return RunProgram({BuiltProgram("countersign"), "product", "list", "--server", address, "--ca",
                       data_ / "tls" / ca},
                      {.environment = {{"COUNTERSIGN_TOKEN", server.token()}}});
  };
  const Finished trusted = list("https://" + server.grpc(), "server.crt");
  EXPECT_EQ(trusted.exit_code, 0) << trusted.errors;
  MakeCertificate("other");
  EXPECT_EQ(list("https://" + server.grpc(), "other.crt").exit_code, 3);
  EXPECT_EQ(list("http://" + server.grpc(), "server.crt").exit_code, 3);
}

TEST_F(TlsTest, TheKeyOfAnotherCertificateIsRefused) {
  MakeCertificate("other");
  fs::copy_file(data_ / "tls" / "other.key", data_ / "tls" / "server.key",
                fs::copy_options::overwrite_existing);
  const Finished serve = RunProgram({BuiltProgram("countersign"), "serve", "--data", data_,
                                     "--grpc", "127.0.0.1:0", "--http", "127.0.0.1:0"});
  EXPECT_EQ(serve.exit_code, 1);
  EXPECT_THAT(serve.errors, HasSubstr("is not that of the certificate"));
}

}  // namespace
}  // namespace countersign::server
