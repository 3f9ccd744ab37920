#include "licensing/domain/dispute_ground.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace countersign::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Dispute ADispute(std::string id, std::string grounds, std::string line, const char* opened) {
  Dispute dispute;
  dispute.id = std::move(id);
  dispute.grounds = std::move(grounds);
  dispute.line = std::move(line);
  dispute.open_date = *ParseCivilDate(opened);
  return dispute;
}

std::vector<std::string> Pausing(const std::vector<Dispute>& over_claim) {
  std::vector<std::string> ids;
  for (const Dispute* const dispute : PausingDisputes(over_claim)) ids.push_back(dispute->id);
  return ids;
}

TEST(DisputeGround, TheSameGroundOnTheSameLinePausesOnce) {
  const std::vector<Dispute> disputes = {ADispute("again", "defect", "", "2026-04-03"),
                                         ADispute("first", "defect", "", "2026-04-01"),
                                         ADispute("line2", "defect", "2", "2026-04-02"),
                                         ADispute("line2b", "defect", "2", "2026-04-02"),
                                         ADispute("late", "delay", "", "2026-04-04"),
                                         ADispute("nothing", "", "2", "2026-04-05")};
  EXPECT_THAT(Pausing(disputes), ElementsAre("first", "line2", "late"));
  EXPECT_EQ(WhyNotPausing(disputes[1], disputes), "");
  EXPECT_EQ(WhyNotPausing(disputes[2], disputes), "");
  EXPECT_THAT(WhyNotPausing(disputes[0], disputes), HasSubstr("disputes/first"));
  EXPECT_THAT(WhyNotPausing(disputes[0], disputes), HasSubstr("name the line"));
  EXPECT_THAT(WhyNotPausing(disputes[3], disputes), HasSubstr("disputes/line2"));
  EXPECT_EQ(WhyNotPausing(disputes[5], disputes), "it names no grounds");
}

}  // namespace
}  // namespace countersign::domain
