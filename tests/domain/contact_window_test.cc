// When messages may go to a contact.
#include "licensing/domain/contact_window.h"

#include <gtest/gtest.h>

#include "tests/domain/days.h"

namespace countersign::domain {
namespace {

std::string Next(const Contact& contact, const char* from) {
  const auto next = NextInWindow(contact, PlainCalendar(), *ParseInstant(from));
  return next ? FormatInstant(*next) : next.error().message;
}

TEST(ContactWindow, IsOnBusinessDaysByTheContactsClocks) {
  Contact contact;
  contact.time_zone = "Asia/Shanghai";
  EXPECT_EQ(Next(contact, "2026-03-26T00:30:00Z"), "2026-03-26T01:00:00Z");  // a Thursday
  EXPECT_EQ(Next(contact, "2026-03-26T09:59:59Z"), "2026-03-26T09:59:59Z");
  EXPECT_EQ(Next(contact, "2026-03-26T10:00:00Z"), "2026-03-27T01:00:00Z");
  EXPECT_EQ(Next(contact, "2026-03-27T10:00:00Z"), "2026-03-30T01:00:00Z");
  contact.window_start = "00:00";
  EXPECT_EQ(Next(contact, "2026-03-26T10:00:00Z"), "2026-03-26T16:00:00Z");
}

// In Israel clocks go forward at 02:00 on a Friday.
TEST(ContactWindow, OpensAndClosesByTheClockOnADayOnWhichClocksAreChanged) {
  Contact contact;
  contact.time_zone = "Asia/Jerusalem";
  EXPECT_EQ(Next(contact, "2026-03-26T20:00:00Z"), "2026-03-27T06:00:00Z");
  EXPECT_EQ(Next(contact, "2026-03-27T14:59:00Z"), "2026-03-27T14:59:00Z");
  EXPECT_EQ(Next(contact, "2026-03-27T15:00:00Z"), "2026-03-30T06:00:00Z");
}

}  // namespace
}  // namespace countersign::domain
