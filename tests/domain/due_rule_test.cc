#include "licensing/domain/due_rule.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/domain/days.h"

namespace countersign::domain {
namespace {

DueRule Rule(DueBase base, std::int32_t days) { return {base, {days, DayKind::kCalendar, false}}; }

DueFacts InvoicedOn(const char* date) {
  DueFacts facts;
  facts.invoice_date = Day(date);
  return facts;
}

TEST(DueRule, CountsFromTheBaseThatTheContractNames) {
  DueFacts facts = InvoicedOn("2026-03-01");
  facts.acceptance_date = Day("2026-03-02");
  facts.inspection_end = Day("2026-03-03");
  facts.tax_invoice_received = Day("2026-03-04");
  const Calendar plain = PlainCalendar();
  EXPECT_EQ(*DueDate(Rule(DueBase::kInvoiceDate, 30), facts, plain), Day("2026-03-31"));
  EXPECT_EQ(*DueDate(Rule(DueBase::kAcceptanceDate, 30), facts, plain), Day("2026-04-01"));
  EXPECT_EQ(*DueDate(Rule(DueBase::kInspectionEnd, 30), facts, plain), Day("2026-04-02"));
  EXPECT_EQ(*DueDate(Rule(DueBase::kTaxInvoiceReceipt, 30), facts, plain), Day("2026-04-03"));
  EXPECT_EQ(*DueDate(Rule(DueBase::kInvoiceDate, 0), facts, plain), Day("2026-03-01"));
}

TEST(DueRule, NothingIsDueBeforeTheDayOfItsBase) {
  const DueFacts facts = InvoicedOn("2026-03-01");
  for (const DueBase base :
       {DueBase::kAcceptanceDate, DueBase::kInspectionEnd, DueBase::kTaxInvoiceReceipt})
    EXPECT_EQ(*DueDate(Rule(base, 30), facts, PlainCalendar()), std::nullopt);
}

TEST(DueRule, RollsTheDueDateOnlyWhereAgreed) {
  DueRule rule = Rule(DueBase::kInvoiceDate, 30);
  const DueFacts facts = InvoicedOn("2026-04-02");  // + 30 is 2 May, in China's holiday
  EXPECT_EQ(*DueDate(rule, facts, ShippedCalendar("china")), Day("2026-05-02"));
  rule.credit_term.roll_to_business_day = true;
  EXPECT_EQ(*DueDate(rule, facts, ShippedCalendar("china")), Day("2026-05-06"));
}

TEST(DueRule, WithoutARuleADemandWithReasonableTimeSetsTheDay) {
  DueFacts facts = InvoicedOn("2026-03-01");
  EXPECT_EQ(*DueDate(std::nullopt, facts, PlainCalendar()), std::nullopt);
  facts.demands = {{Day("2026-06-01"), 30}, {Day("2026-06-10"), 15}};
  EXPECT_EQ(*DueDate(std::nullopt, facts, PlainCalendar()), Day("2026-06-25"));
  std::ranges::reverse(facts.demands);
  EXPECT_EQ(*DueDate(std::nullopt, facts, PlainCalendar()), Day("2026-06-25"));
  facts.demands = {{Day("2026-06-01"), 0}};
  EXPECT_EQ(DueDate(std::nullopt, facts, PlainCalendar()).error().reason, Reason::kFieldInvalid);
}

TEST(PaymentProfile, TheLastUsualPaymentDayIsCutByShortMonthsOnly) {
  struct Case {
    std::int32_t usual;
    const char* day;
    const char* payment;
  };
  for (const auto& [usual, day, payment] :
       {Case{25, "2026-03-31", "2026-03-25"}, Case{25, "2026-03-25", "2026-03-25"},
        Case{25, "2026-03-24", "2026-02-25"}, Case{31, "2026-02-28", "2026-02-28"},
        Case{31, "2026-02-27", "2026-01-31"}, Case{30, "2028-02-29", "2028-02-29"},
        Case{31, "2026-03-30", "2026-02-28"}, Case{1, "2026-01-01", "2026-01-01"},
        Case{2, "2026-01-01", "2025-12-02"}})
    EXPECT_EQ(LastPaymentDay(usual, Day(day)), Day(payment)) << usual << " " << day;
}

TEST(PaymentProfile, MovesTheReminderBeforeTheRunThatStillPaysInTime) {
  PaymentProfile profile;
  const auto reminder = [&](const char* due, const char* invoiced) {
    return PreDueReminderDay(Day(due), Day(invoiced), 7, profile).value();
  };
  EXPECT_EQ(reminder("2026-03-31", "2026-03-01"), Day("2026-03-24"));
  profile.usual_payment_day = 20;
  EXPECT_EQ(reminder("2026-03-31", "2026-03-01"), Day("2026-03-13"));
  EXPECT_EQ(reminder("2026-03-15", "2026-03-01"), Day("2026-03-01"));  // not before the invoice
}

TEST(PaymentProfile, OutOfRangeIsRefused) {
  PaymentProfile profile;
  profile.required_papers = {"发票", "验收单"};
  profile.usual_payment_day = 31;
  EXPECT_TRUE(ValidatePaymentProfile(profile));
  profile.usual_payment_day = 32;
  EXPECT_FALSE(ValidatePaymentProfile(profile));
  profile.usual_payment_day = 0;
  EXPECT_FALSE(ValidatePaymentProfile(profile));
  profile.usual_payment_day.reset();
  profile.required_papers.push_back("");
  EXPECT_FALSE(ValidatePaymentProfile(profile));
  profile.required_papers.assign(21, "a");
  EXPECT_FALSE(ValidatePaymentProfile(profile));
}

}  // namespace
}  // namespace countersign::domain
