// IssueOfflineKey as an administrator calls it.
#include "client-sdk/verify/offline_text.h"
#include "tests/rpc/admin_surface.h"
#include "tests/rpc/offline_request.h"

namespace countersign::rpc {
namespace {

constexpr char kMethod[] = "LicenseAdminService/IssueOfflineKey";

class OfflineKeyTest : public AdminSurface {
 protected:
  void SetUp() override {
    MakeLicense();
    code_ = Call<v1::RotateActivationCodeResponse>("LicenseAdminService/RotateActivationCode",
                                                   R"({"name":"licenses/erp"})")
                ->activation_code();
  }
  std::string Request(const std::string& more = {}) {
    return R"({"name":"licenses/erp",)" + more + R"("request":")" + InJson(OfflineRequest(code_)) +
           R"("})";
  }
  v1::CheckLicenseResponse AnswerIn(const v1::IssueOfflineKeyResponse& issued) {
    v1::CheckLicenseResponse answer;
    const auto text = verify::ReadOfflineLicense(issued.license_text());
    EXPECT_TRUE(text && google::protobuf::util::JsonStringToMessage(*text, &answer).ok());
    return answer;
  }

  std::string code_;
};

TEST_F(OfflineKeyTest, TheTextHoldsWhatTheMachineNeedsAndNoSecret) {
  const auto issued = *Call<v1::IssueOfflineKeyResponse>(kMethod, Request());
  EXPECT_EQ(issued.offline_time().seconds() - ToSeconds(now_), 8'640'000);
  EXPECT_FALSE(issued.restricted());
  const v1::CheckLicenseResponse answer = AnswerIn(issued);
  EXPECT_EQ(answer.outcome(), v1::CHECK_OUTCOME_VALID);
  EXPECT_EQ(answer.lease_secret(), "");
  EXPECT_EQ(answer.trust_bundle(), TestKeys().bundle_text());
  const auto key = verify::VerifyLicenseKey(answer.key(), TestKeys().bundle());
  ASSERT_TRUE(key);
  EXPECT_EQ(key.value.key_id, issued.key_id());
  EXPECT_EQ(issued.machine().rfind("licenses/erp/machines/", 0), 0U);
}

TEST_F(OfflineKeyTest, ARepetitionGivesTheSameBytes) {
  const std::string request = Request(
      R"("requestId":"11111111-2222-4333-8444-555555555555","notAfter":"2026-05-01T00:00:00Z",)");
  const auto first = *Call<v1::IssueOfflineKeyResponse>(kMethod, request);
  const auto again = *Call<v1::IssueOfflineKeyResponse>(kMethod, request);
  EXPECT_EQ(again.license_text(), first.license_text());
  EXPECT_EQ(first.offline_time().seconds(), ToSeconds(*ParseInstant("2026-05-01T00:00:00Z")));

  ASSERT_TRUE(Call<v1::IssueOfflineKeyResponse>(kMethod, Request()));
  Refused(Code::kFailedPrecondition, Reason::kStateConflict, kMethod, request);
}

TEST_F(OfflineKeyTest, ADryRunTellsTheEndAndChangesNothing) {
  const std::string before = Snapshot();
  const auto told = *Call<v1::IssueOfflineKeyResponse>(kMethod, Request(R"("validateOnly":true,)"));
  EXPECT_EQ(Snapshot(), before);
  EXPECT_EQ(told.license_text(), "");
  EXPECT_TRUE(told.has_offline_time());
}

TEST_F(OfflineKeyTest, RefusesWhatIsNoRequest) {
  for (const char* text : {"", "hello", "-----BEGIN COUNTERSIGN REQUEST-----\\nAAAA"})
    Refused(Code::kInvalidArgument, Reason::kOfflineRequestMalformed, kMethod,
            R"({"name":"licenses/erp","request":")" + std::string(text) + R"("})");
  Refused(Code::kInvalidArgument, Reason::kMessageMalformed, kMethod,
          R"({"name":"licenses/erp","request":")" +
              InJson(verify::WriteOfflineRequest({"proof", "no JSON"})) + R"("})");
  RefusedField("not_after", kMethod, Request(R"("notAfter":"2026-03-01T00:00:00Z",)"));
}

}  // namespace
}  // namespace countersign::rpc
