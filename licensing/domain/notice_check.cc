// What a notice of each kind must contain.
#include "licensing/domain/ladder.h"
#include "licensing/domain/milestone_steps.h"
#include "licensing/domain/notice_parts.h"

namespace countersign::domain {
namespace {

class Missing {
 public:
  void Require(bool present, std::string id) {
    if (!present) ids_.push_back(std::move(id));
  }
  void Require(const std::string& value, std::string id) { Require(!value.empty(), std::move(id)); }
  const std::vector<std::string>& ids() const { return ids_; }

 private:
  std::vector<std::string> ids_;
};

bool IsOverdue(NoticeKind kind) {
  return kind == NoticeKind::kOverdueReminder || kind == NoticeKind::kUrgentNotice ||
         kind == NoticeKind::kFormalNotice || kind == NoticeKind::kSupplyStopped ||
         kind == NoticeKind::kSuspended;
}

bool IsAboutClaims(NoticeKind kind) {
  return IsOverdue(kind) || kind == NoticeKind::kPreDueReminder || kind == NoticeKind::kDueReminder;
}

void RequireClaim(const NoticeClaimText& text, const std::string& at, bool overdue,
                  Missing& missing) {
  const NoticedClaim& claim = text.claim;
  missing.Require(claim.number, at + ".number");
  missing.Require(!claim.principal.currency_code.empty() && claim.principal.minor_units > 0,
                  at + ".principal");
  missing.Require(claim.due_date.ok(), at + ".due_date");
  missing.Require(!claim.interest.currency_code.empty() && claim.interest.minor_units >= 0,
                  at + ".interest");
  if (overdue) missing.Require(claim.days_overdue > 0, at + ".days_overdue");
}

// That the reader can see how the interest came about.
bool IsComputed(const NoticeClaimText& text) {
  return !text.noted_interest.currency_code.empty() &&
         (!text.segments.empty() ||
          text.claim.interest.minor_units == text.noted_interest.minor_units);
}

void RequireClaims(const NoticeTextFacts& facts, Missing& missing) {
  missing.Require(facts.currency_code, "currency_code");
  missing.Require(!facts.claims.empty(), "claims");
  for (std::size_t i = 0; i < facts.claims.size(); ++i) {
    const std::string at = "claims[" + std::to_string(i) + "]";
    RequireClaim(facts.claims[i], at, IsOverdue(facts.kind), missing);
    if (facts.kind == NoticeKind::kFormalNotice)
      missing.Require(IsComputed(facts.claims[i]), at + ".interest_computation");
  }
}

void RequireFormal(const NoticeTextFacts& facts, Missing& missing) {
  missing.Require(facts.pay_to, "pay_to");
  missing.Require(facts.disputes_to, "disputes_to");
  missing.Require(facts.instalments_to, "instalments_to");
  missing.Require(facts.export_from, "export_from");
  missing.Require(facts.sender.name, "sender.name");
  missing.Require(facts.sender.title, "sender.title");
  missing.Require(facts.sender.address, "sender.address");
  missing.Require(facts.sender.phone, "sender.phone");
  missing.Require(facts.sender.email, "sender.email");
  if (!facts.effects) return;
  missing.Require(facts.clause, "clause");
  missing.Require(facts.disclosure_date.has_value(), "disclosure_date");
  missing.Require(facts.supply_cure_days > 0, "supply_cure_days");
  missing.Require(facts.supply_date.has_value(), "supply_date");
  missing.Require(facts.suspend_cure_days > 0, "suspend_cure_days");
  missing.Require(facts.suspend_date.has_value(), "suspend_date");
  missing.Require(!facts.stops.empty(), "stops");
}

void RequireEffect(const NoticeTextFacts& facts, Missing& missing) {
  missing.Require(facts.effect_date.has_value(), "effect_date");
  if (facts.kind == NoticeKind::kRestored) {
    missing.Require(facts.ended_effect.has_value(), "ended_effect");
    return;
  }
  missing.Require(facts.formal_notice_id, "formal_notice_id");
  missing.Require(facts.formal_received.has_value(), "formal_received");
  missing.Require(facts.pay_to, "pay_to");
  if (facts.kind == NoticeKind::kSuspended) missing.Require(!facts.stops.empty(), "stops");
}

void RequireDelivery(const NoticeTextFacts& facts, Missing& missing) {
  missing.Require(facts.delivery.has_value(), "delivery");
  if (!facts.delivery) return;
  const NoticeDelivery& delivery = *facts.delivery;
  missing.Require(delivery.milestone, "delivery.milestone");
  if (facts.kind == NoticeKind::kDispatch) return;
  missing.Require(delivery.received.has_value(), "delivery.received");
  if (delivery.review_term)
    missing.Require(delivery.last_review_day.has_value(), "delivery.last_review_day");
}

Result<void> CheckDates(const NoticeTextFacts& facts) {
  if (facts.kind != NoticeKind::kFormalNotice || !facts.effects) return {};
  ASSIGN_OR_RETURN(const EffectDays earliest,
                   EarliestEffects(facts.date, {.supply_cure_days = facts.supply_cure_days,
                                                .suspend_cure_days = facts.suspend_cure_days}));
  if (*facts.supply_date < earliest.stop_supply)
    return FieldInvalid("supply_date", "must not be before the cure period is over");
  if (*facts.suspend_date < earliest.suspend)
    return FieldInvalid("suspend_date", "must not be before the cure period is over");
  return {};
}

Result<void> CheckDaysOverdue(const NoticeTextFacts& facts) {
  if (!IsOverdue(facts.kind)) return {};
  for (std::size_t i = 0; i < facts.claims.size(); ++i) {
    const NoticedClaim& claim = facts.claims[i].claim;
    if (claim.days_overdue > DaysBetween(claim.due_date, facts.date))
      return FieldInvalid("claims[" + std::to_string(i) + "].days_overdue",
                          "must not be more than the days since the due date");
  }
  return {};
}

}  // namespace

Result<void> CheckNotice(const NoticeTextFacts& raw) {
  const NoticeTextFacts facts = Cleaned(raw);
  Missing missing;
  missing.Require(facts.notice_id, "notice_id");
  missing.Require(facts.sender.vendor, "sender.vendor");
  missing.Require(facts.customer, "customer");
  missing.Require(facts.date.ok(), "date");
  missing.Require(facts.time_zone, "time_zone");
  missing.Require(facts.contract_title, "contract_title");
  missing.Require(facts.contract_number, "contract_number");
  if (!facts.automatic && facts.kind != NoticeKind::kFormalNotice)
    missing.Require(facts.sender.name, "sender.name");
  if (IsAboutClaims(facts.kind) || !facts.claims.empty()) RequireClaims(facts, missing);
  switch (facts.kind) {
    case NoticeKind::kFormalNotice:
      RequireFormal(facts, missing);
      break;
    case NoticeKind::kSupplyStopped:
    case NoticeKind::kSuspended:
    case NoticeKind::kRestored:
      RequireEffect(facts, missing);
      break;
    case NoticeKind::kDispatch:
    case NoticeKind::kReceiptConfirmed:
      RequireDelivery(facts, missing);
      break;
    default:
      break;
  }
  if (!missing.ids().empty())
    return Fail(Code::kFailedPrecondition, Reason::kNoticeIncomplete,
                "the notice lacks what it has to contain: " + Joined(missing.ids()),
                {{"missing", Joined(missing.ids())}});
  RETURN_IF_ERROR(CheckDates(facts));
  return CheckDaysOverdue(facts);
}

}  // namespace countersign::domain
