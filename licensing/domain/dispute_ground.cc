#include "licensing/domain/dispute_ground.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace countersign::domain {
namespace {

bool OnSameGround(const Dispute& a, const Dispute& b) {
  return a.grounds == b.grounds && a.line == b.line;
}

}  // namespace

bool OpenedBefore(const Dispute* a, const Dispute* b) {
  return std::tie(a->open_date, a->meta.create_time, a->id) <
         std::tie(b->open_date, b->meta.create_time, b->id);
}

std::vector<const Dispute*> PausingDisputes(const std::vector<Dispute>& over_claim) {
  std::vector<const Dispute*> sorted;
  for (const Dispute& dispute : over_claim)
    if (!dispute.grounds.empty()) sorted.push_back(&dispute);
  std::ranges::sort(sorted, OpenedBefore);
  std::set<std::pair<std::string_view, std::string_view>> seen;
  std::erase_if(sorted, [&](const Dispute* dispute) {
    return !seen.emplace(dispute->grounds, dispute->line).second;
  });
  return sorted;
}

std::string WhyNotPausing(const Dispute& dispute, const std::vector<Dispute>& over_claim) {
  if (dispute.grounds.empty()) return "it names no grounds";
  for (const Dispute* const first : PausingDisputes(over_claim))
    if (first->id != dispute.id && OnSameGround(*first, dispute))
      return "the same ground pauses once, and disputes/" + first->id +
             (dispute.line.empty() ? " was opened on it before: if this is about something else, "
                                     "name the line or defect"
                                   : " was opened on it before, over the same line");
  return {};
}

}  // namespace countersign::domain
