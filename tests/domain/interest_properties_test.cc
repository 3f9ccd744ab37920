// What holds of any interest.
#include "licensing/domain/exact.h"
#include "licensing/domain/interest.h"
#include "tests/domain/generators.h"

namespace countersign::domain {
namespace {

constexpr std::int64_t kLargePrincipal = 1'000'000'000'000;
constexpr int kSpread = 500;  // days: over the turns of three years

InterestTerms AnyTerms() {
  InterestTerms terms{*rc::gen::element(RateBasis::k365, RateBasis::k360, RateBasis::k366,
                                        RateBasis::kActual, RateBasis::kDay),
                      *rc::gen::element(RateRule::kFixed, RateRule::kFloating),
                      {{std::nullopt, AnyRate()}}};
  std::map<CivilDate, Rate> dated;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) dated[AnyDate(kSpread)] = AnyRate();
  for (const auto& [from, rate] : dated) terms.rates.push_back({from, rate});
  return terms;
}

InterestClaim AnyClaim() {
  InterestClaim claim{Cny(AnyUpTo(kLargePrincipal)), AnyDate(kSpread), {}, {}};
  if (*rc::gen::inRange(0, 3) == 0) claim.settled_through = AnyDate(kSpread);
  std::int64_t left = claim.principal.minor_units;
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    const std::int64_t paid = AnyUpTo(left);
    claim.payments.push_back({AnyDate(kSpread), Cny(paid)});
    left -= paid;
  }
  return claim;
}

std::int64_t InterestOf(const InterestTerms& terms, const InterestClaim& claim, CivilDate through) {
  return AccrueInterest(terms, claim, through).value().amount.minor_units;
}

Rate RateFrom(const std::vector<DatedRate>& rates, CivilDate day) {
  const DatedRate* best = nullptr;
  for (const DatedRate& rate : rates)
    if ((!rate.from || *rate.from <= day) && (best == nullptr || best->from < rate.from))
      best = &rate;
  return best->rate;
}

// The definition, day by day.
Exact ByDays(const InterestTerms& terms, const InterestClaim& claim, CivilDate through) {
  const std::map<RateBasis, int> divisors{
      {RateBasis::k365, 365}, {RateBasis::k360, 360}, {RateBasis::k366, 366}, {RateBasis::kDay, 1}};
  Exact sum = 0;
  for (CivilDate day = DaysAfter(claim.due_date, 1); day <= through; day = DaysAfter(day, 1)) {
    if (claim.settled_through && day <= *claim.settled_through) continue;
    std::int64_t principal = claim.principal.minor_units;
    for (const PrincipalPayment& payment : claim.payments)
      if (payment.date < day) principal -= payment.amount.minor_units;
    const bool fixed = terms.rule == RateRule::kFixed;
    const int divisor = terms.basis == RateBasis::kActual ? (day.year().is_leap() ? 366 : 365)
                                                          : divisors.at(terms.basis);
    sum += principal * ToExact(RateFrom(terms.rates, fixed ? claim.due_date : day)) / divisor;
  }
  return sum;
}

RC_GTEST_PROP(InterestProperties, IsTheSumOfItsDays, ()) {
  const auto terms = AnyTerms();
  const auto claim = AnyClaim();
  const CivilDate through = AnyDate(kSpread);
  RC_ASSERT(AccrueInterest(terms, claim, through).value().amount ==
            RoundToMoney("CNY", ByDays(terms, claim, through)).value());
}

RC_GTEST_PROP(InterestProperties, NeverFallsWithTime, ()) {
  const auto terms = AnyTerms();
  const auto claim = AnyClaim();
  const CivilDate through = AnyDate(kSpread);
  const CivilDate later = DaysAfter(through, *rc::gen::inRange(0, 800));
  RC_ASSERT(InterestOf(terms, claim, through) <= InterestOf(terms, claim, later));
}

RC_GTEST_PROP(InterestProperties, NeverFallsWithThePrincipal, ()) {
  const auto terms = AnyTerms();
  auto claim = AnyClaim();
  const CivilDate through = AnyDate(kSpread);
  const std::int64_t interest = InterestOf(terms, claim, through);
  claim.principal.minor_units += AnyUpTo(kLargePrincipal);
  RC_ASSERT(interest <= InterestOf(terms, claim, through));
}

RC_GTEST_PROP(InterestProperties, NoOrderMatters, ()) {
  auto terms = AnyTerms();
  auto claim = AnyClaim();
  const CivilDate through = AnyDate(kSpread);
  const auto accrued = AccrueInterest(terms, claim, through).value();
  terms.rates = Shuffled(terms.rates);
  claim.payments = Shuffled(claim.payments);
  const auto again = AccrueInterest(terms, claim, through).value();
  RC_ASSERT(again.amount == accrued.amount);
  RC_ASSERT(again.segments == accrued.segments);
}

}  // namespace
}  // namespace countersign::domain
