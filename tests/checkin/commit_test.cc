// Whatever was decided, a machine is told and given what the facts on file support.
#include "licensing/checkin/commit.h"

#include <gtest/gtest.h>

#include "licensing/base/encoding.h"
#include "licensing/checkin/facts.h"
#include "licensing/checkin/recorded_answer.h"
#include "tests/checkin/installation.h"

namespace countersign::checkin {
namespace {

TEST(Commit, ARestrictionThatTheFactsDoNotSupportReachesNobody) {
  Installation installation;
  installation.Put(installation.NewPolicy(LicenseKind::kNodeLocked, 1));
  Software software(installation, "one");
  const std::string code = installation.NewLicense();
  std::vector<std::string> alarms;
  const keys::Issuer issuer(installation.ring(),
                            {installation.ring().bundle().issuer, false,
                             [&](const std::string& alarm) { alarms.push_back(alarm); }});
  const domain::CheckRequest request = software.Activation(code);
  const Asked asked(request, HexEncode(Sha256(BytesOf(request))), installation.now());
  const Instant second = asked.second;

  Granted granted;
  const auto written = installation.store().Write([&](app::Transaction& tx) -> Result<app::Finish> {
    ASSIGN_OR_RETURN(const domain::CheckFacts facts, LoadFacts(tx, request, second));
    ASSIGN_OR_RETURN(domain::CheckDecision decision, domain::Decide(facts, request, second));
    decision.outcome = Outcome::kRestricted;
    decision.reason = Reason::kLicenseSuspended;
    decision.grant->mode = domain::Mode::kRestricted;
    decision.grant->entitlements.clear();
    decision.grant->offline = seconds(0);
    decision.lease->expire_time = second + seconds(1);
    ASSIGN_OR_RETURN(granted,
                     CommitGrant(tx, issuer, installation.entropy(), asked, facts, decision));
    return app::Finish::kCommit;
  });
  ASSERT_TRUE(written) << written.error().message;

  EXPECT_EQ(alarms.size(), 1U);
  EXPECT_EQ(granted.lease.expire_time, second + hours(24));
  const auto answer = DecodeAnswer(granted.lease.last_answer);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->outcome, Outcome::kValid);
  EXPECT_EQ(answer->reason, Reason::kUnspecified);
  EXPECT_EQ(answer->refresh_after, hours(8));
  const auto status = issuer.Sign(issuer.Restore("tim+jwt", answer->status_payload));
  ASSERT_TRUE(status);
  EXPECT_EQ(verify::VerifyStatus(*status, installation.ring().bundle()).value.outcome, "VALID");
  const auto key = issuer.Sign(issuer.Restore("lic+jwt", answer->key_payload));
  ASSERT_TRUE(key);
  EXPECT_EQ(verify::VerifyLicenseKey(*key, installation.ring().bundle()).value.mode,
            verify::Mode::kFull);
}

}  // namespace
}  // namespace countersign::checkin
