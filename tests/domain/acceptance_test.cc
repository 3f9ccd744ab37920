#include "licensing/domain/acceptance.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

#include "tests/domain/days.h"
#include "tests/domain/vectors.h"

namespace countersign::domain {
namespace {

using ::countersign::testing::Fields;
using ::countersign::testing::ForEachCase;

Calendar ReadCalendar(const Fields& given) {
  static constexpr std::array kNames = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
  Calendar calendar = PlainCalendar();
  calendar.weekend.fill(false);
  for (const std::string& name : given.Strings("weekend"))
    calendar.weekend.at(std::ranges::find(kNames, name) - kNames.begin()) = true;
  calendar.holidays = given.Dates("holidays");
  calendar.extra_working_days = given.Dates("extra_working_days");
  return CheckedCalendar(calendar).value();
}

Term ReadTerm(const Fields& given) {
  const std::string kind = given.String("day_kind");
  EXPECT_TRUE(kind == "calendar" || kind == "business") << kind;
  return {static_cast<std::int32_t>(given.Int("term_days")),
          kind == "business" ? DayKind::kBusiness : DayKind::kCalendar,
          given.Bool("roll_to_business_day")};
}

TEST(DeemedAcceptance, Vector) {
  ForEachCase("deemed_acceptance", [](const Fields& given, const Fields& expect) {
    AcceptanceClause clause;
    clause.deemed = true;
    clause.review_term = ReadTerm(given);
    const TimeZone zone = TimeZone::Find(given.String("time_zone")).value();
    const CivilDate received = given.Date("received_date");
    const auto deemed =
        AssessDeemedAcceptance(clause, ReadCalendar(given), zone, received, received);
    ASSERT_TRUE(deemed && *deemed);
    EXPECT_EQ((*deemed)->last_review_day, expect.Date("last_review_date"));
    EXPECT_EQ((*deemed)->accepted_on, expect.Date("deemed_accepted_on"));
    EXPECT_EQ((*deemed)->effective, zone.StartOf(expect.Date("deemed_accepted_on")));
  });
}

AcceptanceClause Silence(std::int32_t days, DayKind kind = DayKind::kCalendar) {
  AcceptanceClause clause;
  clause.deemed = true;
  clause.review_term = {days, kind, false};
  return clause;
}

TEST(DeemedAcceptance, TakesTheClauseAndAReminder) {
  const TimeZone zone = TimeZone::Find("Asia/Shanghai").value();
  AcceptanceClause clause = Silence(5);
  EXPECT_EQ(*AssessDeemedAcceptance(clause, PlainCalendar(), zone, Day("2026-04-28"), {}),
            std::nullopt);
  clause.deemed = false;
  EXPECT_EQ(
      *AssessDeemedAcceptance(clause, PlainCalendar(), zone, Day("2026-04-28"), Day("2026-04-28")),
      std::nullopt);
}

TEST(DeemedAcceptance, BeginsAtMidnightInTheContractsZone) {
  struct Case {
    const char* zone;
    const char* received;
    const char* effective;
  };
  for (const auto& [name, received, effective] :
       {Case{"Asia/Shanghai", "2026-04-28", "2026-05-03T16:00:00Z"},
        Case{"Europe/Berlin", "2026-03-23", "2026-03-28T23:00:00Z"},
        Case{"Europe/Berlin", "2026-03-24", "2026-03-29T22:00:00Z"},
        Case{"America/Sao_Paulo", "2018-10-29", "2018-11-04T03:00:00Z"}}) {
    const TimeZone zone = TimeZone::Find(name).value();
    const auto deemed =
        AssessDeemedAcceptance(Silence(5), PlainCalendar(), zone, Day(received), Day(received));
    EXPECT_EQ(FormatInstant((*deemed)->effective), effective) << name;
  }
}

TEST(DeemedAcceptance, ALateReminderExtendsTheTermToAThirdOfIt) {
  struct Case {
    std::int32_t days;
    DayKind kind;
    const char* reminder;
    const char* last;
  };
  // Received on Tuesday, 3 March 2026.
  for (const auto& [days, kind, reminder, last] : {
           Case{10, DayKind::kCalendar, "2026-03-09", "2026-03-13"},  // 4 of 10 days left
           Case{10, DayKind::kCalendar, "2026-03-10", "2026-03-14"},
           Case{10, DayKind::kCalendar, "2026-03-30", "2026-04-03"},
           Case{10, DayKind::kBusiness, "2026-03-11", "2026-03-17"},
           Case{10, DayKind::kBusiness, "2026-03-12", "2026-03-18"},
           Case{9, DayKind::kCalendar, "2026-03-09", "2026-03-12"},
           Case{1, DayKind::kCalendar, "2026-03-04", "2026-03-05"},
           Case{0, DayKind::kCalendar, "2026-03-03", "2026-03-03"},
       })
    EXPECT_EQ(LastReviewDay(PlainCalendar(), Day("2026-03-03"), {days, kind, false}, Day(reminder)),
              Day(last))
        << days << " " << reminder;
}

RC_GTEST_PROP(DeemedAcceptanceProperty, TheLatestReminderIsTheLastThatExtendsNothing, ()) {
  const Calendar& china = ShippedCalendar("china");
  const CivilDate received = *PlusDays(Day("2026-01-01"), *rc::gen::inRange(0, 250));
  const Term term = {*rc::gen::inRange(0, 30),
                     *rc::gen::element(DayKind::kCalendar, DayKind::kBusiness),
                     *rc::gen::arbitrary<bool>()};
  const CivilDate agreed = LastDayOf(china, received, term).value();
  const CivilDate latest = LatestReminderDay(china, received, term).value();
  RC_ASSERT(LastReviewDay(china, received, term, latest).value() == agreed);
  RC_ASSERT(LastReviewDay(china, received, term, PlusDays(latest, 1).value()).value() > agreed);
}

RC_GTEST_PROP(DeemedAcceptanceProperty, AThirdOfTheTermIsLeftAfterEveryReminder, ()) {
  const Calendar plain = PlainCalendar();
  const CivilDate received = *PlusDays(Day("2026-01-01"), *rc::gen::inRange(0, 400));
  const Term term = {*rc::gen::inRange(1, 60),
                     *rc::gen::element(DayKind::kCalendar, DayKind::kBusiness),
                     *rc::gen::arbitrary<bool>()};
  const CivilDate reminder = *PlusDays(received, *rc::gen::inRange(0, 120));
  const CivilDate last = LastReviewDay(plain, received, term, reminder).value();
  RC_ASSERT(last >= LastDayOf(plain, received, term).value());
  std::int32_t left = 0;
  for (CivilDate day = reminder; day < last;) {
    day = *PlusDays(day, 1);
    left += term.kind == DayKind::kCalendar || *IsBusinessDay(plain, day) ? 1 : 0;
  }
  RC_ASSERT(3 * left >= term.days);
}

TEST(AcceptanceByUse, CountsDifferentDaysAfterReceiptAndAnnouncement) {
  const TimeZone zone = TimeZone::Find("Asia/Shanghai").value();
  std::vector<Instant> check_ins;
  for (const char* text : {"2026-03-05T01:00:00Z", "2026-03-04T16:30:00Z", "2026-03-03T15:59:59Z",
                           "2026-03-06T01:00:00Z", "2026-03-06T09:00:00Z", "2026-03-09T01:00:00Z"})
    check_ins.push_back(*ParseInstant(text));
  const auto assess = [&](std::int32_t days, const char* received, const char* announced) {
    return AssessAcceptanceByUse(days, zone, Day(received), Day(announced), check_ins).value();
  };
  // In Shanghai the days of use are 3, 5, 6 and 9 March.
  EXPECT_EQ(assess(3, "2026-03-02", "2026-03-03")->proved_on, Day("2026-03-09"));
  EXPECT_EQ(assess(4, "2026-03-02", "2026-03-02")->proved_on, Day("2026-03-09"));
  EXPECT_EQ(assess(4, "2026-03-02", "2026-03-03"), std::nullopt);
  const auto use = assess(2, "2026-03-03", "2026-02-01");
  EXPECT_EQ(use->proved_on, Day("2026-03-06"));
  EXPECT_EQ(use->accepted_on, Day("2026-03-07"));
  EXPECT_EQ(FormatInstant(use->effective), "2026-03-06T16:00:00Z");
  std::ranges::reverse(check_ins);
  EXPECT_EQ(assess(2, "2026-03-03", "2026-02-01")->proved_on, Day("2026-03-06"));
  EXPECT_FALSE(AssessAcceptanceByUse(0, zone, Day("2026-03-03"), Day("2026-03-03"), check_ins));
}

TEST(AcceptanceClause, OutOfRangeIsRefused) {
  EXPECT_TRUE(CheckAcceptanceClause({}));
  EXPECT_TRUE(CheckAcceptanceClause(Silence(1)));
  EXPECT_FALSE(CheckAcceptanceClause(Silence(0)));
  AcceptanceClause clause;
  clause.use_days = 0;
  EXPECT_FALSE(CheckAcceptanceClause(clause));
  clause = {};
  clause.signatures_required = 0;
  EXPECT_FALSE(CheckAcceptanceClause(clause));
}

TEST(Receipt, ArrivalAtTheDesignatedAddressCountsWithAServiceClauseOnly) {
  for (const ReceiptClass receipt :
       {ReceiptClass::kAcknowledged, ReceiptClass::kPortalCode, ReceiptClass::kRegistered})
    EXPECT_TRUE(ProvesReceipt(receipt, false));
  for (const ReceiptClass receipt : {ReceiptClass::kArrived, ReceiptClass::kRegisteredRefused}) {
    EXPECT_FALSE(ProvesReceipt(receipt, false));
    EXPECT_TRUE(ProvesReceipt(receipt, true));
  }
}

}  // namespace
}  // namespace countersign::domain
