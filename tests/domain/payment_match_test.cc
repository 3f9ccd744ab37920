#include "licensing/domain/payment_match.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "licensing/domain/import.h"

namespace countersign::domain {
namespace {

using Texts = std::vector<std::string>;

TEST(PaymentMatch, NumbersAreFoundInWhatPeopleWrite) {
  const std::pair<std::string, Texts> cases[] = {
      {"", {}},
      {"thanks, best regards", {}},
      {"RE-2026-0007", {"RE-2026-0007"}},
      {"货款INV-1，发票号：4711", {"INV-1", "4711"}},
      {"Rg. RE-1/RE-2, RE-1", {"RE-1/RE-2", "RE-1", "RE-2"}},
      {"(RE-1).", {"RE-1"}},
      {"#4711#", {"4711"}},
      {"2026/003", {"2026/003", "2026", "003"}},
      {"12", {}},
      {std::string(41, '7'), {}},
  };
  for (const auto& [text, words] : cases) EXPECT_EQ(NumberWords(text), words) << text;
  std::string many;
  for (int i = 1000; i < 2000; ++i) many += std::to_string(i) + " ";
  EXPECT_EQ(NumberWords(many).size(), 64u);
}

// "a" if that is certain; else "a? a b": the customer, and all whose it may be.
std::string PaidBy(const PayerFacts& facts) {
  const Payer payer = WhoPaid(facts);
  if (payer.doubt.empty()) {
    EXPECT_EQ(payer.candidates, std::set{payer.customer_id});
    return payer.customer_id;
  }
  std::string text = payer.customer_id + "?";
  for (const std::string& id : payer.candidates) text += " " + id;
  return text;
}

TEST(PaymentMatch, WhoPaidIsNeverGuessed) {
  EXPECT_EQ(PaidBy({{"a"}, {}, {}}), "a");
  EXPECT_EQ(PaidBy({{"a"}, {"a"}, {"b"}}), "a") << "an account says more than a name";
  EXPECT_EQ(PaidBy({{"a"}, {"b"}, {}}), "a? a b");
  EXPECT_EQ(PaidBy({{"a"}, {}, {"b"}}), "a? a b");
  EXPECT_EQ(PaidBy({{"a", "b"}, {"b"}, {}}), "b? a b");
  EXPECT_EQ(PaidBy({{"a", "b"}, {"c"}, {}}), "? a b c");
  EXPECT_EQ(PaidBy({{"a", "b"}, {}, {}}), "? a b");
  EXPECT_EQ(PaidBy({{}, {"a"}, {"b"}}), "a");
  EXPECT_EQ(PaidBy({{}, {}, {"b"}}), "b");
  EXPECT_EQ(PaidBy({{}, {"a", "b"}, {}}), "? a b");
  EXPECT_EQ(PaidBy({{}, {}, {}}), "?") << "it may be anybody's";
}

TEST(PaymentMatch, WhatTheFileStatesComesFirst) {
  const auto stating = [](std::set<std::string> stated, PayerFacts facts) {
    facts.stated = std::move(stated);
    return PaidBy(facts);
  };
  EXPECT_EQ(stating({"a"}, {{}, {"b"}, {"c"}}), "a");
  EXPECT_EQ(stating({"a"}, {{"a"}, {}, {}}), "a");
  EXPECT_EQ(stating({"a"}, {{"b"}, {}, {}}), "a? a b");
  EXPECT_EQ(stating({"a", "b"}, {{"c"}, {"d"}, {}}), "? a b c d");
  EXPECT_EQ(stating({}, {{}, {"a"}, {}}), "? a");
  EXPECT_EQ(stating({}, {{}, {}, {}}), "?");
}

Debt Open(const std::string& number, std::int64_t open, std::int64_t principal) {
  Debt debt;
  debt.invoice = number;
  debt.open = {"EUR", open};
  debt.open_principal = {"EUR", principal};
  return debt;
}

// "certain: A B" or "proposed: A".
std::string MatchOf(std::int64_t amount, Texts named, Texts settled, std::vector<Debt> open) {
  const auto match =
      MatchPayment({{"EUR", amount}, std::move(named), std::move(settled), std::move(open)});
  if (!match) return std::string(ReasonName(match.error().reason));
  EXPECT_EQ(match->certain, match->why.empty());
  std::string text = match->certain ? "certain:" : "proposed:";
  for (const std::string& number : match->designated) text += " " + number;
  return text;
}

TEST(PaymentMatch, OnlyWhatLeavesNoChoiceIsCertain) {
  const std::vector<Debt> open = {Open("A", 100, 90), Open("B", 100, 100), Open("C", 300, 300)};
  EXPECT_EQ(MatchOf(5, {"C", "A"}, {}, open), "certain: C A");
  EXPECT_EQ(MatchOf(5, {"C"}, {"Z"}, open), "proposed: C") << "one that is named is paid";
  EXPECT_EQ(MatchOf(5, {}, {"Z"}, {}), "certain:");
  EXPECT_EQ(MatchOf(5, {}, {}, {}), "certain:");
  EXPECT_EQ(MatchOf(5, {}, {}, {open[2]}), "certain: C");
  EXPECT_EQ(MatchOf(500, {}, {}, open), "certain:");
  EXPECT_EQ(MatchOf(501, {}, {}, open), "certain:");
  EXPECT_EQ(MatchOf(499, {}, {}, open), "proposed:");
  EXPECT_EQ(MatchOf(300, {}, {}, open), "certain: C");
  EXPECT_EQ(MatchOf(90, {}, {}, open), "certain: A") << "the principal of one";
  EXPECT_EQ(MatchOf(100, {}, {}, open), "proposed: A") << "two have it open";
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(MatchOf(1, {}, {}, {Open("A", most, most), Open("B", 1, 1)}), "AMOUNT_OVERFLOW");
}

TEST(ImportMapping, SaysWhatItLacks) {
  ImportMapping good;
  good.display_name = "ERP";
  good.columns = {{"number", "n"}, {"customer", "c"}, {"amount", "a"}, {"invoice_date", "d"}};
  good.defaults = {{"currency_code", "CNY"}};
  ASSERT_TRUE(CheckMapping(good));
  const std::pair<std::string, std::function<void(ImportMapping&)>> cases[] = {
      {"mapping.display_name", [](auto& m) { m.display_name.clear(); }},
      {"mapping.columns.payer", [](auto& m) { m.columns["payer"] = "p"; }},
      {"mapping.columns.number", [](auto& m) { m.columns["number"] = ""; }},
      {"mapping.columns", [](auto& m) { m.columns.erase("amount"); }},
      {"mapping.columns", [](auto& m) { m.defaults.clear(); }},
      {"mapping.columns.invoice_date", [](auto& m) { m.kind = ImportKind::kPayments; }},
      {"mapping.delimiter", [](auto& m) { m.delimiter = "x"; }},
      {"mapping.decimal_separator", [](auto& m) { m.decimal_separator = ";"; }},
      {"mapping.date_format", [](auto& m) { m.date_format = "YYYY-MM"; }},
      {"mapping.date_format", [](auto& m) { m.date_format = "%Y YY MM DD"; }},
  };
  for (const auto& [field, change] : cases) {
    ImportMapping mapping = good;
    change(mapping);
    const auto checked = CheckMapping(mapping);
    ASSERT_FALSE(checked) << field;
    const Error& error = checked.error();
    EXPECT_EQ(error.metadata.at("field"), field);
  }
}

TEST(BankEntry, TheSameReferenceOnAnotherAccountIsAnotherEntry) {
  EXPECT_EQ(BankEntryId("DE02", "A1", false), BankEntryId("DE02", "A1", false));
  EXPECT_NE(BankEntryId("DE02", "A1", false), BankEntryId("DE03", "A1", false));
  EXPECT_NE(BankEntryId("DE02", "A1", false), BankEntryId("DE02", "A1", true));
  EXPECT_NE(BankEntryId("DE02", "A1", false), BankEntryId("DE0", "2A1", false));
  EXPECT_NE(BankEntryId("DE02", "A1", Money{"EUR", 7}), BankEntryId("DE02", "A1", false));
  EXPECT_NE(BankEntryId("DE02", "A1", Money{"EUR", 7}), BankEntryId("DE02", "A1", Money{"USD", 7}));
}

}  // namespace
}  // namespace countersign::domain
