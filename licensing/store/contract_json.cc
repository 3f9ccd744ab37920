#include "licensing/store/contract_json.h"

#include "licensing/store/contract_names.h"
#include "licensing/store/json_members.h"

namespace countersign::domain {

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, Term>
void Members(Io& io, T& term) {
  io("days", term.days);
  io("kind", term.kind);
  io("roll_to_business_day", term.roll_to_business_day);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, CalendarRef>
void Members(Io& io, T& calendar) {
  io("id", calendar.id);
  io("version", calendar.version);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, SettlementLine>
void Members(Io& io, T& line) {
  io("rule", line.rule);
  io("resource", line.milestone);
  io("amount", line.amount);
  io("last_date", line.last_day);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, SettlementQuote>
void Members(Io& io, T& quote) {
  io("lines", quote.lines);
  io("total", quote.total);
  io("total_without_discount", quote.total_without_discount);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, SettlementAcceptance>
void Members(Io& io, T& acceptance) {
  io("date", acceptance.date);
  io("contact_id", acceptance.contact_id);
  io("paper_sha256", acceptance.paper_sha256);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, Commitment>
void Members(Io& io, T& commitment) {
  io("amount", commitment.amount);
  io("date", commitment.date);
  io("condition", commitment.condition);
  io("contact_id", commitment.contact_id);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, DueRule>
void Members(Io& io, T& rule) {
  io("base", rule.base);
  io("credit_term", rule.credit_term);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, AcceptanceClause>
void Members(Io& io, T& clause) {
  io("review_term", clause.review_term);
  io("deemed", clause.deemed);
  io("blocking_severity", clause.blocking_severity);
  io("use_days", clause.use_days);
  io("signatures_required", clause.signatures_required);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, LadderPolicy>
void Members(Io& io, T& ladder) {
  io("pre_due_days", ladder.pre_due_days);
  io("overdue_reminder_days", ladder.overdue_reminder_days);
  io("formal_after_urgent_days", ladder.formal_after_urgent_days);
  io("supply_cure_days", ladder.supply_cure_days);
  io("suspend_cure_days", ladder.suspend_cure_days);
  io("counsel_days", ladder.counsel_days);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, LimitationRule>
void Members(Io& io, T& rule) {
  io("months", rule.months);
  io("longest_months", rule.longest_months);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, DatedRate>
void Members(Io& io, T& dated) {
  io("from", dated.from);
  io("rate", dated.rate);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, InterestTerms>
void Members(Io& io, T& terms) {
  io("basis", terms.basis);
  io("rule", terms.rule);
  io("rates", terms.rates);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, EarlyPaymentTerms>
void Members(Io& io, T& terms) {
  io("discount_days", terms.discount_days);
  io("discount", terms.discount);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, DateRange>
void Members(Io& io, T& range) {
  io("first", range.first);
  io("last", range.last);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, AgreedLadder>
void Members(Io& io, T& agreed) {
  io("enforcement", agreed.enforcement);
  io("threshold", agreed.threshold);
  io("ladder", agreed.ladder);
  io("blackouts", agreed.blackouts);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, ContractTerms>
void Members(Io& io, T& terms) {
  io("currency_code", terms.currency_code);
  io("time_zone", terms.time_zone);
  io("calendar", terms.calendar);
  io("due_rule", terms.due_rule);
  io("acceptance", terms.acceptance);
  io("service_clause", terms.service_clause);
  io("service_contact_id", terms.service_contact_id);
  io("part_completion_agreed", terms.part_completion_agreed);
  io("jurisdiction", terms.jurisdiction);
  io("enforcement", terms.enforcement);
  io("enforcement_clause", terms.enforcement_clause);
  io("offline_clause", terms.offline_clause);
  io("threshold", terms.threshold);
  io("ladder", terms.ladder);
  io("limitation", terms.limitation);
  io("interest", terms.interest);
  io("allocation_order", terms.allocation_order);
  io("early_payment", terms.early_payment);
  io("blackouts", terms.blackouts);
  io("consumer", terms.consumer);
  io("overdue_note", terms.overdue_note);
  io("agreed", terms.agreed);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, Criterion>
void Members(Io& io, T& criterion) {
  io("id", criterion.id);
  io("text", criterion.text);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, MilestoneItem>
void Members(Io& io, T& item) {
  io("id", item.id);
  io("title", item.title);
  io("weight", item.work.weight);
  io("complete", item.work.complete);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, Receipt>
void Members(Io& io, T& receipt) {
  io("class", receipt.receipt_class);
  io("received", receipt.received);
  io("proof_sha256", receipt.proof_sha256);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, Delivery>
void Members(Io& io, T& delivery) {
  io("date", delivery.date);
  io("files", delivery.files);
  io("release", delivery.release);
  io("recipients", delivery.recipients);
  io("announces_use", delivery.announces_use);
  io("document_sha256", delivery.document_sha256);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, Defect>
void Members(Io& io, T& defect) {
  io("id", defect.id);
  io("criterion_id", defect.criterion_id);
  io("item_id", defect.item_id);
  io("description", defect.description);
  io("severity", defect.severity);
  io("caused_by_mending", defect.caused_by_mending);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, PunchItem>
void Members(Io& io, T& item) {
  io("id", item.id);
  io("description", item.description);
  io("done_on", item.done_on);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, Signature>
void Members(Io& io, T& signature) {
  io("date", signature.date);
  io("contact_id", signature.contact_id);
  io("method", signature.method);
  io("document_sha256", signature.document_sha256);
  io("paper_sha256", signature.paper_sha256);
  io("items", signature.items);
  io("punch_list", signature.punch_list);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, Round>
void Members(Io& io, T& round) {
  io("delivery", round.delivery);
  io("receipt", round.receipt);
  io("reminder", round.reminder);
  io("review_end", round.review_end);
  io("signatures", round.signatures);
  io("defects", round.defects);
  io("rejected_on", round.rejected_on);
  io("use_days", round.use_days);
  io("use_seen_through", round.use_seen_through);
}

template <class Io, class T>
  requires std::same_as<std::remove_const_t<T>, Acceptance>
void Members(Io& io, T& acceptance) {
  io("mode", acceptance.mode);
  io("date", acceptance.date);
}

}  // namespace countersign::domain

namespace countersign::store {

std::string ToJson(const domain::ContractTerms& terms) { return WriteMembers(terms); }
std::string ToJson(const domain::Term& term) { return WriteMembers(term); }
std::string ToJson(const std::vector<domain::Criterion>& criteria) {
  return WriteMembers(criteria);
}
std::string ToJson(const std::vector<domain::MilestoneItem>& items) { return WriteMembers(items); }
std::string ToJson(const std::vector<domain::Round>& rounds) { return WriteMembers(rounds); }
std::string ToJson(const domain::Acceptance& acceptance) { return WriteMembers(acceptance); }
std::string ToJson(const std::vector<domain::PunchItem>& punch_list) {
  return WriteMembers(punch_list);
}

Result<void> FromJson(std::string_view text, domain::ContractTerms& terms) {
  return ReadMembers(text, terms);
}
Result<void> FromJson(std::string_view text, domain::Term& term) { return ReadMembers(text, term); }
Result<void> FromJson(std::string_view text, std::vector<domain::Criterion>& criteria) {
  return ReadMembers(text, criteria);
}
Result<void> FromJson(std::string_view text, std::vector<domain::MilestoneItem>& items) {
  return ReadMembers(text, items);
}
Result<void> FromJson(std::string_view text, std::vector<domain::Round>& rounds) {
  return ReadMembers(text, rounds);
}
Result<void> FromJson(std::string_view text, domain::Acceptance& acceptance) {
  return ReadMembers(text, acceptance);
}
Result<void> FromJson(std::string_view text, std::vector<domain::PunchItem>& punch_list) {
  return ReadMembers(text, punch_list);
}

std::string ToJson(const domain::SettlementQuote& quote) { return WriteMembers(quote); }
std::string ToJson(const domain::SettlementAcceptance& acceptance) {
  return WriteMembers(acceptance);
}
std::string ToJson(const domain::Commitment& commitment) { return WriteMembers(commitment); }

Result<void> FromJson(std::string_view text, domain::SettlementQuote& quote) {
  return ReadMembers(text, quote);
}
Result<void> FromJson(std::string_view text, domain::SettlementAcceptance& acceptance) {
  return ReadMembers(text, acceptance);
}
Result<void> FromJson(std::string_view text, domain::Commitment& commitment) {
  return ReadMembers(text, commitment);
}

}  // namespace countersign::store
