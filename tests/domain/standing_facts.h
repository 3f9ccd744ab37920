// A contract with what happened to it, written shortly: for tests of the standing.
#ifndef COUNTERSIGN_TESTS_DOMAIN_STANDING_FACTS_H_
#define COUNTERSIGN_TESTS_DOMAIN_STANDING_FACTS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "licensing/domain/standing.h"
#include "tests/domain/days.h"

namespace countersign::domain {

inline Money Yuan(std::int64_t minor_units) { return {"CNY", minor_units}; }

// 10:00 in Shanghai, inside the window of guard rail 7.
inline Instant TenOn(CivilDate day) {
  return TimeZone::Find("Asia/Shanghai")->StartOf(day) + std::chrono::hours(10);
}
inline Instant TenOn(std::string_view day) { return TenOn(Day(day)); }
inline Instant TimeOn(std::string_view day, int hour, int minute = 0) {
  return TimeZone::Find("Asia/Shanghai")->StartOf(Day(day)) + std::chrono::hours(hour) +
         std::chrono::minutes(minute);
}

inline std::vector<StepKind> KindsOf(const std::vector<LadderStep>& steps) {
  std::vector<StepKind> kinds;
  for (const LadderStep& step : steps) kinds.push_back(step.kind);
  return kinds;
}
// Of the first step of the kind in the timeline.
inline std::optional<CivilDate> DayOf(const SubContractStanding& standing, StepKind kind) {
  for (const LadderStep& step : standing.timeline)
    if (step.kind == kind) return TimeZone::Find("Asia/Shanghai")->DateAt(step.earliest);
  return std::nullopt;
}

// A contract "c1" of the customer "acme" in Shanghai and CNY, with full enforcement by the Chinese
// preset, disclosed and agreed to on 10 January 2026, and the sub-contract "s1" at 10,000.00.
// Every day is a weekday or a weekend without holidays, and all payments are known.
class FactsBuilder {
 public:
  FactsBuilder() {
    Contract& contract = facts.contract;
    contract.id = "c1";
    contract.customer_id = "acme";
    contract.state = ContractState::kActive;
    contract.terms.currency_code = "CNY";
    contract.terms.time_zone = "Asia/Shanghai";
    contract.terms.jurisdiction = Jurisdiction::kChina;
    contract.terms.ladder = PresetLadder(Jurisdiction::kChina);
    contract.terms.enforcement = Enforcement::kFull;
    contract.terms.enforcement_clause = "We may stop what is not paid.";
    const std::string hash = ClauseHash(contract.terms);
    contract.disclosures = {{Day("2026-01-10"), hash, "mail", "contact"}};
    contract.assents = {
        {Day("2026-01-10"), hash, "contact", SignatureMethod::kPaper, std::string(64, 'a')}};
    facts.calendar = PlainCalendar();
    facts.installation.payments_complete_through = Day("2099-12-31");
    facts.installation.customers = 100;
    AddSubContract("s1", 1'000'000);
  }

  void AddSubContract(std::string id, std::int64_t price) {
    SubContract sub_contract;
    sub_contract.id = std::move(id);
    sub_contract.title = "part";
    sub_contract.price = Yuan(price);
    facts.contract.sub_contracts.push_back(sub_contract);
  }

  // Invoiced `term_days` before it is due.
  StandingClaim& AddInvoice(const std::string& id, std::int64_t amount, std::string_view due,
                            std::int32_t term_days = 30, const std::string& sub = "s1") {
    StandingClaim claim;
    Invoice& invoice = claim.invoice;
    invoice.id = id;
    invoice.customer_id = "acme";
    invoice.number = "INV-" + id;
    invoice.amount = Yuan(amount);
    invoice.due_date = Day(due);
    invoice.credit_term_days = term_days;
    invoice.invoice_date = *PlusDays(Day(due), -term_days);
    invoice.contract = "contracts/c1";
    if (!sub.empty()) invoice.sub_contract = "contracts/c1/subcontracts/" + sub;
    facts.claims.push_back(claim);
    AddRecord(id, RecordKind::kInvoice, amount, invoice.invoice_date, id + "-invoice");
    return Claim(id);
  }

  StandingClaim& Claim(std::string_view id) {
    for (StandingClaim& claim : facts.claims)
      if (claim.invoice.id == id) return claim;
    throw std::runtime_error("no such claim");
  }

  ClaimRecord& AddRecord(std::string_view claim, RecordKind kind, std::int64_t amount,
                         CivilDate day, std::string id = {}) {
    ClaimRecord record;
    record.id = id.empty() ? "r" + std::to_string(++made_) : std::move(id);
    record.kind = kind;
    record.amount = Yuan(amount);
    record.effective_date = day;
    record.record_time = TenOn(day);
    auto& records = Claim(claim).records;
    records.push_back(record);
    return records.back();
  }
  // The record's id.
  std::string Pay(std::string_view claim, std::int64_t amount, std::string_view day) {
    return AddRecord(claim, RecordKind::kAllocation, amount, Day(day)).id;
  }
  void Undo(std::string_view claim, const std::string& record, std::string_view day) {
    AddRecord(claim, RecordKind::kReversal, 0, Day(day)).reverses = record;
  }
  // Handed over on `day`, paid on `maturity`.
  std::string PayByBill(std::string_view claim, std::int64_t amount, std::string_view day,
                        std::string_view maturity) {
    ClaimRecord& record = AddRecord(claim, RecordKind::kAllocation, amount, Day(maturity));
    record.value_date = Day(day);
    return record.id;
  }

  Dispute& AddDispute(const std::string& claim, std::int64_t amount, std::string_view day,
                      std::string grounds = "the export is broken") {
    Dispute dispute;
    dispute.id = "d" + std::to_string(++made_);
    dispute.invoice_id = claim;
    dispute.amount = Yuan(amount);
    dispute.grounds = std::move(grounds);
    dispute.open_date = Day(day);
    Claim(claim).disputes.push_back(dispute);
    return Claim(claim).disputes.back();
  }
  static void ResolveForVendor(Dispute& dispute, std::string_view day) {
    dispute.state = DisputeState::kForVendor;
    dispute.resolve_date = Day(day);
  }

  Promise& AddPromise(std::vector<std::string> claims, std::int64_t amount, std::string_view made,
                      std::string_view date) {
    Promise promise;
    promise.id = "p" + std::to_string(++made_);
    promise.invoice_ids = std::move(claims);
    promise.amount = Yuan(amount);
    promise.made_on = Day(made);
    promise.date = Day(date);
    promise.meta.create_time = TenOn(made);
    facts.promises.push_back(promise);
    return facts.promises.back();
  }
  InstalmentPlan& AddPlan(std::vector<std::string> claims, std::int64_t total,
                          std::string_view agreed, const std::vector<std::string>& due_dates) {
    InstalmentPlan plan;
    plan.id = "plan" + std::to_string(++made_);
    plan.invoice_ids = std::move(claims);
    plan.total = Yuan(total);
    plan.agreed_on = Day(agreed);
    for (const std::string& date : due_dates) plan.due_dates.push_back(Day(date));
    plan.meta.create_time = TenOn(agreed);
    facts.plans.push_back(plan);
    return facts.plans.back();
  }
  Hold& AddHold(std::string_view last, std::string sub = {}) {
    Hold hold;
    hold.id = "h" + std::to_string(++made_);
    hold.sub_contract_id = std::move(sub);
    hold.reason = "the managers talk";
    hold.user = "users/anna";
    hold.last_date = Day(last);
    facts.holds.push_back(hold);
    return facts.holds.back();
  }
  PaymentSlip& AddSlip(std::vector<std::string> claims, std::string_view day) {
    PaymentSlip slip;
    slip.id = "slip" + std::to_string(++made_);
    slip.invoice_ids = std::move(claims);
    slip.date = Day(day);
    facts.slips.push_back(slip);
    return facts.slips.back();
  }

  Notice& AddNotice(NoticeKind kind, const std::vector<std::string>& claims,
                    const std::string& sub = "s1") {
    Notice notice;
    notice.id = "n" + std::to_string(++made_);
    notice.contract_id = "c1";
    notice.sub_contract_id = sub;
    notice.kind = kind;
    for (const std::string& id : claims) {
      NoticedClaim claim;
      claim.invoice_id = id;
      claim.number = "INV-" + id;
      claim.principal = Yuan(1);
      notice.claims.push_back(claim);
    }
    facts.notices.push_back(notice);
    return facts.notices.back();
  }
  Notice& Send(NoticeKind kind, const std::vector<std::string>& claims, std::string_view day,
               const std::string& sub = "s1") {
    Notice& notice = AddNotice(kind, claims, sub);
    notice.state = NoticeState::kSent;
    notice.sent_time = TenOn(day);
    return notice;
  }
  static void Receive(Notice& notice, std::string_view day,
                      ReceiptClass receipt_class = ReceiptClass::kPortalCode) {
    notice.state = NoticeState::kReceived;
    NoticeReceipt receipt;
    receipt.receipt_class = receipt_class;
    receipt.date = Day(day);
    notice.receipts.push_back(receipt);
  }
  // Reminder, urgent notice, and a formal notice that was received the same day.
  Notice& SendLadder(const std::vector<std::string>& claims, std::string_view reminded,
                     std::string_view warned, std::string_view demanded,
                     const std::string& sub = "s1") {
    Send(NoticeKind::kOverdueReminder, claims, reminded, sub);
    Send(NoticeKind::kUrgentNotice, claims, warned, sub);
    Notice& formal = Send(NoticeKind::kFormalNotice, claims, demanded, sub);
    Receive(formal, demanded);
    return formal;
  }

  Effect& Begin(EffectKind kind, const std::string& notice, std::vector<std::string> claims,
                std::string_view day, const std::string& sub = "s1") {
    Effect effect;
    effect.id = "e" + std::to_string(++made_);
    effect.contract_id = "c1";
    effect.sub_contract_id = sub;
    effect.kind = kind;
    effect.notice_id = notice;
    effect.invoice_ids = std::move(claims);
    effect.start_time = TenOn(day);
    facts.effects.push_back(effect);
    return facts.effects.back();
  }

  ContractStanding Whole(Instant now) const {
    auto standing = Assess(facts, now);
    if (!standing) throw std::runtime_error(standing.error().message);
    return *standing;
  }
  SubContractStanding At(Instant now, std::string_view sub = "s1") const {
    for (const SubContractStanding& each : Whole(now).sub_contracts)
      if (each.sub_contract_id == sub) return each;
    throw std::runtime_error("no such sub-contract");
  }
  SubContractStanding On(std::string_view day, std::string_view sub = "s1") const {
    return At(TenOn(day), sub);
  }

  ContractFacts facts;

 private:
  int made_ = 0;
};

}  // namespace countersign::domain

#endif  // COUNTERSIGN_TESTS_DOMAIN_STANDING_FACTS_H_
