#include "tests/domain/standing_model.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace countersign::domain {
namespace {

CivilDate Plus(CivilDate day, int days) {
  return std::chrono::sys_days(day) + std::chrono::days(days);
}

// A unit of money that is open, and why it does not count.
struct Unit {
  enum { kCounts, kBill, kDisputed, kPlanned } why = kCounts;
  const Dispute* dispute = nullptr;  // over it, open or resolved
};

class Model {
 public:
  Model(const ContractFacts& facts, std::string sub, Instant now)
      : facts_(facts),
        terms_(facts.contract.terms),
        sub_(std::move(sub)),
        zone_(*TimeZone::Find(terms_.time_zone)),
        now_(now),
        today_(zone_.DateAt(now)) {
    for (const StandingClaim& claim : facts.claims)
      if (claim.invoice.sub_contract == "contracts/c1/subcontracts/" + sub_)
        claims_.push_back(&claim);
  }

  ModelStanding Answer() {
    Restore();
    ModelStanding answer;
    answer.end_effects = ended_;
    for (const Notice* const formal : Formals())
      if (consumed_.contains(formal->id) && !formal->consume_time)
        answer.consume.insert(formal->id);
    answer.stage = StageNow();
    answer.paid_up = PaidUp();
    answer.counsel = Counsel();
    Notices(answer);
    Effects(answer);
    return answer;
  }

 private:
  using Claim = const StandingClaim*;

  // --- money ---

  static bool IsUndone(Claim claim, const ClaimRecord& record, CivilDate day) {
    return std::ranges::any_of(claim->records, [&](const ClaimRecord& other) {
      return other.kind == RecordKind::kReversal && other.reverses == record.id &&
             other.effective_date <= day;
    });
  }
  static std::int64_t OpenOn(Claim claim, CivilDate day) {
    std::int64_t open = 0;
    for (const ClaimRecord& record : claim->records) {
      if (record.kind == RecordKind::kReversal || record.effective_date > day ||
          IsUndone(claim, record, day))
        continue;
      open += record.kind == RecordKind::kInvoice ? record.amount.minor_units
                                                  : -record.amount.minor_units;
    }
    return std::max<std::int64_t>(0, open);
  }
  // What bills handed over by `known`, and what else is dated ahead, pay after `day`.
  static std::int64_t BillsOn(Claim claim, CivilDate day, CivilDate known) {
    std::int64_t bills = 0;
    for (const ClaimRecord& record : claim->records)
      if (!Raises(record.kind) && record.kind != RecordKind::kReversal &&
          record.effective_date > day &&
          record.value_date.value_or(record.effective_date) <= known &&
          !IsUndone(claim, record, day))
        bills += record.amount.minor_units;
    return bills;
  }

  // Disputes with grounds; the same grounds again, over the same line, do not count.
  static std::vector<const Dispute*> DisputesOf(Claim claim) {
    std::vector<const Dispute*> counting;
    for (const Dispute& dispute : claim->disputes) {
      const bool again = std::ranges::any_of(claim->disputes, [&](const Dispute& other) {
        return other.grounds == dispute.grounds && other.line == dispute.line &&
               std::pair(other.open_date, other.id) < std::pair(dispute.open_date, dispute.id);
      });
      if (!dispute.grounds.empty() && !again) counting.push_back(&dispute);
    }
    std::ranges::sort(counting, {}, [](const Dispute* dispute) {
      return std::tuple(dispute->state != DisputeState::kOpen, dispute->open_date, dispute->id);
    });
    return counting;
  }

  bool PlanRestsOn(Claim claim, CivilDate day) const {
    for (const InstalmentPlan& plan : facts_.plans) {
      if (std::ranges::find(plan.invoice_ids, claim->invoice.id) == plan.invoice_ids.end())
        continue;
      if ((day < plan.agreed_on && day < today_) ||
          day > Plus(plan.due_dates.back(), kPlanGraceDays))
        continue;
      std::vector<ClaimRecord> records;
      for (const StandingClaim& each : facts_.claims)
        if (std::ranges::find(plan.invoice_ids, each.invoice.id) != plan.invoice_ids.end())
          records.insert(records.end(), each.records.begin(), each.records.end());
      const PlanState state = AssessPlan(plan, records, {day, Instant::max()})->state;
      if (state == PlanState::kRunning || state == PlanState::kKept) return true;
    }
    return false;
  }

  std::vector<Unit> UnitsOf(Claim claim) const {
    // An invoice that is dated ahead is open already.
    const CivilDate day = std::max(today_, claim->invoice.invoice_date);
    std::int64_t bills = BillsOn(claim, day, Plus(today_, 100'000));
    std::vector<Unit> units;
    std::vector<std::pair<const Dispute*, std::int64_t>> left;
    for (const Dispute* const dispute : DisputesOf(claim))
      left.emplace_back(dispute, dispute->amount.minor_units - dispute->credited_minor_units);
    const bool planned = PlanRestsOn(claim, today_);
    for (std::int64_t i = OpenOn(claim, day); i > 0; --i) {
      Unit unit;
      if (bills > 0) {
        --bills;
        unit.why = Unit::kBill;
        units.push_back(unit);
        continue;
      }
      for (auto& [dispute, amount] : left) {
        if (amount == 0) continue;
        --amount;
        unit.dispute = dispute;
        break;
      }
      if (unit.dispute != nullptr && unit.dispute->state == DisputeState::kOpen)
        unit.why = Unit::kDisputed;
      else if (planned)
        unit.why = Unit::kPlanned;
      units.push_back(unit);
    }
    return units;
  }
  std::vector<Unit> Counting(Claim claim) const {
    std::vector<Unit> units = UnitsOf(claim);
    std::erase_if(units, [](const Unit& unit) { return unit.why != Unit::kCounts; });
    return units;
  }
  bool IsOverdue(Claim claim) const { return claim->invoice.due_date < today_; }

  std::int64_t DaysOf(Claim claim, const Unit& unit) const {
    std::int64_t days = 0;
    for (CivilDate day = Plus(claim->invoice.due_date, 1); day <= today_; day = Plus(day, 1))
      if (unit.dispute == nullptr || day <= unit.dispute->open_date ||
          day > *unit.dispute->resolve_date)
        ++days;
    return days;
  }
  bool IsUrgentUnit(Claim claim, const Unit& unit) const {
    return 3 * DaysOf(claim, unit) > claim->invoice.credit_term_days;
  }

  // --- what stops clocks ---

  bool IsBusiness(CivilDate day) const { return IsBusinessDay(facts_.calendar, day).value(); }

  bool IsPromisedOn(Claim claim, CivilDate day) const {
    return std::ranges::any_of(facts_.promises, [&](const Promise& promise) {
      if (std::ranges::find(promise.invoice_ids, claim->invoice.id) == promise.invoice_ids.end())
        return false;
      const bool never_stood = promise.withdrawn_on && *promise.withdrawn_on <= promise.made_on;
      const bool taken_back = promise.withdrawn_on && day >= *promise.withdrawn_on;
      const bool begun = day >= promise.made_on || day >= today_;
      return begun && day <= promise.date && !never_stood && !taken_back;
    });
  }
  bool IsHeldToday() const {
    return std::ranges::any_of(facts_.holds, [&](const Hold& hold) {
      return !hold.release_time && hold.last_date >= today_ &&
             (hold.sub_contract_id.empty() || hold.sub_contract_id == sub_);
    });
  }
  bool StandsStill(Claim claim, const Unit& unit, CivilDate day) const {
    if (IsPromisedOn(claim, day)) return true;
    return unit.dispute != nullptr && unit.dispute->open_date <= day &&
           day <= *unit.dispute->resolve_date;
  }

  // --- notices ---

  static bool Names(const Notice& notice, const std::string& id) {
    return std::ranges::find(notice.claims, id, &NoticedClaim::invoice_id) != notice.claims.end();
  }
  static bool Sent(const Notice& notice) {
    return notice.sent_time && notice.state != NoticeState::kFailed &&
           notice.state != NoticeState::kCancelled;
  }
  CivilDate SentOn(const Notice& notice) const { return zone_.DateAt(*notice.sent_time); }

  std::vector<const Notice*> Formals() const {
    std::vector<const Notice*> formals;
    for (const Notice& notice : facts_.notices)
      if (notice.sub_contract_id == sub_ && notice.kind == NoticeKind::kFormalNotice &&
          Sent(notice))
        formals.push_back(&notice);
    return formals;
  }
  std::optional<CivilDate> ReceivedOn(const Notice& notice) const {
    std::optional<CivilDate> first;
    for (const NoticeReceipt& receipt : notice.receipts) {
      const bool proves =
          receipt.receipt_class == ReceiptClass::kAcknowledged ||
          receipt.receipt_class == ReceiptClass::kPortalCode ||
          receipt.receipt_class == ReceiptClass::kRegistered ||
          (receipt.receipt_class == ReceiptClass::kRegisteredRefused && terms_.service_clause);
      if (!proves || receipt.withdraw_time || receipt.date > today_) continue;
      const CivilDate day = std::max(receipt.date, SentOn(notice));
      first = first ? std::min(*first, day) : day;
    }
    return first;
  }
  // Since it was sent, the claim was never settled and never rested by a plan.
  bool Covers(const Notice& notice, Claim claim) const {
    if (!Names(notice, claim->invoice.id)) return false;
    // Where the clock was set back, it was sent later than today.
    for (CivilDate day = std::min(SentOn(notice), today_); day <= today_; day = Plus(day, 1))
      if (UnpaidOn(claim, day) == 0 || PlanRestsOn(claim, day) ||
          ReliedOnPayment(notice, claim, day))
        return false;
    return true;
  }
  static std::int64_t UnpaidOn(Claim claim, CivilDate day) {
    return std::max<std::int64_t>(0, OpenOn(claim, day) - BillsOn(claim, day, day));
  }
  // From that day on a payment is undone that had kept what the notice names beneath the threshold.
  bool ReliedOnPayment(const Notice& notice, Claim claim, CivilDate day) const {
    if (day <= SentOn(notice) ||
        std::ranges::none_of(claim->records, [&](const ClaimRecord& record) {
          return record.kind == RecordKind::kReversal && record.effective_date == day;
        }))
      return false;
    std::int64_t unpaid = 0;
    for (Claim each : claims_)
      if (Names(notice, each->invoice.id)) unpaid += UnpaidOn(each, Plus(day, -1));
    return !IsEnough(unpaid);
  }
  bool InOrder(const Notice& formal, Claim claim) const {
    return std::ranges::any_of(facts_.notices, [&](const Notice& notice) {
      return notice.kind == NoticeKind::kUrgentNotice && notice.sub_contract_id == sub_ &&
             notice.sent_time && Names(notice, claim->invoice.id) &&
             Plus(SentOn(notice), terms_.ladder.formal_after_urgent_days) <= SentOn(formal);
    });
  }
  std::optional<CivilDate> FirstSent(NoticeKind kind, Claim claim) const {
    std::optional<CivilDate> first;
    for (const Notice& notice : facts_.notices)
      if (notice.kind == kind && notice.sub_contract_id == sub_ && Sent(notice) &&
          Names(notice, claim->invoice.id))
        first = first ? std::min(*first, SentOn(notice)) : SentOn(notice);
    return first;
  }
  // One that is as it should be waits to go out.
  bool Waits(NoticeKind kind, Claim claim) const {
    return std::ranges::any_of(facts_.notices, [&](const Notice& notice) {
      if (notice.kind != kind || notice.sub_contract_id != sub_ ||
          notice.state != NoticeState::kWaiting || !Names(notice, claim->invoice.id) ||
          IsHeldToday())
        return false;
      return std::ranges::all_of(notice.claims, [&](const NoticedClaim& named) {
        for (Claim each : claims_) {
          if (each->invoice.id != named.invoice_id) continue;
          const auto counting = std::ssize(Counting(each));
          const CivilDate due = each->invoice.due_date;
          const bool in_time = kind == NoticeKind::kPreDueReminder ? today_ < due
                               : kind == NoticeKind::kDueReminder  ? today_ <= due
                                                                   : today_ > due;
          return counting > 0 && counting >= named.principal.minor_units && in_time &&
                 !IsPromisedOn(each, today_) &&
                 (kind != NoticeKind::kFormalNotice || each->papers_delivered);
        }
        return false;
      });
    });
  }

  // --- effects ---

  std::int64_t Price() const {
    for (const SubContract& each : facts_.contract.sub_contracts)
      if (each.id == sub_) return PriceToDate(each)->minor_units;
    return 0;
  }
  // The random worlds leave the threshold at 5 %.
  bool IsEnough(std::int64_t units) const { return units > 0 && units * 20 >= Price(); }

  bool IsCuredBy(Claim claim, const Unit& unit, CivilDate received, EffectKind kind,
                 CivilDate by) const {
    int full = 0;
    const int needed = kind == EffectKind::kStopSupply ? terms_.ladder.supply_cure_days
                                                       : terms_.ladder.suspend_cure_days;
    for (CivilDate day = Plus(received, 1); day <= by; day = Plus(day, 1)) {
      if (StandsStill(claim, unit, day)) continue;
      if (full == needed) return true;
      ++full;
    }
    return false;
  }
  // The units on which an effect can rest.
  std::vector<Unit> Bearing(Claim claim, const Notice& formal) const {
    if (!IsOverdue(claim) || !claim->papers_delivered || !Covers(formal, claim) ||
        !IsAssentedBefore(facts_.contract, claim->invoice.invoice_date) ||
        IsPromisedOn(claim, today_))
      return {};
    std::vector<Unit> units = Counting(claim);
    std::erase_if(units, [&](const Unit& unit) { return StandsStill(claim, unit, today_); });
    return units;
  }
  bool IsExempt() const {
    for (const SubContract& each : facts_.contract.sub_contracts)
      if (each.id == sub_ && each.safety_critical) return true;
    const auto products = facts_.critical_products.find(sub_);
    if (products != facts_.critical_products.end() && !products->second.empty()) return true;
    return facts_.consumer || terms_.consumer || terms_.enforcement == Enforcement::kTrackOnly;
  }
  bool IsSupported(const Effect& effect) const {
    if (IsExempt() || IsHeldToday() || consumed_.contains(effect.notice_id)) return false;
    for (const Notice* const formal : Formals()) {
      if (formal->id != effect.notice_id || !ReceivedOn(*formal)) continue;
      std::int64_t enough = 0;
      for (Claim claim : claims_) {
        if (std::ranges::find(effect.invoice_ids, claim->invoice.id) == effect.invoice_ids.end())
          continue;
        for (const Unit& unit : Bearing(claim, *formal))
          enough += IsCuredBy(claim, unit, *ReceivedOn(*formal), effect.kind,
                              zone_.DateAt(effect.start_time))
                        ? 1
                        : 0;
      }
      return IsEnough(enough);
    }
    return false;
  }
  // Which notices are used up, and which effects have to end.
  void Restore() {
    for (const Notice* const formal : Formals()) {
      const bool bears = std::ranges::any_of(claims_, [&](Claim claim) {
        return Covers(*formal, claim) && std::ranges::any_of(UnitsOf(claim), [](const Unit& unit) {
                 return unit.why == Unit::kCounts || unit.why == Unit::kDisputed;
               });
      });
      if (formal->consume_time || !bears) consumed_.insert(formal->id);
    }
    for (const Effect& effect : facts_.effects)
      if (effect.sub_contract_id == sub_ && effect.end_time) consumed_.insert(effect.notice_id);
    for (std::size_t i = 0; i <= facts_.effects.size(); ++i)
      for (const Effect& effect : facts_.effects)
        if (effect.sub_contract_id == sub_ && !effect.end_time && !IsSupported(effect)) {
          ended_.insert(effect.id);
          consumed_.insert(effect.notice_id);
        }
  }
  const Effect* InForce(EffectKind kind) const {
    for (const Effect& effect : facts_.effects)
      if (effect.sub_contract_id == sub_ && effect.kind == kind && !effect.end_time &&
          !ended_.contains(effect.id))
        return &effect;
    return nullptr;
  }

  bool IsGoodTime() const {
    const Instant midnight = zone_.StartOf(today_);
    if (now_ < midnight + std::chrono::hours(9) || now_ >= midnight + std::chrono::hours(15))
      return false;
    if (!IsBusiness(today_) || !IsBusiness(Plus(today_, 1))) return false;
    for (const DateRange& range : terms_.blackouts)
      if (range.first <= today_ && today_ <= range.last) return false;
    // Is this one of the first three business days after five days off in a row?
    int business = 0;
    for (CivilDate day = today_; business < 3; day = Plus(day, -1)) {
      if (!IsBusiness(day)) continue;
      ++business;
      bool all_off = true;
      for (int back = 1; back <= 5; ++back) all_off = all_off && !IsBusiness(Plus(day, -back));
      if (all_off) return false;
    }
    return true;
  }
  bool IsPaymentDataComplete(const Notice& formal) const {
    CivilDate before = Plus(today_, -1);
    while (!IsBusiness(before)) before = Plus(before, -1);
    if (!facts_.installation.unmatched_receipt.empty() ||
        !facts_.installation.payments_complete_through ||
        *facts_.installation.payments_complete_through < before)
      return false;
    for (Claim claim : claims_) {
      if (!Names(formal, claim->invoice.id)) continue;
      std::optional<CivilDate> shown;
      for (const PaymentSlip& slip : facts_.slips)
        if (std::ranges::find(slip.invoice_ids, claim->invoice.id) != slip.invoice_ids.end())
          shown = shown ? std::min(*shown, slip.date) : slip.date;
      if (!shown) continue;
      int business = 0;
      for (CivilDate day = Plus(*shown, 1); day < today_; day = Plus(day, 1))
        business += IsBusiness(day) ? 1 : 0;
      if (business < 3) return false;
    }
    return true;
  }
  void Effects(ModelStanding& answer) const {
    if (IsExempt() || IsHeldToday() || !IsGoodTime() || !facts_.installation.doubt.empty() ||
        facts_.contract.state == ContractState::kTerminated ||
        InForce(EffectKind::kSuspend) != nullptr)
      return;
    const std::int64_t cap = std::max<std::int64_t>(5, facts_.installation.customers / 50);
    if (facts_.installation.customers_affected_today >= cap && !facts_.installation.cap_lifted &&
        !facts_.installation.this_customer_affected_today)
      return;
    const Effect* const stop = InForce(EffectKind::kStopSupply);
    const EffectKind kind = stop == nullptr ? EffectKind::kStopSupply : EffectKind::kSuspend;
    if (stop != nullptr && zone_.DateAt(stop->start_time) >= today_) return;
    for (const Notice* const formal : Formals()) {
      if (consumed_.contains(formal->id) || !ReceivedOn(*formal) ||
          (stop != nullptr && stop->notice_id != formal->id) || !IsPaymentDataComplete(*formal))
        continue;
      std::int64_t enough = 0;
      std::set<std::string> ids;
      for (Claim claim : claims_) {
        if (!FirstSent(NoticeKind::kOverdueReminder, claim) ||
            !FirstSent(NoticeKind::kUrgentNotice, claim) || !InOrder(*formal, claim))
          continue;
        for (const Unit& unit : Bearing(claim, *formal)) {
          if (!IsCuredBy(claim, unit, *ReceivedOn(*formal), kind, today_)) continue;
          ++enough;
          ids.insert(claim->invoice.id);
        }
      }
      if (!IsEnough(enough)) continue;
      answer.effect = kind;
      answer.bearers_by_notice[formal->id] = ids;
    }
  }

  // --- the answers ---

  Stage StageNow() const {
    if (facts_.contract.state == ContractState::kTerminated) return Stage::kTerminated;
    if (InForce(EffectKind::kSuspend) != nullptr) return Stage::kSuspended;
    if (InForce(EffectKind::kStopSupply) != nullptr) return Stage::kSupplyStopped;
    Stage stage = Stage::kCurrent;
    bool noticed = false;
    for (Claim claim : claims_) {
      const auto counting = Counting(claim);
      if (counting.empty()) continue;
      const CivilDate due = claim->invoice.due_date;
      if (!IsOverdue(claim)) {
        if (Plus(due, -terms_.ladder.pre_due_days) <= today_)
          stage = std::max(stage, Stage::kDueSoon);
        continue;
      }
      stage = std::max(stage, Stage::kOverdue);
      for (const Unit& unit : counting)
        if (IsUrgentUnit(claim, unit)) stage = std::max(stage, Stage::kUrgent);
      for (const Notice* const formal : Formals())
        noticed = noticed || (!consumed_.contains(formal->id) && ReceivedOn(*formal) &&
                              Covers(*formal, claim));
    }
    return stage == Stage::kUrgent && noticed ? Stage::kNoticed : stage;
  }
  bool PaidUp() const {
    bool any = false;
    for (Claim claim : claims_) {
      const std::int64_t open = OpenOn(claim, std::max(today_, claim->invoice.invoice_date));
      if (open > 0 && claim->invoice.due_date <= today_) return false;
      for (const ClaimRecord& record : claim->records)
        any = any || (open == 0 && record.kind == RecordKind::kAllocation &&
                      record.effective_date <= today_ && !IsUndone(claim, record, today_));
    }
    return any;
  }
  bool Counsel() const {
    for (Claim claim : claims_) {
      if (today_ < Plus(claim->invoice.due_date, terms_.ladder.counsel_days)) continue;
      bool counts = false;
      for (const Unit& unit : UnitsOf(claim)) {
        counts = counts || unit.why == Unit::kCounts;
        if (unit.why == Unit::kDisputed && Plus(unit.dispute->open_date, 30) <= today_) return true;
      }
      if (counts && (InForce(EffectKind::kSuspend) != nullptr || IsExempt() ||
                     !IsAssentedBefore(facts_.contract, claim->invoice.invoice_date)))
        return true;
    }
    return false;
  }
  void Notices(ModelStanding& answer) const {
    if (IsHeldToday()) return;
    std::set<std::string> may_name;
    bool wanted = false;
    for (Claim claim : claims_) {
      const std::string& id = claim->invoice.id;
      const auto counting = Counting(claim);
      if (counting.empty() || IsPromisedOn(claim, today_)) continue;
      const auto missing = [&](NoticeKind kind) {
        return !FirstSent(kind, claim) && !Waits(kind, claim);
      };
      const CivilDate due = claim->invoice.due_date;
      if (today_ < due && today_ >= Plus(due, -terms_.ladder.pre_due_days) &&
          today_ >= claim->invoice.invoice_date && missing(NoticeKind::kPreDueReminder))
        answer.notices.emplace(StepKind::kPreDueReminder, id);
      if (today_ == due && missing(NoticeKind::kDueReminder))
        answer.notices.emplace(StepKind::kDueReminder, id);
      if (today_ <= due) continue;
      if (today_ >= Plus(due, terms_.ladder.overdue_reminder_days) &&
          missing(NoticeKind::kOverdueReminder))
        answer.notices.emplace(StepKind::kOverdueReminder, id);
      const bool urgent = std::ranges::any_of(
          counting, [&](const Unit& unit) { return IsUrgentUnit(claim, unit); });
      const auto reminded = FirstSent(NoticeKind::kOverdueReminder, claim);
      if (!reminded || today_ < *reminded || !urgent) continue;
      if (missing(NoticeKind::kUrgentNotice)) answer.notices.emplace(StepKind::kUrgentNotice, id);
      const auto warned = FirstSent(NoticeKind::kUrgentNotice, claim);
      if (!warned || today_ < Plus(*warned, terms_.ladder.formal_after_urgent_days) ||
          !claim->papers_delivered)
        continue;
      may_name.insert(id);
      const bool covered = std::ranges::any_of(Formals(), [&](const Notice* formal) {
        return !consumed_.contains(formal->id) && Covers(*formal, claim) && InOrder(*formal, claim);
      });
      wanted = wanted || (!covered && !Waits(NoticeKind::kFormalNotice, claim));
    }
    if (wanted)
      for (const std::string& id : may_name) answer.notices.emplace(StepKind::kFormalNotice, id);
  }

  const ContractFacts& facts_;
  const ContractTerms& terms_;
  const std::string sub_;
  const TimeZone zone_;
  const Instant now_;
  const CivilDate today_;
  std::vector<Claim> claims_;
  std::set<std::string> consumed_;
  std::set<std::string> ended_;
};

}  // namespace

ModelStanding ModelOf(const ContractFacts& facts, const std::string& sub_contract_id, Instant now) {
  return Model(facts, sub_contract_id, now).Answer();
}

}  // namespace countersign::domain
