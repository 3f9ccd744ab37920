#include "licensing/domain/settlement.h"

#include <gtest/gtest.h>

#include "tests/domain/amounts.h"

namespace countersign::domain {
namespace {

SettlementInput Stalled() {
  SettlementInput input{"CNY", On("2026-06-30"), true, {}, Cny(1'234), Cny(500), {}};
  input.stages.push_back({"design", Cny(100'000), true, {}, RateOf("0.05"), true, Cny(100'000)});
  input.stages.push_back({"build", Cny(300'000), true, {}, RateOf("0.05"), false, Cny(40'000)});
  input.stages.push_back({"rollout",
                          Cny(200'001),
                          false,
                          {{RateOf("0.5"), Rate::One()}, {RateOf("0.5"), Rate()}},
                          RateOf("0.05"),
                          false,
                          Cny(0)});
  input.stages.push_back({"warranty", Cny(50'000), false, {}, Rate(), false, Cny(0)});
  return input;
}

struct Line {
  std::string_view rule;
  std::string milestone;
  std::int64_t amount;
  bool operator==(const Line&) const = default;
};

std::vector<Line> LinesOf(const SettlementQuote& quote) {
  std::vector<Line> lines;
  for (const SettlementLine& line : quote.lines)
    lines.push_back({SettlementRuleName(line.rule), line.milestone, line.amount.minor_units});
  return lines;
}

TEST(Settlement, ListsEachLineWithItsRule) {
  SettlementInput input = Stalled();
  input.offer = SettlementOffer{Cny(10'000), On("2026-07-31")};
  const auto quote = QuoteSettlement(input).value();
  const std::vector<Line> expected{{"ACCEPTED_STAGE", "design", 100'000},
                                   {"PAID", "design", -100'000},
                                   {"ACCEPTED_STAGE", "build", 300'000},
                                   {"RETENTION", "build", -15'000},
                                   {"PAID", "build", -40'000},
                                   {"PART_COMPLETED", "rollout", 100'001},
                                   {"RETENTION", "rollout", -5'000},
                                   {"INTEREST", "", 1'234},
                                   {"COSTS", "", 500},
                                   {"DISCOUNT", "", -10'000}};
  EXPECT_EQ(LinesOf(quote), expected);
  EXPECT_EQ(quote.lines.back().last_day, On("2026-07-31"));
  EXPECT_EQ(quote.total_without_discount, Cny(341'735));
  EXPECT_EQ(quote.total, Cny(331'735));
}

TEST(Settlement, PaysForPartsOnlyWhereThatIsAgreed) {
  SettlementInput input = Stalled();
  input.part_completion_agreed = false;
  const auto quote = QuoteSettlement(input).value();
  EXPECT_EQ(quote.total, Cny(246'734));
  for (const SettlementLine& line : quote.lines) EXPECT_NE(line.milestone, "rollout");
}

TEST(Settlement, AnOfferEndsAfterItsLastDay) {
  SettlementInput input = Stalled();
  input.offer = SettlementOffer{Cny(10'000), On("2026-06-30")};
  EXPECT_EQ(QuoteSettlement(input)->total, Cny(331'735));
  input.offer->last_day = On("2026-06-29");
  EXPECT_EQ(QuoteSettlement(input)->total, Cny(341'735));
}

TEST(Settlement, MayOweTheCustomer) {
  SettlementInput input{"CNY", On("2026-06-30"), false, {}, Cny(0), Cny(0), {}};
  input.stages.push_back({"build", Cny(100), false, {}, Rate(), false, Cny(30)});
  EXPECT_EQ(QuoteSettlement(input)->total, Cny(-30));
  input.offer = SettlementOffer{Cny(1), On("2026-07-31")};
  EXPECT_EQ(QuoteSettlement(input).error().metadata.at("field"), "discount");
  input.stages.clear();
  input.offer.reset();
  EXPECT_EQ(QuoteSettlement(input)->total, Cny(0));
  EXPECT_TRUE(QuoteSettlement(input)->lines.empty());
}

TEST(Settlement, RefusesWhatCannotBe) {
  using Change = void (*)(SettlementInput&);
  for (const auto& [field, change] : std::vector<std::pair<const char*, Change>>{
           {"amount", [](SettlementInput& i) { i.stages[0].amount = Cny(-1); }},
           {"amount", [](SettlementInput& i) { i.stages[3].amount = Cny(-1); }},
           {"paid", [](SettlementInput& i) { i.stages[0].paid = Cny(-1); }},
           {"retention_rate", [](SettlementInput& i) { i.stages[0].retention_rate = RateOf("2"); }},
           {"items", [](SettlementInput& i) { i.stages[2].items.pop_back(); }},
           {"interest", [](SettlementInput& i) { i.interest = Cny(-1); }},
           {"costs", [](SettlementInput& i) { i.costs = Cny(-1); }},
           {"discount", [](SettlementInput& i) { i.offer = {Cny(-1), i.date}; }},
           {"discount", [](SettlementInput& i) { i.offer = {Cny(341'736), i.date}; }}}) {
    SettlementInput input = Stalled();
    change(input);
    const auto quote = QuoteSettlement(input);
    ASSERT_FALSE(quote) << field;
    EXPECT_EQ(quote.error().metadata.at("field"), field);
  }
  SettlementInput input = Stalled();
  input.stages[1].paid = Eur(1);
  EXPECT_EQ(QuoteSettlement(input).error().reason, Reason::kCurrencyMismatch);
  input.stages[1].paid = Cny(0);
  input.costs = Cny(kMost);
  EXPECT_EQ(QuoteSettlement(input).error().reason, Reason::kAmountOverflow);
}

}  // namespace
}  // namespace countersign::domain
