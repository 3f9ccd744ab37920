#include "licensing/domain/standing_reasons.h"

#include <algorithm>
#include <utility>

#include "licensing/domain/dispute_ground.h"
#include "licensing/domain/standing_rails.h"

namespace countersign::domain::standing {
namespace {

class Reasons {
 public:
  explicit Reasons(const Frame& frame) : frame_(frame) {}

  void Add(std::string record, std::string id, std::string text, std::int64_t minor_units = 0,
           std::int64_t days = 0) {
    reasons_.push_back({std::move(record), std::move(id),
                        Money{frame_.terms().currency_code, minor_units},
                        static_cast<std::int32_t>(days), std::move(text)});
  }
  std::vector<StandingReason> Take() && { return std::move(reasons_); }

 private:
  const Frame& frame_;
  std::vector<StandingReason> reasons_;
};

std::string On(CivilDate day) { return FormatCivilDate(day); }

std::string AmountOf(const ClaimView& claim, std::int64_t minor_units) {
  return AmountText({claim.invoice().amount.currency_code, minor_units});
}

void AddContract(const Frame& frame, Reasons& reasons) {
  const Contract& contract = frame.facts->contract;
  if (contract.state == ContractState::kTerminated)
    reasons.Add("contracts/" + contract.id, "TERMINATED",
                "the contract was terminated" +
                    (contract.ended_on ? " on " + On(*contract.ended_on) : std::string()));
}

void AddEffects(const Frame& frame, const SubView& sub, Reasons& reasons) {
  for (const Effect* const effect : sub.in_force) {
    const bool suspended = effect->kind == EffectKind::kSuspend;
    reasons.Add("effects/" + effect->id, suspended ? "SUSPENDED" : "SUPPLY_STOPPED",
                (suspended ? "suspended since " : "supply has been stopped since ") +
                    On(frame.zone.DateAt(effect->start_time)) + ", by notices/" +
                    effect->notice_id);
  }
}

void AddFormals(const SubView& sub, Reasons& reasons) {
  for (const FormalView& formal : sub.formals)
    if (!formal.consumed && formal.received_on)
      reasons.Add("notices/" + formal.notice->id, "NOTICED",
                  "a formal notice was sent on " + On(formal.sent_on) + " and received on " +
                      On(*formal.received_on));
}

// What counts as overdue, or falls due soon.
void AddCounting(const Frame& frame, const ClaimView& claim, Reasons& reasons) {
  const std::int64_t undisputed = Undisputed(claim);
  if (undisputed == 0) return;
  const Invoice& invoice = claim.invoice();
  const std::string record = "invoices/" + invoice.id;
  const std::string what =
      invoice.number + ": " + AmountOf(claim, undisputed) + ", due " + On(invoice.due_date);
  if (!claim.IsOverdue(frame.today)) {
    if (DaysBetween(frame.today, invoice.due_date) <= frame.terms().ladder.pre_due_days)
      reasons.Add(record, "DUE_SOON", what, undisputed);
    return;
  }
  std::int64_t days = 0;
  for (const Portion& portion : claim.portions)
    if (portion.rest == Rest::kNone) days = std::max(days, DaysOf(claim, portion, frame.today));
  reasons.Add(record, IsUrgent(days, invoice.credit_term_days) ? "URGENT" : "OVERDUE",
              what + ", " + std::to_string(days) + " days overdue, term " +
                  std::to_string(invoice.credit_term_days) + ", tolerance " +
                  std::to_string(LastToleratedOverdueDay(invoice.credit_term_days)),
              undisputed, days);
  if (!claim.claim->papers_delivered)
    reasons.Add(record, "PAPERS_MISSING",
                "the agreed papers of " + invoice.number +
                    " were not delivered: no formal notice can name it");
}

void AddIdleDisputes(const ClaimView& claim, Reasons& reasons) {
  std::vector<const Dispute*> open;
  for (const Dispute& dispute : claim.claim->disputes)
    if (dispute.state == DisputeState::kOpen) open.push_back(&dispute);
  std::ranges::sort(open, OpenedBefore);
  for (const Dispute* const dispute : open) {
    const std::string why = WhyNotPausing(*dispute, claim.claim->disputes);
    if (why.empty()) continue;
    reasons.Add("disputes/" + dispute->id, "NOT_PAUSING",
                claim.invoice().number + ": the dispute of " + On(dispute->open_date) + ", \"" +
                    dispute->grounds + "\", pauses nothing: " + why);
  }
}

void AddResting(const Frame& frame, const ClaimView& claim, Reasons& reasons) {
  const std::string& number = claim.invoice().number;
  for (const OpenDispute& each : claim.disputes)
    reasons.Add("disputes/" + each.dispute->id, "DISPUTED",
                number + ": " + AmountOf(claim, each.minor_units) + " disputed since " +
                    On(each.dispute->open_date) + ", \"" + each.dispute->grounds +
                    "\": does not count",
                each.minor_units);
  AddIdleDisputes(claim, reasons);
  for (const Portion& portion : claim.portions) {
    const std::string amount = number + ": " + AmountOf(claim, portion.minor_units);
    if (portion.rest == Rest::kPlan)
      reasons.Add(portion.cause, "PLANNED", amount + " rests while the plan is kept",
                  portion.minor_units);
    if (portion.rest == Rest::kBill)
      reasons.Add("invoices/" + claim.invoice().id, "BILL",
                  amount + " will be paid by a bill: does not count", portion.minor_units);
  }
  for (std::size_t i = 0; i < claim.promised.size(); ++i)
    if (claim.promised[i].Has(frame.today))
      reasons.Add("promises/" + claim.promises[i]->id, "PROMISED",
                  number + ": " + AmountText(claim.promises[i]->amount) +
                      " promised; effects wait through " + On(claim.promised[i].last));
}

void AddHolds(const Frame& frame, const SubView& sub, Reasons& reasons) {
  for (const Hold* const hold : sub.holds)
    if (hold->last_date >= frame.today)
      reasons.Add(
          "holds/" + hold->id, "HELD",
          "held through " + On(hold->last_date) + " by " + hold->user + ": " + hold->reason);
}

}  // namespace

std::vector<StandingReason> ReasonsOf(const Frame& frame, const SubView& sub) {
  Reasons reasons(frame);
  AddContract(frame, reasons);
  AddEffects(frame, sub, reasons);
  AddFormals(sub, reasons);
  for (const ClaimView* const claim : sub.claims) AddCounting(frame, *claim, reasons);
  for (const ClaimView* const claim : sub.claims)
    if (claim->open > 0) AddResting(frame, *claim, reasons);
  AddHolds(frame, sub, reasons);
  return std::move(reasons).Take();
}

}  // namespace countersign::domain::standing
