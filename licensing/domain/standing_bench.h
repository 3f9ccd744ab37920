// What the guard rails look at, and the ones that are about the claims.
#ifndef COUNTERSIGN_DOMAIN_STANDING_BENCH_H_
#define COUNTERSIGN_DOMAIN_STANDING_BENCH_H_

#include <string>
#include <vector>

#include "licensing/domain/standing_rails.h"

namespace countersign::domain::standing {

// Everything that the rails of one case look at.
struct Bench {
  const Frame& frame;
  const SubView& sub;
  const EffectCase& effect;
  std::vector<const ClaimView*> mentioned;  // overdue claims that the notice names; all without one
  std::vector<const ClaimView*> named;      // of these, those that it still covers
  std::vector<Bearer> bearers;              // what can bear an effect, free or not
  std::vector<Bearer> free;                 // of these, what no promise or dispute stops today
  std::vector<Bearer> ready;                // of these, what no step was skipped for
};

Bench BenchOf(const Frame& frame, const SubView& sub, const EffectCase& effect);

// The first day on which the effect may take place; nothing where that never comes, or no formal
// notice was received yet.
PerhapsDay EffectDay(const Bench& bench);

// The claims with something ready whose cure period is over, by id.
std::vector<std::string> BearingClaims(const Bench& bench);

// Rails 1 to 5.
RailFinding JudgeAssent(const Bench& bench);
RailFinding JudgeReceipt(const Bench& bench);
RailFinding JudgeCure(const Bench& bench);
RailFinding JudgeThreshold(const Bench& bench);
RailFinding JudgeResting(const Bench& bench);

RailFinding Holds(Rail rail);
RailFinding Missing(Rail rail, std::string missing, std::optional<Instant> holds_from = {});

// "a; b; c".
std::string Joined(const std::vector<std::string>& parts);

}  // namespace countersign::domain::standing

#endif  // COUNTERSIGN_DOMAIN_STANDING_BENCH_H_
