// What the customer says to a delivery, by a signature, a rejection, silence or use.
#include <algorithm>
#include <utility>

#include "licensing/domain/milestone.h"
#include "licensing/domain/milestone_steps.h"
#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

template <class Ids>
bool Names(const Ids& ids, std::string_view id) {
  return std::ranges::find(ids, id) != std::end(ids);
}

Result<void> RequireJudgement(const Milestone& milestone, std::string_view field, CivilDate date,
                              const ReviewRules& rules, CivilDate today) {
  RETURN_IF_ERROR(RequireState(milestone, {MilestoneState::kDelivered}));
  if (!IsJudged(milestone.trigger))
    return StateConflict(milestone, "is not the customer's to judge: its delivery is enough");
  RETURN_IF_ERROR(CheckPast(field, date, today));
  if (date < milestone.rounds.back().delivery.date)
    return FieldInvalid(field, "must not be before the delivery");
  ASSIGN_OR_RETURN(const auto deemed, DeemedAcceptanceOf(milestone, rules));
  if (!deemed || date < deemed->accepted_on) return {};
  const std::string since = FormatCivilDate(deemed->accepted_on);
  return Fail(Code::kFailedPrecondition, Reason::kTermOver,
              "the time to review is over: milestone " + milestone.id +
                  " is deemed accepted since " + since,
              {{"since", since}});
}

// --- signatures ---

Result<void> CheckSignatory(const Round& round, const std::string& contact,
                            const std::vector<std::string>& signatories) {
  const bool signed_before = std::ranges::find(round.signatures, contact, &Signature::contact_id) !=
                             round.signatures.end();
  if (Names(signatories, contact) && !signed_before) return {};
  return Fail(Code::kFailedPrecondition, Reason::kSignatoryMissing,
              signed_before ? contact + " has signed this delivery already"
                            : contact + " is none of the customer's signatories",
              {{"contact", contact}});
}

Result<void> CheckItemsSigned(const Milestone& milestone, const Signature& signature) {
  for (const std::string& id : signature.items)
    if (std::ranges::find(milestone.items, id, &MilestoneItem::id) == milestone.items.end())
      return FieldInvalid("items", "must be items of the milestone, not " + id);
  const auto& signatures = milestone.rounds.back().signatures;
  if (signatures.empty() || signatures.front().items == signature.items) return {};
  return FieldInvalid("items", "must be those that " + signatures.front().contact_id +
                                   " signed for: " + Joined(signatures.front().items));
}

Result<void> CheckSignature(const Milestone& milestone, const Signature& signature,
                            const std::vector<std::string>& signatories) {
  const Round& round = milestone.rounds.back();
  RETURN_IF_ERROR(CheckSignatory(round, signature.contact_id, signatories));
  if (signature.document_sha256 != round.delivery.document_sha256)
    return Fail(Code::kInvalidArgument, Reason::kDocumentMismatch,
                "what was signed is not the current delivery with its criteria");
  if (signature.method == SignatureMethod::kPaper)
    RETURN_IF_ERROR(CheckHash("paper_sha256", signature.paper_sha256));
  for (const PunchItem& item : signature.punch_list)
    RETURN_IF_ERROR(CheckText("punch_list.description", item.description, 1, kMostText));
  return CheckItemsSigned(milestone, signature);
}

// The items in one order and each once, so that every signature for the same ones reads the same;
// empty for all of them.
std::vector<std::string> InOrder(std::vector<std::string> ids, const Milestone& milestone) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (!ids.empty() && ids.size() == milestone.items.size()) ids.clear();
  return ids;
}

// --- partial acceptance ---

constexpr std::int64_t kWeightUnit = 1'000'000'000;  // weights have 9 digits: see WorkItem

std::int64_t WeightOf(const std::vector<MilestoneItem>& items) {
  std::int64_t sum = 0;
  for (const MilestoneItem& item : items) sum += item.work.weight.units() / kWeightUnit;
  return sum;
}

// Scales the weights so that they add up to 1 again; the last one takes what rounding leaves.
void Scale(std::vector<MilestoneItem>& items) {
  const std::int64_t sum = WeightOf(items);
  std::int64_t left = kWeightUnit;
  for (MilestoneItem& item : items) {
    const std::int64_t weight = item.work.weight.units() / kWeightUnit;
    const std::int64_t scaled =
        &item == &items.back() ? left : (sum == 0 ? 0 : weight * kWeightUnit / sum);
    item.work.weight = Rate::OfUnits(scaled * kWeightUnit);
    left -= scaled;
  }
}

// Leaves `accepted` in the milestone and answers the rest. No minor unit is lost: the rest of the
// amount is what is not accepted.
Result<Milestone> SplitOff(Milestone& milestone, const std::vector<std::string>& accepted,
                           std::string_view remainder_id) {
  if (!IsId(remainder_id) || remainder_id == milestone.id)
    return FieldInvalid("remainder_id", "must be a new id for the part that is not accepted");
  Milestone rest = milestone;
  rest.id = remainder_id;
  rest.split_from = milestone.id;
  // Neither part is that share of the price any more.
  rest.share.reset();
  milestone.share.reset();
  rest.punch_list.clear();
  rest.rounds.back().signatures.clear();
  const auto is_accepted = [&](const MilestoneItem& item) { return Names(accepted, item.id); };
  std::erase_if(rest.items, is_accepted);
  std::erase_if(milestone.items, [&](const MilestoneItem& item) { return !is_accepted(item); });
  const Rate weight = Rate::OfUnits(WeightOf(milestone.items) * kWeightUnit);
  ASSIGN_OR_RETURN(milestone.amount, Multiply(rest.amount, weight));
  ASSIGN_OR_RETURN(rest.amount, Subtract(rest.amount, milestone.amount));
  Scale(milestone.items);
  Scale(rest.items);
  return rest;
}

// --- rejection ---

bool WasRejectedBefore(const Milestone& milestone, const Defect& defect) {
  return std::any_of(milestone.rounds.begin(), std::prev(milestone.rounds.end()),
                     [&](const Round& round) {
                       return std::ranges::any_of(round.defects, [&](const Defect& earlier) {
                         return earlier.criterion_id == defect.criterion_id &&
                                (earlier.item_id.empty() || earlier.item_id == defect.item_id);
                       });
                     });
}

// What a defect lacks to be one of this milestone; empty: nothing.
std::string MissingOf(const Milestone& milestone, const Defect& defect) {
  if (!CheckText("description", defect.description, 1, kMostText)) return "a description";
  if (std::ranges::find(milestone.criteria, defect.criterion_id, &Criterion::id) ==
      milestone.criteria.end())
    return "one of the milestone's criteria";
  if (!defect.item_id.empty() && std::ranges::find(milestone.items, defect.item_id,
                                                   &MilestoneItem::id) == milestone.items.end())
    return "one of the milestone's items, or none";
  return "";
}

struct Sorted {
  std::vector<Defect> admitted;
  std::vector<std::string> refused;  // ids
  std::string why_refused;           // for people
  std::string missing;               // of those that are no defects, for people
  std::vector<std::string> late;     // criteria that were accepted in an earlier round
};

Sorted SortDefects(const Milestone& milestone, const std::vector<Defect>& defects) {
  Sorted sorted;
  for (const Defect& defect : defects) {
    const std::string missing = MissingOf(milestone, defect);
    const bool late = milestone.rounds.size() > 1 && !defect.caused_by_mending &&
                      !WasRejectedBefore(milestone, defect);
    if (missing.empty() && !late) {
      sorted.admitted.push_back(defect);
      continue;
    }
    sorted.refused.push_back(defect.id);
    if (missing.empty())
      sorted.late.push_back(defect.criterion_id);
    else
      sorted.missing += (sorted.missing.empty() ? "" : "; ") + defect.id + ": " + missing;
    sorted.why_refused += (sorted.why_refused.empty() ? "" : "; ") + defect.id + " " +
                          (missing.empty() ? defect.criterion_id +
                                                 " was not rejected in an earlier round, nor is it "
                                                 "said that mending broke it"
                                           : "lacks " + missing);
  }
  if (defects.empty()) sorted.missing = "a defect against one of the milestone's criteria";
  return sorted;
}

tl::unexpected<Error> NoRejection(const Sorted& sorted) {
  if (sorted.missing.empty())
    return Fail(Code::kInvalidArgument, Reason::kAlreadyAcceptedBefore,
                "this round may reject only what was rejected before, or what mending broke",
                {{"criteria", Joined(sorted.late)}});
  return Fail(Code::kInvalidArgument, Reason::kDefectMissing,
              "this is no rejection yet, it lacks: " + sorted.missing,
              {{"missing", sorted.missing}});
}

// Ids that differ from one another and from those of earlier defects and the punch list, where a
// noted defect goes.
Result<void> CheckDefectIds(const Milestone& milestone, const std::vector<Defect>& defects) {
  RETURN_IF_ERROR(CheckIds("defects", defects));
  for (const Defect& defect : defects) {
    bool taken = std::ranges::find(milestone.punch_list, defect.id, &PunchItem::id) !=
                 milestone.punch_list.end();
    for (const Round& round : milestone.rounds)
      taken =
          taken || std::ranges::find(round.defects, defect.id, &Defect::id) != round.defects.end();
    if (taken) return FieldInvalid("defects", "must have new ids, not " + defect.id);
  }
  return {};
}

}  // namespace

Result<MilestoneChange> Accept(Milestone milestone, Signature signature, const ReviewRules& rules,
                               const std::vector<std::string>& signatories,
                               std::string_view remainder_id, CivilDate today) {
  RETURN_IF_ERROR(RequireJudgement(milestone, "date", signature.date, rules, today));
  signature.items = InOrder(std::move(signature.items), milestone);
  RETURN_IF_ERROR(CheckSignature(milestone, signature, signatories));
  auto& signatures = milestone.rounds.back().signatures;
  for (const PunchItem& item : signature.punch_list) milestone.punch_list.push_back(item);
  RETURN_IF_ERROR(CheckIds("punch_list", milestone.punch_list));
  signatures.push_back(signature);
  if (signatures.size() < static_cast<std::size_t>(rules.clause.signatures_required))
    return Changed(std::move(milestone), MilestoneEventKind::kSigned, signature.date,
                   signature.contact_id);

  const CivilDate date = std::ranges::max_element(signatures, {}, &Signature::date)->date;
  std::optional<Milestone> rest;
  if (!signature.items.empty()) {
    ASSIGN_OR_RETURN(rest, SplitOff(milestone, signature.items, remainder_id));
  }
  milestone.state = MilestoneState::kAccepted;
  milestone.acceptance = Acceptance{AcceptanceMode::kSigned, date};
  MilestoneChange change = Changed(std::move(milestone), MilestoneEventKind::kAccepted, date);
  if (rest) change.events.push_back({MilestoneEventKind::kSplit, date, rest->id});
  change.remainder = std::move(rest);
  return change;
}

Result<MilestoneChange> Reject(Milestone milestone, Rejection rejection, const ReviewRules& rules,
                               CivilDate today) {
  RETURN_IF_ERROR(RequireJudgement(milestone, "date", rejection.date, rules, today));
  RETURN_IF_ERROR(CheckDefectIds(milestone, rejection.defects));
  const Sorted sorted = SortDefects(milestone, rejection.defects);
  if (sorted.admitted.empty()) return NoRejection(sorted);

  std::vector<std::string> blocking;
  std::vector<std::string> noted;
  for (const Defect& defect : sorted.admitted) {
    milestone.rounds.back().defects.push_back(defect);
    (defect.severity >= rules.clause.blocking_severity ? blocking : noted).push_back(defect.id);
    if (defect.severity < rules.clause.blocking_severity)
      milestone.punch_list.push_back({defect.id, defect.description, {}});
  }
  if (!blocking.empty()) {
    milestone.state = MilestoneState::kRejected;
    milestone.rounds.back().rejected_on = rejection.date;
  }
  MilestoneChange change;
  change.milestone = std::move(milestone);
  const auto tell = [&](MilestoneEventKind kind, const std::vector<std::string>& ids) {
    if (!ids.empty()) change.events.push_back({kind, rejection.date, Joined(ids)});
  };
  tell(MilestoneEventKind::kRejected, blocking);
  tell(MilestoneEventKind::kDefectsNoted, noted);
  tell(MilestoneEventKind::kDefectsRefused, sorted.refused);
  if (!sorted.refused.empty()) change.events.back().why = sorted.why_refused;
  return change;
}

const Term& ReviewTermOf(const Milestone& milestone, const ReviewRules& rules) {
  return milestone.review_term ? *milestone.review_term : rules.clause.review_term;
}

Result<std::optional<CivilDate>> ReviewEnd(const Milestone& milestone, const ReviewRules& rules) {
  if (milestone.rounds.empty() || !milestone.rounds.back().receipt) return std::nullopt;
  const Round& round = milestone.rounds.back();
  std::optional<CivilDate> reminded;
  if (round.reminder) reminded = round.reminder->received;
  ASSIGN_OR_RETURN(const CivilDate end, LastReviewDay(rules.calendar, round.receipt->received,
                                                      ReviewTermOf(milestone, rules), reminded));
  return end;
}

Result<std::optional<DeemedAcceptance>> DeemedAcceptanceOf(const Milestone& milestone,
                                                           const ReviewRules& rules) {
  if (milestone.state != MilestoneState::kDelivered || !IsJudged(milestone.trigger))
    return std::nullopt;
  const Round& round = milestone.rounds.back();
  if (!round.receipt || !round.reminder) return std::nullopt;
  AcceptanceClause clause = rules.clause;
  clause.review_term = ReviewTermOf(milestone, rules);
  return AssessDeemedAcceptance(clause, rules.calendar, rules.zone, round.receipt->received,
                                round.reminder->received);
}

Result<std::optional<MilestoneChange>> DeemAccepted(Milestone milestone, const ReviewRules& rules,
                                                    Instant now) {
  ASSIGN_OR_RETURN(const auto deemed, DeemedAcceptanceOf(milestone, rules));
  if (!deemed || now < deemed->effective) return std::nullopt;
  milestone.state = MilestoneState::kDeemedAccepted;
  milestone.acceptance = Acceptance{AcceptanceMode::kDeemed, deemed->accepted_on};
  return Changed(std::move(milestone), MilestoneEventKind::kDeemedAccepted, deemed->accepted_on,
                 FormatCivilDate(deemed->last_review_day));
}

Result<std::optional<MilestoneChange>> AcceptByUse(Milestone milestone, const ReviewRules& rules,
                                                   CivilDate announcement_received,
                                                   std::span<const Instant> check_ins,
                                                   Instant now) {
  if (milestone.state != MilestoneState::kDelivered || !IsJudged(milestone.trigger) ||
      !milestone.rounds.back().receipt || !rules.clause.use_days)
    return std::nullopt;
  ASSIGN_OR_RETURN(const auto use, AssessAcceptanceByUse(*rules.clause.use_days, rules.zone,
                                                         milestone.rounds.back().receipt->received,
                                                         announcement_received, check_ins));
  if (!use || now < use->effective) return std::nullopt;
  milestone.state = MilestoneState::kAccepted;
  milestone.acceptance = Acceptance{AcceptanceMode::kByUse, use->accepted_on};
  return Changed(std::move(milestone), MilestoneEventKind::kAccepted, use->accepted_on);
}

}  // namespace countersign::domain
