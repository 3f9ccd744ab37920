#include "licensing/domain/settlement_offer.h"

#include <algorithm>

#include "licensing/base/civil_date.h"
#include "licensing/domain/milestone_steps.h"
#include "licensing/domain/validate.h"

namespace countersign::domain {
namespace {

constexpr int kLongestOffer = 366;  // days

Result<void> CheckOffered(const Settlement& settlement, CivilDate today) {
  if (settlement.state == SettlementState::kAccepted)
    return Fail(Code::kFailedPrecondition, Reason::kStateConflict,
                "settlement " + settlement.id + " was accepted before",
                {{"state", std::string(StateName(settlement.state))}});
  if (settlement.state == SettlementState::kOffered && today <= settlement.last_day) return {};
  const std::string last = FormatCivilDate(settlement.last_day);
  return Fail(Code::kFailedPrecondition, Reason::kOfferEnded,
              "the offer could be accepted through " + last + ": make a new quote",
              {{"last_date", last}});
}

std::string NameOf(const SettlementLine& line) {
  std::string name(SettlementRuleName(line.rule));
  if (!line.milestone.empty()) name += " of " + line.milestone;
  return name;
}

// The lines that are in one of the quotes only.
std::string DifferenceOf(const SettlementQuote& a, const SettlementQuote& b) {
  std::vector<std::string> names;
  const auto add_missing = [&](const SettlementQuote& from, const SettlementQuote& in) {
    for (const SettlementLine& line : from.lines)
      if (line.rule != SettlementRule::kDiscount &&
          std::ranges::find(in.lines, line) == in.lines.end())
        names.push_back(NameOf(line));
  };
  add_missing(a, b);
  add_missing(b, a);
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return Joined(names);
}

Result<void> CheckUnchanged(const Settlement& settlement, const SettlementQuote& now_quoted) {
  const std::string changed = DifferenceOf(settlement.quote, now_quoted);
  if (changed.empty()) return {};
  return Fail(Code::kFailedPrecondition, Reason::kOfferOutdated,
              "the facts changed since the quote was made (" + changed + "): make a new one",
              {{"changed", changed}});
}

Result<void> CheckAcceptance(const Settlement& settlement, const SettlementAcceptance& acceptance,
                             const std::vector<std::string>& signatories, CivilDate today) {
  RETURN_IF_ERROR(CheckPast("date", acceptance.date, today));
  if (acceptance.date < settlement.made_on)
    return FieldInvalid("date", "must not be before the quote was made");
  RETURN_IF_ERROR(CheckHash("paper_sha256", acceptance.paper_sha256));
  if (std::ranges::find(signatories, acceptance.contact_id) != signatories.end()) return {};
  return Fail(Code::kFailedPrecondition, Reason::kSignatoryMissing,
              acceptance.contact_id + " is none of the customer's signatories",
              {{"contact", acceptance.contact_id}});
}

Result<void> CheckCommitment(const Settlement& settlement, const SettlementAcceptance& acceptance,
                             const Commitment& commitment) {
  const std::string& currency_code = settlement.unsettled.currency_code;
  RETURN_IF_ERROR(CheckCurrency(currency_code, {commitment.amount}));
  if (commitment.amount.minor_units < 1 ||
      commitment.amount.minor_units > settlement.unsettled.minor_units)
    return FieldInvalid("commitment.amount",
                        "must be more than 0 and at most what the settlement leaves unsettled");
  if (!commitment.date.ok() || commitment.date <= acceptance.date)
    return FieldInvalid("commitment.date", "must be after the acceptance");
  return CheckText("commitment.condition", commitment.condition, 0, kMostText);
}

}  // namespace

std::string_view StateName(SettlementState state) {
  switch (state) {
    case SettlementState::kOffered:
      return "OFFERED";
    case SettlementState::kAccepted:
      return "ACCEPTED";
    case SettlementState::kExpired:
      return "EXPIRED";
  }
  return "SETTLEMENT_STATE_UNSPECIFIED";
}

Result<void> CheckOfferDays(CivilDate date, CivilDate last_day, CivilDate today) {
  ASSIGN_OR_RETURN(const CivilDate latest, PlusDays(today, kLongestOffer));
  if (!last_day.ok() || last_day < today || last_day > latest)
    return FieldInvalid("last_date", "must be from today to 366 days from now");
  RETURN_IF_ERROR(CheckDate("date", date));
  if (date > last_day) return FieldInvalid("date", "must not be after the last date");
  return {};
}

Result<Settlement> Accept(Settlement settlement, const SettlementAcceptance& acceptance,
                          const std::optional<Commitment>& commitment,
                          const SettlementQuote& now_quoted,
                          const std::vector<std::string>& signatories, CivilDate today) {
  RETURN_IF_ERROR(CheckOffered(settlement, today));
  RETURN_IF_ERROR(CheckUnchanged(settlement, now_quoted));
  RETURN_IF_ERROR(CheckAcceptance(settlement, acceptance, signatories, today));
  if (commitment) RETURN_IF_ERROR(CheckCommitment(settlement, acceptance, *commitment));
  settlement.state = SettlementState::kAccepted;
  settlement.acceptance = acceptance;
  settlement.commitment = commitment;
  return settlement;
}

std::optional<Settlement> Expire(Settlement settlement, Instant now) {
  if (settlement.state != SettlementState::kOffered || now < settlement.expire_time)
    return std::nullopt;
  settlement.state = SettlementState::kExpired;
  return settlement;
}

}  // namespace countersign::domain
