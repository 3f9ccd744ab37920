#include "licensing/domain/retention.h"

#include <gtest/gtest.h>

namespace countersign::domain {
namespace {

using std::chrono::hours;

const Instant kNow = *ParseInstant("2026-03-31T08:00:00Z");

TEST(RetentionTest, AContactThatNothingNeedsIsErasable) {
  EXPECT_TRUE(NeedsOf(Contact()).empty());
  EXPECT_TRUE(CheckErasable("c", {}, kNow));
}

TEST(RetentionTest, AHoldEndsAtItsInstant) {
  Contact contact;
  contact.retain_until = kNow;
  contact.retain_reason.emplace("claim 7");  // GCC 12 warns of an assignment here
  const auto needs = NeedsOf(contact);
  EXPECT_FALSE(CheckErasable("c", needs, kNow - std::chrono::microseconds(1)));
  EXPECT_TRUE(CheckErasable("c", needs, kNow));
}

TEST(RetentionTest, TheRefusalNamesWhatStillNeedsItAndTheLastEnd) {
  const auto refused = CheckErasable("customers/a/contacts/b",
                                     {{"a claim", kNow + hours(2)},
                                      {"an old hold", kNow - hours(1)},
                                      {"a dispute", kNow + hours(1)}},
                                     kNow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kFailedPrecondition);
  EXPECT_EQ(refused.error().reason, Reason::kRetention);
  EXPECT_EQ(refused.error().message,
            "customers/a/contacts/b cannot be erased before 2026-03-31T10:00:00Z: it is needed "
            "for a claim, a dispute");
  EXPECT_EQ(refused.error().metadata,
            (std::map<std::string, std::string>{{"resource", "customers/a/contacts/b"},
                                                {"by", "a claim, a dispute"},
                                                {"until", "2026-03-31T10:00:00Z"}}));
}

}  // namespace
}  // namespace countersign::domain
