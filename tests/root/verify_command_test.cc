// `countersign verify` as a customer uses it: with files, and nothing else.
#include "licensing/server/verify_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

#include "client-sdk/verify/root_set.h"
#include "tests/keys/support/key_directory.h"

namespace countersign::tests {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

struct Outcome {
  int exit_code = -1;
  std::string out, err;
};

Outcome RunVerify(std::vector<std::string> arguments) {
  CLI::App app;
  Outcome outcome;
  server::AddVerifyCommand(app, outcome.exit_code);
  arguments.insert(arguments.begin(), "verify");
  std::ranges::reverse(arguments);
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError&) {
    outcome.exit_code = 2;
  }
  outcome.out = ::testing::internal::GetCapturedStdout();
  outcome.err = ::testing::internal::GetCapturedStderr();
  return outcome;
}

class VerifyCommand : public ::testing::Test {
 protected:
  VerifyCommand() {
    WriteText(temp / "root.pub", verify::FormatRootSet(RootsOf({&root}, 1)));
    WriteText(temp / "bundle.json", BundleText(bundle, {&root}));
  }

  std::string File(const std::string& name, std::string_view text) const {
    WriteText(temp / name, text);
    return temp / name;
  }
  std::string Certificate(const boost::json::object& claims = CertificateClaims()) const {
    return Signed("cert+jwt", boost::json::serialize(claims), certificate);
  }
  Outcome Verify(std::string_view text) const {
    return RunVerify(
        {File("object", text), "--root", temp / "root.pub", "--bundle", temp / "bundle.json"});
  }
  void Refuses(std::string_view text, const std::string& why) const {
    const Outcome refused = Verify(text);
    EXPECT_EQ(refused.exit_code, 1);
    EXPECT_EQ(refused.out, "");
    EXPECT_THAT(refused.err, AllOf(HasSubstr("refused: "), HasSubstr(why)));
  }

  testing::TempDir temp;
  const keys::PrivateKey root = TestKey(9);
  const keys::PrivateKey signing = TestKey(1);
  const keys::PrivateKey certificate = TestKey(2);
  const keys::PrivateKey stranger = TestKey(4);
  const verify::TrustBundle bundle = BundleOf({Trusted(signing, verify::KeyUse::kSigning),
                                               Trusted(certificate, verify::KeyUse::kCertificate)});
};

TEST_F(VerifyCommand, SaysWhatACertificateSays) {
  const Outcome genuine = Verify(Certificate() + "\n");
  EXPECT_EQ(genuine.exit_code, 0) << genuine.err;
  EXPECT_EQ(genuine.err, "");
  EXPECT_THAT(genuine.out, HasSubstr("Genuine: a certificate of acceptance.\n"));
  for (const char* line :
       {"issuer:? +https://licences.example", "milestone:? +contracts/c1/milestones/m1",
        "sub-contract:? +contracts/c1/subcontracts/erp", "amount:? +CNY 180000.00",
        "accepted:? +2027-01-15, by signature", "document:? +(64){32}", "received:? +2027-01-08",
        "items:? +i1, i2", "still to do:? +p1",
        "signature:? +customers/acme/contacts/wang, 2027-01-15, PAPER (70){32}",
        "ledger entry:? +01kn1wvga0e4vdvtqyjm2shk9f", "recorded:? +2027-01-15T08:00:00Z"})
    EXPECT_THAT(genuine.out, ContainsRegex(line));
  EXPECT_THAT(genuine.out, Not(HasSubstr("simulated")));
}

TEST_F(VerifyCommand, SaysThatARehearsalProvesNothing) {
  boost::json::object claims = CertificateClaims();
  claims["sim"] = true;
  EXPECT_THAT(Verify(Certificate(claims)).out, HasSubstr("proves nothing"));
}

TEST_F(VerifyCommand, TellsTheKindByItself) {
  EXPECT_THAT(Verify(Signed("lic+jwt", boost::json::serialize(LicenseClaims()), signing)).out,
              AllOf(HasSubstr("Genuine: a licence key.\n"), HasSubstr("export, seats=25"),
                    HasSubstr("2027-01-15T08:00:00Z to 2027-01-16T08:00:00Z, ")));
  EXPECT_THAT(Verify(Signed("tim+jwt", boost::json::serialize(StatusClaims()), signing)).out,
              AllOf(HasSubstr("Genuine: the answer to a licence check.\n"),
                    HasSubstr("RESTRICTED, LICENSE_SUSPENDED")));
  const Outcome of_bundle = RunVerify({temp / "bundle.json", "--root", temp / "root.pub"});
  EXPECT_EQ(of_bundle.exit_code, 0) << of_bundle.err;
  EXPECT_THAT(of_bundle.out, AllOf(HasSubstr("Genuine: a trust bundle.\n"),
                                   HasSubstr(certificate.kid()), HasSubstr("certificate key")));
}

TEST_F(VerifyCommand, RefusesWhatIsNotGenuine) {
  std::string altered = Certificate();
  altered[altered.size() / 2] = altered[altered.size() / 2] == 'A' ? 'B' : 'A';
  Refuses(altered, "(BAD_SIGNATURE)");
  Refuses(Signed("cert+jwt", boost::json::serialize(CertificateClaims()), signing),
          "does not hold for this use (UNKNOWN_KEY)");
  Refuses(Signed("lic+jwt", boost::json::serialize(LicenseClaims()), certificate), "(UNKNOWN_KEY)");
  Refuses(Signed("JWT", boost::json::serialize(CertificateClaims()), certificate),
          "(WRONG_HEADER)");
  Refuses("to whom it may concern", "(MALFORMED)");
  Refuses("", "(MALFORMED)");
  boost::json::object claims = CertificateClaims();
  claims["iss"] = "https://somebody.example";
  Refuses(Certificate(claims), "another issuer's (BAD_CLAIMS)");
  claims = CertificateClaims();
  claims["iat"] = kNow - 5000;
  Refuses(Certificate(claims), "was not valid when it was issued (KEY_NOT_VALID)");
}

TEST_F(VerifyCommand, TrustsABundleOnlyForItsRoots) {
  const std::string file = File("certificate", Certificate());
  const std::string foreign = File("foreign.json", BundleText(bundle, {&stranger}));
  const Outcome refused = RunVerify({file, "--root", temp / "root.pub", "--bundle", foreign});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("foreign.json"), HasSubstr("(THRESHOLD)")));
  EXPECT_EQ(refused.out, "");
}

TEST_F(VerifyCommand, SaysWhatItLacks) {
  const std::string file = File("certificate", Certificate());
  EXPECT_EQ(RunVerify({}).exit_code, 2);
  EXPECT_EQ(RunVerify({file}).exit_code, 2);
  const Outcome no_bundle = RunVerify({file, "--root", temp / "root.pub"});
  EXPECT_EQ(no_bundle.exit_code, 2);
  EXPECT_THAT(no_bundle.err, HasSubstr("--bundle is required"));
  const Outcome no_file = RunVerify({temp / "nothing", "--root", temp / "root.pub"});
  EXPECT_EQ(no_file.exit_code, 2);
  EXPECT_THAT(no_file.err, HasSubstr("nothing"));
  const Outcome no_roots = RunVerify({file, "--root", file, "--bundle", temp / "bundle.json"});
  EXPECT_EQ(no_roots.exit_code, 2);
  EXPECT_THAT(no_roots.err, HasSubstr("is not a list of root keys"));
}

}  // namespace
}  // namespace countersign::tests
