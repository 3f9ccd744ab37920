// What the commands of a milestone's life say.
#include "admin/cli/milestone_text.h"

#include <google/protobuf/util/time_util.h>
#include <gtest/gtest.h>

namespace countersign::cli {
namespace {

v1::MilestoneOutcome Outcome(v1::MilestoneEventKind kind, const std::string& detail) {
  v1::MilestoneOutcome outcome;
  v1::MilestoneEvent& event = *outcome.add_events();
  event.set_kind(kind);
  event.set_date("2026-03-10");
  event.set_detail(detail);
  return outcome;
}

TEST(MilestoneTextTest, EveryEventHasWordsWithItsDay) {
  const auto* kinds = v1::MilestoneEventKind_descriptor();
  for (int i = 1; i < kinds->value_count(); ++i) {
    const auto kind = static_cast<v1::MilestoneEventKind>(kinds->value(i)->number());
    const std::string text = OutcomeText(Outcome(kind, "x1"));
    EXPECT_TRUE(text.starts_with("  2026-03-10  ")) << text;
    EXPECT_EQ(text.find("MILESTONE_EVENT"), std::string::npos) << text;
  }
}

TEST(MilestoneTextTest, SaysWhatComesNext) {
  v1::MilestoneOutcome outcome = Outcome(v1::MILESTONE_EVENT_KIND_RECEIVED, "2026-03-24");
  google::protobuf::util::TimeUtil::FromString(
      "2026-03-17T16:00:00Z", outcome.mutable_milestone()->mutable_reminder_time());
  EXPECT_EQ(
      OutcomeText(outcome),
      "  2026-03-10  received; the time to review ends on 2026-03-24\n"
      "  A reminder has to be received on the day that begins at 2026-03-17T16:00:00Z, or the "
      "time to review grows longer.\n");
  outcome.clear_events();
  outcome.mutable_milestone()->clear_reminder_time();
  outcome.mutable_milestone()->set_next_action(v1::MILESTONE_ACTION_DEEM_ACCEPTED);
  google::protobuf::util::TimeUtil::FromString(
      "2026-03-24T16:00:00Z", outcome.mutable_milestone()->mutable_next_action_time());
  EXPECT_EQ(OutcomeText(outcome), "  From 2026-03-24T16:00:00Z on silence is acceptance.\n");
}

TEST(MilestoneTextTest, NoTextOfOthersSteersTheTerminal) {
  v1::MilestoneOutcome outcome = Outcome(v1::MILESTONE_EVENT_KIND_DEFECTS_REFUSED, "d1");
  outcome.mutable_events(0)->set_why("d1 \033[31m");
  EXPECT_EQ(OutcomeText(outcome).find('\033'), std::string::npos);
}

}  // namespace
}  // namespace countersign::cli
