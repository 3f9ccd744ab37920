// Calendars from files, and where contracts find them.
#include "licensing/app/calendars.h"

#include <gmock/gmock.h>

#include "licensing/app/calendar_files.h"
#include "licensing/app/contracts.h"
#include "tests/app/fixture.h"

namespace countersign::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CivilDate Day(const std::string& text) { return *ParseCivilDate(text); }
const CivilDate kFirst = Day("2027-01-01");
const CivilDate kLast = Day("2027-12-31");

std::string ICalendar(const std::string& events) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//EN\r\n" + events +
         "END:VCALENDAR\r\n";
}
std::string Event(const std::string& properties) {
  return "BEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20261101T000000Z\r\n" + properties + "END:VEVENT\r\n";
}
std::string Refusal(const Result<CalendarDays>& read) {
  if (read) return "read " + std::to_string(read->holidays.size()) + " holidays";
  EXPECT_EQ(read.error().reason, Reason::kFieldInvalid);
  return read.error().message;
}

TEST(CalendarFileTest, AnICalendarsEventsAreHolidaysAndMakeUpDays) {
  const auto read = ReadICalendar(
      ICalendar(Event("DTSTART;VALUE=DATE:20270101\r\nSUMMARY:元旦\r\n") +
                Event("DTSTART;VALUE=DATE:20270205\r\nDTEND;VALUE=DATE:20270208\r\n") +
                Event("DTSTART;VALUE=DATE:20270214\r\nSUMMARY:春节补班\r\n") +
                Event("DTSTART;VALUE=DATE:20270220\r\nCATEGORIES:OFFICE,WORKDAY\r\n") +
                Event("DTSTART;VALUE=DATE:20201225\r\nRRULE:FREQ=YEARLY\r\n") +
                Event("DTSTART;VALUE=DATE:20280101\r\n")),
      kFirst, kLast);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_THAT(read->holidays, ElementsAre(Day("2027-01-01"), Day("2027-02-05"), Day("2027-02-06"),
                                          Day("2027-02-07"), Day("2027-12-25")));
  EXPECT_THAT(read->extra_working_days, ElementsAre(Day("2027-02-14"), Day("2027-02-20")));
}

TEST(CalendarFileTest, WhatIsNoCalendarOfDaysIsRefused) {
  EXPECT_THAT(Refusal(ReadICalendar("", kFirst, kLast)), HasSubstr("1 to 1000000 bytes"));
  EXPECT_THAT(Refusal(ReadICalendar("hello", kFirst, kLast)), HasSubstr("is no iCalendar"));
  EXPECT_THAT(Refusal(ReadICalendar(ICalendar(""), kFirst, kLast)), HasSubstr("has no event"));
  EXPECT_THAT(Refusal(ReadICalendar(ICalendar(Event("SUMMARY:x\r\n")), kFirst, kLast)),
              HasSubstr("an event without a date"));
  EXPECT_THAT(
      Refusal(ReadICalendar(ICalendar(Event("DTSTART:20270101T000000Z\r\nRRULE:FREQ=SECONDLY\r\n")),
                            kFirst, kLast)),
      HasSubstr("repeated otherwise than YEARLY"));
  EXPECT_THAT(Refusal(ReadICalendar(ICalendar(Event("DTSTART;VALUE=DATE:20270101\r\n"
                                                    "DTEND;VALUE=DATE:20290101\r\n")),
                                    kFirst, kLast)),
              HasSubstr("more than 366 days"));
  EXPECT_THAT(
      Refusal(ReadICalendar(ICalendar(Event("DTSTART;VALUE=DATE:20270101\r\n") +
                                      Event("DTSTART;VALUE=DATE:20270101\r\nSUMMARY:补班\r\n")),
                            kFirst, kLast)),
      HasSubstr("a holiday and a working day"));
  EXPECT_THAT(Refusal(ReadICalendar(ICalendar(Event("DTSTART;VALUE=DATE:20270101\r\n")),
                                    Day("2027-01-01"), Day("2099-01-01"))),
              HasSubstr("at most 50 years"));
}

TEST(CalendarFileTest, ACsvSaysOfEachDayWhatItIs) {
  const auto read = ReadCalendarCsv(
      "\xEF\xBB\xBF"
      "date,kind,name\r\n2027-02-14,working,Spring\r\n\r\n2027-01-01,holiday\r\n",
      kFirst, kLast);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_THAT(read->holidays, ElementsAre(Day("2027-01-01")));
  EXPECT_THAT(read->extra_working_days, ElementsAre(Day("2027-02-14")));
}

TEST(CalendarFileTest, ACsvsWrongLineIsNamed) {
  const auto refusal = [](const std::string& lines) {
    return Refusal(ReadCalendarCsv("date,kind\n" + lines, kFirst, kLast));
  };
  EXPECT_THAT(refusal("2027-01-01,holiday\n2027-02-30,holiday\n"), HasSubstr("(line 3)"));
  EXPECT_THAT(refusal("2027-01-01,free\n"), HasSubstr("\"holiday\" or \"working\""));
  EXPECT_THAT(refusal("2026-12-31,holiday\n"), HasSubstr("from the first date"));
  EXPECT_THAT(refusal("2027-01-01,holiday\n2027-01-01,holiday\n"), HasSubstr("second time"));
  EXPECT_THAT(refusal("2027-01-01,holiday\n2027-01-01,working\n"),
              HasSubstr("a holiday and a working day"));
  EXPECT_THAT(Refusal(ReadCalendarCsv("2027-01-01,holiday\n", kFirst, kLast)),
              HasSubstr("date,kind"));
}

class CalendarsTest : public AppTest {
 protected:
  static CalendarImport Import(const std::string& id, const std::string& lines) {
    CalendarImport import;
    import.id = id;
    import.format = CalendarFormat::kCsv;
    import.content = "date,kind\n" + lines;
    import.first_day = kFirst;
    import.last_day = kLast;
    return import;
  }
  Result<domain::StoredCalendar> Do(const CalendarImport& import) {
    Wait();
    return AppTest::Do([&](auto& tx, auto& act) { return ImportCalendar(tx, act, import); });
  }
};

TEST_F(CalendarsTest, EveryOtherFileMakesAVersionAndTheSameDaysNone) {
  const auto first = Do(Import("plant", "2027-01-01,holiday\n"));
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->calendar.ref, (domain::CalendarRef{"plant", 1}));
  EXPECT_EQ(Do(Import("plant", "2027-01-01,holiday\n\n"))->id, first->id);
  EXPECT_EQ(Do(Import("plant", "2027-01-04,holiday\n"))->calendar.ref.version, 2);
  EXPECT_EQ(EntriesOf("calendars/plant-v1").size(), 1U);
  EXPECT_THAT(Look([](View& view) { return LoadCalendar(view, {"plant", 1}); })->holidays,
              ElementsAre(Day("2027-01-01")))
      << "what is pinned stays";
}

TEST_F(CalendarsTest, TheProgramsOwnCalendarsGetNewVersionsAndStay) {
  EXPECT_EQ(Do(Import("china", "2027-01-01,holiday\n"))->calendar.ref.version, 2);
  const auto shipped = Look([](View& view) { return GetCalendar(view, "china", 1); });
  EXPECT_EQ(shipped->calendar.last_day, Day("2026-12-31"));
  EXPECT_EQ(Look([](View& view) { return GetCalendar(view, "china", 0); })->id, "china-v2");
  const auto listed = Look([](View& view) { return CalendarLister(view).List({.limit = 10}); });
  std::vector<std::string> ids;
  for (const auto& row : *listed) ids.push_back(row.id);
  EXPECT_THAT(ids, ElementsAre("china-v1", "china-v2", "target-v1"));
}

TEST_F(CalendarsTest, AContractPinsAnImportedCalendarButNoneThatThereIsNot) {
  MakeCustomer();
  ASSERT_TRUE(Do(Import("plant", "2027-01-01,holiday\n")));
  domain::Contract draft;
  draft.customer_id = "huzhou";
  draft.title = "ERP";
  draft.terms.currency_code = "CNY";
  draft.terms.time_zone = "Asia/Shanghai";
  draft.terms.calendar = {"plant", 2};
  RefusedField("contract.calendar",
               [&](auto& tx, auto& act) { return CreateContract(tx, act, draft); });
  draft.terms.calendar.version = 1;
  EXPECT_TRUE(AppTest::Do([&](auto& tx, auto& act) { return CreateContract(tx, act, draft); }));
}

}  // namespace
}  // namespace countersign::app
